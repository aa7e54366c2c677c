import { Random } from "../../firmware/math/random";
import type { Graph, GraphNode, Operation, Shape } from "../../host-sim/toolchain/network/graph";

const limits = { a3: 1, a4: 1, a5: 1, a6: 1, a7: 4, a8: 1, a9: 4, a10: 1, a12: 3, a13: 6, a14: 6 };
const shape = (height: number, width: number, channels: number): Shape => ({ height, width, channels });

/** A small residual network with every step that images go through; its numbers are drawn. */
export function residualGraph(seed = 1, quantised = true): Graph {
	const random = new Random(seed, 7);
	const draw = (count: number, scale: number, centre = 0): Float32Array =>
		Float32Array.from({ length: count }, () => centre + scale * random.gaussian());
	const nodes: GraphNode[] = [];
	const add = (name: string, operation: Operation, to: Shape, ...inputs: number[]): number => {
		nodes.push({ name, operation, inputs: inputs.length > 0 ? inputs : [nodes.length], shape: to });
		return nodes.length;
	};
	const convolution = (name: string, size: number, to: Shape, from: number, stride = 1, ...inputs: number[]): number =>
		add(
			name,
			{
				kind: "convolution",
				kernel: draw(size * size * from * to.channels, 1 / Math.sqrt(size * size * from)),
				kernelHeight: size,
				kernelWidth: size,
				bias: draw(to.channels, 0.1),
				stride,
				// as Keras pads an even side at stride 2: below and to the right
				padding: size === 1 ? pad(0, 0) : stride === 2 ? pad(0, 1) : pad(1, 1),
			},
			to,
			...inputs,
		);
	const quantize = (name: string, to: Shape, most = 2): number =>
		quantised ? add(name, { kind: "quantization", bits: 3, signed: false, most }, to) : add(name, { kind: "relu" }, to);
	if (quantised) add("input codes", { kind: "quantization", bits: 4, signed: false, most: 1 }, shape(8, 8, 2));
	convolution("first", 3, shape(8, 8, 4), 2);
	add(
		"norm",
		{
			kind: "normalization",
			gamma: draw(4, 0.1, 1),
			beta: draw(4, 0.1),
			mean: draw(4, 0.1),
			variance: draw(4, 0.01, 0.5),
			epsilon: 1e-3,
		},
		shape(8, 8, 4),
	);
	const block = quantize("codes 1", shape(8, 8, 4));
	convolution("second", 3, shape(4, 4, 6), 4, 2);
	const main = nodes.length;
	convolution("shortcut", 1, shape(4, 4, 6), 4, 2, block);
	add("sum", { kind: "add" }, shape(4, 4, 6), main, nodes.length);
	quantize("codes 2", shape(4, 4, 6));
	add("pool", { kind: "maximum", height: 2, width: 2, stride: 2, padding: pad(0, 0) }, shape(2, 2, 6));
	add("flat", { kind: "reshape" }, shape(1, 1, 24));
	add("dense", { kind: "dense", weights: draw(24 * 3, 0.3), bias: draw(3, 0.3) }, shape(1, 1, 3));
	add("softmax", { kind: "softmax" }, shape(1, 1, 3));
	return { name: "residual", input: { ...shape(8, 8, 2), zero: 0, scale: 255 }, nodes, labels: ["a", "b", "c"] };
}

/** A small memory of sequences with a dense layer behind it. */
export function sequenceGraph(seed = 2): Graph {
	const random = new Random(seed, 8);
	const draw = (count: number, scale: number): Float32Array =>
		Float32Array.from({ length: count }, () => scale * random.gaussian());
	return {
		name: "sequence",
		input: { ...shape(6, 1, 5), zero: 128, scale: 64 },
		labels: [],
		nodes: [
			{
				name: "memory",
				operation: {
					kind: "lstm",
					hidden: 7,
					inputWeights: draw(5 * 28, 0.4),
					inputBias: draw(28, 0.2),
					hiddenWeights: draw(7 * 28, 0.4),
					hiddenBias: draw(28, 0.2),
					inputBits: 4,
					inputMost: 2,
					hiddenMost: 1,
					limits,
				},
				inputs: [0],
				shape: shape(1, 1, 7),
			},
			{ name: "clip", operation: { kind: "clip", least: -1, most: 1 }, inputs: [1], shape: shape(1, 1, 7) },
			{
				name: "codes",
				operation: { kind: "quantization", bits: 4, signed: true, most: 1 },
				inputs: [2],
				shape: shape(1, 1, 7),
			},
			{
				name: "dense",
				operation: { kind: "dense", weights: draw(21, 0.5), bias: draw(3, 0.5) },
				inputs: [3],
				shape: shape(1, 1, 3),
			},
			{
				name: "mean",
				operation: { kind: "average", height: 1, width: 1, stride: 1, padding: pad(0, 0) },
				inputs: [4],
				shape: shape(1, 1, 3),
			},
		],
	};
}

/** Inputs between 0 and 1, blocks of light and dark. */
export function sampleInputs(count: number, size: number, seed = 3): Float32Array {
	const random = new Random(seed, 9);
	return Float32Array.from({ length: count * size }, () => Math.max(0, Math.min(1, 0.4 + 0.4 * random.gaussian())));
}

/** This much before, and this much behind. */
function pad(before: number, behind: number) {
	return { top: before, left: before, bottom: behind, right: behind };
}
