import type { Random } from "../../math/random";

/**
 * The chip's source of random bits for stochastic neurons: two chains of linear-feedback shift registers run against each
 * other past the neurons, and a neuron takes the exclusive or of both (length 256 as in the authors' hardware description;
 * two opposite chains not verified, the feedback x^32 + x^22 + x^2 + x + 1 assumed). Each injection shifts both by one.
 */
export class ShiftRegisterNoise {
	readonly #forward: Uint8Array;
	readonly #backward: Uint8Array;
	readonly #lines: number;
	#start = 0;
	#forwardState = 1;
	#backwardState = 1;

	constructor(lines: number) {
		this.#lines = lines;
		this.#forward = new Uint8Array(lines);
		this.#backward = new Uint8Array(lines);
	}

	/** New contents of both chains. */
	seed(random: Random): void {
		this.#forwardState = random.int32() | 1;
		this.#backwardState = random.int32() | 1;
		for (let n = 0; n < this.#lines; n++) this.shift();
	}

	/** One clock of both chains. */
	shift(): void {
		this.#forwardState = step(this.#forwardState);
		this.#backwardState = step(this.#backwardState);
		this.#start = (this.#start + 1) % this.#lines;
		this.#forward[this.#start] = this.#forwardState & 1;
		this.#backward[this.#start] = this.#backwardState & 1;
	}

	/** The bit that a neuron has now. */
	bit(neuron: number): number {
		const lines = this.#lines;
		const along = this.#forward[(this.#start + lines - neuron) % lines];
		return along ^ this.#backward[(this.#start + neuron + 1) % lines];
	}
}
Object.freeze(ShiftRegisterNoise.prototype);

/** Galois form, taps 32, 22, 2, 1. */
function step(state: number): number {
	return (state & 1) === 0 ? state >>> 1 : (state >>> 1) ^ 0x80200003;
}
