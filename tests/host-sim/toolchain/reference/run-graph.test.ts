import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import { PlainReal32 } from "../../../../host-sim/kernels/real32-plain";
import type { Graph, Operation, Shape } from "../../../../host-sim/toolchain/network/graph";
import { quantizeSigned } from "../../../../host-sim/toolchain/reference/elementwise";
import { GraphRunner } from "../../../../host-sim/toolchain/reference/graph-runner";
import { runGraph } from "../../../../host-sim/toolchain/reference/run-graph";
import { accuracy, crossEntropy, winners } from "../../../../host-sim/toolchain/reference/scores";
import { naiveGraph } from "../../../support/naive-graph";

const random = new Random(11);
const reals = (count: number, scale = 1) => Float32Array.from({ length: count }, () => scale * random.gaussian());
const vector = (channels: number): Shape => ({ height: 1, width: 1, channels });
const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };

type Node = [operation: Operation, inputs: number[], shape: Shape];

function graphOf(input: Shape, ...nodes: Node[]): Graph {
	return {
		name: "test",
		input: { ...input, zero: 0, scale: 1 },
		nodes: nodes.map(([operation, inputs, shape], n) => ({ name: `node ${n}`, operation, inputs, shape })),
		labels: [],
	};
}

function convolution(
	kernel: number,
	from: number,
	to: number,
	stride: number,
	before: number,
	after = before,
): Operation {
	return {
		kind: "convolution",
		kernel: reals(kernel * kernel * from * to, 0.4),
		kernelHeight: kernel,
		kernelWidth: kernel,
		bias: reals(to, 0.2),
		stride,
		padding: { top: before, left: before, bottom: after, right: after },
	};
}

const big: Shape = { height: 8, width: 7, channels: 3 };
const six: Shape = { ...big, channels: 6 };
const half: Shape = { height: 4, width: 4, channels: 5 };

/** A residual block, both pools, every quantiser: each kind of operation but memories. */
function picturesGraph(): Graph {
	return graphOf(
		big,
		[{ kind: "quantization", bits: 4, signed: false, most: 0.95 }, [0], big],
		[convolution(3, 3, 6, 1, 1), [1], six],
		[
			{
				kind: "normalization",
				gamma: reals(6),
				beta: reals(6),
				mean: reals(6),
				variance: reals(6).map(Math.abs),
				epsilon: 1e-3,
			},
			[2],
			six,
		],
		[{ kind: "relu" }, [3], six],
		[convolution(3, 6, 5, 2, 0, 1), [4], half],
		[convolution(1, 6, 5, 2, 0), [4], half],
		[{ kind: "add" }, [5, 6], half],
		[{ kind: "add" }, [7, 5, 6], half],
		[{ kind: "clip", least: -2, most: 3 }, [8], half],
		[
			{ kind: "maximum", height: 3, width: 2, stride: 2, padding: { top: 1, left: 0, bottom: 0, right: 0 } },
			[9],
			{ height: 2, width: 2, channels: 5 },
		],
		[
			{ kind: "average", height: 3, width: 3, stride: 2, padding: { top: 0, left: 0, bottom: 1, right: 1 } },
			[9],
			{ height: 2, width: 2, channels: 5 },
		],
		[{ kind: "add" }, [10, 11], { height: 2, width: 2, channels: 5 }],
		[{ kind: "reshape" }, [12], vector(20)],
		[{ kind: "dense", weights: reals(80, 0.5), bias: reals(4) }, [13], vector(4)],
		[{ kind: "quantization", bits: 6, signed: true, most: 4 }, [14], vector(4)],
		[{ kind: "softmax" }, [15], vector(4)],
	);
}

