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
	/** Cells, factors of word and bit lines, voltages of word and bit lines, then inputs and outputs. */
	#at: number;
	#scale = 1;
	#feed = 1;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#memory = memory;
		this.#at = memory.hold(this, (5 * rows * columns + rows + columns) * 8);
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
			at + (5 * cells + rows) * 8,
		);
	}

	solve(voltages: Float64Array, outputs: Float64Array, tolerance: number, sweeps: number): number {
		const { rows, columns } = this;
		const bytes = rows * columns * 8;
		const at = this.#at;
		const inputsAt = at + 5 * bytes;
		const outputsAt = inputsAt + rows * 8;
		this.#memory.float64(inputsAt, rows).set(voltages.subarray(0, rows));
		const error = this.#memory.assembly.solveLines(
			rows,
			columns,
			inputsAt,
			this.#feed,
			at,
			at + bytes,
			at + 2 * bytes,
			at + 3 * bytes,
			at + 4 * bytes,
			outputsAt,
			tolerance,
			sweeps,
		);
		const ends = this.#memory.float64(outputsAt, columns);
		for (let j = 0; j < columns; j++) outputs[j] = ends[j] * this.#scale;
		return error;
	}
}
