import { CimError } from "../errors";
import type { Crossbar } from "./crossbar";
import { effectiveMatrix } from "./wires";

/** Wires of one array that nothing compensates: ohm a segment, ohm a driver. */
export interface Wires {
	segment: number;
	source: number;
}

/**
 * What a multiply needs of a crossbar, in siemens and, for variances, siemens squared. A cell that drives a line is asked
 * for where it is used; weights are kept, column by column (so that a dot product runs along memory), from the first time
 * that they are wanted, and made anew only when a cell has changed.
 */
export class LineMatrix {
	readonly rows: number;
	readonly columns: number;
	/** Logical columns: pairs when differential. */
	readonly outputs: number;
	/** Positive minus negative cell of each pair, and the sum of the variances of their read noise; when not differential each cell's own. */
	weight = NOTHING;
	weightVariance = NOTHING;
	readonly crossbar: Crossbar;
	readonly #cells: Int32Array;
	readonly #step: number;
	readonly #differential: boolean;
	readonly #wires: Wires | undefined;
	/** Conductances through wires that nothing compensates, row-major, and the state of the cells that they are of. */
	#effective: Float64Array | undefined;
	#effectiveOf = -1;
	#weightsOf = -1;

	constructor(crossbar: Crossbar, differential: boolean, wires: Wires | undefined) {
		if (differential && crossbar.columns % 2 !== 0)
			throw new CimError("odd-columns", `a differential array of ${crossbar.columns} columns has no pairs`);
		this.rows = crossbar.rows;
		this.columns = crossbar.columns;
		this.outputs = differential ? crossbar.columns / 2 : crossbar.columns;
		this.crossbar = crossbar;
		this.#cells = crossbar.cells;
		this.#step = crossbar.step;
		this.#differential = differential;
		this.#wires = wires;
	}

	/** Conductance of a cell as its lines see it; `refresh` first. */
	conductance(row: number, column: number): number {
		const index = row * this.columns + column;
		return this.#effective === undefined ? this.#cells[index] * this.#step : this.#effective[index];
	}

	/** Call before `conductance`. */
	refresh(): void {
		if (this.#wires === undefined || this.#effectiveOf === this.crossbar.changes) return;
		this.#effectiveOf = this.crossbar.changes;
		const { segment, source } = this.#wires;
		const own = new Float64Array(this.rows * this.columns);
		for (let index = 0; index < own.length; index++) own[index] = this.crossbar.conductance(index);
		this.#effective = effectiveMatrix(own, this.rows, this.columns, segment, source);
	}

	/** Call before reading `weight` and `weightVariance`. */
	refreshWeights(): void {
		if (this.#weightsOf === this.crossbar.changes) return;
		this.#weightsOf = this.crossbar.changes;
		this.refresh();
		const { rows, outputs } = this;
		if (this.weight.length === 0) {
			this.weight = new Float64Array(rows * outputs);
			this.weightVariance = new Float64Array(rows * outputs);
		}
		for (let output = 0, n = 0; output < outputs; output++)
			for (let row = 0; row < rows; row++, n++) {
				const plus = this.conductance(row, this.#differential ? 2 * output : output);
				const minus = this.#differential ? this.conductance(row, 2 * output + 1) : 0;
				this.weight[n] = plus - minus;
				this.weightVariance[n] = this.#variance(plus) + (this.#differential ? this.#variance(minus) : 0);
			}
	}

	/** Variance of the read noise of a cell of this conductance. */
	#variance(conductance: number): number {
		const noise = this.crossbar.cell.readNoise(conductance, this.crossbar.age);
		return noise * noise;
	}
}
Object.freeze(LineMatrix.prototype);

const NOTHING = new Float64Array(0);
