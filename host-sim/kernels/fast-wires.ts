import type { BitLineEnds, EffectiveMatrixSolver, LineSolver } from "../../firmware/emulator/kernels/kernels";
import type { KernelMemory } from "./memory";

/** Word lines of a panel in assembly/wires.ts. */
const PANEL = 4;

export class FastWireSolver implements EffectiveMatrixSolver {
	readonly rows: number;
	readonly columns: number;
	#memory: KernelMemory;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#memory = memory;
	}

	solve(conductances: Float64Array, segmentOhm: number, sourceOhm: number, effective: Float64Array): void {
		const { rows, columns } = this;
		const cells = rows * columns;
		const work = columns * (columns + rows) + PANEL * (columns + rows) + PANEL + columns + 1;
		const at = this.#memory.scratch((cells + work) * 8);
		this.#memory.float64(at, cells).set(conductances.subarray(0, cells));
		// Each cell is read before the effective one takes its place.
		this.#memory.assembly.solveWires(rows, columns, at, segmentOhm, sourceOhm, at, at + cells * 8);
		effective.set(this.#memory.float64(at, cells));
	}
}

export class FastLineSolver implements LineSolver {
	readonly rows: number;
	readonly columns: number;
	#memory: KernelMemory;
	/** Cells, factors of word and bit lines; pairs of voltages of word and bit lines, of inputs, outputs and errors. */
	#at: number;
	#scale = 1;
	#feed = 1;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#memory = memory;
		this.#at = memory.hold(this, (7 * rows * columns + 2 * (rows + columns + 1)) * 8);
	}

	load(conductances: Float64Array, segmentOhm: number, sourceOhm: number, ends: BitLineEnds): void {
		const { rows, columns } = this;
		const cells = rows * columns;
		this.#scale = ends === "open" ? 1 : 1 / segmentOhm;
		this.#feed = segmentOhm / (segmentOhm + sourceOhm);
		const at = this.#at;
		// Scaled in place.
		this.#memory.float64(at, cells).set(conductances.subarray(0, cells));
		this.#memory.assembly.loadLines(
			rows,
			columns,
			at,
			segmentOhm,
			this.#feed,
			ends === "open" ? 0 : 1,
			at,
			at + cells * 8,
			at + 2 * cells * 8,
			at + (7 * cells + 2 * rows) * 8,
		);
	}

	solve(voltages: Float64Array, outputs: Float64Array, tolerance: number, sweeps: number): number {
		return this.#solve(voltages, 0, 1, outputs, tolerance, sweeps);
	}

	solveMany(voltages: Float64Array, vectors: number, outputs: Float64Array, tolerance: number, sweeps: number): number {
		let worst = 0;
		for (let vector = 0; vector < vectors; vector += 2) {
			const count = Math.min(2, vectors - vector);
			worst = Math.max(worst, this.#solve(voltages, vector, count, outputs, tolerance, sweeps));
		}
		return worst;
	}

	/** One vector or two, in the two halves of each pair. */
	#solve(
		voltages: Float64Array,
		vector: number,
		count: number,
		outputs: Float64Array,
		tolerance: number,
		sweeps: number,
	): number {
		const { rows, columns } = this;
		const bytes = rows * columns * 8;
		const at = this.#at;
		const inputsAt = at + 7 * bytes;
		const outputsAt = inputsAt + 2 * rows * 8;
		const errorsAt = outputsAt + 2 * columns * 8;
		const inputs = this.#memory.float64(inputsAt, 2 * rows);
		for (let half = 0; half < 2; half++)
			for (let row = 0; row < rows; row++)
				inputs[2 * row + half] = half < count ? voltages[(vector + half) * rows + row] : 0;
		this.#memory.assembly.solveLines(
			rows,
			columns,
			inputsAt,
			this.#feed,
			at,
			at + bytes,
			at + 2 * bytes,
			at + 3 * bytes,
			at + 5 * bytes,
			outputsAt,
			errorsAt,
			tolerance,
			sweeps,
		);
		const ends = this.#memory.float64(outputsAt, 2 * columns);
		for (let half = 0; half < count; half++)
			for (let j = 0; j < columns; j++) outputs[(vector + half) * columns + j] = ends[2 * j + half] * this.#scale;
		const errors = this.#memory.float64(errorsAt, 2);
		return count === 2 ? Math.max(errors[0], errors[1]) : errors[0];
	}
}
