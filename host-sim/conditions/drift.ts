import type { Crossbar } from "../../firmware/emulator/crossbar";
import { exp, log } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";

/** Exponent of the power law, and its relative spread from cell to cell (assumed: the paper gives no drift of its cells). */
export const EXPONENT = 0.02;
const SPREAD = 0.3;

/**
 * What time does to written cells, G(t) = G (1 + t / 1 s)^-n (fmc.md 5.4 with a parameter that no source gives): each cell on
 * a course of its own, the same at every look, from the conductances that the last write left.
 */
export class Drift {
	#crossbar: Crossbar;
	/** As they were written, in the crossbar's steps. */
	readonly #written: Int32Array;
	readonly #random = new Random(0);
	#seconds = 0;

	constructor(crossbar: Crossbar) {
		this.#crossbar = crossbar;
		this.#written = Int32Array.from(crossbar.cells);
	}

	get seconds(): number {
		return this.#seconds;
	}

	/** The same cells are now those of another crossbar. */
	moveTo(crossbar: Crossbar): void {
		this.#crossbar = crossbar;
	}

	/** The cells have just been written. */
	renew(): void {
		this.#written.set(this.#crossbar.cells);
		this.#seconds = 0;
	}

	/** Makes the cells as old as this, seconds since they were written; younger again, too. */
	age(seconds: number): void {
		if (seconds === this.#seconds) return;
		this.#seconds = seconds;
		const crossbar = this.#crossbar;
		const decades = log(1 + seconds);
		for (let index = 0; index < this.#written.length; index++) {
			this.#random.reseed(index, COURSE);
			const exponent = EXPONENT * (1 + SPREAD * this.#random.gaussian());
			crossbar.set(index, this.#written[index] * crossbar.step * exp(-exponent * decades));
		}
	}
}

/** Stream of a cell's own course. */
const COURSE = 0x64726966;
