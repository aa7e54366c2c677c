import type { Random } from "../../math/random";
import type { PulseResponse } from "../profiles/fmc";
import type { CellModel } from "./cell";

/** Conductances in siemens: the range that codes are spread over, and what a cell can reach at all. */
export interface CellRange {
	minimum: number;
	maximum: number;
	lowest: number;
	highest: number;
}

/** One write pulse of the devices whose sources tell only how programming ends (assumed: incremental pulses, Wan 2022). */
const SET: PulseResponse = { gain: 0.6, spread: 0.3, granularity: 0.03 };
const RESET: PulseResponse = { gain: 0.5, spread: 0.25, granularity: 0.03 };

/**
 * A cell known by the statistics that were published of it: where programming ends, what time makes of it, how a read
 * fluctuates. An erased cell is one programmed to the minimum. Linear in the voltage unless a model says otherwise.
 */
export abstract class PublishedCell implements CellModel {
	readonly minimum: number;
	readonly maximum: number;
	readonly lowest: number;
	readonly highest: number;

	constructor({ minimum, maximum, lowest, highest }: CellRange) {
		this.minimum = minimum;
		this.maximum = maximum;
		this.lowest = lowest;
		this.highest = highest;
	}

	abstract programmed(target: number, random: Random): number;
	abstract relax(conductance: number, seconds: number, random: Random): number;
	abstract readNoise(conductance: number, seconds?: number): number;

	erased(random: Random): number {
		return this.programmed(this.minimum, random);
	}

	pulse(conductance: number, reading: number, target: number, random: Random): number {
		const response = target > reading ? SET : RESET;
		const step = response.gain * (target - reading) * (1 + response.spread * random.gaussian());
		return this.limited(conductance + step + response.granularity * target * random.gaussian());
	}

	fundamentalGain(_amplitude: number, _conductance?: number): number {
		return 1;
	}

	protected limited(conductance: number): number {
		return conductance < this.lowest ? this.lowest : Math.min(conductance, this.highest);
	}
}
