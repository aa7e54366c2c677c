import { readFileSync, writeFileSync } from "node:fs";
import { CimError } from "../../firmware/errors";
import { type Imported, importNetwork } from "../toolchain/import/import-network";
import type { Graph, GraphNode, Shape } from "../toolchain/network/graph";
import { writeNetwork } from "../toolchain/network/write-network";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { isFileError } from "./compile";
import { helpText, type Options, parseOptions, table } from "./options";

const OPTIONS = {
	description: {
		type: "string",
		value: "file",
		about: "of a .npz checkpoint: what its arrays are (JSON, docs/networks.md)",
	},
	labels: { type: "string", value: "a,b,...", about: "names of the outputs, or a file with one a line" },
	zero: {
		type: "string",
		value: "z",
		about: "a byte b of the input means (b - zero) / scale to the network (default 0)",
	},
	scale: { type: "string", value: "s", about: "(default 255)" },
	out: { type: "string", value: "file", about: "where the network goes (default: the file's name with .net)" },
	json: { type: "boolean", about: "the network's nodes as one JSON object" },
} as const satisfies Options;

export const command: Command = {
	name: "import",
	summary: "read a trained network (ONNX, NumPy) and write it as a .net file",
	help: helpText({
		usage: "import <network.onnx | checkpoint.npz> [options]",
		about: `Reads a network that another tool trained and writes it as one file for cim
compile, evaluate and finetune. Of ONNX these operators are known: Conv, Gemm,
MatMul, BatchNormalization, Relu, Clip, MaxPool, AveragePool, GlobalAveragePool,
Add, Flatten, Reshape, Softmax, LSTM, and those that exporters put around them. A
node that has no counterpart is named, with what to do. NumPy checkpoints need a
description of the network's nodes.`,
		options: OPTIONS,
		examples: [
			["cim import digits.onnx --labels 0,1,2,3,4,5,6,7,8,9", "to digits.net"],
			["cim import checkpoint.npz --description net.json", "arrays and what they are"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("import", OPTIONS, args, 1);
		const [path] = positionals;
		if (path === undefined) throw new UsageError("which file? Give a .onnx file, or a .npz file with --description");
		const zero = number("zero", values.zero, 0);
		const scale = number("scale", values.scale, 255);
		if (scale === 0) throw new UsageError("--scale must not be 0");
		try {
			const labels = labelsOf(values.labels);
			const imported = importNetwork(path, { description: values.description, labels, zero, scale });
			if (labels && imported.graph.labels.length === 0) imported.graph.labels = labels;
			const out = values.out ?? path.replace(/\.\w+$/, "").concat(".net");
			if (out === path) throw new UsageError("--out is the file itself: name another");
			const bytes = writeNetwork(imported.graph, imported.provenance);
			writeFileSync(out, bytes);
			process.stdout.write(
				values.json ? `${JSON.stringify(summary(imported.graph))}\n` : text(imported, out, bytes.length),
			);
			return EXIT_OK;
		} catch (error) {
			if (!(error instanceof CimError) && !isFileError(error)) throw error;
			process.stderr.write(`${(error as Error).message}\n`);
			return EXIT_FAILED;
		}
	},
};

function labelsOf(given: string | undefined): string[] | undefined {
	if (given === undefined) return undefined;
	if (given.includes(",")) return given.split(",");
	return readFileSync(given, "utf8")
		.split("\n")
		.map(line => line.trim())
		.filter(line => line !== "");
}

function number(option: string, text: string | undefined, fallback: number): number {
	if (text === undefined) return fallback;
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value))
		throw new UsageError(`--${option} is ${JSON.stringify(text)}: it must be a number`);
	return value;
}

function text({ graph, notes }: Imported, out: string, bytes: number): string {
	const { input, nodes, labels } = graph;
	const rows = nodes.map(({ name, operation, shape }): [string, string] => [
		name,
		`${operation.kind}, ${words(shape)}`,
	]);
	const lines = [
		table([["input", `${words(input)}, (byte - ${input.zero}) / ${input.scale}`], ...rows]),
		`${parameters(nodes).toLocaleString("en")} parameters${labels.length > 0 ? `, ${labels.length} labels` : ", no labels (--labels)"}`,
		...notes,
		`${out}, ${bytes.toLocaleString("en")} bytes`,
	];
	return `${lines.join("\n")}\n`;
}

function summary({ name, input, nodes, labels }: Graph) {
	return {
		...{ name, input, labels, parameters: parameters(nodes) },
		nodes: nodes.map(node => ({ name: node.name, kind: node.operation.kind, inputs: node.inputs, shape: node.shape })),
	};
}

/** Numbers that were trained. */
function parameters(nodes: readonly GraphNode[]): number {
	let count = 0;
	for (const { operation } of nodes)
		for (const value of Object.values(operation)) if (value instanceof Float32Array) count += value.length;
	return count;
}

function words({ height, width, channels }: Shape): string {
	return height === 1 && width === 1 ? String(channels) : `${height} x ${width} x ${channels}`;
}
