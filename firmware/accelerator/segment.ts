import type { LineMask } from "./line-mask";
import { Pairs, PointField } from "./operating-point";
import { Activation, ConverterKind, Mode } from "./registers";

/** A piece of a matrix in one array of the chip. */
export interface Segment {
	readonly array: number;
	/** Where its first logical row and column stand in the matrix, and how many there are. */
	readonly row: number;
	readonly column: number;
	readonly rows: number;
	readonly columns: number;
	/** Lines that hold it, in ascending order: twice the logical rows, positive and negative cell in turn; columns likewise where paired. */
	readonly rowLines: LineMask;
	readonly columnLines: LineMask;
	/** A conductance code a cell of its lines, row-major. */
	readonly codes: Uint8Array;
	/** A value a PointField. Segments may share one; who changes it tells `SegmentMultiplication.forget`. */
	readonly point: Int32Array;
	/** Another one for BACKWARD, whose sums are of another size. */
	readonly backwardPoint?: Int32Array;
	/** First of its lines in the matrix's corrections: of the converted columns forward, of the rows backward. */
	forwardLine?: number;
	backwardLine?: number;
}

/** The operating point of a segment in this mode. */
export function pointOf(segment: Segment, mode: number): Int32Array {
	return mode === Mode.BACKWARD ? (segment.backwardPoint ?? segment.point) : segment.point;
}

/** Inputs of one vector in this mode. */
export function drivenValues(segment: Segment, mode: number): number {
	const lines = mode === Mode.BACKWARD ? segment.columnLines.count : segment.rowLines.count;
	return isDrivenInPairs(segment, mode) ? lines >> 1 : lines;
}

/** Outputs of one vector in this mode: a converted line each. */
export function convertedLines(segment: Segment, mode: number): number {
	return mode === Mode.BACKWARD ? segment.rowLines.count : segment.columnLines.count;
}

/** Whether two driven lines take one input and its negative. */
export function isDrivenInPairs(segment: Segment, mode: number): boolean {
	return (pointOf(segment, mode)[PointField.PAIRS] & (mode === Mode.BACKWARD ? Pairs.COLUMNS : Pairs.ROWS)) !== 0;
}

/** Whether the outputs of two converted lines are subtracted. */
export function isConvertedInPairs(segment: Segment, mode: number): boolean {
	return (pointOf(segment, mode)[PointField.PAIRS] & (mode === Mode.BACKWARD ? Pairs.ROWS : Pairs.COLUMNS)) !== 0;
}

/** First input, among those of the whole matrix, that drives the segment in this mode. */
export function firstInput(segment: Segment, mode: number): number {
	return mode === Mode.BACKWARD ? segment.column : segment.row;
}

/** Half a code where a code k stands for k + 1/2 steps. */
export function codeCentre(segment: Segment, mode: number): number {
	return pointOf(segment, mode)[PointField.ACTIVATION] === Activation.LINEAR ? 0.5 : 0;
}

/** Codes of the converter's range, above and below. */
export function codeLimit(segment: Segment, mode: number): number {
	const point = pointOf(segment, mode);
	const most = 1 << (point[PointField.OUTPUT_BITS] - 1);
	return point[PointField.CONVERTER] === ConverterKind.DECREMENT
		? Math.min(most, point[PointField.DECREMENT_STEPS])
		: most;
}
