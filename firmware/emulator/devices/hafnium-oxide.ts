// HfOx cells of Milo et al. (IRPS 2021, as in CrossSim RRAMMilo; cim-peers.md section 4.1): 50 to 225 uS, programming error
// and the curvature of the current-voltage characteristic. Neither relaxation nor read noise is given there: none is modelled.

import { log } from "../../math/elementary";
import type { Random } from "../../math/random";
import { polynomial } from "./polynomial";
import { type CellRange, PublishedCell } from "./published-cell";

const MICRO = 1e-6;

/** Programming error in microsiemens over microsiemens. */
const DEVIATION = [4.782, -0.009107] as const;
/** I = G V + n2 V^2 + n3 V^3 up to 0.5 V, coefficients polynomials in log10(G / 1 S): amperes per V^2 and V^3. */
const SQUARE = [0.007063, 0.005711, 0.001541, 0.0001388] as const;
const CUBE = [1.2968e-3, 6.792e-4, 8.871e-5] as const;

/** The range that was measured; what a cell can reach beyond it is assumed. */
export const hafniumOxideRange: CellRange = {
	minimum: 50 * MICRO,
	maximum: 225 * MICRO,
	lowest: 35 * MICRO,
	highest: 250 * MICRO,
};

export class HafniumOxideCell extends PublishedCell {
	constructor(range: CellRange = hafniumOxideRange) {
		super(range);
	}

	programmed(target: number, random: Random): number {
		return this.limited(target + this.deviation(target) * random.gaussian());
	}

	relax(conductance: number): number {
		return conductance;
	}

	readNoise(): number {
		return 0;
	}

	/** The cube gives three quarters of its amplitude to the fundamental, the square nothing. */
	override fundamentalGain(amplitude: number, conductance = (this.minimum + this.maximum) / 2): number {
		const cube = polynomial(CUBE, log(conductance) / Math.LN10);
		return 1 + (0.75 * cube * amplitude * amplitude) / conductance;
	}

	/** Current at a constant voltage of at most 0.5 V, amperes. */
	current(voltage: number, conductance: number): number {
		const decades = log(conductance) / Math.LN10;
		const square = polynomial(SQUARE, decades) * voltage * voltage;
		return conductance * voltage + square + polynomial(CUBE, decades) * voltage * voltage * voltage;
	}

	/** Standard deviation that programming leaves, siemens. */
	deviation(target: number): number {
		return polynomial(DEVIATION, target / MICRO) * MICRO;
	}
}
Object.freeze(HafniumOxideCell.prototype);
