import { isPointValue, PointField } from "../accelerator/operating-point";
import type { MatrixModel, SegmentModel } from "./network";
import { NetworkLimit } from "./network-limits";
import { demandBits, demandCodes, demandInteger, demandText, demandUnit, mismatch, refuse } from "./network-words";
import { checkSegment, sharesCells } from "./segment-check";

/** Every operating point, field by field. */
export function checkPoints(points: readonly Int32Array[]): void {
	for (const [n, point] of points.entries())
		for (let field = 0; field < point.length; field++) {
			const isSigned = field === PointField.COMPARATOR_OFFSET;
			if (!isPointValue(field, isSigned ? point[field] : point[field] >>> 0))
				refuse(`points[${n}][${field}]`, point[field], "a value that this register can have");
		}
}

/** Logical rows of a matrix, bias included. */
export function rowsOf({ pieces, biasRows }: MatrixModel): number {
	let rows = pieces.length * biasRows;
	for (const inputs of pieces) rows += inputs;
	return rows;
}

/** A matrix by itself: its copies, each of which holds all of it, and its representative inputs. */
export function checkMatrix(field: string, matrix: MatrixModel, points: readonly Int32Array[]): void {
	demandText(`${field}.name`, matrix.name, NetworkLimit.name);
	if (matrix.pieces.length === 0 || matrix.copies.length === 0) mismatch(field, "it is empty");
	for (const [n, inputs] of matrix.pieces.entries())
		demandInteger(`${field}.pieces[${n}]`, inputs, 1, NetworkLimit.lines);
	demandInteger(`${field}.biasRows`, matrix.biasRows, 0, NetworkLimit.bias);
	demandInteger(`${field}.columns`, matrix.columns, 1, NetworkLimit.lines);
	demandInteger(`${field}.biasColumns`, matrix.biasColumns, 0, NetworkLimit.bias);
	demandInteger(`${field}.together`, matrix.together, 1, NetworkLimit.arrays);
	demandBits(`${field}.inputBits`, matrix.inputBits, matrix.inputSigned);
	if (matrix.backwardBits > 0) demandBits(`${field}.backwardBits`, matrix.backwardBits, matrix.backwardSigned);
	if (![1, 2, 4, 8].includes(matrix.codeBits)) refuse(`${field}.codeBits`, matrix.codeBits, "1, 2, 4 or 8");
	demandUnit(`${field}.weightUnit`, matrix.weightUnit);

	const rows = rowsOf(matrix);
	const columns = matrix.columns + matrix.biasColumns;
	if (rows > NetworkLimit.lines || columns > NetworkLimit.lines)
		mismatch(field, `it has ${rows} x ${columns} lines, at most ${NetworkLimit.lines} are possible`);
	for (const [copy, segments] of matrix.copies.entries()) {
		const copyField = `${field}.copies[${copy}]`;
		for (const [n, segment] of segments.entries())
			checkSegment(`${copyField}[${n}]`, segment, matrix, rows, columns, points);
		checkWhole(copyField, segments, rows, columns);
		checkOutputs(copyField, segments, points, matrix.backwardBits > 0);
	}
	const { representative, backwardRepresentative, backwardBits } = matrix;
	checkRepresentative(`${field}.representative`, representative, rows, matrix.inputBits, matrix.inputSigned);
	const backward = `${field}.backwardRepresentative`;
	if (backwardBits > 0)
		checkRepresentative(backward, backwardRepresentative, columns, backwardBits, matrix.backwardSigned);
	else if (backwardRepresentative.length > 0) mismatch(backward, "the matrix never runs backward");
}

/** The segments cover the matrix, each weight once. */
function checkWhole(field: string, segments: readonly SegmentModel[], rows: number, columns: number): void {
	let weights = 0;
	for (const [n, one] of segments.entries()) {
		weights += one.rows * one.columns;
		for (let k = 0; k < n; k++) {
			const other = segments[k];
			if (
				one.row < other.row + other.rows &&
				other.row < one.row + one.rows &&
				one.column < other.column + other.columns &&
				other.column < one.column + one.columns
			)
				mismatch(`${field}[${n}]`, `it holds weights that segment ${k} holds too`);
		}
	}
	if (weights !== rows * columns)
		mismatch(field, `its segments hold ${weights} weights, the matrix has ${rows} x ${columns}`);
}

/** Outputs of segments that work together are read with the same number of bits, signed or not. */
function checkOutputs(
	field: string,
	segments: readonly SegmentModel[],
	points: readonly Int32Array[],
	backward: boolean,
): void {
	const first = points[segments[0].point];
	const firstBackward = points[segments[0].backwardPoint];
	for (const [n, segment] of segments.entries())
		if (
			!hasSameOutputs(points[segment.point], first) ||
			(backward && !hasSameOutputs(points[segment.backwardPoint], firstBackward))
		)
			mismatch(`${field}[${n}]`, "its outputs are not of the form that segment 0 has");
}

function hasSameOutputs(one: Int32Array, other: Int32Array): boolean {
	return (
		one[PointField.OUTPUT_BITS] === other[PointField.OUTPUT_BITS] &&
		one[PointField.ACTIVATION] === other[PointField.ACTIVATION]
	);
}

function checkRepresentative(
	field: string,
	codes: Int8Array | Uint8Array,
	stride: number,
	bits: number,
	signed: boolean,
): void {
	if (codes.length === 0 || codes.length % stride !== 0)
		mismatch(field, `it has ${codes.length} codes, a vector has ${stride}`);
	demandCodes(field, codes, bits, signed);
}

/** No cell of the chip belongs to two segments. */
export function checkCells(matrices: readonly MatrixModel[]): void {
	const byArray: { field: string; segment: SegmentModel }[][] = [];
	for (const [m, matrix] of matrices.entries())
		for (const [copy, segments] of matrix.copies.entries())
			for (const [n, segment] of segments.entries()) {
				byArray[segment.array] ??= [];
				const here = byArray[segment.array];
				const field = `matrices[${m}].copies[${copy}][${n}]`;
				for (const other of here)
					if (sharesCells(segment, other.segment))
						mismatch(field, `it lies on cells of array ${segment.array} that ${other.field} has too`);
				here.push({ field, segment });
			}
}
