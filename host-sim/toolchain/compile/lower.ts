import type { NetworkInput, Step, Window } from "../../../firmware/model/network";
import { foldBatchNormalization } from "../batch-normalization";
import type {
	Convolution,
	Dense,
	Graph,
	GraphNode,
	LongShortTermMemory,
	Normalization,
	Quantization,
} from "../network/graph";
import type { Codes } from "./codes";
import { CompileError } from "./compile-error";
import { inputCodes } from "./input-codes";
import { hiddenCodesOf, memoryStep } from "./memory-step";
import { type LoweredValue, StepList } from "./step-list";
import { removeUnused } from "./unused-steps";

/** A matrix product of the network, before it is mapped: weights with the normalisation folded in. */
export interface Layer {
	name: string;
	/** Inputs x columns, row-major. */
	weights: Float64Array;
	bias: Float64Array;
	inputs: number;
	columns: number;
	codes: Codes;
	/** Vectors that one run of the network sends through it. */
	uses: number;
}

/** A network as steps of the firmware and the matrices that they refer to by number. */
export interface Lowered {
	input: NetworkInput;
	layers: Layer[];
	steps: Step[];
	/** What was decided on the way, in words. */
	notes: string[];
}

/** Range of a value (0 is the input) that has no quantiser of its own, from what representative inputs make of it. */
export type RangeOf = (value: number) => { quantization: Quantization; percentile: number };

/** Most input bits of a chip's array. */
const MOST_BITS = 8;

/**
 * Turns a graph into steps of the firmware: normalisations go into the weights before them, quantisers stand before every
 * matrix, and where the graph has none one is chosen.
 * @throws CompileError for what there is no step for
 */
export function lower(graph: Graph, rangeOf: RangeOf): Lowered {
	return new Lowering(graph, rangeOf).run();
}

class Lowering {
	readonly #graph: Graph;
	readonly #rangeOf: RangeOf;
	readonly #list: StepList;
	readonly #layers: Layer[] = [];
	readonly #notes: string[] = [];
	readonly #values: (LoweredValue | undefined)[] = [];
	/** Nodes that take each value. */
	readonly #users: GraphNode[][];
	readonly #input: NetworkInput;
	/** Graph values whose chosen range was noted. */
	readonly #noted = new Set<number>();

