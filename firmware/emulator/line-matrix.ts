import { CimError } from "../errors";
import type { Crossbar } from "./crossbar";
import { effectiveMatrix } from "./wires";

/** Wires of one array that nothing compensates: ohm a segment, ohm a driver. */
export interface Wires {
	segment: number;
	source: number;
}

/**
 * What a multiply needs of a crossbar, column by column (so that a dot product runs along memory), made anew only when a
 * cell has changed. Siemens, and siemens squared for variances.
 */
export class LineMatrix {
	readonly rows: number;
	readonly columns: number;
	/** Logical columns: pairs when differential. */
	readonly outputs: number;
	/** Conductance of every cell and the variance of its read noise. */
	readonly conductance: Float64Array;
	readonly variance: Float64Array;
	/** Positive minus negative cell of each pair, and the sum of the variances; the same as above when not differential. */
	readonly weight: Float64Array;
	readonly weightVariance: Float64Array;
	readonly #crossbar: Crossbar;
	readonly #differential: boolean;
	readonly #wires: Wires | undefined;
	#seen = -1;

	constructor(crossbar: Crossbar, differential: boolean, wires: Wires | undefined) {
		const cells = crossbar.cells.length;
		if (differential && crossbar.columns % 2 !== 0)
			throw new CimError("odd-columns", `a differential array of ${crossbar.columns} columns has no pairs`);
		this.rows = crossbar.rows;
		this.columns = crossbar.columns;
		this.outputs = differential ? crossbar.columns / 2 : crossbar.columns;
		this.conductance = new Float64Array(cells);
		this.variance = new Float64Array(cells);
		this.weight = differential ? new Float64Array(cells / 2) : this.conductance;
		this.weightVariance = differential ? new Float64Array(cells / 2) : this.variance;
		this.#crossbar = crossbar;
		this.#differential = differential;
		this.#wires = wires;
	}

	/** Call before reading the arrays. */
	refresh(): void {
		if (this.#seen === this.#crossbar.changes) return;
		this.#seen = this.#crossbar.changes;
		const { rows, columns, conductance, variance } = this;
		const effective = this.#throughWires();
		for (let row = 0; row < rows; row++) {
			for (let column = 0; column < columns; column++) {
				const index = row * columns + column;
				const value = effective === undefined ? this.#crossbar.conductance(index) : effective[index];
				const noise = this.#crossbar.cell.readNoise(value, this.#crossbar.age);
				conductance[column * rows + row] = value;
				variance[column * rows + row] = noise * noise;
			}
		}
		if (!this.#differential) return;
		for (let output = 0; output < this.outputs; output++) {
			for (let row = 0; row < rows; row++) {
				const plus = 2 * output * rows + row;
				this.weight[output * rows + row] = conductance[plus] - conductance[plus + rows];
				this.weightVariance[output * rows + row] = variance[plus] + variance[plus + rows];
			}
		}
	}

	#throughWires(): Float64Array | undefined {
		if (this.#wires === undefined) return undefined;
		const { segment, source } = this.#wires;
		const own = new Float64Array(this.rows * this.columns);
		for (let index = 0; index < own.length; index++) own[index] = this.#crossbar.conductance(index);
		return effectiveMatrix(own, this.rows, this.columns, segment, source);
	}
}
