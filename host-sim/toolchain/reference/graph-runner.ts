import { Random } from "../../../firmware/math/random";
import { type Real32, readyReal32, type SlidingWindow } from "../../kernels/real32";
import { Convolver } from "../../kernels/real32-convolution";
import type { Convolution, Graph, GraphNode, Shape } from "../network/graph";
import { addValues, clipValues, normalizeValues, quantizeValues, rectifyValues, softmaxValues } from "./elementwise";
import { LongShortTermMemoryRunner, type StepObserver } from "./long-short-term-memory";
import { poolValues } from "./pool";
import { NoisyWeights } from "./weight-noise";

export interface GraphOptions {
	/**
	 * Standard deviation of the noise that every batch adds to the weights of every layer and to its bias, as a part of the
	 * layer's largest weight; folded in before normalisation (neurram-recipes.md section 0). None otherwise.
	 */
	weightNoise?: number;
	seed?: number;
	/** Values to keep. The last one always is. */
	taps?: readonly number[];
	/** Hears of every step of every long short-term memory: node number, step, what goes into the two products. */
	observe?: StepObserver;
	real32?: Real32;
}

/** Numbers of one input's value. */
export function sizeOfValue(graph: Graph, value: number): number {
	const { height, width, channels } = shapeOfValue(graph, value);
	return height * width * channels;
}

export function shapeOfValue(graph: Graph, value: number): Shape {
	return value === 0 ? graph.input : graph.nodes[value - 1].shape;
}

/** Kinds whose value may stand where their only input stood. */
const IN_PLACE = new Set(["normalization", "quantization", "clip", "relu", "softmax", "reshape"]);

type Step = (count: number) => void;

/**
 * A network with room for the values of a batch. Values that nobody needs any more give their room to later ones, but for
 * those in `taps`.
 */
export class GraphRunner {
	readonly batch: number;
	#inputSize: number;
	#values: Float32Array[] = [];
	#steps: Step[] = [];
	#noise: NoisyWeights[] = [];
	#real32: Real32;

	/** @param batch inputs at most in one run */
	constructor(graph: Graph, batch: number, options: GraphOptions = {}) {
		this.batch = batch;
		this.#inputSize = sizeOfValue(graph, 0);
		this.#real32 = options.real32 ?? readyReal32();
		this.#placeValues(graph, new Set([...(options.taps ?? []), graph.nodes.length]));
		const random = new Random(options.seed ?? 1);
		const weights = (weights: Float32Array, bias: Float32Array) => {
			const noisy = new NoisyWeights(this.#real32, weights, bias, options.weightNoise ?? 0, random);
			this.#noise.push(noisy);
			return noisy;
		};
		for (const [n, node] of graph.nodes.entries())
			this.#steps.push(this.#step(graph, n, node, weights, options.observe));
	}

	/** The last value of `count` inputs, valid until the next run. */
	run(inputs: Float32Array, count: number): Float32Array {
		if (count > this.batch) throw new RangeError(`${count} inputs for a batch of ${this.batch}`);
		if (inputs.length < count * this.#inputSize)
			throw new RangeError(`${count} inputs have ${count * this.#inputSize} numbers, these are ${inputs.length}`);
		this.#values[0].set(inputs.subarray(0, count * this.#inputSize));
		for (const noise of this.#noise) noise.draw();
		for (const step of this.#steps) step(count);
		return this.#values[this.#values.length - 1];
	}

	/** A value of the last run that was in `taps`. */
	value(n: number): Float32Array {
		return this.#values[n];
	}

	#placeValues(graph: Graph, kept: ReadonlySet<number>): void {
		const lastUse = Array.from({ length: graph.nodes.length + 1 }, (_, value) => value);
		for (const [n, { inputs }] of graph.nodes.entries()) for (const value of inputs) lastUse[value] = n + 1;
		for (const value of kept) lastUse[value] = Number.POSITIVE_INFINITY;
		const free: Float32Array[] = [];
		const place = (value: number): Float32Array => {
			const size = sizeOfValue(graph, value) * this.batch;
			const fitting = free.findIndex(room => room.length === size);
			return fitting < 0 ? this.#real32.room(size) : free.splice(fitting, 1)[0];
		};
		this.#values = [place(0)];
		for (const [n, node] of graph.nodes.entries()) {
			const [only] = node.inputs;
			const endsHere = (value: number) => lastUse[value] === n + 1;
			const inPlace = IN_PLACE.has(node.operation.kind) && endsHere(only);
			this.#values.push(inPlace ? this.#values[only] : place(n + 1));
			for (const value of new Set(node.inputs))
				if (endsHere(value) && !(inPlace && value === only)) free.push(this.#values[value]);
		}
	}

	#step(
		graph: Graph,
		n: number,
		node: GraphNode,
		noisy: (weights: Float32Array, bias: Float32Array) => NoisyWeights,
		observe: StepObserver | undefined,
	): Step {
		const { operation, inputs } = node;
		const sources = inputs.map(value => this.#values[value]);
		const [source] = sources;
		const target = this.#values[n + 1];
		const size = sizeOfValue(graph, n + 1);
		const given = shapeOfValue(graph, inputs[0]);
		const { channels } = node.shape;
		switch (operation.kind) {
			case "convolution": {
				const weights = noisy(operation.kernel, operation.bias);
				const convolver = new Convolver(this.#real32, windowOf(operation, given, node.shape), channels);
				return count => {
					fillLines(target, weights.bias, count * node.shape.height * node.shape.width);
					convolver.forward(source, count, weights.weights, target, true);
				};
			}
			case "dense": {
				const weights = noisy(operation.weights, operation.bias);
				const rows = sizeOfValue(graph, inputs[0]);
				return count => {
					fillLines(target, weights.bias, count);
					this.#real32.multiply("AB", source, weights.weights, target, count, rows, size, true);
				};
			}
			case "lstm": {
				const memory = new LongShortTermMemoryRunner(this.#real32, operation, given, this.batch, noisy);
				return count => memory.run(source, count, target, observe && ((...step) => observe(n, ...step)));
			}
			case "normalization":
				return count => normalizeValues(operation, source, target, count * size);
			case "quantization":
				return count => quantizeValues(operation, source, target, count * size);
			case "clip":
				return count => clipValues(operation.least, operation.most, source, target, count * size);
			case "relu":
				return count => rectifyValues(source, target, count * size);
			case "add":
				return count => addValues(sources, target, count * size);
			case "softmax":
				return count => softmaxValues(source, target, count, size);
			case "reshape":
				return count => {
					if (target !== source) target.set(source.subarray(0, count * size));
				};
			case "maximum":
			case "average":
				return count => poolValues(operation, given, node.shape, source, target, count);
		}
	}
}

function windowOf(convolution: Convolution, given: Shape, made: Shape): SlidingWindow {
	const { kernelHeight, kernelWidth, stride, padding } = convolution;
	return {
		height: given.height,
		width: given.width,
		channels: given.channels,
		kernelHeight,
		kernelWidth,
		stride,
		top: padding.top,
		left: padding.left,
		outputHeight: made.height,
		outputWidth: made.width,
	};
}

/** The line again and again, doubling what is there. */
function fillLines(target: Float32Array, line: Float32Array, count: number): void {
	target.set(line);
	const end = count * line.length;
	for (let done = line.length; done < end; done *= 2) target.copyWithin(done, 0, Math.min(done, end - done));
}
