import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CimError } from "../../../../firmware/errors";
import { Random } from "../../../../firmware/math/random";
import { graphFromCheckpoint } from "../../../../host-sim/toolchain/import/checkpoint";
import { parseDescription, parseMachine } from "../../../../host-sim/toolchain/import/description";
import { machineFromCheckpoint } from "../../../../host-sim/toolchain/import/machine";
import { checkGraph } from "../../../../host-sim/toolchain/network/check-graph";
import type { Graph } from "../../../../host-sim/toolchain/network/graph";
import { readNpz } from "../../../../host-sim/toolchain/npz";
import { BOLTZMANN_CHECKPOINT, publishedBoltzmannMachine } from "../../../../host-sim/toolchain/published/boltzmann";
import { openCheckpoint } from "../../../../host-sim/toolchain/published/checkpoint";
import { DIGITS_CHECKPOINT, digitsGraph } from "../../../../host-sim/toolchain/published/digits";
import { KEYWORDS_CHECKPOINT, keywordsGraph } from "../../../../host-sim/toolchain/published/keywords";
import { RESIDUAL_CHECKPOINTS, residualGraph } from "../../../../host-sim/toolchain/published/residual";
import { runGraph } from "../../../../host-sim/toolchain/reference/run-graph";
import { sharedData } from "../../../support/data";
import { sampleInputs } from "../../../support/sample-graphs";
import { npyFile, npyHeader, zipFile } from "../../../support/write-npz";

const withData = sharedData(`neurram/${DIGITS_CHECKPOINT}`) !== undefined ? test : test.skip;
const description = (name: string): string =>
	readFileSync(new URL(`../../../../docs/checkpoints/${name}.json`, import.meta.url), "utf8");

const cases: [string, string, (file: string) => Graph, number][] = [
	["mnist-cnn", DIGITS_CHECKPOINT, file => digitsGraph(openCheckpoint(file)!), 2],
	["cifar10-resnet20", RESIDUAL_CHECKPOINTS.noisy, file => residualGraph(openCheckpoint(file)!, "rectified mean"), 1],
	[
		"cifar10-resnet20-finetuned",
		RESIDUAL_CHECKPOINTS.finetuned,
		file => residualGraph(openCheckpoint(file)!, "mean"),
		1,
	],
	["keywords-lstm", KEYWORDS_CHECKPOINT, file => keywordsGraph(openCheckpoint(file)!), 1],
];

for (const [name, file, published, count] of cases)
	withData(`docs/checkpoints/${name}.json makes the published network of its checkpoint`, () => {
		const arrays = readNpz(new Uint8Array(readFileSync(sharedData(`neurram/${file}`)!)));
		const graph = graphFromCheckpoint(arrays, parseDescription(description(name)));
		checkGraph(graph);
		const own = published(file);
		assert.equal(graph.labels, own.labels);
		const size = graph.input.height * graph.input.width * graph.input.channels;
		const inputs = sampleInputs(count, size).map(value => (name.startsWith("keywords") ? 60 * value - 30 : value));
		assert.equal(runGraph(graph, inputs, count).output, runGraph(own, inputs, count).output);
	});

withData("docs/checkpoints/mnist-rbm.json makes the published Boltzmann machine", () => {
	const arrays = readNpz(new Uint8Array(readFileSync(sharedData(`neurram/${BOLTZMANN_CHECKPOINT}`)!)));
	const described = parseMachine(description("mnist-rbm"))!;
	const { name: _, ...machine } = machineFromCheckpoint(arrays, described);
	const { name: __, ...published } = publishedBoltzmannMachine(openCheckpoint(BOLTZMANN_CHECKPOINT)!);
	assert.equal(machine, published);
	assert.is(parseMachine(description("mnist-cnn")), undefined);
	assert.throws(
		() => machineFromCheckpoint(arrays, { ...described, visibleBias: "a" }),
		/a has 120 numbers, 794 units need one each/,
	);
});

const floats = (shape: number[], values: readonly number[]): Uint8Array =>
	npyFile(npyHeader("<f4", shape), new Uint8Array(Float32Array.from(values).buffer));

