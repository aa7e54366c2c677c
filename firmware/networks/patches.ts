import type { Shape, Window } from "../model/network";

/** Codes of a value: signed ones or not. */
export type Codes = Int8Array | Uint8Array;

/** Logical rows of a matrix: its pieces, each with its bias rows. */
export function layoutRows(pieces: readonly number[], biasRows: number): number {
	let rows = pieces.length * biasRows;
	for (const inputs of pieces) rows += inputs;
	return rows;
}

/** The largest code of so many bits: what bias rows are driven with. */
export function largestCode(bits: number, signed: boolean): number {
	return (1 << (signed ? bits - 1 : bits)) - 1;
}

/**
 * What stands under a moving window, position by position, as the rows of a matrix want it (im2col): window row, window column,
 * channel, in pieces with bias rows after each.
 */
export class Patches {
	/** Logical rows: codes of one position. */
	readonly rows: number;
	/** Positions of the window. */
	readonly positions: number;
	readonly #source: Shape;
	readonly #window: Window;
	readonly #across: number;
	readonly #pieces: readonly number[];
	readonly #biasRows: number;
	readonly #biasCode: number;

	/**
	 * @param source shape of the value that the window moves over
	 * @param across positions side by side
	 * @param down positions one under another
	 * @throws RangeError where pieces and window do not fit
	 */
	constructor(
		source: Shape,
		window: Window,
		down: number,
		across: number,
		pieces: readonly number[],
		biasRows: number,
		biasCode: number,
	) {
		this.#source = source;
		this.#window = window;
		this.#across = across;
		this.#pieces = pieces;
		this.#biasRows = biasRows;
		this.#biasCode = biasCode;
		this.positions = down * across;
		this.rows = layoutRows(pieces, biasRows);
		const inputs = window.height * window.width * source.channels;
		if (this.rows - pieces.length * biasRows !== inputs)
			throw new RangeError(`pieces of ${this.rows - pieces.length * biasRows} inputs for a window of ${inputs}`);
	}

	/**
	 * @param source codes of a value, its first at `from`
	 * @param first position, row by row
	 * @param into `rows` codes a position, the first at `at`
	 */
	take(source: Codes, from: number, first: number, count: number, into: Codes, at: number): void {
		const { height, width, channels } = this.#source;
		const window = this.#window;
		const pieces = this.#pieces;
		const run = window.width * channels;
		let row = Math.floor(first / this.#across);
		let column = first - row * this.#across;
		let write = at;
		for (let n = 0; n < count; n++) {
			const x = column * window.stride - window.left;
			const lead = x < 0 ? Math.min(run, -x * channels) : 0;
			const tail = x + window.width > width ? Math.max(lead, (width - x) * channels) : run;
			let piece = 0;
			let left = pieces[0];
			for (let line = 0; line < window.height; line++) {
				const y = row * window.stride - window.top + line;
				const begin = y >= 0 && y < height ? lead : run;
				const end = y >= 0 && y < height ? tail : run;
				const read = from + (y * width + x) * channels;
				for (let k = 0; k < run; ) {
					const stop = Math.min(run, k + left);
					left -= stop - k;
					for (; k < stop && k < begin; k++) into[write++] = 0;
					for (; k < stop && k < end; k++) into[write++] = source[read + k];
					for (; k < stop; k++) into[write++] = 0;
					if (left > 0) continue;
					for (let i = 0; i < this.#biasRows; i++) into[write++] = this.#biasCode;
					if (++piece < pieces.length) left = pieces[piece];
				}
			}
			if (++column < this.#across) continue;
			column = 0;
			row++;
		}
	}
}

/** One vector as the rows of a matrix want it: its pieces, with bias rows after each. */
export function spreadVector(
	source: Codes,
	from: number,
	pieces: readonly number[],
	biasRows: number,
	biasCode: number,
	into: Codes,
	at: number,
): void {
	let read = from;
	let write = at;
	for (let piece = 0; piece < pieces.length; piece++) {
		for (let i = 0; i < pieces[piece]; i++) into[write++] = source[read++];
		for (let i = 0; i < biasRows; i++) into[write++] = biasCode;
	}
}

/** The other way: of numbers one a logical row, those of the pieces, without the bias rows. */
export function gatherVector(
	source: Float32Array | Int32Array,
	from: number,
	pieces: readonly number[],
	biasRows: number,
	into: Float32Array | Int32Array,
	at: number,
): void {
	let read = from;
	let write = at;
	for (let piece = 0; piece < pieces.length; piece++) {
		for (let i = 0; i < pieces[piece]; i++) into[write++] = source[read++];
		read += biasRows;
	}
}
