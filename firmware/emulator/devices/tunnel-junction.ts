// A few-level cell of magnetic tunnel junctions. No peer carries a calibrated analog model and our sheets give no numbers
// (cim-peers.md section 4.1): every parameter here is assumed, in the order of what spin-transfer-torque memories show.

import type { Random } from "../../math/random";
import { nearestState } from "./cell";
import { PublishedCell } from "./published-cell";

export interface JunctionParameters {
	/** Junctions in parallel in one cell, their areas 1 : 2 : 4 and so on (assumed: 3). */
	junctions: number;
	/** Resistance of the smallest one with parallel magnetisations, ohm (assumed: 14 kOhm). */
	parallelResistance: number;
	/** (antiparallel - parallel) / parallel resistance (assumed: 1.5). */
	magnetoresistance: number;
	/** Relative spread of a junction's conductance; drawn at each write, as a model holds no state of a cell (assumed: 0.03). */
	spread: number;
	/** Probability that a pulse does not switch (assumed: 0.01). */
	pulseFailure: number;
	/** Probability that a junction is wrong after a verified write (assumed: 1e-6). */
	writeError: number;
	/** Relative read noise (assumed: 0.001). */
	read: number;
}

export const junctionParameters: JunctionParameters = {
	junctions: 3,
	parallelResistance: 14e3,
	magnetoresistance: 1.5,
	spread: 0.03,
	pulseFailure: 0.01,
	writeError: 1e-6,
	read: 0.001,
};

/** Evenly spaced levels, no drift: at a thermal stability of 60 kT (assumed) a junction keeps its state for ages. */
export class TunnelJunctionCell extends PublishedCell {
	readonly levels: readonly number[];
	readonly #parameters: JunctionParameters;

	constructor(parameters: JunctionParameters = junctionParameters) {
		const levels = levelsOf(parameters);
		const maximum = levels[levels.length - 1];
		const room = 1 + 5 * parameters.spread;
		super({ minimum: levels[0], maximum, lowest: levels[0] / room, highest: maximum * room });
		this.levels = levels;
		this.#parameters = parameters;
	}

	programmed(target: number, random: Random): number {
		const { junctions, parallelResistance, magnetoresistance, spread, writeError } = this.#parameters;
		const state = this.levels.indexOf(nearestState(this, target));
		let sum = 0;
		for (let n = 0; n < junctions; n++) {
			const wrong = random.uniform() < writeError;
			const parallel = ((state >> n) & 1) === (wrong ? 0 : 1);
			const area = (1 << n) * (1 + spread * random.gaussian());
			sum += (parallel ? area : area / (1 + magnetoresistance)) / parallelResistance;
		}
		return this.limited(sum);
	}

	override pulse(conductance: number, _reading: number, target: number, random: Random): number {
		return random.uniform() < this.#parameters.pulseFailure ? conductance : this.programmed(target, random);
	}

	relax(conductance: number): number {
		return conductance;
	}

	readNoise(conductance: number): number {
		return this.#parameters.read * conductance;
	}
}
Object.freeze(TunnelJunctionCell.prototype);

function levelsOf({ junctions, parallelResistance, magnetoresistance }: JunctionParameters): readonly number[] {
	const all = (1 << junctions) - 1;
	const levels: number[] = [];
	for (let state = 0; state <= all; state++)
		levels.push((state + (all - state) / (1 + magnetoresistance)) / parallelResistance);
	return levels;
}
