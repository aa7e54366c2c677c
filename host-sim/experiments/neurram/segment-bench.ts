import { LineSide, LineState, Mode } from "../../../firmware/accelerator/registers";
import type { OperatingPoint, ParallelReport, ProgramReport } from "../../../firmware/emulator/core";
import { createNeurramCore, type NeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import type { NeurramProfile } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";

/** Codes of a programmed cell: 8 bits. */
export const LEVELS = 255;

/** One segment of a weight matrix on usable rows of one core, columns from 0 on: what the experiments measure with. */
export class SegmentBench {
	readonly chip: NeurramCore;
	readonly point: OperatingPoint;
	readonly array: number;
	readonly random: Random;
	/** Physical rows of the segment. */
	rows: number[] = [];
	columns = 0;

	constructor(profile: NeurramProfile, seed: number, array = 0, chip: NeurramCore = createNeurramCore(profile)) {
		this.chip = chip;
		this.point = { ...this.chip.point };
		this.array = array;
		this.random = new Random(seed, 40 + array);
		this.chip.erase(array, this.random);
	}

	/** Codes that program these conductances (siemens) best. */
	static codes({ minimum, maximum }: { minimum: number; maximum: number }, targets: ArrayLike<number>): Uint8Array {
		return Uint8Array.from(targets, target =>
			Math.min(Math.max(Math.round(((target - minimum) / (maximum - minimum)) * LEVELS), 0), LEVELS),
		);
	}

	/** Programs `codes`, row-major of `columns`, on the first usable rows, and selects them. Returns the sum of the reports. */
	program(codes: Uint8Array, columns: number): ProgramReport {
		const { chip, array } = this;
		const count = codes.length / columns;
		const { rows: lines } = chip.arrays[array];
		this.rows = [];
		for (let row = 0; row < lines && this.rows.length < count; row++)
			if (chip.lineState(array, LineSide.ROWS, row) === LineState.USABLE) this.rows.push(row);
		this.columns = columns;
		const sum = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
		const report = { ...sum };
		this.rows.forEach((row, n) => {
			const line = codes.subarray(n * columns, (n + 1) * columns);
			chip.program(array, row, 0, 1, columns, line, LEVELS, chip.defaults, this.random, report);
			sum.cells += report.cells;
			sum.missed += report.missed;
			sum.pulses += report.pulses;
			sum.microseconds += report.microseconds;
		});
		const rowMask = new Uint8Array(lines);
		for (const row of this.rows) rowMask[row] = 1;
		chip.select(array, LineSide.ROWS, rowMask);
		chip.select(array, LineSide.COLUMNS, new Uint8Array(lines).fill(1, 0, columns));
		return sum;
	}

	configure(changes: Partial<OperatingPoint>): void {
		Object.assign(this.point, changes);
		this.chip.configure(this.array, this.point);
	}

	/** Conductance of a cell of the segment, siemens. */
	conductance(row: number, column: number): number {
		const { lines } = this.chip.cores[this.array].cells;
		return this.chip.cores[this.array].cells.conductance(this.rows[row] * lines + column);
	}

	/** Sum of the segment's conductances in a column, siemens. */
	total(column: number): number {
		let sum = 0;
		for (let row = 0; row < this.rows.length; row++) sum += this.conductance(row, column);
		return sum;
	}

	/** Codes of `vectors` x `values` inputs, in batches that the chip takes. */
	multiply(inputs: Int16Array, values: number, mode: number = Mode.FORWARD, report = newReport()): Int16Array {
		const vectors = inputs.length / values;
		const { chip, array } = this;
		const width = mode === Mode.BACKWARD ? this.rows.length : this.columns;
		const codes = new Int16Array(vectors * width);
		for (let first = 0; first < vectors; first += chip.maximumVectors) {
			const count = Math.min(chip.maximumVectors, vectors - first);
			chip.loadInputs(array, 0, values, count, inputs.subarray(first * values, (first + count) * values));
			chip.multiply(mode, Uint8Array.of(array), 1, count, chip.defaults, this.random, report);
			codes.set(chip.outputs.subarray(0, count * width), first * width);
		}
		return codes;
	}
}

export function newReport(): ParallelReport {
	return { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseCodes: 0, energy: 0 };
}
