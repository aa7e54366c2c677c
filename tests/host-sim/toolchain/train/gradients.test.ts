import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import type { Graph, GraphNode, Operation, Shape } from "../../../../host-sim/toolchain/network/graph";
import { loadSweepKernels } from "../../../../host-sim/toolchain/train/sweep-kernels";
import { TrainableNetwork, type TrainableOptions } from "../../../../host-sim/toolchain/train/trainable-network";

const BATCH = 6;
const CLASSES = 3;
const INPUT: Shape = { height: 6, width: 5, channels: 2 };
const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };
const random = new Random(5);

function numbers(length: number, deviation: number, mean = 0): Float32Array {
	return Float32Array.from({ length }, () => mean + deviation * random.gaussian());
}

function convolution(channels: number, outputs: number, size = 3, stride = 1, padding = 1): Operation {
	return {
		kind: "convolution",
		kernel: numbers(size * size * channels * outputs, 0.5),
		kernelHeight: size,
		kernelWidth: size,
		bias: numbers(outputs, 0.3),
		stride,
		padding: { top: padding, left: padding, bottom: padding, right: padding },
	};
}

/** The operation under test behind a convolution, which shows its input's slopes, and before a dense layer to classes. */
function graphOf(nodes: [Operation, inputs: number[], Shape][]): Graph {
	const all: GraphNode[] = nodes.map(([operation, inputs, shape], n) => ({
		name: `node${n}`,
		operation,
		inputs,
		shape,
	}));
	const { height, width, channels } = all.at(-1)!.shape;
	const weights = numbers(height * width * channels * CLASSES, 0.3);
	all.push({
		name: "dense",
		operation: { kind: "dense", weights, bias: numbers(CLASSES, 0.3) },
		inputs: [all.length],
		shape: { height: 1, width: 1, channels: CLASSES },
	});
	return { name: "tiny", input: { ...INPUT, zero: 0, scale: 255 }, nodes: all, labels: ["a", "b", "c"] };
}

/** Largest distance of a parameter's gradient from a finite difference of the loss, over the gradient's largest entry. */
async function check(graph: Graph, options: Partial<TrainableOptions> = {}, step = 2 ** -7): Promise<void> {
	const noise = { level: 0, random: new Random(1) };
	const network = new TrainableNetwork(graph, {
		kernels: await loadSweepKernels(1 << 18),
		batch: BATCH,
		noise,
		decay: 0,
		learnRanges: false,
		rangeDecay: 0,
		given: [0],
		...options,
	});
	const labels = Uint8Array.from({ length: BATCH }, () => random.below(CLASSES));
	for (const { numbers: given } of network.given) for (let i = 0; i < given.length; i++) given[i] = random.gaussian();
	const loss = () => {
		noise.random.reseed(9);
		return network.learn(labels, BATCH).loss / BATCH;
	};
	loss();
	const gradients = network.parameters.map(({ gradient }) => gradient.slice());
	network.parameters.forEach(({ name, values }, n) => {
		const gradient = gradients[n];
		const scale = Math.max(...gradient.map(Math.abs), 1e-3);
		for (let at = 0; at < values.length; at += Math.ceil(values.length / 12)) {
			const value = values[at];
			values[at] = value + step;
			const above = loss();
			values[at] = value - step;
			const below = loss();
			values[at] = value;
			const slope = (above - below) / (2 * step);
			assert.ok(
				Math.abs(slope - gradient[at]) < 0.02 * scale,
				`${name}[${at}]: gradient ${gradient[at]}, difference ${slope}, largest ${scale}`,
			);
		}
	});
}

const hidden = (channels: number): Shape => ({ ...INPUT, channels });

test("gradients of convolutions, with and without stride and padding, equal finite differences", async () => {
	await check(graphOf([[convolution(2, 3), [0], hidden(3)]]));
	await check(
		graphOf([
			[convolution(2, 3), [0], hidden(3)],
			[convolution(3, 4, 3, 2, 1), [1], { height: 3, width: 3, channels: 4 }],
			[convolution(4, 9, 2, 1, 0), [2], { height: 2, width: 2, channels: 9 }],
		]),
	);
	await check(
		graphOf([
			[convolution(2, 3), [0], hidden(3)],
			[convolution(3, 4, 1, 2, 0), [1], { height: 3, width: 3, channels: 4 }],
		]),
	);
});

