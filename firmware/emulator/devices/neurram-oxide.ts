// The HfOx cell of the NeuRRAM chip (Wan et al., Nature 608, 504, 2022, Extended Data Fig. 3): how far cells are from their
// target some time after write-verify. Two fits of that figure are in use and they differ (0.35 or 1.05 uS at 0 uS, 1.15 or
// 1.68 uS at 39 uS), so the fit is a parameter.

import { log } from "../../math/elementary";
import type { Random } from "../../math/random";
import { polynomial } from "./polynomial";
import { type CellRange, PublishedCell } from "./published-cell";

const MICRO = 1e-6;
const DAY = 86_400;

/** Standard deviation from the target in microsiemens, at the times that were measured. */
export interface RelaxationFit {
	/** The polynomials' x = 1, siemens. */
	unit: number;
	/** Ascending in time; coefficients lowest power first. */
	curves: readonly { seconds: number; coefficients: readonly number[] }[];
}

/** aihwkit, ReRamWan2022NoiseModel (cim-peers.md section 4.1); x = G / 40 uS. The default, as it has a time axis. */
export const aihwkitFit: RelaxationFit = {
	unit: 40 * MICRO,
	curves: [
		{ seconds: 1, coefficients: [0.348, 16.03, -43.853, 45.393, -16.815] },
		{ seconds: DAY, coefficients: [0.701, 22.086, -50.773, 47.095, -16.458] },
		{ seconds: 2 * DAY, coefficients: [0.782, 20.274, -43.507, 37.062, -11.934] },
	],
};

/** CrossSim, RRAMWan (cim-peers.md section 4.1): one second after programming, and no time axis; G in uS. */
export const crossSimFit: RelaxationFit = {
	unit: MICRO,
	curves: [{ seconds: 1, coefficients: [1.053, 0.2374, -1.167e-2, 1.536e-4] }],
};

/** 1 to 40 uS (the authors' notebooks: CNNs); cells up to 45 uS (assumed), as the write pulses end there. */
export const neurramRange: CellRange = {
	minimum: 1 * MICRO,
	maximum: 40 * MICRO,
	lowest: 0,
	highest: 45 * MICRO,
};

/** Relative read noise (aihwkit: "about 1 %"). */
const READ_NOISE = 0.01;

/**
 * The fits count from the target and hold the write-verify's own error, so `programmed` is the target itself and `relax`
 * makes the whole deviation: Gaussian, none below 0 S. Between the measured times the standard deviation is linear in the
 * logarithm of time (assumed: relaxation is fast at first and saturates); before the first and after the last it stays.
 */
export class NeurramOxideCell extends PublishedCell {
	readonly #fit: RelaxationFit;

	constructor(fit: RelaxationFit = aihwkitFit, range: CellRange = neurramRange) {
		super(range);
		this.#fit = fit;
	}

	programmed(target: number): number {
		return target;
	}

	relax(conductance: number, seconds: number, random: Random): number {
		return this.limited(conductance + this.deviation(conductance, seconds) * random.gaussian());
	}

	readNoise(conductance: number): number {
		return READ_NOISE * conductance;
	}

	/** Standard deviation from the target, siemens. */
	deviation(conductance: number, seconds: number): number {
		const { curves } = this.#fit;
		let after = 0;
		while (after < curves.length && curves[after].seconds < seconds) after++;
		if (after === 0) return this.#curve(0, conductance);
		if (after === curves.length) return this.#curve(after - 1, conductance);
		const begin = curves[after - 1].seconds;
		const part = log(seconds / begin) / log(curves[after].seconds / begin);
		const first = this.#curve(after - 1, conductance);
		return first + part * (this.#curve(after, conductance) - first);
	}

	/** The fits end at the largest conductance: beyond it the deviation stays. */
	#curve(n: number, conductance: number): number {
		const { unit, curves } = this.#fit;
		const inside = conductance < 0 ? 0 : Math.min(conductance, this.maximum);
		const deviation = polynomial(curves[n].coefficients, inside / unit);
		return deviation > 0 ? deviation * MICRO : 0;
	}
}
Object.freeze(NeurramOxideCell.prototype);
