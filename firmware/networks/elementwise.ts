import type { Numbers } from "./quantize";

/**
 * Sums of a product to real numbers: sum x scale + offset of the column.
 * @param sums vector by vector, `stride` numbers each, of which the first `columns` count
 * @param offset one a column, or none
 * @param into vector by vector, `columns` numbers each
 */
export function scaleColumns(
	sums: Int32Array | Float32Array | Float64Array,
	from: number,
	stride: number,
	vectors: number,
	columns: number,
	scale: number,
	offset: Float32Array,
	into: Float32Array,
	at: number,
): void {
	const hasOffset = offset.length > 0;
	for (let vector = 0; vector < vectors; vector++) {
		const read = from + vector * stride;
		const write = at + vector * columns;
		if (hasOffset) for (let j = 0; j < columns; j++) into[write + j] = sums[read + j] * scale + offset[j];
		else for (let j = 0; j < columns; j++) into[write + j] = sums[read + j] * scale;
	}
}

/** Copies numbers as real ones. @param unit what 1 in the source stands for */
export function toReal(
	source: Numbers,
	from: number,
	count: number,
	unit: number,
	into: Float32Array,
	at: number,
): void {
	for (let i = 0; i < count; i++) into[at + i] = source[from + i] * unit;
}

/** Adds numbers to real ones. @param unit what 1 in the source stands for */
export function addTo(
	source: Numbers,
	from: number,
	count: number,
	unit: number,
	into: Float32Array,
	at: number,
): void {
	for (let i = 0; i < count; i++) into[at + i] += Math.fround(source[from + i] * unit);
}

/** Real numbers into limits; source and destination may be the same. */
export function clip(
	source: Float32Array,
	from: number,
	count: number,
	least: number,
	most: number,
	into: Float32Array,
	at: number,
): void {
	for (let i = 0; i < count; i++) {
		const x = source[from + i];
		if (x < least) into[at + i] = least;
		else if (x > most) into[at + i] = most;
		else into[at + i] = x;
	}
}
