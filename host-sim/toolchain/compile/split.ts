import type { CodedMatrix } from "./matrix-codes";

/** A piece of a matrix that one array has to hold. */
export interface Piece {
	matrix: number;
	copy: number;
	/** Logical rows and columns of the matrix, bias rows included. */
	row: number;
	column: number;
	rows: number;
	columns: number;
	/** Lines of the array that it takes. */
	rowLines: number;
	columnLines: number;
}

/** Most columns of a piece: wider matrices are split, which also limits the drop along the rows (neurram.md section 4). */
export const WIDEST = 128;

/** A matrix in pieces: tall ones cut below bias rows, wide ones into equal widths. */
export function piecesOf(matrix: number, copy: number, coded: CodedMatrix, widest = WIDEST): Piece[] {
	const pieces: Piece[] = [];
	const lines = coded.paired ? 2 : 1;
	const all = coded.columns + coded.biasColumns;
	const width = Math.ceil(all / Math.ceil((all * lines) / widest));
	let row = 0;
	for (const length of coded.pieces) {
		const rows = length + coded.biasRows;
		for (let column = 0; column < all; column += width) {
			const columns = Math.min(width, all - column);
			pieces.push({ matrix, copy, row, column, rows, columns, rowLines: 2 * rows, columnLines: lines * columns });
		}
		row += rows;
	}
	return pieces;
}
