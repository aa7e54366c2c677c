import { Random } from "../../../firmware/math/random";
import type { Graph, GraphNode, Operation, Padding, Shape } from "../network/graph";
import { Stream } from "./train-network";

/** Pixels of a side of the picture. */
export const DIGIT_SIDE = 28;
/** Bits of the input and of every activation: one pass of the chip's input stage (neurram.md section 1). */
const BITS = 3;
/** Range of an activation before it is learned. */
const RANGE = 3;

/**
 * The digits network before training: 21,648 weights, and 491 vectors through the chip for a picture, where the seven-layer network of the
 * NeuRRAM paper takes 2,059 (its first two layers work at 28 x 28; here the first one strides).
 */
export function digitsGraph(seed: number): Graph {
	const random = new Random(seed, Stream.start);
	const nodes: GraphNode[] = [];
	let shape: Shape = { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1 };
	const push = (name: string, operation: Operation, next: Shape) => {
		nodes.push({ name, operation, inputs: [nodes.length], shape: next });
		shape = next;
	};
	const quantize = (most: number) => {
		const number = nodes.filter(({ operation }) => operation.kind === "quantization").length;
		push(`quantization_${number}`, { kind: "quantization", bits: BITS, signed: false, most }, shape);
	};
	const convolve = (number: number, size: number, channels: number, stride: number) => {
		const side = Math.ceil(shape.height / stride);
		const beyond = Math.max(0, (side - 1) * stride + size - shape.height);
		const before = Math.floor(beyond / 2);
		const padding: Padding = { top: before, left: before, bottom: beyond - before, right: beyond - before };
		const inputs = size * size * shape.channels;
		push(
			`convolution_${number}`,
			{
				kind: "convolution",
				kernel: startWeights(random, inputs, channels),
				kernelHeight: size,
				kernelWidth: size,
				bias: new Float32Array(channels),
				stride,
				padding,
			},
			{ height: side, width: side, channels },
		);
		quantize(RANGE);
	};
	const pool = (number: number) => {
		const side = Math.ceil(shape.height / 2);
		const odd = shape.height % 2;
		push(
			`pool_${number}`,
			{ kind: "maximum", height: 2, width: 2, stride: 2, padding: { top: 0, left: 0, bottom: odd, right: odd } },
			{ ...shape, height: side, width: side },
		);
	};
	quantize(1);
	convolve(0, 5, 16, 2);
	convolve(1, 3, 16, 1);
	pool(0);
	convolve(2, 3, 32, 1);
	convolve(3, 3, 32, 1);
	pool(1);
	const inputs = shape.height * shape.width * shape.channels;
	push("flatten", { kind: "reshape" }, { height: 1, width: 1, channels: inputs });
	const labels = [..."0123456789"];
	push(
		"dense",
		{
			kind: "dense",
			weights: startWeights(random, inputs, labels.length),
			bias: new Float32Array(labels.length),
		},
		{ height: 1, width: 1, channels: labels.length },
	);
	return {
		name: "digits",
		input: { height: DIGIT_SIDE, width: DIGIT_SIDE, channels: 1, zero: 0, scale: 255 },
		nodes,
		labels,
	};
}

/** Normal, of a deviation that keeps the size of rectified values (He et al., arXiv 1502.01852). */
function startWeights(random: Random, inputs: number, outputs: number): Float32Array {
	const deviation = Math.sqrt(2 / inputs);
	return Float32Array.from({ length: inputs * outputs }, () => deviation * random.gaussian());
}
