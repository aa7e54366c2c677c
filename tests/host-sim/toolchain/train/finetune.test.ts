import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainKernels } from "../../../../firmware/emulator/kernels/plain-kernels";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";
import type { DataSet } from "../../../../host-sim/toolchain/data/data-set";
import type { Graph, GraphNode } from "../../../../host-sim/toolchain/network/graph";
import { PictureExamples } from "../../../../host-sim/toolchain/train/examples";
import { type FinetuneOptions, finetune, startOfFinetuning } from "../../../../host-sim/toolchain/train/finetune";
import { type FinetuneState, loadState, saveState } from "../../../../host-sim/toolchain/train/finetune-state";
import { cutPoints, stageGraph, stagesOf, unitOf } from "../../../../host-sim/toolchain/train/stages";
import { loadSweepKernels } from "../../../../host-sim/toolchain/train/sweep-kernels";
import { type Recipe, trainNetwork, tryNetwork } from "../../../../host-sim/toolchain/train/train-network";
import { TrainableNetwork } from "../../../../host-sim/toolchain/train/trainable-network";

const SIDE = 6;
const MEMORY = 1 << 20;

/** Bars across or down, or a block: three classes that a small network learns. */
function bars(count: number, seed: number): DataSet {
	const chance = new Random(seed);
	const values = new Uint8Array(count * SIDE * SIDE);
	const classes = new Uint8Array(count);
	for (let n = 0; n < count; n++) {
		const kind = chance.below(3);
		classes[n] = kind;
		const [x, y] = [chance.below(4), chance.below(4)];
		for (let i = 0; i < SIDE * SIDE; i++) {
			const [row, column] = [Math.floor(i / SIDE), i % SIDE];
			const across = row >= y && row < y + 2;
			const down = column >= x && column < x + 2;
			const ink = kind === 0 ? across : kind === 1 ? down : across && down;
			values[n * SIDE * SIDE + i] = Math.min(255, (ink ? 180 : 20) + chance.below(60));
		}
	}
	return {
		name: "bars",
		count,
		shape: { height: SIDE, width: SIDE, channels: 1 },
		values,
		classes,
		labels: ["across", "down", "block"],
	};
}

/** Two convolutions with a sum around the second one, then a dense layer. */
function residual(seed: number): Graph {
	const random = new Random(seed);
	const numbers = (length: number, deviation: number) =>
		Float32Array.from({ length }, () => deviation * random.gaussian());
	const picture = { height: SIDE, width: SIDE, channels: 4 };
	const padding = { top: 1, left: 1, bottom: 1, right: 1 };
	const kernel = { kernelHeight: 3, kernelWidth: 3, stride: 1, padding } as const;
	const quantize = (most: number) => ({ kind: "quantization", bits: 3, signed: false, most }) as const;
	const nodes: GraphNode[] = [
		{ name: "q0", operation: quantize(1), inputs: [0], shape: { ...picture, channels: 1 } },
		{
			name: "c1",
			operation: { kind: "convolution", kernel: numbers(36, 0.5), bias: numbers(4, 0.1), ...kernel },
			inputs: [1],
			shape: picture,
		},
		{ name: "q1", operation: quantize(2), inputs: [2], shape: picture },
		{
			name: "c2",
			operation: { kind: "convolution", kernel: numbers(144, 0.25), bias: numbers(4, 0.1), ...kernel },
			inputs: [3],
			shape: picture,
		},
		{ name: "sum", operation: { kind: "add" }, inputs: [3, 4], shape: picture },
		{ name: "q2", operation: quantize(2), inputs: [5], shape: picture },
		{ name: "flat", operation: { kind: "reshape" }, inputs: [6], shape: { height: 1, width: 1, channels: 144 } },
		{
			name: "dense",
			operation: { kind: "dense", weights: numbers(432, 0.1), bias: numbers(3, 0.1) },
			inputs: [7],
			shape: { height: 1, width: 1, channels: 3 },
		},
	];
	const input = { height: SIDE, width: SIDE, channels: 1, zero: 0, scale: 255 };
	return { name: "residual", input, nodes, labels: ["across", "down", "block"] };
}

const recipe: Recipe = {
	epochs: 4,
	batch: 16,
	optimizer: "adam",
	rate: 0.01,
	lastRate: 0.001,
	warmUp: 0.05,
	noise: 0.1,
	noiseRise: 0,
	range: 0,
	decay: 0,
	learnRanges: true,
	rangeDecay: 0,
	seed: 3,
};

