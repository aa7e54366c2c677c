import type { Convolution, Graph, Shape } from "../../toolchain/network/graph";
import { type Field, modelOf, node, tensor, value } from "./onnx-model";

/** Batch normalisation's own epsilon, where a file says none. */
const EPSILON = 1e-5;

/**
 * A network of convolutions in float32 as a model file: x is batch x height x width x channels, y batch x classes. Quantisers are
 * written out (clip, scale, round, scale), or only as clips: then it is the network without the chip's few levels, and faster.
 * @throws RangeError for what is no operation on pictures
 */
export function networkModel(graph: Graph, batch: number, quantizers: "whole" | "clips"): Uint8Array {
	const writer = new NetworkWriter(graph, quantizers);
	return modelOf([
		...writer.fields(),
		[2, graph.name],
		[11, value("x", "float32", batch, graph.input.height, graph.input.width, graph.input.channels)],
		[12, value("y", "float32", batch, graph.nodes[graph.nodes.length - 1].shape.channels)],
	]);
}

class NetworkWriter {
	#graph: Graph;
	#whole: boolean;
	#fields: Field[] = [];
	#count = 0;

	constructor(graph: Graph, quantizers: "whole" | "clips") {
		this.#graph = graph;
		this.#whole = quantizers === "whole";
	}

	/** Nodes and fixed tensors. Pictures are channels x height x width in between, as the runtime wants them. */
	fields(): Field[] {
		this.#node("Transpose", ["x"], "v0", { perm: [0, 3, 1, 2] });
		for (let n = 0; n < this.#graph.nodes.length; n++) this.#write(n);
		this.#node("Flatten", [`v${this.#graph.nodes.length}`], "y", { axis: 1 });
		return this.#fields;
	}

	#write(n: number): void {
		const { operation, inputs, shape } = this.#graph.nodes[n];
		const sources = inputs.map(number => `v${number}`);
		const target = `v${n + 1}`;
		const given = inputs[0] === 0 ? this.#graph.input : this.#graph.nodes[inputs[0] - 1].shape;
		switch (operation.kind) {
			case "convolution":
				this.#convolution(operation, given, shape, sources[0], target);
				return;
			case "dense": {
				const rows = operation.weights.length / operation.bias.length;
				const inOrder = this.#node("Transpose", sources, this.#name(), { perm: [0, 2, 3, 1] });
				const flat = this.#node("Flatten", [inOrder], this.#name(), { axis: 1 });
				const weights = this.#constant(operation.weights, [rows, shape.channels]);
				const product = this.#node("Gemm", [flat, weights, this.#constant(operation.bias)], this.#name());
				this.#node("Unsqueeze", [product, this.#axes([2, 3])], target);
				return;
			}
			case "normalization": {
				const { gamma, beta, mean, variance, epsilon } = operation;
				const spread = variance.map(power => power + epsilon - EPSILON);
				const fixed = [gamma, beta, mean, spread].map(numbers => this.#constant(numbers));
				this.#node("BatchNormalization", [sources[0], ...fixed], target);
				return;
			}
			case "quantization":
				this.#quantization(operation.bits, operation.most, sources[0], target);
				return;
			case "clip":
				this.#node("Clip", [sources[0], this.#single(operation.least), this.#single(operation.most)], target);
				return;
			case "relu":
				this.#node("Relu", sources, target);
				return;
			case "add":
				this.#node("Sum", sources, target);
				return;
			case "maximum":
			case "average": {
				const { height, width, stride, padding } = operation;
				this.#node(operation.kind === "maximum" ? "MaxPool" : "AveragePool", sources, target, {
					kernel_shape: [height, width],
					strides: [stride, stride],
					pads: [padding.top, padding.left, padding.bottom, padding.right],
				});
				return;
			}
			default:
				throw new RangeError(`${operation.kind} is not written for the rival`);
		}
	}

	#convolution(convolution: Convolution, given: Shape, made: Shape, source: string, target: string): void {
		const { kernel, kernelHeight, kernelWidth, bias, stride, padding } = convolution;
		const area = kernelHeight * kernelWidth;
		const from = given.channels;
		const to = made.channels;
		const weights = new Float32Array(kernel.length);
		for (let place = 0; place < area; place++)
			for (let channel = 0; channel < from; channel++)
				for (let out = 0; out < to; out++)
					weights[(out * from + channel) * area + place] = kernel[(place * from + channel) * to + out];
		const fixed = this.#constant(weights, [to, from, kernelHeight, kernelWidth]);
		this.#node("Conv", [source, fixed, this.#constant(bias)], target, {
			strides: [stride, stride],
			pads: [padding.top, padding.left, padding.bottom, padding.right],
		});
	}

	#quantization(bits: number, most: number, source: string, target: string): void {
		const clip = [source, this.#single(0), this.#single(most)];
		if (!this.#whole) {
			this.#node("Clip", clip, target);
			return;
		}
		const step = most / (2 ** bits - 1);
		const clipped = this.#node("Clip", clip, this.#name());
		const scaled = this.#node("Div", [clipped, this.#single(step)], this.#name());
		const moved = this.#node("Add", [scaled, this.#single(0.5)], this.#name());
		const code = this.#node("Floor", [moved], this.#name());
		this.#node("Mul", [code, this.#single(step)], target);
	}

	#node(
		operator: string,
		inputs: readonly string[],
		output: string,
		attributes: Readonly<Record<string, number | number[]>> = {},
	): string {
		this.#fields.push([1, node(operator, inputs, output, attributes)]);
		return output;
	}

	#constant(numbers: Float32Array, shape: readonly number[] = [numbers.length]): string {
		const name = this.#name();
		const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
		this.#fields.push([5, tensor(name, "float32", shape, bytes)]);
		return name;
	}

	#single(number: number): string {
		return this.#constant(Float32Array.of(number), []);
	}

	#axes(axes: number[]): string {
		const name = this.#name();
		const numbers = BigInt64Array.from(axes, BigInt);
		this.#fields.push([5, tensor(name, "int64", [axes.length], new Uint8Array(numbers.buffer))]);
		return name;
	}

	#name(): string {
		return `t${this.#count++}`;
	}
}