function memory(features: number, hidden: number, bits: number, limited: boolean): Operation {
	const most = (value: number) => (limited ? value : Number.POSITIVE_INFINITY);
	return {
		kind: "lstm",
		hidden,
		inputWeights: reals(features * 4 * hidden),
		inputBias: reals(4 * hidden, 0.3),
		hiddenWeights: reals(hidden * 4 * hidden),
		hiddenBias: reals(4 * hidden, 0.3),
		inputBits: bits,
		inputMost: most(1.5),
		hiddenMost: most(0.6),
		limits: {
			a3: most(0.7),
			a4: most(0.8),
			a5: most(0.6),
			a6: most(0.9),
			a7: most(0.5),
			a8: most(0.4),
			a9: most(0.7),
			a10: most(0.5),
			a12: most(1.1),
			a13: most(1.2),
			a14: most(1.9),
		},
	};
}

function isNear(found: Float32Array, expected: Float64Array, what: string): void {
	assert.is(found.length, expected.length, what);
	for (let i = 0; i < found.length; i++)
		if (!(Math.abs(found[i] - expected[i]) < 2e-5))
			assert.unreachable(`${what}: number ${i} is ${found[i]}, not ${expected[i]}`);
}

function isAsWritten(graph: Graph, inputs: Float32Array, count: number): void {
	const size = inputs.length / count;
	const taps = graph.nodes.map((_, n) => n + 1);
	const run = runGraph(graph, inputs, count, { taps, batch: 2 });
	for (let n = 0; n < count; n++)
		for (const [value, numbers] of naiveGraph(graph, inputs.subarray(n * size, (n + 1) * size)).entries()) {
			if (value === 0) continue;
			const found = run.taps.get(value);
			assert.ok(found);
			const length = numbers.length;
			isNear(
				found.subarray(n * length, (n + 1) * length),
				numbers,
				`value ${value}, ${graph.nodes[value - 1].operation.kind}`,
			);
		}
}

test("every operation on pictures makes what graph.ts writes, whatever the batch", () => {
	isAsWritten(picturesGraph(), reals(3 * 168), 3);
});

test("long short-term memories make what the recipe writes, with and without limits and quantisers", () => {
	const steps: Shape = { height: 6, width: 1, channels: 5 };
	isAsWritten(graphOf(steps, [memory(5, 7, 4, true), [0], vector(7)]), reals(3 * 30), 3);
	isAsWritten(graphOf(steps, [memory(5, 7, 0, true), [0], vector(7)]), reals(3 * 30), 3);
	isAsWritten(graphOf(steps, [memory(5, 7, 0, false), [0], vector(7)]), reals(3 * 30), 3);
});

test("values share rooms without harm: the same bits where all are kept, in batches of any size, and without WebAssembly", () => {
	const graph = picturesGraph();
	const inputs = reals(5 * 168);
	const { output } = runGraph(graph, inputs, 5);
	assert.equal(runGraph(graph, inputs, 5, { taps: graph.nodes.map((_, n) => n) }).output, output);
	assert.equal(runGraph(graph, inputs, 5, { batch: 1 }).output, output);
	assert.equal(runGraph(graph, inputs, 5, { batch: 3, real32: new PlainReal32() }).output, output);
});

test("taps may be the input and the last value", () => {
	const inputs = reals(8);
	const run = runGraph(graphOf(vector(4), [{ kind: "relu" }, [0], vector(4)]), inputs, 2, { taps: [0, 1] });
	assert.equal(run.taps.get(0), inputs);
	assert.equal(run.taps.get(1), run.output);
});

test("signed quantisers round halves to even codes and stop a step before the end", () => {
	const found = [-9, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 9].map(value => quantizeSigned(value * 0.5, 3, 1) * 4);
	assert.equal(
		found,
		[-3, -2, -1, 0, 0, 0, 1, 2, 3].map(code => code + 0),
	);
});

