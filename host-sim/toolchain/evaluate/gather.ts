import type { Shape, Window } from "../../../firmware/model/network";
import { type Codes, Patches } from "../../../firmware/networks/patches";

/** Numbers of the places beside a value's own: nothing, and what bias rows are driven with. */
const NOTHING = 0;
const BIAS = 1;
const FIRST = 2;

/**
 * What a segment of a matrix is given of a value, for all positions of a window at once: each input's place in the value.
 * Made once by the firmware's own patches, of a value that holds its own places.
 */
export class Gather {
	readonly positions: number;
	/** Inputs of one position. */
	readonly rows: number;
	/** Position by position; place in the source with the two numbers before it. */
	readonly #places: Int32Array;

	private constructor(positions: number, rows: number, places: Int32Array) {
		this.positions = positions;
		this.rows = rows;
		this.#places = places;
	}

	/**
	 * @param source shape of the value, @param output of what the window makes
	 * @param slices first row and rows of each segment of the matrix
	 */
	static all(
		source: Shape,
		window: Window,
		output: Shape,
		pieces: readonly number[],
		biasRows: number,
		slices: readonly { row: number; rows: number }[],
	): Gather[] {
		const count = source.height * source.width * source.channels;
		const places = Int32Array.from({ length: count }, (_, n) => n + FIRST);
		const patches = new Patches(source, window, output.height, output.width, pieces, biasRows, BIAS);
		const { positions, rows } = patches;
		const all = new Int32Array(positions * rows);
		// the patches only move what is there: numbers of places as well as codes
		patches.take(places as unknown as Codes, 0, 0, positions, all as unknown as Codes, 0);
		return slices.map(slice => {
			const own = new Int32Array(positions * slice.rows);
			for (let position = 0; position < positions; position++)
				own.set(
					all.subarray(position * rows + slice.row, position * rows + slice.row + slice.rows),
					position * slice.rows,
				);
			return new Gather(positions, slice.rows, own);
		});
	}

	/** Room for a value of so many numbers, as `take` wants it; the numbers go from `FIRST` on. */
	static source(count: number, biasCode: number): Int16Array {
		const source = new Int16Array(FIRST + count);
		source[NOTHING] = 0;
		source[BIAS] = biasCode;
		return source;
	}

	/** @param codes of one value, `count` from `from` on */
	static place(codes: Codes | Int16Array, from: number, count: number, source: Int16Array): void {
		source.set(codes.subarray(from, from + count), FIRST);
	}

	/** All positions' inputs, from `at` on. */
	take(source: Int16Array, into: Int16Array, at: number): void {
		const places = this.#places;
		for (let n = 0; n < places.length; n++) into[at + n] = source[places[n]];
	}
}