const arrays = readNpz(
	zipFile({
		"conv/kernel.npy": floats([1, 1, 2, 2], [1, 2, 3, 4]),
		"conv/bias.npy": floats([2], [0.5, -0.5]),
		"dense/kernel.npy": floats([8, 1], [1, 1, 1, 1, 1, 1, 1, 2]),
		"range.npy": floats([], [30]),
		"blocks.npy": floats([2, 1], [3, 5]),
	}),
);

const made = (nodes: object[], labels: string[] = []): Graph =>
	graphFromCheckpoint(
		arrays,
		parseDescription(
			JSON.stringify({ name: "small", labels, input: { height: 2, width: 2, channels: 2, zero: 1, scale: 2 }, nodes }),
		),
	);

test("nodes follow one another, or take what they name; numbers may stand in arrays", () => {
	const graph = made([
		{ name: "conv", kind: "convolution", kernel: "conv/kernel", bias: "conv/bias" },
		{ kind: "quantization", bits: 4, most: "range" },
		{ name: "limit", kind: "clip", least: "-blocks[1]", most: "blocks[1]" },
		{ kind: "add", inputs: ["conv", "limit"] },
		{ kind: "flatten" },
		{ kind: "dense", weights: "dense/kernel" },
	]);
	assert.equal(
		graph.nodes.map(({ name, inputs }) => [name, inputs]),
		[
			["conv", [0]],
			["quantization 1", [1]],
			["limit", [2]],
			["add 3", [1, 3]],
			["flatten 4", [4]],
			["dense 5", [5]],
		],
	);
	assert.equal([graph.input.zero, graph.input.scale], [1, 2]);
	checkGraph(graph);
	const { operation } = graph.nodes[2];
	assert.equal(operation, { kind: "clip", least: -5, most: 5 });
	// 1 and 1 at every place: 4.5 and 5.5 after the convolution, once more quantised to steps of 2 and clipped
	assert.equal([...runGraph(graph, new Float32Array(8).fill(1), 1).output], [4 * (4.5 + 4) + 5 * (5.5 + 5)]);
});

test("what is missing or does not fit is named", () => {
	const refusal = (nodes: object[], labels?: string[]): string => {
		try {
			made(nodes, labels);
		} catch (error) {
			if (error instanceof CimError) return error.message;
			throw error;
		}
		throw new Error("it was made");
	};
	assert.match(
		refusal([{ name: "c", kind: "convolution", kernel: "other" }]),
		/c takes the array "other", which is not in the archive: it has conv\/kernel/,
	);
	assert.match(refusal([{ kind: "attention" }]), /is of kind "attention": known are convolution, dense/);
	assert.match(refusal([{ kind: "dense", weights: "conv/bias" }]), /takes conv\/bias of shape 2, which has not 2 axes/);
	assert.match(
		refusal([
			{ kind: "maximum", size: 2 },
			{ kind: "dense", weights: "dense/kernel" },
		]),
		/has weights for 8 numbers, its input has 2/,
	);
	assert.match(refusal([{ kind: "relu", inputs: ["nothing"] }]), /takes "nothing", which no node before it makes/);
	assert.match(refusal([{ name: "input", kind: "relu" }]), /two nodes are named "input"/);
	assert.match(refusal([{ kind: "quantization", bits: 3, most: "conv/bias" }]), /as its most, which has 2 numbers/);
	assert.match(refusal([{ kind: "relu" }], ["a", "b"]), /2 labels for 8 outputs/);
	assert.throws(() => parseDescription("{"), /no JSON/);
	assert.throws(() => parseDescription('{"name": "n", "nodes": []}'), /"input" is no JSON object/);
});

test("whatever a description says, it is a network or an error with a name", () => {
	const random = new Random(43);
	const text = description("mnist-cnn");
	const characters = '{}[]",:0123456789.-eEnulltrue/_ abc';
	let read = 0;
	for (let n = 0; n < 3000; n++) {
		const letters = [...text];
		for (let k = random.below(4); k >= 0; k--)
			letters[random.below(letters.length)] = characters[random.below(characters.length)];
		try {
			graphFromCheckpoint(arrays, parseDescription(letters.join("")));
			read++;
		} catch (error) {
			if (!(error instanceof CimError)) throw error;
		}
	}
	assert.is(read, 0, "the arrays are of another network");
});

test.run();
