// CMO/HfOx cells of IBM (Falcone et al., as in aihwkit ReRamCMONoiseModel; cim-peers.md section 4.1). The numbers are in
// microsiemens and seconds.

import { log } from "../../math/elementary";
import type { Random } from "../../math/random";
import { type CellRange, PublishedCell } from "./published-cell";

const MICRO = 1e-6;

/** Programming error a G + b by the acceptance window of the write-verify. */
const PROGRAMMING = {
	"0.2 %": { slope: 0.00106879, constant: 0.00081107 },
	"2 %": { slope: 0.01129027, constant: 0.01121854 },
} as const;

/** Mean and standard deviation of the relaxation over ln t; the same at every conductance. */
const MEAN_SLOPE = -0.089;
const SPREAD_SLOPE = 0.042;
const SPREAD_AT_1_S = 0.4118;

/** Read noise (Lombardo et al. 2024): 0.0277 log10(G) sqrt(ln((t + t_r) / 2 t_r)), t_r the time of a read. */
const READ_SCALE = 0.0277;
const READ_TIME = 1e-6;

/** 9 to 88.19 uS (aihwkit's g_min and g_max); no cell falls below, a third more is in reach (assumed). */
export const conductiveOxideRange: CellRange = {
	minimum: 9 * MICRO,
	maximum: 88.19 * MICRO,
	lowest: 9 * MICRO,
	highest: 115 * MICRO,
};

/** Relaxation is measured from 1 s on; before that it is that of 1 s. */
export class ConductiveOxideCell extends PublishedCell {
	readonly #programming: (typeof PROGRAMMING)[keyof typeof PROGRAMMING];

	constructor(acceptance: keyof typeof PROGRAMMING = "0.2 %", range: CellRange = conductiveOxideRange) {
		super(range);
		this.#programming = PROGRAMMING[acceptance];
	}

	programmed(target: number, random: Random): number {
		return this.limited(target + this.deviation(target) * random.gaussian());
	}

	relax(conductance: number, seconds: number, random: Random): number {
		return this.limited(
			conductance + this.relaxationMean(seconds) + this.relaxationDeviation(seconds) * random.gaussian(),
		);
	}

	expected(conductance: number, seconds: number): number {
		return this.limited(conductance + this.relaxationMean(seconds));
	}

	readNoise(conductance: number, seconds = 1): number {
		const decades = log(conductance / MICRO) / Math.LN10;
		if (!(decades > 0)) return 0;
		const time = log((seconds + READ_TIME) / (2 * READ_TIME));
		return time > 0 ? READ_SCALE * decades * Math.sqrt(time) * MICRO : 0;
	}

	/** Standard deviation that programming leaves, siemens. */
	deviation(target: number): number {
		const { slope, constant } = this.#programming;
		return slope * target + constant * MICRO;
	}

	/** Mean change, siemens. */
	relaxationMean(seconds: number): number {
		return seconds > 1 ? MEAN_SLOPE * log(seconds) * MICRO : 0;
	}

	/** Standard deviation of the change, siemens. */
	relaxationDeviation(seconds: number): number {
		return (SPREAD_AT_1_S + (seconds > 1 ? SPREAD_SLOPE * log(seconds) : 0)) * MICRO;
	}
}
Object.freeze(ConductiveOxideCell.prototype);
