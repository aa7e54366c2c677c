import type { IntegerMatrix, RealMatrix } from "./kernels";

/** Four rows a pass over the sums; the packed and unrolled tricks of the host gain nothing on a microcontroller. */
export class PlainIntegerMatrix implements IntegerMatrix {
	readonly rows: number;
	readonly columns: number;
	#entries: Int16Array;

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#entries = new Int16Array(rows * columns);
	}

	load(entries: Int16Array): void {
		for (let cell = 0; cell < this.#entries.length; cell++) this.#entries[cell] = entries[cell];
	}

	multiply(inputs: Int16Array, vectors: number, sums: Int32Array): void {
		const { rows, columns } = this;
		for (let vector = 0; vector < vectors; vector++)
			addProducts(this.#entries, rows, columns, inputs, vector * rows, sums, vector * columns);
	}
}
Object.freeze(PlainIntegerMatrix.prototype);

function addProducts(
	entries: Int16Array,
	rows: number,
	columns: number,
	inputs: Int16Array,
	first: number,
	sums: Int32Array,
	to: number,
): void {
	for (let j = 0; j < columns; j++) sums[to + j] = 0;
	let row = 0;
	for (; row + 3 < rows; row += 4) {
		const x0 = inputs[first + row];
		const x1 = inputs[first + row + 1];
		const x2 = inputs[first + row + 2];
		const x3 = inputs[first + row + 3];
		if ((x0 | x1 | x2 | x3) === 0) continue;
		const at = row * columns;
		for (let j = 0; j < columns; j++)
			sums[to + j] =
				(sums[to + j] +
					((Math.imul(entries[at + j], x0) + Math.imul(entries[at + columns + j], x1)) | 0) +
					((Math.imul(entries[at + 2 * columns + j], x2) + Math.imul(entries[at + 3 * columns + j], x3)) | 0)) |
				0;
	}
	for (; row < rows; row++) {
		const x = inputs[first + row];
		if (x === 0) continue;
		const at = row * columns;
		for (let j = 0; j < columns; j++) sums[to + j] = (sums[to + j] + Math.imul(entries[at + j], x)) | 0;
	}
}

export class PlainRealMatrix implements RealMatrix {
	readonly rows: number;
	readonly columns: number;
	#entries: Float64Array;

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#entries = new Float64Array(rows * columns);
	}

	load(entries: Float64Array): void {
		for (let cell = 0; cell < this.#entries.length; cell++) this.#entries[cell] = entries[cell];
	}

	multiply(inputs: Float64Array, vectors: number, sums: Float64Array): void {
		const { rows, columns } = this;
		const entries = this.#entries;
		for (let vector = 0; vector < vectors; vector++) {
			const to = vector * columns;
			for (let j = 0; j < columns; j++) sums[to + j] = 0;
			for (let row = 0; row < rows; row++) {
				const x = inputs[vector * rows + row];
				const at = row * columns;
				for (let j = 0; j < columns; j++) sums[to + j] += entries[at + j] * x;
			}
		}
	}
}
Object.freeze(PlainRealMatrix.prototype);
