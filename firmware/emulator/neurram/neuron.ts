import { Activation, ConverterKind } from "../../accelerator/registers";
import type { OperatingPoint } from "../core";
import type { Decrement } from "../kernels/kernels";

/** Most decisions of the binary search [M: outputs of 1 to 10 bits]. */
export const MOST_DECISIONS = 10;

/**
 * What a neuron makes of its charge. A linear code k stands for k + 1/2 steps of charge, so it is the largest whole number
 * of steps not above the charge: the published codes +-0.5 ... +-99.5. One object serves all neurons.
 */
export class Neuron {
	/** Codes that met the range, since it was last set to 0. */
	clipped = 0;
	/** Most steps of a conversion, since it was last set to 0: neurons of a core convert together. */
	steps = 0;
	/** Steps of the charge decrement. */
	readonly decrement: Decrement = { up: 1, down: 1, limit: 100 };
	readonly #counts: readonly number[];
	#decisions = 8;
	#search = false;
	#activation = 0;

	/** @param counts where sigmoid and tanh begin to count every second, third ... step. */
	constructor(counts: readonly number[]) {
		this.#counts = counts;
	}

	/** @param stepOffset volts that the steps down have more than set, and the steps up less. @param lowBits low input bits that are converted apart. */
	set(point: OperatingPoint, stepOffset: number, lowBits: number): void {
		const { decrement } = this;
		decrement.up = point.decrementUp - stepOffset;
		decrement.down = point.decrementDown + stepOffset;
		decrement.limit = point.decrementSteps;
		this.#decisions = Math.min(point.outputBits - lowBits, MOST_DECISIONS);
		this.#search = point.converter === ConverterKind.BINARY_SEARCH;
		this.#activation = point.activation;
	}

	/** Code of a charge, in volts at the integrator. */
	convert(charge: number): number {
		switch (this.#activation) {
			case Activation.RELU: {
				const code = charge < 0 ? 0 : this.#linear(charge);
				return Math.max(code, 0);
			}
			case Activation.SIGMOID:
				return this.#counts[this.#counts.length - 1] + this.#counted(charge);
			case Activation.TANH:
				return this.#counted(charge);
			case Activation.STOCHASTIC:
				return charge >= 0 ? 1 : 0;
			default:
				return this.#linear(charge);
		}
	}

	#linear(charge: number): number {
		return this.#search ? this.#searched(charge) : this.#decremented(charge);
	}

	/** Sign, then equal steps against it until it turns, at most `limit`. */
	#decremented(charge: number): number {
		const { up, down, limit } = this.decrement;
		const negative = charge < 0;
		let turned = (negative ? Math.floor(-charge / up) : Math.floor(charge / down)) + 1;
		if (turned > limit) {
			turned = limit;
			this.clipped++;
		}
		if (turned > this.steps) this.steps = turned;
		return negative ? -turned : turned - 1;
	}

	/** Every decision is a sign; the charge added against it is halved each time, the last one is half a step. */
	#searched(charge: number): number {
		const { up, down } = this.decrement;
		let left = charge;
		let sum = 0;
		let weight = 1 << (this.#decisions - 1);
		for (let n = 0; n < this.#decisions; n++) {
			if (left < 0) {
				sum -= weight;
				left += (weight / 2) * up;
			} else {
				sum += weight;
				left -= (weight / 2) * down;
			}
			weight >>= 1;
		}
		if (left > down / 2 || left < -up / 2) this.clipped++;
		if (this.#decisions > this.steps) this.steps = this.#decisions;
		return (sum - 1) / 2;
	}

	/** Signed count of the steps to the turn, slower and slower: a piecewise linear hyperbolic tangent. */
	#counted(charge: number): number {
		const code = this.#decremented(charge);
		let left = code < 0 ? -code - 1 : code;
		let count = 0;
		let every = 1;
		for (let n = 0; n < this.#counts.length; n++) {
			const last = this.#counts[n];
			const room = last - count;
			if (left < room * every) {
				count += Math.floor(left / every);
				break;
			}
			left -= room * every;
			count = last;
			every++;
		}
		return charge < 0 ? -count : count;
	}
}
Object.freeze(Neuron.prototype);
