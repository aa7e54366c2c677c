import type { Convolution, Graph, InputDescription, Operation, Padding, Pooling, Shape } from "../network/graph";

const NO_PADDING: Padding = { top: 0, left: 0, bottom: 0, right: 0 };

/** Writes a graph node by node; every method takes numbers of values and returns the number of the one that it makes. */
export class GraphBuilder {
	#graph: Graph;

	constructor(name: string, input: InputDescription, labels: string[]) {
		this.#graph = { name, input, nodes: [], labels };
	}

	get graph(): Graph {
		return this.#graph;
	}

	shapeOf(value: number): Shape {
		return value === 0 ? this.#graph.input : this.#graph.nodes[value - 1].shape;
	}

	/** Padded so that a stride of 1 keeps the size: Keras's SAME, where what is odd lies behind. */
	convolution(
		name: string,
		input: number,
		kernel: { shape: number[]; values: Float32Array },
		bias: Float32Array,
		stride = 1,
	): number {
		const [kernelHeight, kernelWidth, , channels] = kernel.shape;
		const given = this.shapeOf(input);
		const rows = same(given.height, kernelHeight, stride);
		const columns = same(given.width, kernelWidth, stride);
		const operation: Convolution = {
			kind: "convolution",
			kernel: kernel.values,
			kernelHeight,
			kernelWidth,
			bias,
			stride,
			padding: { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after },
		};
		return this.#add(name, operation, [input], { height: rows.size, width: columns.size, channels });
	}

	/** The largest of each 2 x 2, padded as Keras's SAME. */
	halve(name: string, input: number): number {
		const given = this.shapeOf(input);
		const rows = same(given.height, 2, 2);
		const columns = same(given.width, 2, 2);
		const padding = { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after };
		const operation: Pooling = { kind: "maximum", height: 2, width: 2, stride: 2, padding };
		return this.#add(name, operation, [input], { ...given, height: rows.size, width: columns.size });
	}

	/** The mean of each channel. */
	mean(name: string, input: number): number {
		const { height, width, channels } = this.shapeOf(input);
		const operation: Pooling = { kind: "average", height, width, stride: height, padding: NO_PADDING };
		return this.#add(name, operation, [input], { height: 1, width: 1, channels });
	}

	dense(name: string, input: number, weights: Float32Array, bias: Float32Array): number {
		const shape = { height: 1, width: 1, channels: bias.length };
		return this.#add(name, { kind: "dense", weights, bias }, [input], shape);
	}

	/** Any other operation; the shape is that of the first input where none is given. */
	add(name: string, operation: Operation, inputs: number[], shape = this.shapeOf(inputs[0])): number {
		return this.#add(name, operation, inputs, shape);
	}

	quantization(name: string, input: number, bits: number, most: number, signed = false): number {
		return this.#add(name, { kind: "quantization", bits, signed, most }, [input], this.shapeOf(input));
	}

	#add(name: string, operation: Operation, inputs: number[], { height, width, channels }: Shape): number {
		this.#graph.nodes.push({ name, operation, inputs, shape: { height, width, channels } });
		return this.#graph.nodes.length;
	}
}

function same(size: number, kernel: number, stride: number): { size: number; before: number; after: number } {
	const made = Math.ceil(size / stride);
	const padding = Math.max(0, (made - 1) * stride + kernel - size);
	return { size: made, before: padding >> 1, after: padding - (padding >> 1) };
}
