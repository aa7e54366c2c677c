import { INTERCEPT_STEPS, LineCorrection, unitFor } from "../../../firmware/accelerator/line-correction";
import { LineFit } from "../../../firmware/accelerator/line-fit";
import { roundsOf } from "../../../firmware/accelerator/matrix";
import { LineSide, Mode } from "../../../firmware/accelerator/registers";
import {
	codeCentre,
	codeLimit,
	convertedLines,
	drivenValues,
	firstInput,
	isConvertedInPairs,
	type Segment,
} from "../../../firmware/accelerator/segment";
import { expectedProduct } from "../../../firmware/accelerator/segment-product";
import type { OperatingPoint, ParallelReport } from "../../../firmware/emulator/core";
import type { Vectors } from "../../../firmware/emulator/kernels/kernels";
import type { NeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import type { Random } from "../../../firmware/math/random";
import type { MatrixModel } from "../../../firmware/model/network";
import type { Codes } from "../../../firmware/networks/patches";
import { allColumns } from "../../../firmware/networks/scratch";

/** A segment where it lies on the chip. */
export interface ChipSegment extends Segment {
	/** Numbers of its lines, ascending. */
	readonly rowNumbers: Uint8Array;
	readonly columnNumbers: Uint8Array;
	/** Its operating points in SI units. */
	readonly forwardSetting: OperatingPoint;
	readonly backwardSetting: OperatingPoint;
}

/** What an array is set to. */
export type Placed = (ChipSegment | undefined)[];

/** What multiplies added up to. */
export interface ChipTally {
	conversions: number;
	clipped: number;
	/** The chip's time, seconds. */
	seconds: number;
	/** Estimate, joules. */
	energy: number;
	/** Of the conversions' noise: sum of squares in codes. */
	noise: number;
}

/** What a calibration found. */
export interface ChipCalibration {
	lines: number;
	flat: number;
	clipped: number;
	observations: number;
	/** Root mean square of what the fits leave, codes. */
	residual: number;
	slopeSpread: number;
	interceptSpread: number;
}

/** Lines fitted at a time where segments have fewer: as firmware/networks/network-loading.ts. */
const LEAST_LINES = 64;
/** Vectors of one calibrating multiply. */
const CALIBRATION_BATCH = 256;

/**
 * One copy of a matrix on the chip, without the SPI bytes between: products of whole batches of vectors, in the rounds and with
 * the corrections that the firmware's Matrix has.
 */
export class ChipMatrix {
	readonly model: MatrixModel;
	readonly segments: readonly ChipSegment[];
	/** Segments that one multiply serves. */
	readonly rounds: readonly (readonly ChipSegment[])[];
	/** Products, input times difference of conductance codes, that 1 in the sums stands for. */
	forwardUnit = 1 / INTERCEPT_STEPS;
	backwardUnit = 1 / INTERCEPT_STEPS;
	readonly #core: NeurramCore;
	readonly #placed: Placed;
	readonly #tally: ChipTally;
	readonly #report: ParallelReport = {
		outputs: 0,
		clipped: 0,
		conversions: 0,
		microseconds: 0,
		noiseCodes: 0,
		energy: 0,
	};
	#forward: LineCorrection | undefined;
	#backward: LineCorrection | undefined;

	/** @param most arrays that work together @param placed what the chip's arrays are set to, shared by all matrices */
	constructor(
		core: NeurramCore,
		model: MatrixModel,
		segments: readonly ChipSegment[],
		most: number,
		placed: Placed,
		tally: ChipTally,
	) {
		this.model = model;
		this.segments = segments;
		this.rounds = roundsOf(segments, most);
		this.#core = core;
		this.#placed = placed;
		this.#tally = tally;
	}

	/** Outputs of one vector: logical columns, backward logical rows. */
	outputs(mode: number): number {
		const { pieces, biasRows } = this.model;
		if (mode !== Mode.BACKWARD) return allColumns(this.model);
		return pieces.reduce((sum, inputs) => sum + inputs + biasRows, 0);
	}

	/**
	 * Vectors through the calibrated matrix, in units of `forwardUnit` or `backwardUnit`.
	 * @param inputs of each segment, in the order of `segments`: `vectors` x its inputs
	 * @param sums `vectors` x outputs, overwritten
	 */
	multiply(mode: number, inputs: readonly Vectors[], vectors: number, random: Random, sums: Int32Array): void {
		const outputs = this.outputs(mode);
		sums.fill(0, 0, vectors * outputs);
		for (const round of this.rounds) {
			this.#run(mode, round, inputs, vectors, random);
			let from = 0;
			for (const segment of round) {
				this.#add(mode, segment, from, vectors, sums, outputs);
				from += vectors * convertedLines(segment, mode);
			}
		}
	}

	#run(mode: number, round: readonly ChipSegment[], inputs: readonly Vectors[], vectors: number, random: Random): void {
		const core = this.#core;
		const report = this.#report;
		const arrays = Uint8Array.from(round, segment => segment.array);
		for (const segment of round) {
			this.#place(segment, mode);
			const given = inputs[this.segments.indexOf(segment)];
			if ("source" in given) core.loadWindows(segment.array, given);
			else core.loadInputs(segment.array, 0, drivenValues(segment, mode), vectors, given);
		}
		core.multiply(mode, arrays, arrays.length, vectors, core.defaults, random, report);
		const tally = this.#tally;
		tally.conversions += report.conversions;
		tally.clipped += report.clipped;
		tally.seconds += report.microseconds * 1e-6;
		tally.energy += report.energy;
		tally.noise += report.noiseCodes * report.noiseCodes * report.conversions;
	}

	#place(segment: ChipSegment, mode: number): void {
		const core = this.#core;
		const { array, rowNumbers, columnNumbers } = segment;
		core.configure(array, mode === Mode.BACKWARD ? segment.backwardSetting : segment.forwardSetting);
		if (this.#placed[array] === segment) return;
		const { rows, columns } = core.arrays[array];
		core.select(array, LineSide.ROWS, flags(rowNumbers, rows));
		core.select(array, LineSide.COLUMNS, flags(columnNumbers, columns));
		this.#placed[array] = segment;
	}

	/** Codes of one segment, corrected, to their sums. */
	#add(mode: number, segment: ChipSegment, from: number, vectors: number, sums: Int32Array, outputs: number): void {
		const backward = mode === Mode.BACKWARD;
		const correction = backward ? this.#backward! : this.#forward!;
		const first = backward ? segment.backwardLine! : segment.forwardLine!;
		const lines = convertedLines(segment, mode);
		const values = correction.values.subarray(2 * first, 2 * (first + lines));
		const to = backward ? segment.row : segment.column;
		const codes = this.#core.outputs;
		if (isConvertedInPairs(segment, mode)) addPairs(codes, from, lines, vectors, values, sums, to, outputs);
		else addLines(codes, from, lines, vectors, values, sums, to, outputs);
	}

	/**
	 * Slope and intercept of every line by least squares from representative inputs, as firmware/accelerator/calibration.ts.
	 * @param inputs of the whole matrix, codes vector by vector, bias included
	 * @param mostLines that are fitted together: decides which lines the unit is taken from
	 */
	calibrate(mode: number, inputs: Codes, mostLines: number, random: Random): ChipCalibration {
		const backward = mode === Mode.BACKWARD;
		const stride = backward ? allColumns(this.model) : this.outputs(Mode.BACKWARD);
		const vectors = inputs.length / stride;
		const correction = this.#makeRoom(mode);
		const found: ChipCalibration = {
			lines: 0,
			flat: 0,
			clipped: 0,
			observations: 0,
			residual: 0,
			slopeSpread: 0,
			interceptSpread: 0,
		};
		const slopes: number[] = [];
		const intercepts: number[] = [];
		let unit = 0;
		let residuals = 0;
		for (const round of this.rounds) {
			let fitted = 0;
			while (fitted < round.length) {
				let lines = 0;
				let end = fitted;
				for (; end < round.length; end++) {
					lines += convertedLines(round[end], mode);
					if (lines > mostLines) break;
				}
				end = Math.max(end, fitted + 1);
				const group = round.slice(fitted, end);
				const fits = this.#fit(mode, round, group, inputs, stride, vectors, random, found);
				if (unit === 0) unit = unitOf(fits);
				group.forEach((segment, n) => {
					const firstLine = (backward ? segment.backwardLine : segment.forwardLine)!;
					const centre = codeCentre(segment, mode);
					fits[n].forEach(({ varies, slope, intercept, residual }, line) => {
						const counts = correction.set(firstLine + line, slope, intercept - centre, unit);
						found.lines++;
						if (!varies || !counts) {
							found.flat++;
							return;
						}
						slopes.push(slope);
						intercepts.push(intercept);
						residuals += residual * residual;
					});
				});
				fitted = end;
			}
		}
		if (backward) this.backwardUnit = unit;
		else this.forwardUnit = unit;
		found.residual = Math.sqrt(residuals / Math.max(slopes.length, 1));
		found.slopeSpread = spread(slopes) / Math.abs(mean(slopes) || 1);
		found.interceptSpread = spread(intercepts);
		return found;
	}

	#fit(
		mode: number,
		round: readonly ChipSegment[],
		group: readonly ChipSegment[],
		inputs: Codes,
		stride: number,
		vectors: number,
		random: Random,
		found: ChipCalibration,
	): FittedLine[][] {
		const fits = group.map(segment => new LineFit(convertedLines(segment, mode)));
		const expected = group.map(segment => this.#expected(segment, mode, inputs, stride, vectors));
		for (let first = 0; first < vectors; first += CALIBRATION_BATCH) {
			const count = Math.min(CALIBRATION_BATCH, vectors - first);
			const given = this.segments.map(segment =>
				round.includes(segment) ? sliceOf(segment, mode, inputs, first, count, stride) : NONE,
			);
			this.#run(mode, round, given, count, random);
			let from = 0;
			for (const segment of round) {
				const lines = convertedLines(segment, mode);
				const at = group.indexOf(segment);
				if (at >= 0) {
					const limit = codeLimit(segment, mode) - 0.5;
					const centre = codeCentre(segment, mode);
					for (let n = 0; n < count * lines; n++) {
						const centred = this.#core.outputs[from + n] + centre;
						found.observations++;
						if (Math.abs(centred) >= limit) found.clipped++;
						else fits[at].add(n % lines, expected[at][first * lines + n], centred);
					}
				}
				from += count * lines;
			}
		}
		return fits.map((fit, at) =>
			Array.from({ length: convertedLines(group[at], mode) }, (_, line) => {
				const varies = fit.solve(line);
				return { varies, slope: fit.slope, intercept: fit.intercept, residual: fit.residual };
			}),
		);
	}

	/** What each line ought to give, vector by vector. */
	#expected(segment: ChipSegment, mode: number, inputs: Codes, stride: number, vectors: number): Float64Array {
		const lines = convertedLines(segment, mode);
		const array = this.#core.arrays[segment.array];
		const identity = { ...array, differential: 0 };
		const products = new Float64Array(vectors * lines);
		for (let vector = 0; vector < vectors; vector++)
			for (let line = 0; line < lines; line++)
				products[vector * lines + line] = expectedProduct(
					segment,
					mode,
					line,
					inputs,
					vector * stride,
					identity,
					this.model.codeBits,
				);
		return products;
	}

	#makeRoom(mode: number): LineCorrection {
		const backward = mode === Mode.BACKWARD;
		let lines = 0;
		for (const segment of this.segments) {
			if (backward) segment.backwardLine = lines;
			else segment.forwardLine = lines;
			lines += convertedLines(segment, mode);
		}
		const correction = new LineCorrection(lines);
		if (backward) this.#backward = correction;
		else this.#forward = correction;
		return correction;
	}
}

