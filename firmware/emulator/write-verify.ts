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
	/** Variance that the circuits around a cell add to a reading, siemens squared. */
	readonly #added: number;
	/** Of each cell of the region, row-major: the last reading, the first one, whether the cell has moved since. */
	readonly #readings: Float64Array;
	readonly #firsts: Float64Array;
	readonly #moved: Uint8Array;
	/** Cells of the region that are not done. */
	readonly #pending: Int32Array;
	/** Codes of the region, siemens of a step. */
	#codes: Uint8Array = NO_CODES;
	#step = 0;

	/** @param readings, firsts room to work in: a number for each cell of the largest region it will write. */
	constructor(cell: CellModel, read: VerifyRead, readings: Float64Array, firsts: Float64Array) {
		this.#cell = cell;
		this.#read = read;
		this.#gain = cell.fundamentalGain(read.amplitude);
		this.#added = (read.noise / read.amplitude) * (read.noise / read.amplitude);
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
		const origin = row * width + column;
		/** Cells of the crossbar from the end of a row of the region to its next. */
		const skipped = width - columns;
		const cells = rows * columns;
		this.#codes = codes;
		this.#step = (this.#cell.maximum - this.#cell.minimum) / levels;
		for (let n = 0; n < cells; n++) {
			this.#moved[n] = 0;
			this.#pending[n] = n;
			outcomes[origin + n + skipped * ((n / columns) | 0)] = 0;
		}
		const limit = Math.min(pulseLimit, 63);
		let pending = cells;
		let passes = 0;
		let pulses = 0;
		let missed = 0;
		while (pending > 0) {
			if (passes > 0) {
				for (let i = 0; i < pending; i++) {
					const n = this.#pending[i];
					const index = origin + n + skipped * ((n / columns) | 0);
					crossbar.pulse(index, this.#readings[n], this.#target(n), random);
					outcomes[index] += 4;
				}
				pulses += pending;
			}
			let left = 0;
			for (let i = 0; i < pending; i++) {
				const n = this.#pending[i];
				const index = origin + n + skipped * ((n / columns) | 0);
				const outcome = this.#check(n, this.reading(crossbar, index, random), passes, limit, tolerance);
				if (outcome === Outcome.UNTOUCHED) this.#pending[left++] = n;
				else if (outcome !== Outcome.ON_TARGET) missed++;
				outcomes[index] |= outcome;
			}
			pending = left;
			passes++;
		}
		report.cells = cells;
		report.missed = missed;
		report.pulses = pulses;
		report.microseconds = 1e6 * (pulses * this.#read.pulseTime + passes * this.#read.readTime);
	}

	/** What cell n of the region is to become, siemens. */
	#target(n: number): number {
		const wanted = this.#cell.minimum + this.#codes[n] * this.#step;
		return this.#cell.levels === undefined ? wanted : nearestState(this.#cell, wanted);
	}

	/** Judges the reading of cell n after `pulses` pulses; UNTOUCHED while it goes on. */
	#check(n: number, reading: number, pulses: number, limit: number, tolerance: number): number {
		const target = this.#target(n);
		const error = reading > target ? reading - target : target - reading;
		this.#readings[n] = reading;
		if (pulses === 0) this.#firsts[n] = reading;
		else if (this.#moved[n] === 0) {
			const first = this.#firsts[n];
			const movement = reading > first ? reading - first : first - reading;
			if (movement > MOVEMENT * this.#deviation(first)) this.#moved[n] = 1;
		}
		if (error <= tolerance * target) return Outcome.ON_TARGET;
		if (this.#moved[n] === 0 && pulses > 0 && (pulses >= STUCK_AFTER || pulses >= limit)) return Outcome.STUCK;
		return pulses >= limit ? Outcome.MISSED : Outcome.UNTOUCHED;
	}

	/** Standard deviation of one reading in siemens. */
	#deviation(conductance: number): number {
		const own = this.#cell.readNoise(conductance);
		return Math.sqrt(own * own + this.#added);
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
