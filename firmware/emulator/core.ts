import type { Random } from "../math/random";

/** What an array of a chip says of itself. Conductances in siemens. */
export interface ArrayDescription {
	rows: number;
	/** Physical columns: twice the logical ones when differential. */
	columns: number;
	/** Columns 2j and 2j+1 are the positive and negative cell of logical column j. */
	differential: boolean;
	minimum: number;
	maximum: number;
}

/** What one PROGRAM did. */
export interface ProgramReport {
	cells: number;
	missed: number;
	pulses: number;
	/** Simulated time in microseconds. */
	microseconds: number;
}

/** What one MULTIPLY did. */
export interface MultiplyReport {
	/** Number of outputs, logical columns x vectors (or cells, in read mode). */
	outputs: number;
	/** Outputs that hit the converter's range. */
	clipped: number;
	/** Converter conversions. */
	conversions: number;
	/** Simulated time in microseconds. */
	microseconds: number;
	/** Root mean square of one output's noise in amperes, measured in frequency bins that carry no tone. */
	noiseFloor: number;
	/** Estimate, in joules. */
	energy: number;
}

/** Settings that the registers hold, in SI units. */
export interface CoreSettings {
	pulseLimit: number;
	/** Fraction of the target conductance. */
	tolerance: number;
	/** Tone amplitude U0 in volts. */
	toneAmplitude: number;
	/** Output converter full scale in amperes. */
	fullScale: number;
	firstTone: number;
	toneSpacing: number;
}

/**
 * The physics behind the register file (chip.ts). A profile makes one. Regions, codes and modes were checked by the chip
 * against the description before a call; all chance comes from `random`.
 */
export interface Core {
	readonly profile: number;
	readonly arrays: readonly ArrayDescription[];
	/** Bit per Mode. */
	readonly modes: number;
	readonly outputBits: number;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings;
	/** Outputs of the last multiply, signed converter codes. */
	readonly outputs: Int16Array;

	/** Power-on: what the registers and converters forget. Cells keep their conductance. */
	reset(): void;
	/** All cells of the array to the high-resistance state. */
	erase(array: number, random: Random): void;
	/**
	 * Write-verify of a region. `codes` row-major, one a cell, of `levels` = 2^bits - 1 steps.
	 * Writes `report`; per-cell results are read with `outcome`.
	 */
	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
		settings: CoreSettings,
		random: Random,
		report: ProgramReport,
	): void;
	/** Outcome in bits 1..0, pulses in bits 7..2. */
	outcome(array: number, row: number, column: number): number;
	/** Conductance of one cell in siemens as the converters read it. */
	readCell(array: number, row: number, column: number, random: Random): number;
	/** Loads `vectors` input vectors of `rows` signed values, vector by vector. */
	loadInputs(array: number, rows: number, vectors: number, values: Int8Array): void;
	/** Fills `outputs` and writes `report`. */
	multiply(
		mode: number,
		array: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: MultiplyReport,
	): void;
	/** Offset in amperes and relative gain error found and removed. */
	calibrate(settings: CoreSettings, random: Random): { offset: number; gain: number };
	/** Bits of SelfTest that failed. */
	selfTest(settings: CoreSettings, random: Random): number;
}
