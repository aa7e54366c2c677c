import type { Graph, GraphNode } from "../network/graph";
import { ConvolutionLayer } from "./convolution-layer";
import { DenseLayer } from "./dense-layer";
import type { Layer } from "./layer";
import { NormalizationLayer } from "./normalization-layer";
import type { Parameter } from "./parameter";
import { PoolingLayer } from "./pooling-layer";
import { QuantizationLayer } from "./quantization-layer";
import { AdditionLayer, ClipLayer, ReshapeLayer } from "./simple-layers";
import { softmaxLoss } from "./softmax-loss";
import type { SweepKernels } from "./sweep-kernels";
import { Value } from "./value";
import type { WeightNoise } from "./weight-noise";

export interface TrainableOptions {
	kernels: SweepKernels;
	/** Most examples at a time. */
	batch: number;
	noise: WeightNoise;
	/** L2 penalty on the weights of convolutions and dense layers: decay x the sum of squares. */
	decay: number;
	/** Whether ranges of quantisers are learned, and their L2 penalty. The quantisers of given values keep theirs. */
	learnRanges: boolean;
	rangeDecay: number;
	/** Part of the running statistics of batch normalisation that each batch leaves in place; Keras's 0.99 where absent. */
	momentum?: number;
	/** Values that come from outside; only what follows from them is trained. [0] for the whole network. */
	given: readonly number[];
}

/** A graph, or what of it lies behind given values, with all that training it takes. A softmax at its end is part of the loss. */
export class TrainableNetwork {
	readonly parameters: readonly Parameter[];
	readonly noise: WeightNoise;
	readonly batch: number;
	/** The given values, in their order: write a batch into `numbers`. */
	readonly given: readonly Value[];
	#graph: Graph;
	#layers = new Map<number, Layer>();
	#values = new Map<number, Value>();
	#scores: Value;

	/** @throws RangeError for a graph that cannot be trained here, and why */
	constructor(graph: Graph, options: TrainableOptions) {
		const { kernels, batch, given, noise } = options;
		this.#graph = graph;
		this.noise = noise;
		this.batch = batch;
		for (const number of given) {
			const shape = number === 0 ? graph.input : graph.nodes[number - 1].shape;
			this.#values.set(number, new Value(kernels, shape, batch, false));
		}
		this.given = given.map(number => this.#values.get(number)!);
		const trained = new Set<number>();
		const last = graph.nodes.length - (graph.nodes.at(-1)?.operation.kind === "softmax" ? 1 : 0);
		for (const at of neededNodes(graph, given, last)) {
			const node = graph.nodes[at];
			if (node.inputs.some(input => trained.has(input)) || isTrained(node, options)) trained.add(at + 1);
			const value = new Value(kernels, node.shape, batch, trained.has(at + 1));
			this.#values.set(at + 1, value);
			this.#layers.set(at, this.#layer(node, value, options));
		}
		this.#scores = this.#values.get(last)!;
		this.parameters = [...this.#layers.values()].flatMap(({ parameters }) => parameters);
	}

	/** Runs a batch that lies in `given`. @param training takes batch statistics. */
	forward(batch: number, training: boolean): void {
		for (const layer of this.#layers.values()) layer.forward(batch, training);
	}

	/** Draws the weight noise of a batch, or brings the weights themselves to the kernels where its level is 0. */
	prepare(): void {
		for (const layer of this.#layers.values()) layer.prepare?.();
	}

	/** Learns nothing yet: adds a batch's gradient to the parameters'. @returns its summed loss, and how many it got right */
	learn(labels: Uint8Array, batch: number): { loss: number; right: number } {
		this.prepare();
		this.forward(batch, true);
		for (const value of this.#values.values()) value.untouched = true;
		const { numbers, slopes, size } = this.#scores;
		const result = softmaxLoss(numbers, size, labels, batch, slopes);
		for (const layer of [...this.#layers.values()].reverse()) layer.backward(batch);
		return result;
	}

	/** Scores of the batch that `forward` ran last, line by line. */
	get scores(): Float32Array {
		return this.#scores.numbers;
	}

	/** Numbers of value `number` of the batch that `forward` ran last. */
	numbers(number: number): Float32Array {
		return this.#values.get(number)!.numbers;
	}

	get classes(): number {
		return this.#scores.size;
	}

	/** The graph with what was trained. */
	graph(): Graph {
		const nodes = this.#graph.nodes.map((node, at) => {
			const layer = this.#layers.get(at);
			return layer ? { ...node, operation: layer.operation() } : node;
		});
		return { ...this.#graph, nodes };
	}

	#layer(node: GraphNode, output: Value, options: TrainableOptions): Layer {
		const { kernels, batch, noise, decay, momentum = 0.99 } = options;
		const { name, operation } = node;
		const inputs = node.inputs.map(input => this.#values.get(input)!);
		const input = inputs[0];
		switch (operation.kind) {
			case "convolution":
				return new ConvolutionLayer(name, operation, kernels, input, output, batch, noise, decay);
			case "dense":
				return new DenseLayer(name, operation, kernels, input, output, batch, noise, decay);
			case "normalization":
				return new NormalizationLayer(name, operation, kernels, input, output, momentum);
			case "quantization":
				return new QuantizationLayer(
					name,
					operation,
					kernels,
					input,
					output,
					isTrained(node, options),
					options.rangeDecay,
				);
			case "maximum":
			case "average":
				return new PoolingLayer(operation, input, output, batch);
			case "add":
				return new AdditionLayer(inputs, output);
			case "reshape":
				return new ReshapeLayer(input, output);
			case "relu":
			case "clip":
				return new ClipLayer(operation, input, output);
			default:
				throw new RangeError(`node ${name} is a ${operation.kind}: training does not know it there`);
		}
	}
}

function isTrained({ inputs, operation }: GraphNode, { learnRanges, given }: TrainableOptions): boolean {
	const { kind } = operation;
	if (kind === "quantization") return learnRanges && !inputs.some(input => given.includes(input));
	return kind === "convolution" || kind === "dense" || kind === "normalization";
}

/** Numbers of the nodes that value `last` needs beyond the given values, in the graph's order. */
function neededNodes(graph: Graph, given: readonly number[], last: number): number[] {
	const needed = new Set<number>();
	const walk = (value: number) => {
		if (given.includes(value)) return;
		if (value === 0)
			throw new RangeError(`values ${given.join(", ")} are not enough: the network's input is needed as well`);
		if (needed.has(value - 1)) return;
		needed.add(value - 1);
		for (const input of graph.nodes[value - 1].inputs) walk(input);
	};
	walk(last);
	return [...needed].sort((a, b) => a - b);
}
