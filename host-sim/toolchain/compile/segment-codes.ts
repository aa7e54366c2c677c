import type { SegmentModel } from "../../../firmware/model/network";
import type { CodedMatrix } from "./matrix-codes";
import type { Die, Placed } from "./place";

/** A placed piece as the model file has it: positive and negative cell of a weight on neighbouring usable rows, and where columns are paired the other way round beside them. */
export function segmentOf({ piece, core, firstRow, firstColumn }: Placed, coded: CodedMatrix, die: Die): SegmentModel {
	const { row, column, rows, columns } = piece;
	const all = coded.columns + coded.biasColumns;
	const lines = coded.paired ? 2 : 1;
	const width = lines * columns;
	const codes = new Uint8Array(2 * rows * width);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const difference = coded.differences[(row + i) * all + column + j];
			const at = 2 * i * width + j * lines;
			codes[at] = Math.max(difference, 0);
			codes[at + width] = Math.max(-difference, 0);
			if (!coded.paired) continue;
			codes[at + 1] = codes[at + width];
			codes[at + width + 1] = codes[at];
		}
	return {
		array: core,
		row,
		column,
		rows,
		columns,
		rowLines: die.usableRows[core].slice(firstRow, firstRow + 2 * rows),
		columnLines: Uint8Array.from({ length: width }, (_, n) => firstColumn + n),
		codes,
		point: 0,
		backwardPoint: 0,
	};
}
