import type { CalibrationRun, Representative } from "./calibration-run";
import { LineCorrection, unitFor } from "./line-correction";
import type { LinkError } from "./link-error";
import type { Matrix } from "./matrix";
import { Mode } from "./registers";
import { codeCentre, convertedLines, type Segment } from "./segment";
import type { Done } from "./turn";

/** What a calibration found. */
export interface Calibrated {
	lines: number;
	/** Lines whose codes do not follow the products: they count for nothing. */
	flat: number;
	/** Observations at the converter's range. */
	clipped: number;
	/** Of the intercepts, codes: mean, and root mean square about it. */
	meanIntercept: number;
	interceptSpread: number;
	/** Slopes of the lines relative to their mean: standard deviation. */
	slopeSpread: number;
	/** Root mean square of what the fits leave, codes. */
	residual: number;
}

/**
 * Slope and intercept of every converted line of a matrix, by least squares from representative inputs, with the arrays
 * running together as they will in use. The corrections stand in the matrix; they cost four bytes a line.
 */
export class MatrixCalibration {
	readonly calibrated: Calibrated = {
		lines: 0,
		flat: 0,
		clipped: 0,
		meanIntercept: 0,
		interceptSpread: 0,
		slopeSpread: 0,
		residual: 0,
	};
	readonly #run: CalibrationRun;
	#matrix: Matrix | undefined;
	#mode = 0;
	#given: Representative | undefined;
	#round = 0;
	#first = 0;
	#end = 0;
	#unit = 0;
	#intercepts = 0;
	#interceptSquares = 0;
	#slopes = 0;
	#slopeSquares = 0;
	#residuals = 0;
	#done: Done | undefined;

	constructor(run: CalibrationRun) {
		this.#run = run;
	}

	/** @param mode FORWARD or BACKWARD */
	calibrate(matrix: Matrix, mode: number, given: Representative, done: Done): void {
		this.#run.demand();
		this.#matrix = matrix;
		this.#mode = mode;
		this.#given = given;
		this.#done = done;
		this.#round = this.#end = 0;
		this.#unit = 0;
		this.#intercepts = this.#interceptSquares = this.#slopes = this.#slopeSquares = this.#residuals = 0;
		const { calibrated } = this;
		calibrated.lines = calibrated.flat = calibrated.clipped = 0;
		makeRoom(matrix, mode);
		this.#next();
	}

	#next(): void {
		this.#first = this.#end;
		const round = this.#matrix!.rounds[this.#round];
		this.#end = this.#run.start(this.#mode, round, this.#first, this.#given!, this.#fitted);
	}

	#fitted = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const matrix = this.#matrix!;
		const round = matrix.rounds[this.#round];
		if (this.#unit === 0) this.#unit = this.#chooseUnit(round);
		for (let index = this.#first; index < this.#end; index++) this.#correct(round[index], this.#run.base(index));
		this.calibrated.clipped += this.#run.clipped;
		if (this.#end === round.length) {
			this.#round++;
			this.#end = 0;
		}
		if (this.#round < matrix.rounds.length) {
			this.#next();
			return;
		}
		if (this.#mode === Mode.BACKWARD) matrix.backwardUnit = this.#unit;
		else matrix.forwardUnit = this.#unit;
		this.#sumUp();
		this.#finish(undefined);
	};

	/** From the mean slope of the first lines fitted: all others are held in the same unit. */
	#chooseUnit(round: readonly Segment[]): number {
		const { fit } = this.#run;
		let slopes = 0;
		let lines = 0;
		const end = this.#run.base(this.#end - 1) + convertedLines(round[this.#end - 1], this.#mode);
		for (let line = 0; line < end; line++)
			if (fit.solve(line)) {
				slopes += Math.abs(fit.slope);
				lines++;
			}
		return slopes > 0 ? unitFor(slopes / lines) : 0;
	}

	#correct(segment: Segment, base: number): void {
		const { fit } = this.#run;
		const { calibrated } = this;
		const matrix = this.#matrix!;
		const lines = convertedLines(segment, this.#mode);
		const backward = this.#mode === Mode.BACKWARD;
		const correction = backward ? matrix.backward! : matrix.forward!;
		const first = backward ? segment.backwardLine! : segment.forwardLine!;
		const centre = codeCentre(segment, this.#mode);
		for (let line = 0; line < lines; line++) {
			const varies = fit.solve(base + line);
			// codes were centred for the fit; the correction takes them as they come
			const counts = correction.set(first + line, fit.slope, fit.intercept - centre, this.#unit);
			calibrated.lines++;
			if (!varies || !counts) {
				calibrated.flat++;
				continue;
			}
			this.#intercepts += fit.intercept;
			this.#interceptSquares += fit.intercept * fit.intercept;
			this.#slopes += fit.slope;
			this.#slopeSquares += fit.slope * fit.slope;
			this.#residuals += fit.residual * fit.residual;
		}
	}

	#sumUp(): void {
		const { calibrated } = this;
		const lines = Math.max(1, calibrated.lines - calibrated.flat);
		const intercept = this.#intercepts / lines;
		const slope = this.#slopes / lines;
		calibrated.meanIntercept = intercept;
		calibrated.interceptSpread = Math.sqrt(Math.max(0, this.#interceptSquares / lines - intercept * intercept));
		calibrated.slopeSpread = Math.sqrt(Math.max(0, this.#slopeSquares / lines - slope * slope)) / Math.abs(slope || 1);
		calibrated.residual = Math.sqrt(this.#residuals / lines);
	}

	#finish(error: LinkError | undefined): void {
		const done = this.#done;
		this.#done = undefined;
		this.#matrix = undefined;
		this.#given = undefined;
		done?.(error);
	}
}

/** Corrections for all lines of a matrix that are converted in this mode, made once. */
function makeRoom(matrix: Matrix, mode: number): void {
	const backward = mode === Mode.BACKWARD;
	let lines = 0;
	for (const segment of matrix.segments) {
		if (backward) segment.backwardLine = lines;
		else segment.forwardLine = lines;
		lines += convertedLines(segment, mode);
	}
	if (backward) matrix.backward ??= new LineCorrection(lines);
	else matrix.forward ??= new LineCorrection(lines);
}