	constructor(graph: Graph, rangeOf: RangeOf) {
		this.#graph = graph;
		this.#rangeOf = rangeOf;
		this.#users = Array.from({ length: graph.nodes.length + 1 }, () => []);
		for (const node of graph.nodes) for (const input of node.inputs) this.#users[input]?.push(node);
		const { height, width, channels, zero, scale } = graph.input;
		const { codes, note } = inputCodes(this.#takers(0), () => rangeOf(0));
		if (note) this.#notes.push(note);
		this.#input = { height, width, channels, ...codes, zero, scale };
		this.#list = new StepList(this.#input);
		this.#values.push({ number: 0, codes, shape: { height, width, channels }, graph: 0 });
	}

	run(): Lowered {
		const { nodes } = this.#graph;
		nodes.forEach((node, n) => {
			// a normalisation that was folded has its value already
			this.#values[n + 1] ??= this.#lowered(node, n + 1);
		});
		const last = this.#values[nodes.length];
		if (!last || last.number === 0)
			throw new CompileError("compile-unsupported", `${this.#graph.name} has no layer: there is nothing to compile`);
		const { steps, layers } = removeUnused(this.#list.steps, this.#layers, last.number);
		return { input: this.#input, layers, steps, notes: this.#notes };
	}

	/** Nodes that take the value, in whatever shape. */
	#takers(value: number): GraphNode[] {
		return this.#users[value].flatMap(node =>
			node.operation.kind === "reshape" ? this.#takers(this.#graph.nodes.indexOf(node) + 1) : [node],
		);
	}

	#lowered(node: GraphNode, number: number): LoweredValue {
		const source = this.#value(node, 0);
		const { operation, shape } = node;
		const real = (step: Step): LoweredValue => ({
			number: this.#list.emit(step),
			codes: undefined,
			shape,
			graph: number,
		});
		switch (operation.kind) {
			case "quantization":
				return { ...this.#list.quantized(source, operation), shape, graph: number };
			case "relu":
				return this.#list.clipped(source, 0, Number.POSITIVE_INFINITY, shape, number);
			case "clip":
				return this.#list.clipped(source, operation.least, operation.most, shape, number);
			case "add":
				return real({ kind: "add", inputs: node.inputs.map((_, n) => this.#value(node, n).number), shape });
			case "reshape":
				return { ...source, shape, graph: number };
			case "softmax":
				if (number !== this.#graph.nodes.length)
					throw new CompileError(
						"compile-unsupported",
						`${node.name}: softmax is left out at the end of a network only; take it out or end the network there`,
					);
				this.#notes.push(`${node.name}: softmax left out, the scores are what goes into it`);
				return { ...source, shape, graph: number };
			case "maximum":
			case "average":
				return this.#list.pooled(source, operation, shape, number);
			case "normalization":
				throw new CompileError(
					"compile-unsupported",
					`${node.name}: a batch normalisation that does not directly follow a convolution or dense layer of its own cannot be folded; train the network with it there`,
				);
			case "convolution":
				return this.#convolution(node, operation, source, number);
			case "dense":
				return this.#dense(node, operation, source, number);
			case "lstm":
				return this.#longShortTermMemory(node, operation, source, number);
		}
	}

	#value(node: GraphNode, index: number): LoweredValue {
		const value = this.#values[node.inputs[index]];
		if (!value)
			throw new CompileError(
				"compile-unsupported",
				`${node.name} takes value ${node.inputs[index]}, which is not made before it`,
			);
		return value;
	}

	/** The value as codes that an array can take, with a quantiser from representative inputs where the graph has none. */
	#driven(source: LoweredValue, node: GraphNode): LoweredValue & { codes: Codes } {
		const { codes } = source;
		if (codes) {
			if (codes.bits > MOST_BITS)
				throw new CompileError(
					"compile-unsupported",
					`${node.name} takes codes of ${codes.bits} bits, an array at most ${MOST_BITS}: quantise it to fewer`,
				);
			return { ...source, codes };
		}
		const { quantization, percentile } = this.#rangeOf(source.graph);
		const { bits, signed, most } = quantization;
		if (!this.#noted.has(source.graph))
			this.#notes.push(
				`${node.name}: input quantised to ${bits} ${signed ? "signed" : "unsigned"} bits, range ${most.toPrecision(4)} from the ${percentile}th percentile of representative inputs`,
			);
		this.#noted.add(source.graph);
		const value = this.#list.quantized(source, quantization);
		return { ...value, codes: value.codes! };
	}

	#convolution(node: GraphNode, operation: Convolution, source: LoweredValue, number: number): LoweredValue {
		const input = this.#list.inShape(this.#driven(source, node));
		const { kernel, kernelHeight, kernelWidth, bias, stride, padding } = operation;
		const { shape } = node;
		const window: Window = { height: kernelHeight, width: kernelWidth, stride, top: padding.top, left: padding.left };
		return this.#multiplied(node, number, input, kernel, bias, window, shape.height * shape.width);
	}

	#dense(node: GraphNode, { weights, bias }: Dense, source: LoweredValue, number: number): LoweredValue {
		const input = this.#driven(source, node);
		const { height, width } = this.#list.shapeOf(input.number);
		return this.#multiplied(node, number, input, weights, bias, { height, width, stride: 1, top: 0, left: 0 }, 1);
	}

	#multiplied(
		node: GraphNode,
		number: number,
		input: LoweredValue,
		weights: Float32Array,
		bias: Float32Array,
		window: Window,
		uses: number,
	): LoweredValue {
		const { shape } = node;
		if (bias.length !== shape.channels || weights.length % shape.channels !== 0)
			throw new CompileError(
				"compile-range",
				`${node.name} has ${weights.length} weights and ${bias.length} biases for ${shape.channels} outputs`,
			);
		let kernel = Float64Array.from(weights);
		let shifted = Float64Array.from(bias);
		const chain: number[] = [];
		for (let next = this.#normalizationAfter(number); next; next = this.#normalizationAfter(next.number)) {
			const folded = foldBatchNormalization(kernel, shifted, next.operation, next.operation.epsilon);
			kernel = Float64Array.from(folded.kernel);
			shifted = Float64Array.from(folded.bias);
			chain.push(next.number);
		}
		const { codes } = input;
		const layer = this.#layer(node.name, kernel, shifted, codes!, uses);
		const step: Step = {
			kind: "multiply",
			input: input.number,
			matrix: layer,
			window,
			offset: new Float32Array(0),
			shape,
		};
		const value = { number: this.#list.emit(step), codes: undefined, shape, graph: number };
		for (const after of chain) this.#values[after] = { ...value, graph: after };
		return value;
	}

	/** The normalisation that alone takes a value, and its own value. */
	#normalizationAfter(value: number): { operation: Normalization; number: number } | undefined {
		const [follower, another] = this.#users[value];
		if (another || follower?.operation.kind !== "normalization") return undefined;
		return { operation: follower.operation, number: this.#graph.nodes.indexOf(follower) + 1 };
	}

	#layer(name: string, weights: Float64Array, bias: Float64Array, codes: Codes, uses: number): number {
		const { bits, signed, unit } = codes;
		const columns = bias.length;
		const inputs = weights.length / columns;
		this.#layers.push({ name, weights, bias, inputs, columns, codes: { bits, signed, unit }, uses });
		return this.#layers.length - 1;
	}

	#longShortTermMemory(
		node: GraphNode,
		operation: LongShortTermMemory,
		source: LoweredValue,
		number: number,
	): LoweredValue {
		const { inputBits, inputMost, inputWeights, inputBias, hiddenWeights, hiddenBias } = operation;
		const quantized =
			inputBits > 0 ? this.#list.quantized(source, { bits: inputBits, signed: true, most: inputMost }) : source;
		const input = this.#list.inShape(this.#driven(quantized, node));
		const hiddenCodes = hiddenCodesOf(operation);
		if (inputBits === 0)
			this.#notes.push(`${node.name}: hidden state quantised to ${hiddenCodes.bits} signed bits, range 1`);
		const layer = (part: string, weights: Float32Array, bias: Float32Array, codes: Codes): number =>
			this.#layer(
				`${node.name} ${part}`,
				Float64Array.from(weights),
				Float64Array.from(bias),
				codes,
				source.shape.height,
			);
		const inputMatrix = layer("input", inputWeights, inputBias, input.codes!);
		const hiddenMatrix = layer("hidden", hiddenWeights, hiddenBias, hiddenCodes);
		const step = memoryStep(operation, input.number, inputMatrix, hiddenMatrix, hiddenCodes);
		return { number: this.#list.emit(step), codes: undefined, shape: node.shape, graph: number };
	}
}
