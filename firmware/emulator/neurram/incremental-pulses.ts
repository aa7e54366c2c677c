import { Outcome } from "../../accelerator/registers";
import { mix32, type Random } from "../../math/random";
import type { ProgramReport } from "../core";
import { type CellModel, nearestState } from "../devices/cell";
import type { NeurramProfile, RampResponse } from "../profiles/neurram";
import type { RelaxingCells } from "./relaxing-cells";

/** Most pulses that an outcome byte can tell of. */
const MOST_PULSES = 63;

/** What one write is about, in siemens. */
export interface WriteLimits {
	/** Accepted distance from the target. */
	tolerance: number;
	/** Pulses a cell may take in one pass, at most 63. */
	pulses: number;
	passes: number;
}

/**
 * Incremental-pulse write-verify of the chip's authors, cell by cell: while the cell conducts too much RESET pulses, too
 * little SET pulses, each ramp from its first amplitude up by one increment a pulse to the ceiling, anew at every change of
 * polarity, until two averaged reads in a row accept. A target at the minimum is a RESET alone and accepts all below it.
 *
 * What a pulse does to a cell is not published; assumed: a SET of some amplitude leaves at least, a RESET at most, a
 * conductance that goes linearly with amplitude over a threshold of the cell's own, with a spread from pulse to pulse. A
 * cell model of another kind (`device`) answers for itself, whatever the amplitude.
 */
export class IncrementalPulses {
	readonly #profile: NeurramProfile;
	readonly #cell: CellModel;
	readonly #device: CellModel | undefined;
	#pulses = 0;
	#reads = 0;

	constructor(profile: NeurramProfile, cell: CellModel, device: CellModel | undefined) {
		this.#profile = profile;
		this.#cell = cell;
		this.#device = device;
	}

	/**
	 * Writes a region; `codes` row-major, code c of `levels` steps. `salt` tells the cores' thresholds apart. Later passes
	 * find cells that relaxation took out of the window, after the profile's interval. Outcomes go to the cells.
	 */
	program(
		cells: RelaxingCells,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
		tolerance: number,
		limits: WriteLimits,
		salt: number,
		random: Random,
		report: ProgramReport,
	): void {
		const { minimum, maximum } = this.#cell;
		const { timing, programming, relaxation } = this.#profile;
		const span = (maximum - minimum) / levels;
		let missed = 0;
		this.#pulses = 0;
		this.#reads = 0;
		for (let pass = 0; pass < limits.passes; pass++) {
			if (pass > 0) cells.ageRegion(row, column, rows, columns, relaxation.passInterval);
			missed = 0;
			for (let i = 0; i < rows; i++) {
				for (let j = 0; j < columns; j++) {
					const index = (row + i) * cells.lines + column + j;
					const code = codes[i * columns + j];
					const target = nearestState(this.#cell, minimum + code * span);
					const window = Math.max(limits.tolerance, tolerance * target);
					const outcome = this.#write(cells, index, target, code === 0, window, limits.pulses, salt, random);
					const before = pass === 0 ? 0 : cells.outcomes[index] >> 2;
					cells.outcomes[index] = (outcome & 3) | (Math.min(before + (outcome >> 2), MOST_PULSES) << 2);
					if ((outcome & 3) !== Outcome.ON_TARGET) missed++;
				}
			}
		}
		report.cells = rows * columns;
		report.missed = missed;
		report.pulses = this.#pulses;
		report.microseconds = 1e6 * (this.#pulses * programming.pulse + this.#reads * timing.cellRead);
	}

	/** What the board's integrator says of a cell, siemens: the mean of several reads. */
	reading(cells: RelaxingCells, index: number, random: Random): number {
		this.#reads++;
		const conductance = cells.conductance(index);
		const { readNoise, programming } = this.#profile;
		if (readNoise === 0) return conductance;
		const deviation = this.#device === undefined ? readNoise * conductance : this.#device.readNoise(conductance);
		return conductance + (deviation / Math.sqrt(programming.reads)) * random.gaussian();
	}

	/** One cell. Returns its outcome in bits 1..0 and its pulses above them. */
	#write(
		cells: RelaxingCells,
		index: number,
		target: number,
		resetOnly: boolean,
		window: number,
		pulseLimit: number,
		salt: number,
		random: Random,
	): number {
		const { confirmations, reversals, start, resetStart, increment, end, pulsesAtEnd } = this.#profile.programming;
		const limit = Math.min(pulseLimit, MOST_PULSES);
		let pulses = 0;
		let turns = 0;
		let atEnd = 0;
		let agreed = 0;
		let raising = false;
		let amplitude = 0;
		let moved = false;
		const first = cells.present[index];
		for (;;) {
			const reading = this.reading(cells, index, random);
			const tooHigh = resetOnly ? reading > target : reading > target + window;
			const tooLow = !resetOnly && reading < target - window;
			if (!tooHigh && !tooLow) {
				if (++agreed === confirmations) return Outcome.ON_TARGET | (pulses << 2);
				continue;
			}
			agreed = 0;
			if (pulses >= limit || turns > reversals || atEnd > pulsesAtEnd) break;
			if (pulses === 0 || raising !== tooLow) {
				turns++;
				atEnd = 0;
				raising = tooLow;
				amplitude = resetOnly ? resetStart : start;
			} else if (amplitude < end - increment / 2) amplitude += increment;
			else atEnd++;
			this.#pulse(cells, index, reading, target, amplitude, raising, salt, random);
			pulses++;
			this.#pulses++;
			if (cells.present[index] !== first) moved = true;
		}
		return (moved ? Outcome.MISSED : Outcome.STUCK) | (pulses << 2);
	}

	#pulse(
		cells: RelaxingCells,
		index: number,
		reading: number,
		target: number,
		amplitude: number,
		raising: boolean,
		salt: number,
		random: Random,
	): void {
		const conductance = cells.conductance(index);
		if (this.#device !== undefined) {
			cells.write(index, this.#device.pulse(conductance, reading, target, random), random);
			return;
		}
		const { set, reset } = this.#profile.programming;
		if (raising) {
			const left = set.atStart + set.slope * this.#drive(set, amplitude, index, salt) + set.spread * random.gaussian();
			if (left > conductance) cells.write(index, left, random);
		} else {
			const drive = this.#drive(reset, amplitude, index, salt ^ RESET_SALT);
			const left = reset.atStart - reset.slope * drive + reset.spread * random.gaussian();
			if (left < conductance) cells.write(index, Math.max(left, this.#least(random)), random);
		}
	}

	/** Amplitude above the first one, as this cell feels it, volts. */
	#drive(response: RampResponse, amplitude: number, index: number, salt: number): number {
		return amplitude - this.#profile.programming.start - response.thresholdSpread * spread(index, salt);
	}

	/** The high-resistance state that a strong RESET ends in. */
	#least(random: Random): number {
		const { erased, erasedSpread } = this.#profile.cell;
		const value = erased + erasedSpread * random.gaussian();
		return Math.max(value, 0);
	}
}
Object.freeze(IncrementalPulses.prototype);

const RESET_SALT = 0x2545f491;

/** A cell's own number of mean 0 and standard deviation 1 (uniform), without memory. */
function spread(index: number, salt: number): number {
	return (mix32(Math.imul(index + 1, 0x9e3779b1) ^ salt) / 2147483648) * Math.sqrt(3);
}
