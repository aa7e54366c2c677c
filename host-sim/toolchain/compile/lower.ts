import type { NetworkInput, Step, Window } from "../../../firmware/model/network";
import { foldBatchNormalization } from "../batch-normalization";
import type {
	Convolution,
	Dense,
	Graph,
	GraphNode,
	LongShortTermMemory,
	Normalization,
	Pooling,
	Quantization,
	Shape,
} from "../network/graph";
import { type Codes, codesOf, isSameCodes, mostCode } from "./codes";
import { CompileError } from "./compile-error";
import { inputCodes } from "./input-codes";
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

/** A value of the graph: the compiled network's value that holds it. */
interface Value {
	number: number;
	codes: Codes | undefined;
	/** As the graph has it: of as many numbers as the compiled value. */
	shape: Shape;
	/** Graph value, for its range. */
	graph: number;
}

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
	readonly #steps: Step[] = [];
	readonly #layers: Layer[] = [];
	readonly #notes: string[] = [];
	readonly #values: (Value | undefined)[] = [];
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
		const { steps, layers } = removeUnused(this.#steps, this.#layers, last.number);
		return { input: this.#input, layers, steps, notes: this.#notes };
	}

	/** Nodes that take the value, in whatever shape. */
	#takers(value: number): GraphNode[] {
		return this.#users[value].flatMap(node =>
			node.operation.kind === "reshape" ? this.#takers(this.#graph.nodes.indexOf(node) + 1) : [node],
		);
	}

	#lowered(node: GraphNode, number: number): Value {
		const source = this.#value(node, 0);
		const { operation, shape } = node;
		const real = (step: Step): Value => ({ number: this.#emit(step), codes: undefined, shape, graph: number });
		switch (operation.kind) {
			case "quantization":
				return { ...this.#quantized(source, operation), shape, graph: number };
			case "relu":
				return this.#clipped(source, 0, Number.POSITIVE_INFINITY, shape, number);
			case "clip":
				return this.#clipped(source, operation.least, operation.most, shape, number);
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
				return this.#pooled(source, operation, shape, number);
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

	#value(node: GraphNode, index: number): Value {
		const value = this.#values[node.inputs[index]];
		if (!value)
			throw new CompileError(
				"compile-unsupported",
				`${node.name} takes value ${node.inputs[index]}, which is not made before it`,
			);
		return value;
	}

	#emit(step: Step): number {
		this.#steps.push(step);
		return this.#steps.length;
	}

	/** Shape of the compiled value, which a reshape of the graph leaves as it is. */
	#shapeOf(number: number): Shape {
		return number === 0 ? this.#input : this.#steps[number - 1].shape;
	}

	#clipped(source: Value, least: number, most: number, shape: Shape, graph: number): Value {
		const { codes } = source;
		const top = codes ? mostCode(codes) * codes.unit : Number.POSITIVE_INFINITY;
		if (codes && most >= top && least <= (codes.signed ? -top : 0)) return { ...source, shape, graph };
		return {
			number: this.#emit({ kind: "clip", input: source.number, least, most, shape }),
			codes: undefined,
			shape,
			graph,
		};
	}

	#pooled(source: Value, { kind, height, width, stride, padding }: Pooling, shape: Shape, graph: number): Value {
		const window: Window = { height, width, stride, top: padding.top, left: padding.left };
		const input = this.#inShape(source).number;
		return {
			number: this.#emit({ kind, input, window, shape }),
			codes: kind === "maximum" ? source.codes : undefined,
			shape,
			graph,
		};
	}

	/** The value as codes: what makes it is looked through where that changes nothing, so that values are small early. */
	#quantized(source: Value, quantization: Pick<Quantization, "bits" | "signed" | "most">): Value {
		const codes = codesOf(quantization);
		if (source.codes && isSameCodes(source.codes, codes)) return source;
		const maker = source.number > 0 ? this.#steps[source.number - 1] : undefined;
		const top = mostCode(codes) * codes.unit;
		if (maker?.kind === "clip" && maker.most >= top && maker.least <= (codes.signed ? -top : 0))
			return this.#quantized({ ...source, number: maker.input, codes: this.#codesOf(maker.input) }, quantization);
		if (maker?.kind === "maximum" && !source.codes) {
			const { number } = this.#quantized(
				{ ...source, number: maker.input, shape: this.#shapeOf(maker.input) },
				quantization,
			);
			return { ...source, number: this.#emitOnce({ ...maker, input: number }), codes };
		}
		const { bits, signed, unit } = codes;
		const step: Step = { kind: "quantize", input: source.number, bits, signed, unit, shape: source.shape };
		return { ...source, number: this.#emitOnce(step), codes };
	}

	#codesOf(number: number): Codes | undefined {
		if (number === 0) return this.#input;
		const step = this.#steps[number - 1];
		if (step.kind === "quantize") return step;
		return step.kind === "maximum" ? this.#codesOf(step.input) : undefined;
	}

	/** The number of a step that is there already, or of a new one. */
	#emitOnce(step: Step): number {
		const wanted = JSON.stringify(step);
		const at = this.#steps.findIndex(({ kind }, n) => kind === step.kind && JSON.stringify(this.#steps[n]) === wanted);
		return at >= 0 ? at + 1 : this.#emit(step);
	}

	/** The value as codes that an array can take, with a quantiser from representative inputs where the graph has none. */
	#driven(source: Value, node: GraphNode): Value & { codes: Codes } {
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
		const value = this.#quantized(source, quantization);
		return { ...value, codes: value.codes! };
	}

	/** The value in the shape that the graph gives it, for what moves over it. */
	#inShape(source: Value): Value {
		const { height, width, channels } = this.#shapeOf(source.number);
		const { shape, codes } = source;
		if (height === shape.height && width === shape.width && channels === shape.channels) return source;
		// the same codes again, or the same numbers without limits: only the shape is another
		const { number: input } = source;
		const step: Step = codes
			? { kind: "quantize", input, bits: codes.bits, signed: codes.signed, unit: codes.unit, shape }
			: { kind: "clip", input, least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, shape };
		return { ...source, number: this.#emitOnce(step) };
	}

	#convolution(node: GraphNode, operation: Convolution, source: Value, number: number): Value {
		const input = this.#inShape(this.#driven(source, node));
		const { kernel, kernelHeight, kernelWidth, bias, stride, padding } = operation;
		const { shape } = node;
		const window: Window = { height: kernelHeight, width: kernelWidth, stride, top: padding.top, left: padding.left };
		return this.#multiplied(node, number, input, kernel, bias, window, shape.height * shape.width);
	}

	#dense(node: GraphNode, { weights, bias }: Dense, source: Value, number: number): Value {
		const input = this.#driven(source, node);
		const { height, width } = this.#shapeOf(input.number);
		return this.#multiplied(node, number, input, weights, bias, { height, width, stride: 1, top: 0, left: 0 }, 1);
	}

	#multiplied(
		node: GraphNode,
		number: number,
		input: Value,
		weights: Float32Array,
		bias: Float32Array,
		window: Window,
		uses: number,
	): Value {
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
		const value = { number: this.#emit(step), codes: undefined, shape, graph: number };
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

	#longShortTermMemory(node: GraphNode, operation: LongShortTermMemory, source: Value, number: number): Value {
		const { hidden, inputWeights, inputBias, hiddenWeights, hiddenBias, inputBits, inputMost, hiddenMost } = operation;
		const input =
			inputBits > 0
				? this.#quantized(source, { bits: inputBits, signed: true, most: inputMost })
				: this.#driven(source, node);
		const { height: uses } = source.shape;
		// a hidden state is within -1 and 1: tanh times sigmoid
		const hiddenQuantization =
			inputBits > 0
				? { bits: inputBits, signed: true, most: hiddenMost }
				: {
						bits: HIDDEN_BITS,
						signed: true,
						most: Math.min(hiddenMost, 2 ** (HIDDEN_BITS - 1) / (2 ** (HIDDEN_BITS - 1) - 1)),
					};
		const hiddenCodes = codesOf(hiddenQuantization);
		if (inputBits === 0)
			this.#notes.push(`${node.name}: hidden state quantised to ${HIDDEN_BITS} signed bits, range 1`);
		const { a3, a4, a5, a6, a7, a8, a9, a10, a12, a13, a14 } = operation.limits;
		const inputMatrix = this.#layer(
			`${node.name} input`,
			Float64Array.from(inputWeights),
			Float64Array.from(inputBias),
			input.codes!,
			uses,
		);
		const hiddenMatrix = this.#layer(
			`${node.name} hidden`,
			Float64Array.from(hiddenWeights),
			Float64Array.from(hiddenBias),
			hiddenCodes,
			uses,
		);
		const step: Step = {
			kind: "lstm",
			input: input.number,
			hidden,
			inputMatrix,
			hiddenMatrix,
			hiddenBits: hiddenCodes.bits,
			hiddenUnit: hiddenCodes.unit,
			limits: Float32Array.of(a3, a4, a5, a6, a7, a8, a9, a10, a12, a13, a14),
			inputOffset: new Float32Array(0),
			hiddenOffset: new Float32Array(0),
			shape: node.shape,
		};
		return { number: this.#emit(step), codes: undefined, shape: node.shape, graph: number };
	}
}

/** One pass through the drivers has four bits and a sign. */
const HIDDEN_BITS = 5;
