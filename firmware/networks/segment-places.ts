import { wrongChip } from "../accelerator/identity";
import { type LineMask, maskOf } from "../accelerator/line-mask";
import type { LinkError } from "../accelerator/link-error";
import type { Segment } from "../accelerator/segment";
import type { MatrixModel, NetworkModel, SegmentModel } from "../model/network";

/** A segment of the model, and where it lies on this chip. */
export interface SegmentPlace {
	readonly matrix: MatrixModel;
	readonly model: SegmentModel;
	/** Undefined until its core was looked at. */
	segment: Segment | undefined;
}

/**
 * Where a network's segments lie on the chip at hand: on the lines that the model names, or where some of its rows are
 * unusable here, on others of the same core that no segment beside it uses.
 */
export class SegmentPlaces {
	/** In the order of the model: matrix by matrix, copy by copy. */
	readonly places: readonly SegmentPlace[];
	/** Arrays that hold a segment, ascending. */
	readonly arrays: readonly number[];
	/** Segments that lie elsewhere than the model says. */
	moved = 0;
	readonly #points: readonly Int32Array[];

	constructor(model: NetworkModel) {
		const places: SegmentPlace[] = [];
		const arrays: number[] = [];
		for (const matrix of model.matrices)
			for (const copy of matrix.copies)
				for (const segment of copy) {
					places.push({ matrix, model: segment, segment: undefined });
					if (!arrays.includes(segment.array)) arrays.push(segment.array);
				}
		this.places = places;
		this.arrays = arrays.sort((a, b) => a - b);
		this.#points = model.points;
	}

	/** Forgets where everything lies. */
	clear(): void {
		this.moved = 0;
		for (const place of this.places) place.segment = undefined;
	}

	/**
	 * Finds the place of all segments of an array.
	 * @param states LineState of each of its rows; 0 is usable
	 */
	settle(array: number, states: Uint8Array): LinkError | undefined {
		const here = this.places.filter(place => place.model.array === array);
		for (const place of here)
			if (place.model.rowLines.every(line => states[line] === 0))
				place.segment = this.#segmentOn(place, maskOf(place.model.rowLines));
		for (const place of here) {
			if (place.segment) continue;
			const lines = otherRows(place.model, here, states);
			if (lines.length < place.model.rowLines.length) return tooFewRows(place, lines.length);
			place.segment = this.#segmentOn(place, maskOf(lines));
			this.moved++;
		}
		return undefined;
	}

	#segmentOn({ model }: SegmentPlace, rowLines: LineMask): Segment {
		const { array, row, column, rows, columns, codes } = model;
		const point = this.#points[model.point];
		const columnLines = maskOf(model.columnLines);
		const segment = { array, row, column, rows, columns, rowLines, columnLines, codes, point };
		// a point of its own for each direction, even where both have the same numbers
		return { ...segment, backwardPoint: this.#points[model.backwardPoint] };
	}
}

/** Its own rows where they are usable, then the first free ones, ascending; too few where there are no more. */
function otherRows(model: SegmentModel, here: readonly SegmentPlace[], states: Uint8Array): number[] {
	const taken = new Uint8Array(states.length);
	for (const other of here)
		if (other.segment && other.model !== model && sharesColumns(other.model, model))
			takeLines(other.segment.rowLines, taken);
	const lines: number[] = [];
	for (const line of model.rowLines) if (states[line] === 0 && taken[line] === 0) lines.push(line);
	for (let line = 0; line < states.length && lines.length < model.rowLines.length; line++)
		if (states[line] === 0 && taken[line] === 0 && !model.rowLines.includes(line)) lines.push(line);
	return lines.sort((a, b) => a - b);
}

function takeLines({ first, bits }: LineMask, taken: Uint8Array): void {
	for (let i = 0; i < 8 * bits.length; i++) if ((bits[i >> 3] >> (i & 7)) & 1) taken[first + i] = 1;
}

function sharesColumns(one: SegmentModel, other: SegmentModel): boolean {
	return one.columnLines.some(line => other.columnLines.includes(line));
}

function tooFewRows({ matrix, model }: SegmentPlace, free: number): LinkError {
	return wrongChip(
		`"${matrix.name}" needs ${model.rowLines.length} rows of array ${model.array}, ${free} are usable and free: compile the network for this chip`,
	);
}
