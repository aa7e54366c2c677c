import type { MatrixModel, NetworkModel } from "../model/network";
import { type Codes, layoutRows } from "./patches";

/** Vectors of one multiply: their inputs fill about a command. */
export const BATCH = 16;

/** Room for the vectors of one multiply and what comes of them, shared by all steps. */
export class Scratch {
	readonly signed: Int8Array;
	readonly unsigned: Uint8Array;
	readonly sums: Int32Array;
	readonly reals: Float32Array;

	constructor(model: NetworkModel) {
		let inputs = 0;
		let outputs = 0;
		for (const matrix of model.matrices) {
			const rows = layoutRows(matrix.pieces, matrix.biasRows);
			const columns = allColumns(matrix);
			inputs = Math.max(inputs, rows, columns);
			outputs = Math.max(outputs, columns, matrix.backwardBits > 0 ? rows : 0);
		}
		const codes = new ArrayBuffer(BATCH * inputs);
		this.signed = new Int8Array(codes);
		this.unsigned = new Uint8Array(codes);
		this.sums = new Int32Array(BATCH * outputs);
		this.reals = new Float32Array(BATCH * outputs);
	}

	codes(signed: boolean): Codes {
		return signed ? this.signed : this.unsigned;
	}
}

/** Logical columns of a matrix, those of the bias included. */
export function allColumns(matrix: Pick<MatrixModel, "columns" | "biasColumns">): number {
	return matrix.columns + matrix.biasColumns;
}
