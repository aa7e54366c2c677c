import { writeFileSync } from "node:fs";
import { neurram } from "../../firmware/emulator/profiles/neurram";
import { CimError } from "../../firmware/errors";
import { compileBoltzmann } from "../toolchain/compile/boltzmann";
import { type Compiled, compileNetwork } from "../toolchain/compile/compile";
import { mapSvg } from "../toolchain/compile/map-svg";
import { mapText } from "../toolchain/compile/map-text";
import { STRATEGIES, type Strategy } from "../toolchain/compile/place";
import { drawInputs, drawVisible } from "../toolchain/compile/representative-inputs";
import { DATA_FORMATS, openData } from "../toolchain/data/open-data";
import { type Imported, importMachine, importNetwork } from "../toolchain/import/import-network";
import { encodeNetwork } from "../toolchain/network/encode-network";
import type { BoltzmannMachine } from "../toolchain/network/graph";
import { type Command, EXIT_FAILED, EXIT_OK, UsageError } from "./command";
import { helpText, type Options, parseOptions, type Values, wholeNumber } from "./options";

const OPTIONS = {
	data: { type: "string", value: "data", about: "representative inputs: what the network was trained with" },
	description: { type: "string", value: "file", about: "of a .npz checkpoint: what its arrays are (JSON)" },
	out: { type: "string", value: "file", about: "where the model goes (default: the network's name with .cim)" },
	map: { type: "string", value: "file", about: "draw the filled chip there, as SVG" },
	strategy: {
		type: "string",
		value: "name",
		about: "separate, merge, auto or duplicate (default auto)",
	},
	die: { type: "string", value: "n", about: "which chip: its unusable rows are left out (default 1)" },
	bits: {
		type: "string",
		value: "n",
		about: "bits of quantisers that the network lacks (default 4; 5 where numbers have a sign)",
	},
	bias: {
		type: "string",
		value: "layer=n,...",
		about: "bias rows of layers; chosen where not given (visible=, hidden= of a Boltzmann machine)",
	},
	longest: { type: "string", value: "n", about: "most logical rows of a segment, bias not counted (default 100)" },
	widest: { type: "string", value: "n", about: "most columns of a segment (default 128)" },
	together: {
		type: "string",
		value: "n",
		about: "arrays that work together on a product (default 1; more are faster, and disturb each other)",
	},
	inputs: { type: "string", value: "n", about: "representative inputs that are drawn from the data (default 32)" },
	seed: { type: "string", value: "n", about: "of the draw: same seed, same bytes (default 1)" },
	json: { type: "boolean", about: "the report as one JSON object" },
} as const satisfies Options;

export const command: Command = {
	name: "compile",
	summary: "map a trained network on the chip and write its model file",
	help: helpText({
		usage: "compile <network.net | .onnx | .npz> --data <data> [options]",
		about: `Folds normalisations into the weights, quantises what has no quantiser yet,
turns weights into conductance codes, cuts them into segments, finds a place for
each on the cores around rows that cannot be used, chooses operating points from
representative inputs, and adds a known answer. Prints the map and what is used;
writes a .cim file for the firmware. A network that is too large is refused with
the cells and cores that are missing.

Strategies: separate puts one piece of a matrix on a core; merge takes as few cores
as it can, pieces side by side (diagonally, then on the same rows, then on the same
columns); auto does the first while there are cores; duplicate fills what is left
with copies of the layers that have most to do.

Data: ${DATA_FORMATS}.`,
		options: OPTIONS,
		examples: [
			["cim compile digits.net --data mnist --out digits.cim --map digits.svg", "a network trained with cim train"],
			["cim compile resnet.onnx --data cifar-10 --strategy duplicate", "straight from an ONNX file"],
		],
	}),
	async run(args) {
		const { values, positionals } = parseOptions("compile", OPTIONS, args, 1);
		const [path] = positionals;
		if (path === undefined) throw new UsageError("which network? Give a .net, .onnx or .npz file");
		if (values.data === undefined)
			throw new UsageError("--data is missing: ranges and operating points are chosen from representative inputs");
		const settings = {
			strategy: strategyOf(values.strategy),
			seed: wholeNumber("seed", values.seed, 1, 0, 0xffffffff),
			die: wholeNumber("die", values.die, neurram.die, 0, 0xffffffff),
			bits: values.bits === undefined ? undefined : wholeNumber("bits", values.bits, 4, 1, 7),
			longest: wholeNumber("longest", values.longest, 100, 1, 127),
			widest: wholeNumber("widest", values.widest, 128, 2, 256),
			together: wholeNumber("together", values.together, 1, 1, 48),
			count: wholeNumber("inputs", values.inputs, 32, 1, 1024),
			biasRows: biasRowsOf(values.bias),
		};
		try {
			return await compile(path, values, settings);
		} catch (error) {
			if (!(error instanceof CimError) && !isFileError(error)) throw error;
			process.stderr.write(`${(error as Error).message}\n`);
			return EXIT_FAILED;
		}
	},
};

