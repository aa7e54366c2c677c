import { Outcome } from "../accelerator/registers";
import type { Random } from "../math/random";
import type { ProgramReport } from "./core";
import type { Crossbar } from "./crossbar";
import { type CellModel, nearestState } from "./devices/cell";

/** How the array is read between write pulses, and what a pass costs. */
export interface VerifyRead {
	/** Tone amplitude, V. */
	amplitude: number;
	/** Noise of one amplitude estimate, A (standard deviation). */
	noise: number;
	/** Time of one parallel read of the array, s. */
	readTime: number;
	/** Time of one write pulse, s; pulses go one after the other. */
	pulseTime: number;
}

/** Pulses after which a cell that has not moved is given up as stuck. */
const STUCK_AFTER = 8;
/** A reading this many standard deviations from the first one is a movement. */
const MOVEMENT = 5 * Math.SQRT2;

/**
 * Programs cells of crossbars by write-verify: each pass gives one pulse to every cell that is not yet on target, then
 * reads the whole array in parallel, one tone a column, and compares. A pass is decided by noisy readings alone.
 */
export class WriteVerify {
	readonly #cell: CellModel;
	readonly #read: VerifyRead;
	readonly #gain: number;
	/** Of each cell of the crossbar: the last reading, and the first since its region was begun. */
	readonly #readings: Float64Array;
	readonly #firsts: Float64Array;
	readonly #moved: Uint8Array;
	/** Cells that are not done. */
	readonly #pending: Int32Array;
	/** The region: its first cell, cells in a row of the crossbar and of the region, codes and siemens of a step. */
	#origin = 0;
	#width = 0;
	#columns = 0;
	#codes: Uint8Array = NO_CODES;
	#step = 0;

	/** @param readings, firsts room to work in: a number for each cell of the largest crossbar it will write. */
	constructor(cell: CellModel, read: VerifyRead, readings: Float64Array, firsts: Float64Array) {
		this.#cell = cell;
		this.#read = read;
		this.#gain = cell.fundamentalGain(read.amplitude);
		this.#readings = readings;
		this.#firsts = firsts;
		this.#moved = new Uint8Array(readings.length);
		this.#pending = new Int32Array(readings.length);
	}

	/** What one parallel read says of a cell: current over amplitude, in siemens. */
	reading(crossbar: Crossbar, index: number, random: Random): number {
		const conductance = crossbar.conductance(index);
		const deviation = this.#deviation(conductance);
		const value = conductance * this.#gain;
		return deviation === 0 ? value : value + deviation * random.gaussian();
	}

