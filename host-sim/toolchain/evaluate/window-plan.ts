import type { Windows } from "../../../firmware/emulator/kernels/kernels";
import type { Shape, Window } from "../../../firmware/model/network";
import type { Codes } from "../../../firmware/networks/patches";

/**
 * Where a matrix's segments find their inputs under a moving window: each value of a batch stands in a frame of zeros wide
 * enough for the window, so that all its positions have the same pieces; what bias rows are driven with stands behind them.
 */
export class WindowPlan {
	/** Positions of the window on one value. */
	readonly positions: number;
	readonly #value: Shape;
	readonly #window: Window;
	readonly #output: Shape;
	readonly #biasRows: number;
	readonly #biasCode: number;
	/** Of a framed value. */
	readonly #height: number;
	readonly #width: number;
	/** Each segment's pieces. */
	readonly #pieces: readonly Int32Array[];
	#source = new Int16Array(0);
	#starts = new Int32Array(0);
	#values = 0;

	/** @param slices first row and rows of each segment of the matrix */
	constructor(
		value: Shape,
		window: Window,
		output: Shape,
		pieces: readonly number[],
		biasRows: number,
		biasCode: number,
		slices: readonly { row: number; rows: number }[],
	) {
		this.#value = value;
		this.#window = window;
		this.#output = output;
		this.#biasRows = biasRows;
		this.#biasCode = biasCode;
		this.positions = output.height * output.width;
		this.#height = Math.max(value.height + window.top, (output.height - 1) * window.stride + window.height);
		this.#width = Math.max(value.width + window.left, (output.width - 1) * window.stride + window.width);
		const rows = this.#rows(pieces);
		this.#pieces = slices.map(({ row, rows: count }) => piecesOf(rows.subarray(row, row + count)));
	}

	/** Every segment's windows on `count` values, value by value, valid until the next call. */
	place(codes: Codes, count: number): Windows[] {
		const { height, width, channels } = this.#value;
		const size = this.#height * this.#width * channels;
		if (this.#values !== count) this.#makeRoom(count, size);
		const source = this.#source;
		const run = width * channels;
		for (let n = 0; n < count; n++)
			for (let row = 0; row < height; row++) {
				const to = this.#biasRows + n * size + ((row + this.#window.top) * this.#width + this.#window.left) * channels;
				const from = (n * height + row) * run;
				for (let i = 0; i < run; i++) source[to + i] = codes[from + i];
			}
		return this.#pieces.map(pieces => ({ source, starts: this.#starts, pieces }));
	}

	/** Windows of some of the vectors alone. */
	static part({ source, starts, pieces }: Windows, from: number, count: number): Windows {
		return { source, starts: starts.subarray(from, from + count), pieces };
	}

	#makeRoom(count: number, size: number): void {
		const { stride } = this.#window;
		const { channels } = this.#value;
		this.#values = count;
		this.#source = new Int16Array(this.#biasRows + count * size).fill(this.#biasCode, 0, this.#biasRows);
		this.#starts = Int32Array.from({ length: count * this.positions }, (_, vector) => {
			const value = Math.floor(vector / this.positions);
			const position = vector - value * this.positions;
			const row = Math.floor(position / this.#output.width);
			const column = position - row * this.#output.width;
			return this.#biasRows + value * size + (row * stride * this.#width + column * stride) * channels;
		});
	}

	/** Place of every row of the matrix from the window's start; -1 - place for bias rows. */
	#rows(pieces: readonly number[]): Int32Array {
		const { height, width } = this.#window;
		const { channels } = this.#value;
		const places: number[] = [];
		let piece = 0;
		let left = pieces[0];
		for (let line = 0; line < height; line++)
			for (let k = 0; k < width * channels; k++) {
				places.push(line * this.#width * channels + k);
				if (--left > 0) continue;
				for (let bias = 0; bias < this.#biasRows; bias++) places.push(-1 - bias);
				left = pieces[++piece];
			}
		return Int32Array.from(places);
	}
}

/** Neighbouring places together: place and length in turn. */
function piecesOf(rows: Int32Array): Int32Array {
	const pieces: number[] = [];
	rows.forEach((place, n) => {
		const before = n > 0 ? rows[n - 1] : undefined;
		const goesOn = before !== undefined && (place < 0 ? place === before - 1 : before >= 0 && place === before + 1);
		if (goesOn) pieces[pieces.length - 1]++;
		else pieces.push(place, 1);
	});
	return Int32Array.from(pieces);
}
