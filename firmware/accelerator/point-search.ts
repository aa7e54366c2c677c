import type { CalibrationRun, Representative } from "./calibration-run";
import type { LinkError } from "./link-error";
import { PointField } from "./operating-point";
import { codeLimit, convertedLines, pointOf, type Segment } from "./segment";
import type { SegmentMultiplication } from "./segment-multiplication";
import type { Done } from "./turn";

/** What the search found at the point where it ended. */
export interface PointFound {
	rounds: number;
	/** All three goals are met. */
	isCentred: boolean;
	/** Mean intercept of the lines, codes. */
	intercept: number;
	/** Largest code over the converter's range; above 1 where codes were clipped. */
	use: number;
	/** Slope above zero over slope below it, mean of the lines. */
	slopeRatio: number;
}

const MOST_ROUNDS = 12;
/** Goals: mean intercept, codes; part of the converter's range in use; ratio of the slopes. */
const LARGEST_INTERCEPT = 0.5;
const LEAST_USE = 0.65;
const MOST_USE = 0.95;
const WANTED_USE = 0.8;
const LARGEST_RATIO_ERROR = 0.04;
/** Volts at the integrator that a volt of read voltage gives in one sample-and-integrate cycle: 0.9 codes of 75 mV at 10 for 5 mV (neurram.md section 3). */
const FIRST_SENSITIVITY = 1.35;
/** Largest change of a voltage in one round, microvolts, and of a decrement, as a factor. */
const LARGEST_STEP = 40_000;
const LARGEST_FACTOR = 2;
/** Where too many codes are clipped to fit the others. */
const CLIPPED_FACTOR = 1.6;
const SMALLEST_DECREMENT = 1_000;
/** Most sample-and-integrate cycles of the lowest input bit: recorded ones are up to 20. */
const MOST_CYCLES = 32;

/**
 * Model-driven search of an array's operating point (Wan et al. 2022, figure 4b): the positive read voltage centres the
 * intercepts, the pulse multiplier spreads the sums over the converter's range, and the decrements make the slopes of both signs equal. The segment's
 * point must be its own; it is changed in place.
 */
export class PointSearch {
	readonly found: PointFound = { rounds: 0, isCentred: false, intercept: 0, use: 0, slopeRatio: 1 };
	readonly #run: CalibrationRun;
	readonly #multiplication: SegmentMultiplication;
	#round: readonly Segment[] = NO_SEGMENTS;
	#index = 0;
	#mode = 0;
	#given: Representative | undefined;
	#done: Done | undefined;
	/** Read voltage of the last round and the intercept that it had, at the integrator, for one cycle; microvolts. */
	#voltage = 0;
	#charge = 0;
	#sensitivity = 0;

	constructor(run: CalibrationRun, multiplication: SegmentMultiplication) {
		this.#run = run;
		this.#multiplication = multiplication;
	}

	/**
	 * Searches for the segment number `index` of a round of arrays that run together.
	 * @param mode FORWARD or BACKWARD
	 */
	search(mode: number, round: readonly Segment[], index: number, given: Representative, done: Done): void {
		this.#multiplication.demand();
		this.#mode = mode;
		this.#round = round;
		this.#index = index;
		this.#given = given;
		this.#done = done;
		this.#sensitivity = FIRST_SENSITIVITY;
		const { found } = this;
		found.rounds = 0;
		found.isCentred = false;
		this.#measure();
	}

	#measure(): void {
		this.#run.startOnly(this.#mode, this.#round, this.#index, this.#index + 1, this.#given!, this.#measured);
	}

	#measured = (error: LinkError | undefined): void => {
		if (!error) this.#judge();
		const { found } = this;
		if (error || found.isCentred || found.rounds >= MOST_ROUNDS) {
			const done = this.#done;
			this.#done = undefined;
			this.#given = undefined;
			this.#round = NO_SEGMENTS;
			done?.(error);
			return;
		}
		this.#move();
		// the array has the old values
		this.#multiplication.forget();
		this.#measure();
	};

	#judge(): void {
		const { found } = this;
		const { fit, clipped } = this.#run;
		const segment = this.#round[this.#index];
		const lines = convertedLines(segment, this.#mode);
		let intercepts = 0;
		let ratios = 0;
		let fitted = 0;
		for (let line = 0; line < lines; line++)
			if (fit.solve(line)) {
				intercepts += fit.intercept;
				ratios += fit.slopeRatio(line);
				fitted++;
			}
		const observations = lines * this.#given!.vectors;
		found.rounds++;
		found.intercept = fitted > 0 ? intercepts / fitted : 0;
		found.slopeRatio = fitted > 0 ? ratios / fitted : 1;
		found.use = fit.largestCode / codeLimit(segment, this.#mode);
		// one in a thousand may be clipped: the tails of the sums
		if (clipped * 1000 > observations) found.use = 1 + clipped / observations;
		found.isCentred =
			Math.abs(found.intercept) <= LARGEST_INTERCEPT &&
			found.use >= LEAST_USE &&
			found.use <= MOST_USE &&
			Math.abs(found.slopeRatio - 1) <= LARGEST_RATIO_ERROR;
	}

	/** The next point. */
	#move(): void {
		const { found } = this;
		const point = pointOf(this.#round[this.#index], this.#mode);
		const up = point[PointField.DECREMENT_UP];
		const down = point[PointField.DECREMENT_DOWN];
		const voltage = point[PointField.POSITIVE_VOLTAGE];
		const pulses = point[PointField.PULSE_MULTIPLIER];
		const charge = (found.intercept * (up + down)) / 2 / pulses;
		if (found.rounds > 1 && voltage !== this.#voltage) {
			const seen = (charge - this.#charge) / (voltage - this.#voltage);
			// a change too small to tell from noise says nothing
			if (seen > FIRST_SENSITIVITY / 8 && seen < FIRST_SENSITIVITY * 8) this.#sensitivity = seen;
		}
		this.#voltage = voltage;
		this.#charge = charge;
		const step = Math.abs(found.intercept) > LARGEST_INTERCEPT / 2 ? -charge / this.#sensitivity : 0;
		point[PointField.POSITIVE_VOLTAGE] = Math.round(voltage + limited(step, LARGEST_STEP));

		// more cycles integrate more of the sum and leave noise and offsets of the converter behind; only below one cycle do the decrements stretch
		const wanted = found.use > 1 ? 1 / CLIPPED_FACTOR : WANTED_USE / found.use;
		const inRange = found.use >= LEAST_USE && found.use <= MOST_USE;
		const factor = inRange ? 1 : Math.max(1 / LARGEST_FACTOR, Math.min(LARGEST_FACTOR, wanted));
		const cycles = Math.max(1, Math.min(MOST_CYCLES, Math.round(pulses * factor)));
		point[PointField.PULSE_MULTIPLIER] = cycles;
		const scale = cycles === pulses ? 1 / factor : 1;
		// codes above zero are steps down: where they are too many, those are longer and the others shorter
		const mean = ((up + down) / 2) * scale;
		const skew = (mean * (found.slopeRatio - 1)) / (found.slopeRatio + 1);
		const half = (up - down) / 2 - limited(skew, mean / 2);
		point[PointField.DECREMENT_UP] = Math.max(SMALLEST_DECREMENT, Math.round(mean + half));
		point[PointField.DECREMENT_DOWN] = Math.max(SMALLEST_DECREMENT, Math.round(mean - half));
	}
}

function limited(value: number, limit: number): number {
	return Math.max(-limit, Math.min(limit, value));
}

const NO_SEGMENTS: readonly Segment[] = [];
