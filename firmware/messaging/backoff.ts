import type { Random } from "../math/random";

/**
 * How long to wait before the next attempt: uniform between 0 and a ceiling that doubles with each failure ("full jitter",
 * Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), so that a fleet that lost its broker does not
 * come back all at once.
 */
export class Backoff {
	readonly #random: Random;
	readonly #base: number;
	readonly #limit: number;
	#ceiling: number;

	/** `base` and `limit`: first and largest ceiling, milliseconds. */
	constructor(random: Random, base: number, limit: number) {
		this.#random = random;
		this.#base = base;
		this.#limit = limit;
		this.#ceiling = Math.min(base, limit);
	}

	/** Whole milliseconds to wait after one more failure. */
	next(): number {
		const delay = Math.floor(this.#random.uniform() * (this.#ceiling + 1));
		this.#ceiling = Math.min(this.#limit, 2 * this.#ceiling);
		return delay;
	}

	reset(): void {
		this.#ceiling = Math.min(this.#base, this.#limit);
	}
}
