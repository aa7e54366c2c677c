import type { Random } from "../math/random";

/**
 * How cells make signed weights. "columns": columns 2j and 2j+1 are the positive and negative cell of logical column j.
 * "rows": of the selected rows the first and second, third and fourth, ... hold the positive and negative cells of one logical
 * row (neurram.md section 4). "none": each cell for itself.
 */
export type Differential = "none" | "columns" | "rows";

/** What an array of a chip says of itself. Conductances in siemens. */
export interface ArrayDescription {
	/** Physical rows and columns. */
	rows: number;
	columns: number;
	differential: Differential;
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
 * What every chip's physics do behind the register file (chip.ts): hold cells. Regions, codes and modes were checked by the
 * chip against the description before a call; all chance comes from `random`.
 */
export interface CellCore {
	readonly profile: number;
	readonly arrays: readonly ArrayDescription[];
	/** Bit per Mode. */
	readonly modes: number;
	/** Bits of an output; the most that a converter can give where each array has its own. */
	readonly outputBits: number;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings;

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
	/** Offset in amperes and relative gain error found and removed. */
	calibrate(settings: CoreSettings, random: Random): { offset: number; gain: number };
	/** Bits of SelfTest that failed. */
	selfTest(settings: CoreSettings, random: Random): number;
	/** This much time passes for the cells (relaxation, drift), seconds; absent where cells keep what they have. */
	age?(seconds: number, random: Random): void;
}

/** A chip that multiplies with one array at a time, all of its lines (LOAD_INPUTS, MULTIPLY, READ_OUTPUTS). A profile makes one. */
export interface Core extends CellCore {
	/** Outputs of the last multiply, signed converter codes. */
	readonly outputs: Int16Array;
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
}

/**
 * What the drivers, neurons and converters of one array are set to, in SI units (registers PointField). The chip checked
 * the ranges that docs/spi-protocol.md names; for narrower ones `configure` throws a CimError.
 */
export interface OperatingPoint {
	/** 1 to 8. */
	inputBits: number;
	/**
	 * 0: inputs 0 to 2^bits - 1. 1: -(2^(bits-1) - 1) to 2^(bits-1) - 1; of 1 bit: -1 and 1.
	 */
	inputSigned: number;
	/** Bit 0: the selected rows are pairs, bit 1: the selected columns are. A driven pair takes one input and its negative. */
	pairs: number;
	/** ConverterKind: charge decrement or binary search. */
	converter: number;
	/** 1 to 16, two's complement where Activation has negative outputs. */
	outputBits: number;
	/** Activation. */
	activation: number;
	/** Sample and integrate cycles of the lowest input bit. */
	pulseMultiplier: number;
	/** Read voltages above and below the reference, volts. */
	positiveVoltage: number;
	negativeVoltage: number;
	/** Step of the charge decrement, in volts, where the integrator is below and above zero (vreset_plus, vreset_minus). */
	decrementUp: number;
	decrementDown: number;
	/** Most steps of the charge decrement. */
	decrementSteps: number;
	/** Comparator offset that is set against the neurons' own, volts, signed. */
	comparatorOffset: number;
	/** 1: the gate of a row that is not driven is off, so that it does not load the sum. */
	rowGating: number;
	/** Noise of the stochastic neuron: injections and the amplitude of each, volts. */
	noisePulses: number;
	noiseAmplitude: number;
	/** Write-verify accepts a cell within this of its target, siemens, where that is wider than CoreSettings.tolerance. */
	absoluteTolerance: number;
	/** Passes of write-verify over a region, against relaxation. */
	programPasses: number;
}

/** What one multiply over a set of arrays did. */
export interface ParallelReport {
	/** Number of outputs of all arrays. */
	outputs: number;
	/** Outputs that hit the converter's range. */
	clipped: number;
	/** Converter conversions. */
	conversions: number;
	/** Simulated time in microseconds. */
	microseconds: number;
	/** Root mean square of one output's noise, in converter codes. */
	noiseCodes: number;
	/** Estimate, in joules. */
	energy: number;
}

/**
 * A chip of arrays that multiply in parallel, each with selected lines and an operating point of its own (SELECT_LINES to
 * READ_BURST). Lines are physical, `side` is a LineSide. After power-on and `reset` no line is selected.
 *
 * Driven lines of FORWARD and RECURRENT are the rows, of BACKWARD the columns; the lines of the other side are converted. A
 * value stands for each driven line, or for each pair where `OperatingPoint.pairs` says so, in ascending order of the
 * selected lines; an output for each converted line, pairs or not: the host subtracts.
 */
export interface ParallelCore extends CellCore {
	/** Operating point that every array starts with, and has again after a reset. */
	readonly point: OperatingPoint;
	/**
	 * Outputs of the last multiply, converter codes: array by array in the order of `arrays`, in each vector by vector, in
	 * each the converted lines in ascending order. A linear code k stands for k + 1/2 steps. May be another array after a multiply.
	 */
	readonly outputs: Int16Array;

	/** LineState of a row or column, as the chip's own test finds it. */
	lineState(array: number, side: number, line: number): number;
	/** Which lines of one side take part: a byte a line, 0 or 1. The chip reuses `lines`. */
	select(array: number, side: number, lines: Uint8Array): void;
	/** Sets an array's operating point; the chip reuses the object. Throws CimError for one that it cannot have. */
	configure(array: number, point: OperatingPoint): void;
	/** Loads vectors number `first` on of an array: `vectors` x `values`, vector by vector; the chip reuses `inputs`. */
	loadInputs(array: number, first: number, values: number, vectors: number, inputs: Int16Array): void;
	/**
	 * One operation of the first `count` arrays named in `arrays` (ascending) at once; fills `outputs` and writes `report`.
	 * Loaded values were checked against the number of driven lines and the input range. RECURRENT: vector 0 is driven, its
	 * outputs are the inputs of the next step, as many as there are; `vectors` steps, the outputs of each are kept.
	 */
	multiply(
		mode: number,
		arrays: Uint8Array,
		count: number,
		vectors: number,
		settings: CoreSettings,
		random: Random,
		report: ParallelReport,
	): void;
}

export type AnyCore = Core | ParallelCore;

/** Whether arrays of this chip multiply in parallel. */
export function isParallel(core: AnyCore): core is ParallelCore {
	return "point" in core;
}
