// How a weight matrix is cut into pieces that cores hold (NeuRRAM: Wan et al. 2022; neurram.md section 4).

/** A weight matrix: inputs on the rows. */
export interface MatrixShape {
	rows: number;
	columns: number;
}

/** Physical lines of one segment on a core. */
export interface SegmentShape {
	rows: number;
	columns: number;
}

export interface SegmentRule {
	/** Rows of bias in every segment; each input of them is at full scale. */
	biasRows: number;
	/** Most logical rows of a segment, bias not counted: 100 in the published tables of the convolutional networks. */
	longest?: number;
}

const LONGEST = 100;

/** A kernel as a matrix: height x width x channels rows in that order (its own memory order), filters as columns. */
export function matrixShape(kernel: readonly number[]): MatrixShape {
	if (kernel.length < 2) throw new RangeError(`a kernel of shape [${kernel.join(", ")}] is no matrix`);
	const columns = kernel[kernel.length - 1];
	let rows = 1;
	for (let n = 0; n < kernel.length - 1; n++) rows *= kernel[n];
	return { rows, columns };
}

/**
 * Logical rows of each segment of a matrix: as few segments as the longest allows, all equally long but for the last, which
 * takes the rest.
 */
export function segmentRows(rows: number, longest = LONGEST): number[] {
	if (!(rows >= 1 && longest >= 1)) throw new RangeError(`${rows} rows cannot be cut into segments of ${longest}`);
	const length = Math.ceil(rows / Math.ceil(rows / longest));
	const lengths: number[] = [];
	for (let left = rows; left > 0; left -= length) lengths.push(Math.min(left, length));
	return lengths;
}

/** Segments that hold weights as pairs of neighbouring rows: two cells a weight. */
export function segmentShapes({ rows, columns }: MatrixShape, { biasRows, longest }: SegmentRule): SegmentShape[] {
	return segmentRows(rows, longest).map(length => ({ rows: 2 * (length + biasRows), columns }));
}

/**
 * Segments that are read in both directions, differential in rows and columns: four cells a weight. Bias lines of both
 * directions on every core.
 * @param groups of the columns, @param halves of the rows that the matrix is dealt out to
 */
export function bidirectionalShapes(
	{ rows, columns }: MatrixShape,
	groups: number,
	halves: number,
	biasLines: number,
): SegmentShape[] {
	const shapes: SegmentShape[] = [];
	for (const width of dealt(columns, groups))
		for (const height of dealt(rows, halves))
			shapes.push({ rows: 2 * (height + biasLines), columns: 2 * (width + biasLines) });
	return shapes;
}

/** Sizes of the groups when things are dealt out one after the other: the first ones have one more. */
export function dealt(count: number, groups: number): number[] {
	return Array.from({ length: groups }, (_, n) => Math.floor(count / groups) + (n < count % groups ? 1 : 0));
}

/** Memory cells of segments. */
export function cellCount(shapes: readonly SegmentShape[]): number {
	return shapes.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}