interface Settings {
	strategy: Strategy;
	seed: number;
	die: number;
	bits: number | undefined;
	longest: number;
	widest: number;
	together: number;
	count: number;
	biasRows: Record<string, number>;
}

async function compile(path: string, values: Values<typeof OPTIONS>, settings: Settings): Promise<number> {
	const machine = importMachine(path, values);
	const { compiled, notes } = machine
		? await mapMachine(machine, values.data!, settings)
		: await mapGraph(importNetwork(path, values), values.data!, settings);
	const bytes = encodeNetwork(compiled.model);
	const out = values.out ?? `${compiled.model.name.replace(/[^\w.-]+/g, "-").toLowerCase()}.cim`;
	writeFileSync(out, bytes);
	if (values.map !== undefined) writeFileSync(values.map, mapSvg(compiled.report, neurram.coreColumns, neurram.lines));
	report(compiled, notes, out, bytes.length, values.json);
	return EXIT_OK;
}

async function mapGraph(
	{ graph, provenance, notes }: Imported,
	from: string,
	{ seed, bits, die, count, ...mapping }: Settings,
): Promise<{ compiled: Compiled; notes: string[] }> {
	const { height, width, channels } = graph.input;
	const data = await openData(from, { part: "train", shape: { height, width, channels } });
	const last = graph.nodes[graph.nodes.length - 1]?.shape;
	const outputs = last ? last.height * last.width * last.channels : 0;
	if (graph.labels.length === 0 && data.labels.length === outputs) graph.labels = [...data.labels];
	const compiled = compileNetwork(graph, {
		...drawInputs(data, graph.input, count, seed),
		...{ seed, ...mapping },
		...(bits === undefined ? {} : { unsignedBits: bits, signedBits: bits + 1 }),
		profile: { ...neurram, die },
		provenance: { ...provenance, seed },
	});
	return { compiled, notes };
}

async function mapMachine(
	machine: BoltzmannMachine,
	from: string,
	{ seed, die, count, biasRows, strategy, together, longest, widest }: Settings,
): Promise<{ compiled: Compiled; notes: string[] }> {
	const data = await openData(from, { part: "train" });
	const largest = machine.weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
	const compiled = compileBoltzmann(machine, {
		...drawVisible(data, machine.visible, count, seed),
		...{ seed, strategy, together, longest, widest, biasRows: biasRows.hidden, biasColumns: biasRows.visible },
		weightMost: largest,
		profile: { ...neurram, die },
		provenance: { data: data.name },
	});
	return { compiled, notes: [] };
}

function report(
	{ report: made, model }: Compiled,
	notes: readonly string[],
	out: string,
	bytes: number,
	json: boolean,
): void {
	if (json) {
		process.stdout.write(`${JSON.stringify({ ...made, notes: [...notes, ...made.notes], file: out, bytes })}\n`);
		return;
	}
	const { steps, points } = model;
	process.stdout.write(
		[
			mapText({ ...made, notes: [...notes, ...made.notes] }, neurram.coreColumns),
			`${steps.length} steps, ${points.length} operating points; ${out}, ${bytes.toLocaleString("en")} bytes\n`,
		].join(""),
	);
}

function strategyOf(name = "auto"): Strategy {
	const strategy = STRATEGIES.find(known => known === name);
	if (!strategy) throw new UsageError(`--strategy ${name}: there are ${STRATEGIES.join(", ")}`);
	return strategy;
}

function biasRowsOf(text: string | undefined): Record<string, number> {
	const rows: Record<string, number> = {};
	for (const part of text?.split(",") ?? []) {
		const [, layer, count] = /^(.+)=(\d{1,2})$/.exec(part) ?? [];
		if (layer === undefined || Number(count) > 64)
			throw new UsageError(`--bias ${part}: say layer=rows, for example conv1=2, rows at most 64`);
		rows[layer] = Number(count);
	}
	return rows;
}

/** Errors of the file system, which have a code of their own. */
export function isFileError(error: unknown): boolean {
	return error instanceof Error && "syscall" in error;
}
