import type { Identification } from "./identification";
import { unknownArray } from "./identity";
import { LineFit } from "./line-fit";
import type { LinkError } from "./link-error";
import { Mode } from "./registers";
import { codeCentre, codeLimit, convertedLines, type Segment } from "./segment";
import type { SegmentMultiplication, SegmentSink } from "./segment-multiplication";
import { expectedProduct } from "./segment-product";
import type { Done } from "./turn";

/** Representative inputs: what the matrix will really be given, not noise, or the converter's range is set for the wrong sums. */
export interface Representative {
	/** Vector by vector, as wide as the matrix on the driven side. */
	readonly inputs: Int8Array | Uint8Array;
	readonly stride: number;
	/** Bits of an input on the wire. */
	readonly inputBits: number;
	readonly vectors: number;
	/** Bits of the conductance codes. */
	readonly codeBits: number;
}

/** Most vectors of a multiply: their inputs and outputs stay within a few frames. */
const BATCH = 16;

/**
 * Sends representative inputs through arrays that run together, and fits the codes of some of them to the products that they
 * ought to be.
 */
export class CalibrationRun implements SegmentSink {
	/** Line n of the recorded segments is line `base` + n here. */
	readonly fit: LineFit;
	/** Codes at the converter's range, which the fit leaves out. */
	clipped = 0;
	readonly #lines: number;
	readonly #identification: Identification;
	readonly #multiplication: SegmentMultiplication;
	#mode = 0;
	#round: readonly Segment[] = NO_SEGMENTS;
	#first = 0;
	#end = 0;
	#given: Representative | undefined;
	#vector = 0;
	#batch = 0;
	#done: Done | undefined;
	#segment: Segment | undefined;
	#base = 0;
	/** An array that the chip has not spoken of, -1 for none. */
	#unknown = -1;

	/** @param lines most lines that one run fits; at least as many as an array converts */
	constructor(identification: Identification, multiplication: SegmentMultiplication, lines: number) {
		this.#identification = identification;
		this.#multiplication = multiplication;
		this.#lines = lines;
		this.fit = new LineFit(lines);
	}

	/**
	 * One run.
	 * @param first of the segments that are fitted: it, and those after it that have room
	 * @returns number of the segment after the last that is fitted
	 */
	start(mode: number, round: readonly Segment[], first: number, given: Representative, done: Done): number {
		let lines = 0;
		let end = first;
		for (; end < round.length; end++) {
			lines += convertedLines(round[end], mode);
			if (lines > this.#lines) break;
		}
		return this.startOnly(mode, round, first, end, given, done);
	}

	/** As `start`, of the segments from `first` to before `end` alone. */
	startOnly(
		mode: number,
		round: readonly Segment[],
		first: number,
		end: number,
		given: Representative,
		done: Done,
	): number {
		this.#multiplication.demand();
		if (end <= first) throw new RangeError(`an array with more than ${this.#lines} lines to calibrate`);
		this.#mode = mode;
		this.#round = round;
		this.#first = first;
		this.#end = end;
		this.#given = given;
		this.#done = done;
		this.#vector = this.#batch = 0;
		this.#segment = undefined;
		this.#unknown = -1;
		this.clipped = 0;
		this.fit.clear();
		this.#next(undefined);
		return end;
	}

	/** @throws LinkError in-use */
	demand(): void {
		this.#multiplication.demand();
	}

	/** First line, in the fit, of the segment number `index` of the round. */
	base(index: number): number {
		let base = 0;
		for (let n = this.#first; n < index; n++) base += convertedLines(this.#round[n], this.#mode);
		return base;
	}

	#next = (error: LinkError | undefined): void => {
		const given = this.#given!;
		this.#vector += this.#batch;
		if (error || this.#vector >= given.vectors) {
			const done = this.#done;
			this.#done = undefined;
			done?.(error ?? (this.#unknown >= 0 ? unknownArray(this.#unknown) : undefined));
			return;
		}
		const mode = this.#mode;
		// a step of RECURRENT has inputs that nobody knows: it is calibrated as what it is, forward
		const as = mode === Mode.RECURRENT ? Mode.FORWARD : mode;
		const most = this.#identification.identity?.vectors ?? BATCH;
		this.#batch = Math.min(given.vectors - this.#vector, BATCH, most);
		const start = this.#vector * given.stride;
		const { inputs, stride, inputBits } = given;
		this.#multiplication.run(as, this.#round, inputs, start, stride, inputBits, this.#batch, this, this.#next);
	};

	/** Of the SegmentMultiplication. */
	take(segment: Segment, vector: number, line: number, code: number): void {
		if (segment !== this.#segment) {
			this.#segment = segment;
			const index = this.#round.indexOf(segment);
			this.#base = index >= this.#first && index < this.#end ? this.base(index) : -1;
		}
		if (this.#base < 0) return;
		const centred = code + codeCentre(segment, this.#mode);
		if (Math.abs(centred) >= codeLimit(segment, this.#mode) - 0.5) {
			this.clipped++;
			return;
		}
		const given = this.#given!;
		const array = this.#identification.array(segment.array);
		if (!array) {
			this.#unknown = segment.array;
			return;
		}
		const start = (this.#vector + vector) * given.stride;
		const product = expectedProduct(segment, this.#mode, line, given.inputs, start, array, given.codeBits);
		this.fit.add(this.#base + line, product, centred);
	}
}

const NO_SEGMENTS: readonly Segment[] = [];
