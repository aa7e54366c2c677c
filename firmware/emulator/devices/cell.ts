import type { Random } from "../../math/random";

/**
 * What a kind of memory cell does, whatever its physics: filamentary oxide, phase change, magnetic tunnel junction or
 * floating gate. A crossbar holds the conductances; a model holds none, so one model serves every cell.
 * Conductances in siemens, voltages in volts.
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
	/** Standard deviation of the conductance over one read, from the cell's own fluctuation. */
	readNoise(conductance: number): number;
	/** Current at the drive's frequency over conductance times amplitude, for one sine of this amplitude. */
	fundamentalGain(amplitude: number): number;
}
