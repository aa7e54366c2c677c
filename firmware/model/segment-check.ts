import { Pairs, PointField } from "../accelerator/operating-point";
import type { MatrixModel, SegmentModel } from "./network";
import { demandCount, mismatch, refuse } from "./network-words";

/** Checks a segment by itself and against its matrix. @param rows logical ones of the matrix, bias included, @param columns likewise */
export function checkSegment(
	field: string,
	segment: SegmentModel,
	matrix: MatrixModel,
	rows: number,
	columns: number,
	points: readonly Int32Array[],
): void {
	const { rowLines, columnLines, codes } = segment;
	if (segment.row + segment.rows > rows || segment.column + segment.columns > columns)
		mismatch(field, `it goes beyond its matrix of ${rows} x ${columns}`);
	demandCount(`${field}.rowLines`, rowLines, 2 * segment.rows, "2 rows");
	checkLines(`${field}.rowLines`, rowLines);
	const isPaired = columnLines.length === 2 * segment.columns;
	if (!isPaired) demandCount(`${field}.columnLines`, columnLines, segment.columns, "columns");
	checkLines(`${field}.columnLines`, columnLines);
	demandCount(`${field}.codes`, codes, rowLines.length * columnLines.length, "row lines x column lines");
	checkCellCodes(`${field}.codes`, codes, matrix.codeBits);
	const pairs = Pairs.ROWS | (isPaired ? Pairs.COLUMNS : 0);
	checkPoint(`${field}.point`, points, segment.point, matrix.inputBits, matrix.inputSigned, pairs);
	if (matrix.backwardBits > 0)
		checkPoint(
			`${field}.backwardPoint`,
			points,
			segment.backwardPoint,
			matrix.backwardBits,
			matrix.backwardSigned,
			pairs,
		);
	else if (segment.backwardPoint >= points.length)
		refuse(`${field}.backwardPoint`, segment.backwardPoint, `below ${points.length}`);
}

function checkLines(field: string, lines: Uint8Array): void {
	for (let n = 1; n < lines.length; n++)
		if (lines[n] <= lines[n - 1]) refuse(`${field}[${n}]`, lines[n], "lines in ascending order");
}

/** Codes of the number of bits that cells of the matrix have. */
function checkCellCodes(field: string, codes: Uint8Array, bits: number): void {
	if (bits === 8) return;
	const most = (1 << bits) - 1;
	for (let n = 0; n < codes.length; n++)
		if (codes[n] > most) refuse(`${field}[${n}]`, codes[n], `a code of ${bits} bits, 0 to ${most}`);
}

/** An operating point must be that of what it is used for, or the driver and the chip do not understand each other. */
function checkPoint(
	field: string,
	points: readonly Int32Array[],
	number: number,
	bits: number,
	signed: boolean,
	pairs: number,
): void {
	const point = points[number];
	if (!point) refuse(field, number, `below ${points.length}`);
	if (point[PointField.INPUT_BITS] !== bits || point[PointField.INPUT_SIGNED] !== (signed ? 1 : 0))
		mismatch(field, `point ${number} is for other inputs than the ${bits} bits of its matrix`);
	if (point[PointField.PAIRS] !== pairs) mismatch(field, `point ${number} is for other pairs of lines`);
}

/** Whether two segments have a cell of the chip in common. */
export function sharesCells(one: SegmentModel, other: SegmentModel): boolean {
	return one.array === other.array && meet(one.rowLines, other.rowLines) && meet(one.columnLines, other.columnLines);
}

/** Whether two ascending lists have a number in common. */
function meet(one: Uint8Array, other: Uint8Array): boolean {
	for (let i = 0, k = 0; i < one.length && k < other.length; ) {
		if (one[i] === other[k]) return true;
		if (one[i] < other[k]) i++;
		else k++;
	}
	return false;
}
