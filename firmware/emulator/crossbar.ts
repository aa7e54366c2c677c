import type { Random } from "../math/random";
import type { CellModel } from "./devices/cell";

/**
 * The cells of one array. A conductance is held as a whole number of `step` siemens, so that every engine keeps the same
 * state bit for bit. Cells are numbered row-major.
 */
export class Crossbar {
	readonly rows: number;
	readonly columns: number;
	readonly cell: CellModel;
	/** Siemens of one unit of `cells`. */
	readonly step: number;
	readonly cells: Int32Array;
	/** Outcome in bits 1..0, pulses in bits 7..2, of the last write of each cell. */
	readonly outcomes: Uint8Array;
	/** Seconds since the cells were written, for the read noise of cells where it grows; undefined: as just written. */
	age: number | undefined;
	/** Which cells are stuck; there once one is. */
	#stuck: Uint8Array | undefined;
	#changes = 0;

	constructor(rows: number, columns: number, cell: CellModel, step: number) {
		this.rows = rows;
		this.columns = columns;
		this.cell = cell;
		this.step = step;
		this.cells = new Int32Array(rows * columns).fill(this.#units(cell.minimum));
		this.outcomes = new Uint8Array(rows * columns);
	}

	/** Grows whenever a conductance may have changed. */
	get changes(): number {
		return this.#changes;
	}

	/** Conductance of cell `index` in siemens. */
	conductance(index: number): number {
		return this.cells[index] * this.step;
	}

	/** Sets a conductance in siemens unless the cell is stuck. */
	set(index: number, conductance: number): void {
		if (this.#stuck !== undefined && this.#stuck[index] !== 0) return;
		this.cells[index] = this.#units(conductance);
		this.#changes++;
	}

	/** One write pulse, chosen by the write circuit for the change from `reading` to `target`, in siemens. */
	pulse(index: number, reading: number, target: number, random: Random): void {
		this.set(index, this.cell.pulse(this.cells[index] * this.step, reading, target, random));
	}

	/** A block erase: every cell to the high-resistance state. */
	erase(random: Random): void {
		for (let index = 0; index < this.cells.length; index++) this.set(index, this.cell.erased(random));
		this.outcomes.fill(0);
	}

	/** A fault for tests and scenarios: the cell keeps this conductance (siemens) whatever is written. */
	plantStuck(row: number, column: number, conductance: number): void {
		const index = row * this.columns + column;
		this.#stuck ??= new Uint8Array(this.cells.length);
		this.#stuck[index] = 0;
		this.set(index, conductance);
		this.#stuck[index] = 1;
	}

	#units(conductance: number): number {
		return Math.round(conductance / this.step);
	}
}