test("weight noise is a part of the largest weight, on the bias too, new for each batch, and repeats with the seed", () => {
	const weights = new Float32Array(20_000).fill(0.001);
	weights[7] = -0.5;
	const bias = new Float32Array(10_000).fill(100);
	const graph = graphOf(vector(2), [{ kind: "dense", weights, bias }, [0], vector(10_000)]);
	const deviation = (numbers: Float32Array) => {
		const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
		return Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length);
	};
	const noise = { weightNoise: 0.2, seed: 3, batch: 1 };
	const silent = runGraph(graph, new Float32Array(4), 2, noise).output;
	assert.ok(Math.abs(deviation(silent.subarray(0, 10_000)) - 0.1) < 0.003, "bias");
	assert.not.equal(silent.slice(0, 10_000), silent.slice(10_000), "a draw for each batch");
	const loud = runGraph(graph, Float32Array.of(1, 0), 1, noise).output;
	assert.ok(Math.abs(deviation(loud) - Math.hypot(0.1, 0.1)) < 0.004, "weight and bias");
	assert.equal(runGraph(graph, new Float32Array(4), 2, noise).output, silent, "same seed");
	assert.not.equal(runGraph(graph, new Float32Array(4), 2, { ...noise, seed: 4 }).output, silent, "other seed");
	assert.equal(runGraph(graph, new Float32Array(4), 2).output, new Float32Array(20_000).fill(100), "no noise");
	const two = runGraph(graph, new Float32Array(4), 2, { ...noise, batch: 2 }).output;
	assert.equal(two.slice(0, 10_000), two.slice(10_000), "one draw for the whole batch");
});

test("an observer sees what goes into the products of each step", () => {
	const steps: Shape = { height: 3, width: 1, channels: 2 };
	const graph = graphOf(steps, [{ kind: "relu" }, [0], steps], [memory(2, 4, 4, true), [1], vector(4)]);
	const seen: string[] = [];
	runGraph(graph, reals(12), 2, {
		observe: (node, step, inputs, hidden, count) => {
			seen.push(`${node} ${step} ${count}`);
			assert.ok(inputs.length >= 4 && hidden.length >= 8);
			if (step === 0) assert.ok(hidden.every(value => value === 0));
			else assert.ok(hidden.some(value => value !== 0));
		},
	});
	assert.equal(seen, ["1 0 2", "1 1 2", "1 2 2"]);
});

test("progress is told after each batch, and wrong sizes are refused", () => {
	const graph = graphOf(vector(3), [{ kind: "relu" }, [0], vector(3)]);
	const done: number[] = [];
	runGraph(graph, reals(15), 5, { batch: 2, progress: n => done.push(n) });
	assert.equal(done, [2, 4, 5]);
	assert.throws(() => new GraphRunner(graph, 2).run(reals(9), 3), RangeError);
	assert.throws(() => new GraphRunner(graph, 4).run(reals(8), 3), RangeError);
	assert.is(runGraph(graph, new Float32Array(), 0).output.length, 0);
});

test("winners, accuracy and cross-entropy", () => {
	const scores = Float32Array.of(0, 1, 1, 3, 2, 1, -1, -2, 0);
	assert.equal(winners(scores, 3, 3), Uint8Array.of(1, 0, 2));
	assert.is(accuracy(Uint8Array.of(1, 0, 2), Uint8Array.of(1, 2, 2)), 2 / 3);
	assert.is(crossEntropy(Float32Array.of(0, 0), Uint8Array.of(1), 2), Math.log(2));
	assert.ok(crossEntropy(Float32Array.of(1000, -1000), Uint8Array.of(1), 2) === 2000);
});

test("padding of the largest and of the mean does not count", () => {
	const shape: Shape = { height: 2, width: 1, channels: 1 };
	const padding = { ...NO_PADDING, top: 1 };
	for (const kind of ["maximum", "average"] as const) {
		const graph = graphOf({ height: 3, width: 1, channels: 1 }, [
			{ kind, height: 2, width: 1, stride: 2, padding },
			[0],
			shape,
		]);
		assert.equal(
			Array.from(runGraph(graph, Float32Array.of(-4, -3, -1), 1).output),
			kind === "maximum" ? [-4, -1] : [-4, -2],
		);
	}
});

test.run();
