// SONOS charge-trapping cells in 40 nm (CrossSim SONOS; cim-peers.md section 4.1). Their errors are given in the cell's
// current: standard deviation A (1 - e^(-I / B)), A and B just after programming and after five days. The mean drift is not
// in the sheet: none is modelled.

import { exp, log } from "../../math/elementary";
import type { Random } from "../../math/random";
import { type CellRange, PublishedCell } from "./published-cell";

const NANO = 1e-9;
const DAY = 86_400;
const LAST = 5 * DAY;

/** Amperes. */
interface CurrentError {
	a: number;
	b: number;
}
const FRESH: CurrentError = { a: 19.9 * NANO, b: 176 * NANO };
const AGED: CurrentError = { a: 34.6 * NANO, b: 207 * NANO };
const READ: CurrentError = { a: 12.6 * NANO, b: 215 * NANO };

/** Drain voltage that turns currents into conductances (assumed: the sheet gives none). */
export const READ_VOLTAGE = 0.1;
/** Between the two measured times the errors grow with ln(1 + t / this), s (assumed). */
const GROWTH_BEGINS = 3600;
const GROWTH = log(1 + LAST / GROWTH_BEGINS);

/** 0 to 1.8 uA, as far as the errors over time hold; 3.2 uA can be programmed. */
export const floatingGateRange: CellRange = {
	minimum: 0,
	maximum: 1.8e-6 / READ_VOLTAGE,
	lowest: 0,
	highest: 3.2e-6 / READ_VOLTAGE,
};

/** `relax` adds what the variance has grown by, so that both steps together have the published deviation at that time. */
export class FloatingGateCell extends PublishedCell {
	constructor(range: CellRange = floatingGateRange) {
		super(range);
	}

	programmed(target: number, random: Random): number {
		return this.limited(target + this.deviation(target, 0) * random.gaussian());
	}

	relax(conductance: number, seconds: number, random: Random): number {
		const before = this.deviation(conductance, 0);
		const after = this.deviation(conductance, seconds);
		return this.limited(conductance + Math.sqrt(after * after - before * before) * random.gaussian());
	}

	readNoise(conductance: number): number {
		return deviationOf(READ.a, READ.b, conductance);
	}

	/** Standard deviation from the target, siemens; after five days it stays. */
	deviation(conductance: number, seconds: number): number {
		const time = seconds < 0 ? 0 : Math.min(seconds, LAST);
		const part = log(1 + time / GROWTH_BEGINS) / GROWTH;
		return deviationOf(FRESH.a + part * (AGED.a - FRESH.a), FRESH.b + part * (AGED.b - FRESH.b), conductance);
	}
}
Object.freeze(FloatingGateCell.prototype);

function deviationOf(a: number, b: number, conductance: number): number {
	return conductance <= 0 ? 0 : (a * (1 - exp((-conductance * READ_VOLTAGE) / b))) / READ_VOLTAGE;
}
