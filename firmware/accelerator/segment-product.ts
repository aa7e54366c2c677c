import type { ArrayIdentity } from "./identity";
import { Mode } from "./registers";
import { drivenValues, firstInput, isDrivenInPairs, type Segment } from "./segment";

/**
 * What a converted line ought to give: the sum of its inputs times conductance codes. Where the driven lines are no pairs a
 * cell counts with its smallest conductance too.
 * @param inputs those of the vector start at `start`
 * @param bits of a conductance code
 */
export function expectedProduct(
	segment: Segment,
	mode: number,
	line: number,
	inputs: Int8Array | Uint8Array,
	start: number,
	array: ArrayIdentity,
	bits: number,
): number {
	const backward = mode === Mode.BACKWARD;
	const { codes, columnLines } = segment;
	const columns = columnLines.count;
	const values = drivenValues(segment, mode);
	const first = start + firstInput(segment, mode);
	let at = backward ? line * columns : line;
	const step = backward ? 1 : columns;
	let sum = 0;
	if (isDrivenInPairs(segment, mode)) {
		for (let i = 0; i < values; i++, at += 2 * step) sum += inputs[first + i] * (codes[at] - codes[at + step]);
		return sum;
	}
	let total = 0;
	for (let i = 0; i < values; i++, at += step) {
		sum += inputs[first + i] * codes[at];
		total += inputs[first + i];
	}
	return sum + (total * array.minimum * ((1 << bits) - 1)) / (array.maximum - array.minimum);
}
