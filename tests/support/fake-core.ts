import { Mode, Outcome, ProfileNumber } from "../../firmware/accelerator/registers";
import type { ArrayDescription, Core, CoreSettings, MultiplyReport, ProgramReport } from "../../firmware/emulator/core";
import type { Random } from "../../firmware/math/random";

const MINIMUM = 1e-4;
const MAXIMUM = 1e-3;

/**
 * A chip without physics: 4 x 3 cells that feed 4 x 4 cells in pairs. Conductances are exact; chance shows as numbers
 * (readCell, selfTest), so that a test sees which operation drew it. Counts how often each operation was executed.
 */
export class FakeCore implements Core {
	readonly profile = ProfileNumber.FMC;
	readonly arrays: ArrayDescription[] = [
		{ rows: 4, columns: 3, differential: "none", minimum: MINIMUM, maximum: MAXIMUM },
		{ rows: 4, columns: 4, differential: "columns", minimum: MINIMUM, maximum: MAXIMUM },
	];
	readonly modes = (1 << Mode.TONES_CASCADE) | (1 << Mode.FORWARD) | (1 << Mode.TONES_READ);
	readonly outputBits: number;
	readonly maximumVectors = 3;
	readonly defaults: CoreSettings = {
		pulseLimit: 8,
		tolerance: 0.05,
		toneAmplitude: 2e-3,
		fullScale: 1e-5,
		firstTone: 1,
		toneSpacing: 1,
	};
	readonly outputs = new Int16Array(16);
	readonly codes = this.arrays.map(array => new Uint8Array(array.rows * array.columns));
	readonly inputs = new Int8Array(12);
	/** Simulated time of PROGRAM and MULTIPLY, microseconds. */
	microseconds = 2500;
	programs = 0;
	multiplies = 0;
	resets = 0;
	/** Thrown by the next multiply. */
	fault: Error | undefined;

	constructor(outputBits = 8) {
		this.outputBits = outputBits;
	}

	reset(): void {
		this.resets++;
	}
	erase(array: number): void {
		this.codes[array].fill(0);
	}
	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		_levels: number,
		_settings: CoreSettings,
		_random: Random,
		report: ProgramReport,
	): void {
		this.programs++;
		for (let i = 0; i < rows; i++)
			for (let j = 0; j < columns; j++)
				this.codes[array][(row + i) * this.arrays[array].columns + column + j] = codes[i * columns + j];
		report.cells = rows * columns;
		report.missed = 1;
		report.pulses = 2 * rows * columns;
		report.microseconds = this.microseconds;
	}
	outcome(array: number, row: number, column: number): number {
		return (this.codes[array][row * this.arrays[array].columns + column] << 2) | Outcome.ON_TARGET;
	}
	readCell(_array: number, _row: number, _column: number, random: Random): number {
		return random.uniform() * MAXIMUM;
	}
	loadInputs(_array: number, rows: number, vectors: number, values: Int8Array): void {
		for (let i = 0; i < rows * vectors; i++) this.inputs[i] = values[i];
	}
	multiply(
		mode: number,
		_array: number,
		vectors: number,
		_settings: CoreSettings,
		_random: Random,
		report: MultiplyReport,
	): void {
		this.multiplies++;
		if (this.fault) throw this.fault;
		const outputs = vectors * 2;
		for (let i = 0; i < outputs; i++) this.outputs[i] = this.#output(mode, i);
		report.outputs = outputs;
		report.clipped = 1;
		report.conversions = outputs;
		report.microseconds = this.microseconds;
		report.noiseFloor = 12.4e-12;
		report.energy = 3.3e-9;
	}
	/** Cascade: label j of picture k scores the storage column k through the pair j. Else: the loaded values. */
	#output(mode: number, index: number): number {
		if (mode !== Mode.TONES_CASCADE) return this.inputs[index];
		const picture = index >> 1;
		const label = index & 1;
		let sum = 0;
		for (let i = 0; i < 4; i++)
			sum += this.codes[0][3 * i + picture] * (this.codes[1][4 * i + 2 * label] - this.codes[1][4 * i + 2 * label + 1]);
		return Math.max(-127, Math.min(127, sum));
	}
	calibrate(): { offset: number; gain: number } {
		return { offset: -3e-9, gain: 0.0125 };
	}
	selfTest(_settings: CoreSettings, random: Random): number {
		return random.int32() >>> 0;
	}
}
