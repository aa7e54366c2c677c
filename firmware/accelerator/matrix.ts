import { INTERCEPT_STEPS, type LineCorrection } from "./line-correction";
import type { LinkError } from "./link-error";
import type { ParallelMultiplication } from "./parallel-multiplication";
import { Mode } from "./registers";
import { codeCentre, isConvertedInPairs, type Segment } from "./segment";
import type { SegmentMultiplication, SegmentSink } from "./segment-multiplication";
import type { Done } from "./turn";

/** What a multiply of a whole matrix did, summed over its rounds. */
export interface MatrixMultiplied {
	/** Outputs that hit the converter's range. */
	clipped: number;
	/** The chip's time, microseconds. */
	microseconds: number;
	/** Estimate, picojoules. */
	energy: number;
}

/** A matrix that lies in segments on several arrays. Partial sums are added here, in whole numbers. */
export class Matrix implements SegmentSink {
	readonly rows: number;
	readonly columns: number;
	readonly segments: readonly Segment[];
	/** Segments that one multiply serves: different arrays, ascending. */
	readonly rounds: readonly (readonly Segment[])[];
	readonly multiplied: MatrixMultiplied = { clipped: 0, microseconds: 0, energy: 0 };
	/** Products, input times difference of conductance codes, that 1 in the sums stands for; forward and backward. */
	forwardUnit = 1 / INTERCEPT_STEPS;
	backwardUnit = 1 / INTERCEPT_STEPS;
	/** Of all segments' converted lines; undefined while not calibrated. */
	forward: LineCorrection | undefined;
	backward: LineCorrection | undefined;

	readonly #multiplication: SegmentMultiplication;
	readonly #parallel: ParallelMultiplication;
	#mode = 0;
	#inputs: Int8Array | Uint8Array = NO_INPUTS;
	#inputBits = 0;
	#vectors = 0;
	#sums: Int32Array = NO_SUMS;
	#outputs = 0;
	#round = 0;
	#done: Done | undefined;

	/**
	 * @param rows logical, of the whole matrix
	 * @param most arrays that work together: more are faster, fewer disturb each other less
	 */
	constructor(
		multiplication: SegmentMultiplication,
		parallel: ParallelMultiplication,
		rows: number,
		columns: number,
		segments: readonly Segment[],
		most = segments.length,
	) {
		this.#multiplication = multiplication;
		this.#parallel = parallel;
		this.rows = rows;
		this.columns = columns;
		this.segments = segments;
		this.rounds = roundsOf(segments, most);
	}

	/**
	 * Inputs through the matrix: FORWARD from rows to columns, BACKWARD from columns to rows, RECURRENT `vectors` steps from
	 * vector 0. `sums` hold the products in units of `forwardUnit` or `backwardUnit`.
	 * @param inputs vector by vector, as wide as the matrix on the driven side; left alone until done
	 * @param inputBits of an input on the wire, 1 to 8
	 * @param sums vector by vector, as wide as the matrix on the other side
	 */
	multiply(
		mode: number,
		inputs: Int8Array | Uint8Array,
		inputBits: number,
		vectors: number,
		sums: Int32Array,
		done: Done,
	): void {
		this.#multiplication.demand();
		this.#outputs = mode === Mode.BACKWARD ? this.rows : this.columns;
		if (sums.length < vectors * this.#outputs)
			throw new RangeError(`${sums.length} sums for ${vectors} vectors of ${this.#outputs}`);
		this.#mode = mode;
		this.#inputs = inputs;
		this.#inputBits = inputBits;
		this.#vectors = vectors;
		this.#sums = sums;
		this.#done = done;
		this.#round = 0;
		for (let i = 0; i < vectors * this.#outputs; i++) sums[i] = 0;
		const { multiplied } = this;
		multiplied.clipped = multiplied.microseconds = multiplied.energy = 0;
		this.#run();
	}

	/** @throws LinkError in-use */
	demand(): void {
		this.#multiplication.demand();
	}

	#run(): void {
		const mode = this.#mode;
		const stride = mode === Mode.BACKWARD ? this.columns : this.rows;
		const round = this.rounds[this.#round];
		const bits = this.#inputBits;
		this.#multiplication.run(mode, round, this.#inputs, 0, stride, bits, this.#vectors, this, this.#roundDone);
	}

	#roundDone = (error: LinkError | undefined): void => {
		const { multiplied } = this;
		const report = this.#parallel.multiplied;
		multiplied.clipped += report.clipped;
		multiplied.microseconds += report.microseconds;
		multiplied.energy += report.energy;
		if (!error && ++this.#round < this.rounds.length) {
			this.#run();
			return;
		}
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	};

	/** Of the SegmentMultiplication: adds one code, corrected, to its sum; that of the negative line of a pair is subtracted. */
	take(segment: Segment, vector: number, line: number, code: number): void {
		const backward = this.#mode === Mode.BACKWARD;
		const correction = backward ? this.backward : this.forward;
		const first = backward ? segment.backwardLine : segment.forwardLine;
		const value = correction
			? correction.correct(first! + line, code)
			: INTERCEPT_STEPS * code + INTERCEPT_STEPS * codeCentre(segment, this.#mode);
		const paired = isConvertedInPairs(segment, this.#mode);
		const output = (backward ? segment.row : segment.column) + (paired ? line >> 1 : line);
		this.#sums[vector * this.#outputs + output] += paired && line & 1 ? -value : value;
	}
}

/** Each array once a round, in ascending order, at most `most` of them. */
export function roundsOf<S extends Segment>(segments: readonly S[], most: number): S[][] {
	const rounds: S[][] = [];
	for (const segment of [...segments].sort((a, b) => a.array - b.array)) {
		const round = rounds.find(others => others.length < most && others.every(other => other.array !== segment.array));
		if (round) round.push(segment);
		else rounds.push([segment]);
	}
	return rounds;
}

const NO_INPUTS = new Uint8Array(0);
const NO_SUMS = new Int32Array(0);
