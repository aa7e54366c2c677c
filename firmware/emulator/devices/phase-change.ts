// Phase-change memory (Nandakumar et al. 2019, as in aihwkit PCMLikeNoiseModel; cim-peers.md section 4.1): programming error,
// drift with an exponent of each cell's own, and read noise that grows with time. x = G / 25 uS.

import { exp, log } from "../../math/elementary";
import type { Random } from "../../math/random";
import { polynomial } from "./polynomial";
import { type CellRange, PublishedCell } from "./published-cell";

const MICRO = 1e-6;
const UNIT = 25 * MICRO;
/** The formulas' logarithms end here; their results are clipped long before. */
const LEAST = 1e-9;

/** Microsiemens over x. */
const PROGRAMMING = [0.26348, 1.965, -1.1731] as const;
/** Time at which programming ends and drift begins, and time of a read, s. */
export const DRIFT_START = 20;
const READ_TIME = 250e-9;

/** Amorphous to 25 uS; a tenth more is in reach (assumed). */
export const phaseChangeRange: CellRange = { minimum: 0, maximum: UNIT, lowest: 0, highest: 1.1 * UNIT };

/** `relax` is G (t / 20 s)^-nu, nu normal for each cell with mean and standard deviation by its conductance. */
export class PhaseChangeCell extends PublishedCell {
	constructor(range: CellRange = phaseChangeRange) {
		super(range);
	}

	programmed(target: number, random: Random): number {
		return this.limited(target + this.deviation(target) * random.gaussian());
	}

	relax(conductance: number, seconds: number, random: Random): number {
		const exponent = this.driftMean(conductance) + this.driftDeviation(conductance) * random.gaussian();
		return seconds > DRIFT_START
			? this.limited(conductance * exp(-exponent * log(seconds / DRIFT_START)))
			: conductance;
	}

	/** Mean of e^(-nu L) for a normal nu. */
	expected(conductance: number, seconds: number): number {
		if (!(seconds > DRIFT_START)) return conductance;
		const time = log(seconds / DRIFT_START);
		const spread = this.driftDeviation(conductance) * time;
		return conductance * exp(-this.driftMean(conductance) * time + (spread * spread) / 2);
	}

	readNoise(conductance: number, seconds = DRIFT_START): number {
		if (conductance <= 0) return 0;
		const relative = 0.0088 / exp(0.65 * log(conductance / UNIT));
		const time = log((seconds + READ_TIME) / (2 * READ_TIME));
		return time > 0 ? conductance * Math.min(relative, 0.2) * Math.sqrt(time) : 0;
	}

	/** Standard deviation that programming leaves, siemens. */
	deviation(target: number): number {
		return polynomial(PROGRAMMING, target / UNIT) * MICRO;
	}

	/** Mean and standard deviation of the drift exponent. */
	driftMean(conductance: number): number {
		return clipped(-0.0155 * logOf(conductance) + 0.0244, 0.049, 0.1);
	}

	driftDeviation(conductance: number): number {
		return clipped(-0.0125 * logOf(conductance) - 0.0059, 0.008, 0.045);
	}
}
Object.freeze(PhaseChangeCell.prototype);

function logOf(conductance: number): number {
	const x = conductance / UNIT;
	return log(Math.max(x, LEAST));
}

function clipped(value: number, least: number, most: number): number {
	return value < least ? least : Math.min(value, most);
}