test("gradients of batch normalisation in training equal finite differences", async () => {
	const normalization: Operation = {
		kind: "normalization",
		gamma: numbers(3, 0.2, 1),
		beta: numbers(3, 0.2),
		mean: new Float32Array(3),
		variance: new Float32Array(3).fill(1),
		epsilon: 1e-3,
	};
	await check(
		graphOf([
			[convolution(2, 3), [0], hidden(3)],
			[normalization, [1], hidden(3)],
		]),
	);
});

test("fine quantisers have the slopes of their clip, and learned ranges theirs", async () => {
	for (const signed of [false, true])
		await check(
			graphOf([
				[convolution(2, 3), [0], hidden(3)],
				[{ kind: "quantization", bits: 22, signed, most: 1.2 }, [1], hidden(3)],
			]),
			{ learnRanges: true },
			// Short: what a step takes over the end of the range spoils the difference.
			2 ** -12,
		);
});

test("gradients of pools, sums, clips and reshapes equal finite differences", async () => {
	const window = { height: 2, width: 2, stride: 2, padding: { ...NO_PADDING, right: 1 } };
	for (const kind of ["maximum", "average"] as const)
		await check(
			graphOf([
				[convolution(2, 3), [0], hidden(3)],
				[{ kind, ...window }, [1], { height: 3, width: 3, channels: 3 }],
			]),
		);
	await check(
		graphOf([
			[convolution(2, 3), [0], hidden(3)],
			[{ kind: "clip", least: -0.9, most: 0.8 }, [1], hidden(3)],
			[convolution(3, 3), [1], hidden(3)],
			[{ kind: "add" }, [2, 3], hidden(3)],
			[{ kind: "relu" }, [4], hidden(3)],
			[{ kind: "reshape" }, [5], { height: 1, width: 1, channels: 90 }],
			[
				{ kind: "dense", weights: numbers(90 * 5, 0.2), bias: numbers(5, 0.1) },
				[6],
				{ height: 1, width: 1, channels: 5 },
			],
		]),
	);
});

test("with weight noise, gradients are those at the noisy weights", async () => {
	const noise = { level: 0.2, random: new Random(3) };
	const graph = graphOf([[convolution(2, 3), [0], hidden(3)]]);
	const kernels = await loadSweepKernels(1 << 18);
	const options = { kernels, batch: BATCH, decay: 0, learnRanges: false, rangeDecay: 0, given: [0] };
	const noisy = new TrainableNetwork(graph, { ...options, noise });
	const input = numbers(noisy.given[0].numbers.length, 1);
	const labels = Uint8Array.from({ length: BATCH }, (_, n) => n % CLASSES);
	noisy.given[0].numbers.set(input);
	const { loss } = noisy.learn(labels, BATCH);

	// The same draw by hand: weights, then bias, node by node.
	noise.random.reseed(3);
	const shaken = structuredClone(graph);
	for (const { operation } of shaken.nodes) {
		const weights =
			operation.kind === "convolution" ? operation.kernel : operation.kind === "dense" && operation.weights;
		if (!weights || !("bias" in operation)) continue;
		const deviation = 0.2 * Math.max(...weights.map(Math.abs));
		for (const part of [weights, operation.bias])
			for (let i = 0; i < part.length; i++) part[i] += deviation * noise.random.gaussian();
	}
	const still = new TrainableNetwork(shaken, { ...options, noise: { level: 0, random: noise.random } });
	still.given[0].numbers.set(input);
	assert.is(still.learn(labels, BATCH).loss, loss);
	still.parameters.forEach(({ gradient }, n) => {
		assert.equal(noisy.parameters[n].gradient, gradient);
	});
	assert.equal(
		(noisy.graph().nodes[0].operation as { kernel: Float32Array }).kernel,
		(graph.nodes[0].operation as { kernel: Float32Array }).kernel,
	);
});

test("a tail trains from given values only, and says what is missing", async () => {
	const graph = graphOf([
		[convolution(2, 3), [0], hidden(3)],
		[convolution(3, 3), [1], hidden(3)],
		[{ kind: "add" }, [1, 2], hidden(3)],
	]);
	await check(graph, { given: [1, 2] });
	let message = "";
	await check(graph, { given: [2] }).catch(error => {
		message = error.message;
	});
	assert.match(message, /input is needed/);
});

test.run();
