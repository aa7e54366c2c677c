import type { Random } from "../../math/random";

/**
 * What a kind of memory cell does, whatever its physics: filamentary oxide, phase change, magnetic tunnel junction or
 * floating gate. A crossbar holds the conductances; a model holds none, so one model serves every cell.
 * Conductances in siemens, voltages in volts, times in seconds since the cell was written.
 */
export interface CellModel {
	/** Range that codes are spread over. */
	readonly minimum: number;
	readonly maximum: number;
	/** Range that a cell can reach at all: write pulses may overshoot the codes' range. */
	readonly lowest: number;
	readonly highest: number;
	/** Conductance after a block erase. */
	erased(random: Random): number;
	/**
	 * Conductance after one write pulse, its polarity and strength chosen by the write circuit for the change from
	 * `reading` to `target`: SET where target is above the reading, else RESET.
	 */
	pulse(conductance: number, reading: number, target: number, random: Random): number;
	/**
	 * Standard deviation of the conductance over one read, from the cell's own fluctuation. Where it grows with the time
	 * since writing, `seconds` says when; models without that ignore it.
	 */
	readNoise(conductance: number, seconds?: number): number;
	/** Current at the drive's frequency over conductance times amplitude, for one sine of this amplitude. */
	fundamentalGain(amplitude: number, conductance?: number): number;
	/** The states of a cell that has only a few, ascending; absent where it takes any conductance of its range. */
	readonly levels?: readonly number[];
	/** Where the published programming of a cell aimed at `target` ends; absent where only pulses are modelled. */
	programmed?(target: number, random: Random): number;
	/**
	 * Conductance `seconds` after programming left it at `conductance`; absent where nothing is modelled. It draws as many
	 * numbers whatever the time: equal generators give one cell's course, read at different times.
	 */
	relax?(conductance: number, seconds: number, random: Random): number;
	/** Mean of what `relax` gives, its limits left out; absent where the mean stays. A calibration that knows the age uses it. */
	expected?(conductance: number, seconds: number): number;
}

/** The state nearest to a wanted conductance; the conductance itself where the cell takes any. */
export function nearestState(cell: CellModel, wanted: number): number {
	const { levels } = cell;
	if (levels === undefined) return wanted;
	let nearest = levels[0];
	for (let n = 1; n < levels.length; n++) {
		const up = levels[n] - wanted;
		if ((up < 0 ? -up : up) < (nearest < wanted ? wanted - nearest : nearest - wanted)) nearest = levels[n];
	}
	return nearest;
}
