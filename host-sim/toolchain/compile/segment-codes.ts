import type { SegmentModel } from "../../../firmware/model/network";
import type { CodedMatrix } from "./matrix-codes";
import type { Die, Placed } from "./place";

/** A placed piece as the model file has it: positive and negative cell of a weight on neighbouring usable rows. */
export function segmentOf({ piece, core, firstRow, firstColumn }: Placed, coded: CodedMatrix, die: Die): SegmentModel {
	const { row, column, rows, columns } = piece;
	const codes = new Uint8Array(2 * rows * columns);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const difference = coded.differences[(row + i) * coded.columns + column + j];
			codes[2 * i * columns + j] = Math.max(difference, 0);
			codes[(2 * i + 1) * columns + j] = Math.max(-difference, 0);
		}
	return {
		array: core,
		row,
		column,
		rows,
		columns,
		rowLines: die.usableRows[core].slice(firstRow, firstRow + 2 * rows),
		columnLines: Uint8Array.from({ length: columns }, (_, n) => firstColumn + n),
		codes,
		point: 0,
		backwardPoint: 0,
	};
}
