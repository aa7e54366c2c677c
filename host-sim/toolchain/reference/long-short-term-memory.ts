import type { Real32 } from "../../kernels/real32";
import type { LongShortTermMemory, Shape } from "../network/graph";
import { quantizeSigned } from "./elementwise";
import type { NoisyWeights } from "./weight-noise";

/**
 * Hears what goes into the two products of a step: `count` inputs (as many numbers as the value has channels) and hidden
 * states, one behind the other, valid until it returns.
 */
export type StepObserver = (
	node: number,
	step: number,
	inputs: Float32Array,
	hidden: Float32Array,
	count: number,
) => void;

/** A long short-term memory as neurram-recipes.md section 3 writes it, for a batch of sequences side by side. */
export class LongShortTermMemoryRunner {
	#real32: Real32;
	#operation: LongShortTermMemory;
	#steps: number;
	#features: number;
	#input: NoisyWeights;
	#recurrent: NoisyWeights;
	/** Of the batch: inputs and hidden states as the products take them, what these give, cells, hidden states. */
	#given: Float32Array;
	#state: Float32Array;
	#fromInput: Float32Array;
	#fromState: Float32Array;
	#cells: Float32Array;
	#hidden: Float32Array;

	constructor(
		real32: Real32,
		operation: LongShortTermMemory,
		given: Shape,
		batch: number,
		noisy: (weights: Float32Array, bias: Float32Array) => NoisyWeights,
	) {
		const { hidden } = operation;
		this.#real32 = real32;
		this.#operation = operation;
		this.#steps = given.height;
		this.#features = given.width * given.channels;
		this.#input = noisy(operation.inputWeights, operation.inputBias);
		this.#recurrent = noisy(operation.hiddenWeights, operation.hiddenBias);
		this.#given = real32.room(batch * this.#features);
		this.#state = real32.room(batch * hidden);
		this.#fromInput = real32.room(batch * 4 * hidden);
		this.#fromState = real32.room(batch * 4 * hidden);
		this.#cells = new Float32Array(batch * hidden);
		this.#hidden = new Float32Array(batch * hidden);
	}

	/** Writes the last hidden state of `count` sequences to `target`. */
	run(
		sequences: Float32Array,
		count: number,
		target: Float32Array,
		observe: ((step: number, inputs: Float32Array, hidden: Float32Array, count: number) => void) | undefined,
	): void {
		const { hidden, inputBits, inputMost, hiddenMost } = this.#operation;
		const features = this.#features;
		const gates = 4 * hidden;
		this.#cells.fill(0, 0, count * hidden);
		this.#hidden.fill(0, 0, count * hidden);
		for (let step = 0; step < this.#steps; step++) {
			for (let n = 0; n < count; n++) {
				const from = (n * this.#steps + step) * features;
				limit(sequences, from, features, inputBits, inputMost, this.#given, n * features);
			}
			limit(this.#hidden, 0, count * hidden, inputBits, hiddenMost, this.#state, 0);
			observe?.(step, this.#given, this.#state, count);
			this.#real32.multiply("AB", this.#given, this.#input.weights, this.#fromInput, count, features, gates);
			this.#real32.multiply("AB", this.#state, this.#recurrent.weights, this.#fromState, count, hidden, gates);
			this.#update(count);
		}
		target.set(this.#hidden.subarray(0, count * hidden));
	}

	#update(count: number): void {
		const { hidden, limits, hiddenMost } = this.#operation;
		const { a3, a4, a5, a6, a7, a8, a9, a10, a12, a13, a14 } = limits;
		const inputBias = this.#input.bias;
		const hiddenBias = this.#recurrent.bias;
		const gate = (at: number, unit: number) => {
			const fromInput = clip(this.#fromInput[at + unit] + inputBias[unit], a12);
			return clip(fromInput + clip(this.#fromState[at + unit] + hiddenBias[unit], a13), a14);
		};
		for (let n = 0; n < count; n++) {
			const at = n * 4 * hidden;
			for (let unit = 0; unit < hidden; unit++) {
				const input = clip(sigmoid(gate(at, unit)), a4);
				const candidate = clip(Math.tanh(gate(at, hidden + unit)), a5);
				const forget = clip(sigmoid(gate(at, 2 * hidden + unit)), a3);
				const output = clip(sigmoid(gate(at, 3 * hidden + unit)), a6);
				const place = n * hidden + unit;
				const cell = clip(clip(this.#cells[place] * forget, a7) + clip(input * candidate, a8), a9);
				this.#cells[place] = cell;
				this.#hidden[place] = clip(clip(Math.tanh(cell), a10) * output, hiddenMost);
			}
		}
	}
}

/** Clipped to -most..most, then quantised where there are bits. */
function limit(
	from: Float32Array,
	first: number,
	count: number,
	bits: number,
	most: number,
	to: Float32Array,
	at: number,
): void {
	for (let i = 0; i < count; i++) {
		const value = from[first + i];
		to[at + i] = bits > 0 ? quantizeSigned(value, bits, most) : clip(value, most);
	}
}

function clip(value: number, most: number): number {
	return value > most ? most : Math.max(value, -most);
}

function sigmoid(value: number): number {
	return 1 / (1 + Math.exp(-value));
}
