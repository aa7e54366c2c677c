import { Arrays } from "./arrays";
import { CalibrationRun } from "./calibration-run";
import { Driver } from "./driver";
import { type LinkOptions, USUAL_PAYLOAD } from "./link";
import { Matrix } from "./matrix";
import { ParallelMultiplication } from "./parallel-multiplication";
import type { Segment } from "./segment";
import { SegmentMultiplication } from "./segment-multiplication";
import type { Done } from "./turn";
import { VerifiedProgramming } from "./verified-programming";

/** An operating point goes in one command. */
const LEAST_PAYLOAD = 80;

/** The driver of a chip of many arrays: what every chip has, and sets of arrays. One operation at a time, all of it included. */
export class ParallelDriver extends Driver {
	readonly arrays: Arrays;
	readonly parallel: ParallelMultiplication;
	readonly segments: SegmentMultiplication;
	readonly programming: VerifiedProgramming;

	constructor(options: LinkOptions) {
		super({ ...options, maximumPayload: Math.max(LEAST_PAYLOAD, options.maximumPayload ?? USUAL_PAYLOAD) });
		this.arrays = new Arrays(this.turn);
		this.parallel = new ParallelMultiplication(this.turn);
		this.segments = new SegmentMultiplication(this.turn, this.arrays, this.parallel);
		this.programming = new VerifiedProgramming(this.cells, this.identification, this.segments);
	}

	/** Resets the chip, which forgets selected lines and operating points, and finds out what it is. */
	override open(done: Done): void {
		super.open(done);
		this.segments.forget();
	}

	/** @param most arrays that work together, all where absent */
	matrix(rows: number, columns: number, segments: readonly Segment[], most = segments.length): Matrix {
		return new Matrix(this.segments, this.parallel, rows, columns, segments, most);
	}

	/** What calibrations and searches share; made once. @param lines most lines fitted at a time, 72 bytes each */
	calibrationRun(lines: number): CalibrationRun {
		return new CalibrationRun(this.identification, this.segments, lines);
	}
}