	/**
	 * Writes a region; `codes` row-major, code c of `levels` steps. `tolerance` is a fraction of the target.
	 * Outcomes go to the crossbar, sums to `report` (time in microseconds).
	 */
	program(
		crossbar: Crossbar,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
		pulseLimit: number,
		tolerance: number,
		random: Random,
		report: ProgramReport,
	): void {
		const { outcomes, columns: width } = crossbar;
		this.#origin = row * width + column;
		this.#width = width;
		this.#columns = columns;
		this.#codes = codes;
		this.#step = (this.#cell.maximum - this.#cell.minimum) / levels;
		let pending = 0;
		for (let i = 0; i < rows; i++) {
			for (let j = 0; j < columns; j++) {
				const index = this.#origin + i * width + j;
				this.#moved[index] = 0;
				outcomes[index] = 0;
				this.#pending[pending++] = index;
			}
		}
		const limit = Math.min(pulseLimit, 63);
		let passes = 0;
		let pulses = 0;
		let missed = 0;
		while (pending > 0) {
			if (passes > 0) {
				for (let n = 0; n < pending; n++) {
					const index = this.#pending[n];
					crossbar.pulse(index, this.#readings[index], this.#target(index), random);
					outcomes[index] += 4;
				}
				pulses += pending;
			}
			let left = 0;
			for (let n = 0; n < pending; n++) {
				const index = this.#pending[n];
				const outcome = this.#check(crossbar, index, passes, limit, tolerance, random);
				if (outcome === Outcome.UNTOUCHED) this.#pending[left++] = index;
				else if (outcome !== Outcome.ON_TARGET) missed++;
				outcomes[index] |= outcome;
			}
			pending = left;
			passes++;
		}
		report.cells = rows * columns;
		report.missed = missed;
		report.pulses = pulses;
		report.microseconds = 1e6 * (pulses * this.#read.pulseTime + passes * this.#read.readTime);
	}

	/** What a cell of the region is to become, siemens. */
	#target(index: number): number {
		const offset = index - this.#origin;
		const row = Math.floor(offset / this.#width);
		const code = this.#codes[row * this.#columns + offset - row * this.#width];
		return nearestState(this.#cell, this.#cell.minimum + code * this.#step);
	}

	/** Reads a cell after `pulses` pulses; UNTOUCHED while it goes on. */
	#check(crossbar: Crossbar, index: number, pulses: number, limit: number, tolerance: number, random: Random): number {
		const reading = this.reading(crossbar, index, random);
		const target = this.#target(index);
		const error = reading > target ? reading - target : target - reading;
		this.#readings[index] = reading;
		if (pulses === 0) this.#firsts[index] = reading;
		else if (this.#moved[index] === 0) {
			const first = this.#firsts[index];
			const movement = reading > first ? reading - first : first - reading;
			if (movement > MOVEMENT * this.#deviation(first)) this.#moved[index] = 1;
		}
		if (error <= tolerance * target) return Outcome.ON_TARGET;
		if (this.#moved[index] === 0 && pulses > 0 && (pulses >= STUCK_AFTER || pulses >= limit)) return Outcome.STUCK;
		return pulses >= limit ? Outcome.MISSED : Outcome.UNTOUCHED;
	}

	/** Standard deviation of one reading in siemens. */
	#deviation(conductance: number): number {
		const own = this.#cell.readNoise(conductance);
		const added = this.#read.noise / this.#read.amplitude;
		return Math.sqrt(own * own + added * added);
	}
}

const NO_CODES = new Uint8Array(0);

/** Sets a region directly, each cell to its target with a relative error of this standard deviation: a study's short cut. */
export function programWithError(
	crossbar: Crossbar,
	row: number,
	column: number,
	rows: number,
	columns: number,
	codes: Uint8Array,
	levels: number,
	deviation: number,
	random: Random,
): void {
	const { minimum, maximum } = crossbar.cell;
	for (let i = 0; i < rows; i++) {
		for (let j = 0; j < columns; j++) {
			const index = (row + i) * crossbar.columns + column + j;
			const code = codes[i * columns + j] / levels;
			const target = nearestState(crossbar.cell, minimum + code * (maximum - minimum));
			const value = deviation === 0 ? target : target * (1 + deviation * random.gaussian());
			crossbar.set(index, Math.max(value, 0));
			crossbar.outcomes[index] = Outcome.ON_TARGET | 4;
		}
	}
}

/**
 * Sets a region directly, each cell to where its published programming ends and to what the crossbar's age makes of it:
 * for cells of which the pulses are not known. Returns how many cells are stuck, and so did not take it.
 */
export function programAsPublished(
	crossbar: Crossbar,
	row: number,
	column: number,
	rows: number,
	columns: number,
	codes: Uint8Array,
	levels: number,
	random: Random,
): number {
	const { cell, age } = crossbar;
	const { minimum, maximum } = cell;
	let stuck = 0;
	for (let i = 0; i < rows; i++) {
		for (let j = 0; j < columns; j++) {
			const index = (row + i) * crossbar.columns + column + j;
			const code = codes[i * columns + j] / levels;
			let value = nearestState(cell, minimum + code * (maximum - minimum));
			if (cell.programmed !== undefined) value = cell.programmed(value, random);
			if (cell.relax !== undefined && age !== undefined) value = cell.relax(value, age, random);
			crossbar.set(index, value);
			const off = crossbar.conductance(index) - value;
			const taken = off <= crossbar.step && off >= -crossbar.step;
			crossbar.outcomes[index] = (taken ? Outcome.ON_TARGET : Outcome.STUCK) | 4;
			if (!taken) stuck++;
		}
	}
	return stuck;
}