async function networkOf(graph: Graph): Promise<TrainableNetwork> {
	const noise = { level: 0, random: new Random(1) };
	const options = { batch: 16, noise, decay: 0, learnRanges: true, rangeDecay: 0, given: [0] };
	return new TrainableNetwork(graph, { kernels: await loadSweepKernels(MEMORY), ...options });
}

const train = bars(240, 1);
const unseen = bars(60, 2);

test("training teaches a network, the same way every time", async () => {
	const examples = new PictureExamples(
		{ pictures: train.values as Uint8Array, labels: train.classes },
		residual(1).input,
	);
	const trial = new PictureExamples(
		{ pictures: unseen.values as Uint8Array, labels: unseen.classes },
		residual(1).input,
	);
	const graphs: Graph[] = [];
	for (let run = 0; run < 2; run++) {
		const network = await networkOf(residual(1));
		assert.ok(tryNetwork(network, trial).accuracy < 0.7);
		trainNetwork(network, examples, recipe);
		assert.ok(tryNetwork(network, trial).accuracy > 0.95);
		graphs.push(network.graph());
	}
	assert.equal(graphs[0], graphs[1]);
});

test("weights stay within the range that the recipe gives them", async () => {
	const network = await networkOf(residual(1));
	const examples = new PictureExamples(
		{ pictures: train.values as Uint8Array, labels: train.classes },
		residual(1).input,
	);
	trainNetwork(network, examples, { ...recipe, epochs: 1, range: 1.5 });
	for (const { name, values, isMatrix } of network.parameters) {
		const mean = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
		// Clipping lowers the mean itself a little.
		if (isMatrix) assert.ok(Math.max(...values.map(Math.abs)) < 1.5 * mean * 1.15, name);
	}
});

test("a network is cut where only codes cross, and its stages make what the whole makes", async () => {
	const graph = residual(1);
	assert.equal(cutPoints(graph), [3, 6]);
	assert.throws(() => stagesOf(graph, [4]), /cannot be cut at value 4: it can at 3, 6/);
	const whole = await networkOf(graph);
	const examples = new PictureExamples({ pictures: unseen.values as Uint8Array, labels: unseen.classes }, graph.input);
	for (let n = 0; n < 16; n++) examples.read(n, n, [whole.given[0].numbers], undefined);
	whole.prepare();
	whole.forward(16, false);
	let codes = unseen.values.subarray(0, 16 * SIDE * SIDE);
	for (const stage of stagesOf(graph, [3, 6])) {
		const cut = stageGraph(graph, stage);
		const part = await networkOf(cut);
		const { zero, scale } = cut.input;
		part.given[0].numbers.set(Float32Array.from(codes, code => (code - zero) / scale));
		part.prepare();
		part.forward(16, false);
		assert.equal(part.numbers(cut.nodes.length), whole.numbers(stage.to));
		if (stage.to < graph.nodes.length)
			codes = Uint8Array.from(whole.numbers(stage.to), value => Math.round(value / unitOf(graph, stage.to)));
	}
});

test("fine-tuning with the chip goes on from where it was stopped, to the same end", async () => {
	const folder = mkdtempSync(join(tmpdir(), "cim-"));
	const states: FinetuneState[] = [];
	const options: FinetuneOptions = {
		train,
		test: unseen,
		chip: { profile: neurram, kernels: plainKernels, seed: 5, age: 0 },
		points: [3, 6],
		recipe,
		epochs: [3, 3],
		heldOut: 40,
		memory: MEMORY,
		onProgress() {},
		onStage: state => states.push(state),
	};
	try {
		const start = startOfFinetuning(residual(1), options);
		const whole = await finetune(start, options);
		assert.equal(
			whole.rows.map(({ upTo }) => upTo),
			["q1", "q2"],
		);
		for (const { before, after } of whole.rows) assert.ok(after! > before!, `${before} ${after}`);
		assert.ok(whole.accuracy > 0.8, `${whole.accuracy}`);
		// What is frozen stays.
		assert.equal(states[1].graph.nodes.slice(0, 6), states[0].graph.nodes.slice(0, 6));
		saveState(folder, "these", states[0]);
		assert.throws(() => loadState(folder, "others"), /other settings/);
		const resumed = await finetune(loadState(folder, "these")!, options);
		assert.is(resumed.accuracy, whole.accuracy);
		assert.equal(resumed.graph, whole.graph);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test.run();
