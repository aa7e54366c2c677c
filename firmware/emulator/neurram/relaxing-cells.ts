import { LineState } from "../../accelerator/registers";
import { Random } from "../../math/random";
import type { CellModel } from "../devices/cell";
import type { CoreFaults } from "./die";

/**
 * The cells of one core, numbered row-major: what the last write left, when that was, and what time has made of it.
 * Conductances are whole numbers of `step` siemens, so that every engine keeps the same state bit for bit; the largest
 * that a cell can reach fits 15 bits.
 */
export class RelaxingCells {
	readonly lines: number;
	readonly step: number;
	/** As they are now, after relaxation, in steps. */
	readonly present: Int16Array;
	/** Outcome in bits 1..0, pulses in bits 7..2, of the last write of each cell. */
	readonly outcomes: Uint8Array;
	/** Leak of each row's cells with the gate off, in steps. */
	readonly leaks: Float64Array;
	readonly #written: Int16Array;
	/** Second of the core's life at which a cell was written, and the seed of its course since. */
	readonly #births: Float32Array;
	readonly #seeds: Int32Array;
	readonly #cell: CellModel;
	readonly #faults: CoreFaults;
	readonly #random = new Random(0);
	#seconds = 0;
	#changes = 0;

	/** @param unformed conductance of a cell that was never formed, @param leak of a leaky row's cell with the gate off; siemens. */
	constructor(lines: number, cell: CellModel, step: number, faults: CoreFaults, unformed: number, leak: number) {
		const count = lines * lines;
		this.lines = lines;
		this.step = step;
		this.present = new Int16Array(count);
		this.outcomes = new Uint8Array(count);
		this.leaks = new Float64Array(lines);
		this.#written = new Int16Array(count);
		this.#births = new Float32Array(count);
		this.#seeds = new Int32Array(count);
		this.#cell = cell;
		this.#faults = faults;
		const fresh = Math.round(cell.minimum / step);
		for (let index = 0; index < count; index++) {
			this.#seeds[index] = index;
			this.#store(index, this.#usable(index) ? fresh : Math.round(unformed / step));
		}
		for (let row = 0; row < lines; row++)
			if (faults.rows[row] === LineState.LEAKY) this.leaks[row] = Math.round(leak / step);
	}

	/** Grows whenever a conductance may have changed. */
	get changes(): number {
		return this.#changes;
	}

	/** Conductance of a cell in siemens. */
	conductance(index: number): number {
		return this.present[index] * this.step;
	}

	/** A write leaves this conductance (siemens), as far as the cell's faults allow; relaxation starts anew. */
	write(index: number, conductance: number, random: Random): void {
		const { floors, ceilings } = this.#faults;
		if (!this.#usable(index)) return;
		const floor = floors.get(index);
		const ceiling = ceilings.get(index);
		let value = conductance < this.#cell.lowest ? this.#cell.lowest : Math.min(conductance, this.#cell.highest);
		if (floor !== undefined && value < floor) value = floor;
		if (ceiling !== undefined && value > ceiling) value = ceiling;
		this.#seeds[index] = random.int32();
		this.#store(index, Math.round(value / this.step));
	}

	/** A block erase: every cell to what `erased` draws (siemens). */
	erase(random: Random, erased: (random: Random) => number): void {
		for (let index = 0; index < this.present.length; index++) this.write(index, erased(random), random);
		this.outcomes.fill(0);
	}

	/** Time passes: every cell goes on along its own course. */
	age(seconds: number): void {
		this.#seconds += seconds;
		for (let index = 0; index < this.present.length; index++) this.#relax(index);
		this.#changes++;
	}

	/** The same for a region only: what passes between two passes of programming. */
	ageRegion(row: number, column: number, rows: number, columns: number, seconds: number): void {
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++) {
				const index = i * this.lines + j;
				this.#births[index] -= seconds;
				this.#relax(index);
			}
		this.#changes++;
	}

	#relax(index: number): void {
		const cell = this.#cell;
		const seconds = this.#seconds - this.#births[index];
		if (cell.relax === undefined || seconds <= 0 || !this.#usable(index)) return;
		this.#random.reseed(this.#seeds[index]);
		const value = cell.relax(this.#written[index] * this.step, seconds, this.#random);
		this.present[index] = Math.round(value / this.step);
	}

	#store(index: number, steps: number): void {
		this.#written[index] = steps;
		this.present[index] = steps;
		this.#births[index] = this.#seconds;
		this.#changes++;
	}

	#usable(index: number): boolean {
		return this.#faults.rows[Math.floor(index / this.lines)] === LineState.USABLE;
	}
}
Object.freeze(RelaxingCells.prototype);