/** What LineCorrection.correct makes of each code, added to the sums. Four lines a pass, or their constants are read again for every code. */
function addLines(
	codes: Int16Array,
	from: number,
	lines: number,
	vectors: number,
	values: Int16Array,
	sums: Int32Array,
	to: number,
	stride: number,
): void {
	let line = 0;
	for (; line + 3 < lines; line += 4) {
		const at = 2 * line;
		const [i0, m0, i1, m1] = [values[at], values[at + 1], values[at + 2], values[at + 3]];
		const [i2, m2, i3, m3] = [values[at + 4], values[at + 5], values[at + 6], values[at + 7]];
		let read = from + line;
		let write = to + line;
		for (let vector = 0; vector < vectors; vector++) {
			sums[write] += Math.imul(Math.imul(codes[read], INTERCEPT_STEPS) - i0, m0);
			sums[write + 1] += Math.imul(Math.imul(codes[read + 1], INTERCEPT_STEPS) - i1, m1);
			sums[write + 2] += Math.imul(Math.imul(codes[read + 2], INTERCEPT_STEPS) - i2, m2);
			sums[write + 3] += Math.imul(Math.imul(codes[read + 3], INTERCEPT_STEPS) - i3, m3);
			read += lines;
			write += stride;
		}
	}
	for (; line < lines; line++) {
		const intercept = values[2 * line];
		const multiplier = values[2 * line + 1];
		for (let vector = 0; vector < vectors; vector++)
			sums[to + vector * stride + line] += Math.imul(
				Math.imul(codes[from + vector * lines + line], INTERCEPT_STEPS) - intercept,
				multiplier,
			);
	}
}

