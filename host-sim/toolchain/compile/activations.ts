import { sigmoid, tanh } from "../../../firmware/math/sigmoid";
import { quantize } from "../../../firmware/networks/quantize";
import type { Convolution, Graph, GraphNode, LongShortTermMemory, Pooling, Shape } from "../network/graph";
import { codesOf } from "./codes";

/**
 * All values of a network in software, of `count` inputs, one after the other; value 0 are the inputs. Plain loops for a few
 * inputs.
 */
export function activationsOf(graph: Graph, inputs: Float32Array, count: number): Float32Array[] {
	const { height, width, channels } = graph.input;
	const size = height * width * channels;
	const values: Float32Array[][] = [];
	for (let n = 0; n < count; n++) {
		const run: Float32Array[] = [inputs.subarray(n * size, (n + 1) * size)];
		const shapes: Shape[] = [graph.input];
		for (const node of graph.nodes) {
			run.push(
				evaluate(
					node,
					node.inputs.map(input => run[input]),
					node.inputs.map(input => shapes[input]),
				),
			);
			shapes.push(node.shape);
		}
		values.push(run);
	}
	return values[0].map((first, value) => {
		const all = new Float32Array(first.length * count);
		values.forEach((run, n) => {
			all.set(run[value], n * first.length);
		});
		return all;
	});
}

function evaluate({ operation, shape }: GraphNode, [source, ...others]: Float32Array[], [from]: Shape[]): Float32Array {
	const { channels } = shape;
	switch (operation.kind) {
		case "convolution":
			return convolve(operation, source, from, shape);
		case "dense": {
			const { weights, bias } = operation;
			return bias.map((start, j) => source.reduce((sum, x, i) => sum + x * weights[i * bias.length + j], start));
		}
		case "normalization": {
			const { gamma, beta, mean, variance, epsilon } = operation;
			return source.map((x, n) => {
				const c = n % channels;
				return ((x - mean[c]) / Math.sqrt(variance[c] + epsilon)) * gamma[c] + beta[c];
			});
		}
		case "quantization": {
			const { bits, signed, unit } = codesOf(operation);
			const codes = signed ? new Int8Array(source.length) : new Uint8Array(source.length);
			quantize(source, 0, source.length, 1, codes, 0, bits, signed, unit);
			return Float32Array.from(codes, code => code * unit);
		}
		case "relu":
			return source.map(x => Math.max(x, 0));
		case "clip":
			return source.map(x => Math.min(Math.max(x, operation.least), operation.most));
		case "add":
			return source.map((x, n) => others.reduce((sum, other) => sum + other[n], x));
		case "softmax":
		case "reshape":
			return source;
		case "maximum":
		case "average":
			return pool(operation, source, from, shape);
		case "lstm":
			return longShortTermMemory(operation, source, from);
	}
}

function convolve(operation: Convolution, source: Float32Array, from: Shape, to: Shape): Float32Array {
	const { kernel, bias } = operation;
	const into = new Float32Array(to.height * to.width * to.channels);
	const { channels } = to;
	visit(operation, operation.kernelHeight, operation.kernelWidth, from, to, (at, read, tap) => {
		for (let c = 0; c < from.channels; c++) {
			const x = source[read + c];
			const row = (tap * from.channels + c) * channels;
			if (x !== 0) for (let j = 0; j < channels; j++) into[at + j] += x * kernel[row + j];
		}
	});
	return into.map((x, n) => x + bias[n % channels]);
}

function pool(operation: Pooling, source: Float32Array, from: Shape, to: Shape): Float32Array {
	const isMaximum = operation.kind === "maximum";
	const into = new Float32Array(to.height * to.width * to.channels).fill(isMaximum ? Number.NEGATIVE_INFINITY : 0);
	const counts = new Uint32Array(into.length);
	visit(operation, operation.height, operation.width, from, to, (at, read) => {
		for (let c = 0; c < to.channels; c++) {
			into[at + c] = isMaximum ? Math.max(into[at + c], source[read + c]) : into[at + c] + source[read + c];
			counts[at + c]++;
		}
	});
	return isMaximum ? into : into.map((sum, n) => sum / counts[n]);
}

/** Every place under every position of a window: first number of the output's and the input's pixel, and the place's number. */
function visit(
	{ stride, padding }: Pick<Pooling, "stride" | "padding">,
	height: number,
	width: number,
	from: Shape,
	to: Shape,
	take: (at: number, read: number, tap: number) => void,
): void {
	for (let y = 0; y < to.height; y++)
		for (let x = 0; x < to.width; x++)
			for (let tap = 0; tap < height * width; tap++) {
				const row = y * stride - padding.top + Math.floor(tap / width);
				const column = x * stride - padding.left + (tap % width);
				if (row >= 0 && row < from.height && column >= 0 && column < from.width)
					take((y * to.width + x) * to.channels, (row * from.width + column) * from.channels, tap);
			}
}

/** Without limits and quantisers: for what a network without its own makes. */
function longShortTermMemory(operation: LongShortTermMemory, source: Float32Array, from: Shape): Float32Array {
	const { hidden, inputWeights, inputBias, hiddenWeights, hiddenBias } = operation;
	const inputs = from.width * from.channels;
	const state = new Float32Array(hidden);
	const cell = new Float32Array(hidden);
	for (let t = 0; t < from.height; t++) {
		const gates = inputBias.map((bias, j) => {
			let sum = bias + hiddenBias[j];
			for (let i = 0; i < inputs; i++) sum += source[t * inputs + i] * inputWeights[i * 4 * hidden + j];
			for (let i = 0; i < hidden; i++) sum += state[i] * hiddenWeights[i * 4 * hidden + j];
			return sum;
		});
		for (let n = 0; n < hidden; n++) {
			const [i, j, f, o] = [0, 1, 2, 3].map(gate => gates[gate * hidden + n]);
			cell[n] = cell[n] * sigmoid(f) + sigmoid(i) * tanh(j);
			state[n] = tanh(cell[n]) * sigmoid(o);
		}
	}
	return state;
}
