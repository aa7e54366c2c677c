import type { MatrixModel } from "../../../firmware/model/network";
import { layoutRows } from "../../../firmware/networks/patches";

/** The weights of a matrix as its first copy holds them: exact products of whole numbers. */
export class IdealMatrix {
	readonly rows: number;
	readonly columns: number;
	/** Positive less negative code, rows x columns; twice that where columns are pairs too, as the chip counts it. */
	readonly differences: Int16Array;
	readonly #sums: Int32Array;
	readonly #backwardSums: Int32Array;

	constructor({ pieces, biasRows, columns, biasColumns, copies }: MatrixModel) {
		this.rows = layoutRows(pieces, biasRows);
		this.columns = columns + biasColumns;
		this.#sums = new Int32Array(this.columns);
		this.#backwardSums = new Int32Array(this.rows);
		this.differences = new Int16Array(this.rows * this.columns);
		for (const { row, column, rows, columns: width, columnLines, codes } of copies[0]) {
			const lines = columnLines.length;
			const step = lines / width;
			for (let i = 0; i < rows; i++)
				for (let j = 0; j < width; j++)
					this.differences[(row + i) * this.columns + column + j] =
						step * (codes[2 * i * lines + j * step] - codes[(2 * i + 1) * lines + j * step]);
		}
	}

	/** Sums of one vector, bias included, the first of its codes at `from`; overwritten by the next. */
	multiply(vector: Int8Array | Uint8Array, from = 0): Int32Array {
		const { rows, columns, differences } = this;
		const sums = this.#sums;
		sums.fill(0);
		for (let i = 0; i < rows; i++) {
			const x = vector[from + i];
			if (x !== 0) for (let j = 0, at = i * columns; j < columns; j++) sums[j] += x * differences[at + j];
		}
		return sums;
	}

	/** The other way: sums of the rows, of a vector with a code a column. */
	multiplyBackward(vector: Int8Array | Uint8Array): Int32Array {
		const { rows, columns, differences } = this;
		for (let i = 0; i < rows; i++) {
			let sum = 0;
			for (let j = 0, at = i * columns; j < columns; j++) sum += vector[j] * differences[at + j];
			this.#backwardSums[i] = sum;
		}
		return this.#backwardSums;
	}
}