/** The same where the second line of a pair is subtracted. */
function addPairs(
	codes: Int16Array,
	from: number,
	lines: number,
	vectors: number,
	values: Int16Array,
	sums: Int32Array,
	to: number,
	stride: number,
): void {
	let read = from;
	for (let vector = 0, write = to; vector < vectors; vector++, write += stride)
		for (let line = 0; line < lines; line++) {
			const value = Math.imul(codes[read++] * INTERCEPT_STEPS - values[2 * line], values[2 * line + 1]);
			sums[write + (line >> 1)] += line & 1 ? -value : value;
		}
}

interface FittedLine {
	varies: boolean;
	slope: number;
	intercept: number;
	residual: number;
}

/** Most lines of a fit, as the firmware has it for this network. */
export function mostLines(matrices: readonly MatrixModel[]): number {
	let most = LEAST_LINES;
	for (const { copies, backwardBits } of matrices)
		for (const { columnLines, rowLines } of copies.flat()) {
			most = Math.max(most, columnLines.length);
			if (backwardBits > 0) most = Math.max(most, rowLines.length);
		}
	return most;
}

/** A segment's inputs of `count` vectors of the whole matrix, from vector number `first` on. */
export function sliceOf(
	segment: Segment,
	mode: number,
	inputs: Codes,
	first: number,
	count: number,
	stride: number,
): Int16Array {
	const values = drivenValues(segment, mode);
	const begin = firstInput(segment, mode);
	const own = new Int16Array(count * values);
	for (let vector = 0; vector < count; vector++) {
		const from = (first + vector) * stride + begin;
		for (let i = 0; i < values; i++) own[vector * values + i] = inputs[from + i];
	}
	return own;
}

function unitOf(fits: readonly (readonly FittedLine[])[]): number {
	let slopes = 0;
	let lines = 0;
	for (const { varies, slope } of fits.flat())
		if (varies) {
			slopes += Math.abs(slope);
			lines++;
		}
	return slopes > 0 ? unitFor(slopes / lines) : 0;
}

function flags(numbers: Uint8Array, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	for (const number of numbers) bytes[number] = 1;
	return bytes;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function spread(values: readonly number[]): number {
	const middle = mean(values);
	return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(values.length, 1));
}

const NONE = new Int16Array(0);
