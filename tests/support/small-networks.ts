import { Random } from "../../firmware/math/random";
import type { NetworkModelFields } from "../../firmware/model/network";
import { type CompileOptions, compileNetwork } from "../../host-sim/toolchain/compile/compile";
import type { Graph, GraphNode } from "../../host-sim/toolchain/network/graph";

export const SIDE = 8;
const LABELS = ["a", "b", "c", "d"];

function weights(random: Random, count: number, scale: number): Float32Array {
	return Float32Array.from({ length: count }, () => scale * random.gaussian());
}

/** A convolution, a pool, a convolution whose input is added to its result, a dense layer: random weights, 8 x 8 pictures. */
export function smallGraph(seed = 1): Graph {
	const random = new Random(seed);
	const padding = { top: 1, left: 1, bottom: 1, right: 1 };
	const none = { top: 0, left: 0, bottom: 0, right: 0 };
	const picture = { height: SIDE, width: SIDE, channels: 4 };
	const pooled = { height: SIDE / 2, width: SIDE / 2, channels: 4 };
	const convolution = (inputs: number): GraphNode["operation"] => ({
		kind: "convolution",
		kernel: weights(random, 9 * inputs * 4, 1 / Math.sqrt(9 * inputs)),
		...{ kernelHeight: 3, kernelWidth: 3, stride: 1, padding },
		bias: weights(random, 4, 0.1),
	});
	const quantization: GraphNode["operation"] = { kind: "quantization", bits: 3, signed: false, most: 1 };
	return {
		name: "small",
		input: { height: SIDE, width: SIDE, channels: 1, zero: 0, scale: 255 },
		nodes: [
			{ name: "input", operation: quantization, inputs: [0], shape: { ...picture, channels: 1 } },
			{ name: "first", operation: convolution(1), inputs: [1], shape: picture },
			{ name: "first codes", operation: quantization, inputs: [2], shape: picture },
			{
				name: "pool",
				operation: { kind: "maximum", height: 2, width: 2, stride: 2, padding: none },
				inputs: [3],
				shape: pooled,
			},
			{ name: "second", operation: convolution(4), inputs: [4], shape: pooled },
			{ name: "sum", operation: { kind: "add" }, inputs: [5, 4], shape: pooled },
			{ name: "second codes", operation: quantization, inputs: [6], shape: pooled },
			{
				name: "scores",
				operation: { kind: "dense", weights: weights(random, 64 * 4, 0.2), bias: weights(random, 4, 0.1) },
				inputs: [7],
				shape: { height: 1, width: 1, channels: 4 },
			},
		],
		labels: LABELS,
	};
}

/** Pictures of strokes, as the network expects them: 0 to 1. */
export function smallPictures(count: number, seed = 2): Float32Array {
	const random = new Random(seed);
	const pictures = new Float32Array(count * SIDE * SIDE);
	for (let n = 0; n < count; n++)
		for (let stroke = 0; stroke < 3; stroke++) {
			const row = random.below(SIDE);
			const column = random.below(SIDE);
			const step = [1, SIDE, SIDE + 1][random.below(3)];
			for (let k = 0, at = row * SIDE + column; k < 4 && at < SIDE * SIDE; k++, at += step)
				pictures[n * SIDE * SIDE + at] = 0.4 + 0.6 * random.uniform();
		}
	return pictures;
}

/** The small network mapped on the chip. */
export function smallNetwork(options: Partial<CompileOptions> = {}): NetworkModelFields {
	const count = 24;
	return compileNetwork(smallGraph(), { inputs: smallPictures(count), count, ...options }).model;
}
