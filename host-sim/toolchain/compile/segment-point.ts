import { Pairs, POINT_FIELDS } from "../../../firmware/accelerator/operating-point";
import type { OperatingPoint } from "../../../firmware/emulator/core";
import { codesPerMean } from "../../../firmware/emulator/neurram/column-gain";
import { defaultPoint } from "../../../firmware/emulator/neurram/default-point";
import { writePoint } from "../../../firmware/emulator/operating-points";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import type { SegmentModel } from "../../../firmware/model/network";
import { percentileOf } from "./activation-range";
import type { Codes } from "./codes";

/** Percentile of the representative sums, in size, that takes this part of the converter's range. */
const PERCENTILE = 99.9;
const WANTED_USE = 0.85;
/** Most sample-and-integrate cycles of the lowest input bit: recorded ones are up to 20 (neurram.md section 3). */
const MOST_CYCLES = 32;

/** Conductances that the smallest and largest code stand for, siemens. */
export interface CellRange {
	minimum: number;
	maximum: number;
}

/** A segment's operating point and what it makes of the representative inputs. */
export interface ChosenPoint {
	point: OperatingPoint;
	/** Part of the converter's range that the percentile of the sums takes. */
	use: number;
}

/**
 * The recorded ordinary operating point with the pulse multiplier that spreads the representative sums over the converter's
 * range; where one cycle is too many already, longer decrement steps.
 * @param vectors of the whole matrix
 */
export function choosePoint(
	segment: SegmentModel,
	codes: Codes,
	codeBits: number,
	vectors: readonly ArrayLike<number>[],
	backward: boolean,
	profile: NeurramProfile,
	cell: CellRange,
): ChosenPoint {
	const point = defaultPoint(profile);
	const paired = segment.columnLines.length > segment.columns;
	point.pairs = paired ? Pairs.ROWS | Pairs.COLUMNS : Pairs.ROWS;
	point.inputBits = codes.bits;
	point.inputSigned = codes.signed ? 1 : 0;
	const mean = largestMean(segment, codeBits, vectors, backward, cell, profile.cell.erased);
	const one = { ...point, pulseMultiplier: 1 };
	const perCycle = Math.max(codesPerMean(1, one, profile), codesPerMean(-1, one, profile)) * mean;
	const wanted = WANTED_USE * point.decrementSteps;
	const cycles = perCycle > 0 ? Math.floor(wanted / perCycle) : MOST_CYCLES;
	point.pulseMultiplier = Math.min(Math.max(cycles, 1), MOST_CYCLES);
	if (perCycle > wanted) {
		const { stepOffset } = profile.neuron;
		const stretch = perCycle / wanted;
		point.decrementUp = (point.decrementUp - stepOffset) * stretch + stepOffset;
		point.decrementDown = (point.decrementDown + stepOffset) * stretch - stepOffset;
	}
	const most = Math.max(codesPerMean(1, point, profile), codesPerMean(-1, point, profile)) * mean;
	return { point, use: most / point.decrementSteps };
}

/** A point as the model file has it: a value a PointField. */
export function pointValues(point: OperatingPoint): Int32Array {
	const values = new Uint32Array(POINT_FIELDS);
	writePoint(point, values);
	return Int32Array.from(values);
}

/** The percentile, in size, of the lines' weighted means of the inputs: sum of input x conductance over sum of conductances. */
function largestMean(
	segment: SegmentModel,
	codeBits: number,
	vectors: readonly ArrayLike<number>[],
	backward: boolean,
	{ minimum, maximum }: CellRange,
	erased: number,
): number {
	const { codes, rows, columns } = segment;
	const width = segment.columnLines.length;
	const paired = width > columns ? 2 : 1;
	const lines = backward ? 2 * rows : width;
	const inputs = backward ? columns : rows;
	const first = backward ? segment.column : segment.row;
	// from one pair to the next, within a pair, and from line to line
	const [pair, negative, line] = backward ? [paired, paired - 1, width] : [2 * width, width, 1];
	const levels = 2 ** codeBits - 1;
	// the smallest code is a RESET that goes below the smallest conductance
	const conductance = Float64Array.from({ length: levels + 1 }, (_, code) =>
		code === 0 ? erased : minimum + (code / levels) * (maximum - minimum),
	);
	const means = new Float64Array(lines * vectors.length);
	for (let n = 0; n < lines; n++) {
		let total = 0;
		for (let i = 0; i < inputs; i++)
			total += conductance[codes[n * line + i * pair]] + conductance[codes[n * line + i * pair + negative]];
		vectors.forEach((vector, v) => {
			let sum = 0;
			for (let i = 0; i < inputs; i++) {
				const x = vector[first + i];
				if (x === 0) continue;
				sum += x * (conductance[codes[n * line + i * pair]] - conductance[codes[n * line + i * pair + negative]]);
			}
			means[v * lines + n] = Math.abs(sum) / total;
		});
	}
	return means.length > 0 ? percentileOf(means.sort(), PERCENTILE) : 0;
}
