import { hasSignedOutputs, Pairs } from "../../firmware/accelerator/operating-point";
import {
	Activation,
	ConverterKind,
	LineSide,
	LineState,
	Mode,
	Outcome,
	ProfileNumber,
} from "../../firmware/accelerator/registers";
import type {
	ArrayDescription,
	CoreSettings,
	OperatingPoint,
	ParallelCore,
	ParallelReport,
	ProgramReport,
} from "../../firmware/emulator/core";
import { CimError } from "../../firmware/errors";
import type { Random } from "../../firmware/math/random";

const MINIMUM = 1e-6;
const MAXIMUM = 40e-6;

/** A core of FakeParallelCore. */
interface FakeArray {
	cells: Float64Array;
	outcomes: Uint8Array;
	rows: Uint8Array;
	columns: Uint8Array;
	point: OperatingPoint;
	inputs: Int16Array;
	values: number;
}

/**
 * A chip of many arrays without chance: exact conductances, voltage-mode sums, one gain and one offset a line, and a charge
 * decrement. Counts how often each operation was executed.
 */
export class FakeParallelCore implements ParallelCore {
	readonly profile = ProfileNumber.NEURRAM;
	readonly arrays: ArrayDescription[] = [];
	readonly modes = (1 << Mode.FORWARD) | (1 << Mode.BACKWARD) | (1 << Mode.RECURRENT);
	readonly outputBits = 16;
	readonly maximumVectors: number;
	readonly defaults: CoreSettings = {
		pulseLimit: 30,
		tolerance: 0.05,
		toneAmplitude: 0,
		fullScale: 0,
		firstTone: 0,
		toneSpacing: 0,
	};
	readonly point: OperatingPoint = {
		inputBits: 4,
		inputSigned: 1,
		pairs: Pairs.ROWS,
		converter: ConverterKind.DECREMENT,
		outputBits: 8,
		activation: Activation.LINEAR,
		pulseMultiplier: 4,
		positiveVoltage: 0.5,
		negativeVoltage: 0.5,
		decrementUp: 0.05,
		decrementDown: 0.05,
		decrementSteps: 100,
		comparatorOffset: 0,
		rowGating: 1,
		noisePulses: 0,
		noiseAmplitude: 0,
		absoluteTolerance: 1e-6,
		programPasses: 1,
	};
	readonly outputs: Int16Array;
	readonly fakes: FakeArray[] = [];
	/** Rows that lineState calls leaky or unformed, by array. */
	readonly badRows = new Map<number, Map<number, number>>();
	/** Spread of gains (relative) and offsets (volts) from line to line. */
	gainSpread = 0;
	offset = 0;
	/** Difference of the read voltages at which the common offset is zero. */
	balance = 0;
	/** Effective up step over down step at equal settings. */
	asymmetry = 1;
	microseconds = 1500;
	programs = 0;
	multiplies = 0;
	loads = 0;
	aged = 0;
	/** Thrown by the next multiply. */
	fault: Error | undefined;

	constructor(arrays = 4, rows = 16, columns = 8, vectors = 16) {
		this.maximumVectors = vectors;
		for (let n = 0; n < arrays; n++) {
			this.arrays.push({ rows, columns, differential: "rows", minimum: MINIMUM, maximum: MAXIMUM });
			this.fakes.push({
				cells: new Float64Array(rows * columns).fill(MINIMUM),
				outcomes: new Uint8Array(rows * columns),
				rows: new Uint8Array(rows),
				columns: new Uint8Array(columns),
				point: { ...this.point },
				inputs: new Int16Array(Math.max(rows, columns) * vectors),
				values: 0,
			});
		}
		this.outputs = new Int16Array(arrays * Math.max(rows, columns) * vectors);
	}

	reset(): void {
		for (const fake of this.fakes) {
			fake.rows.fill(0);
			fake.columns.fill(0);
		}
	}
	erase(array: number): void {
		this.fakes[array].cells.fill(MINIMUM);
	}
	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		levels: number,
		_settings: CoreSettings,
		_random: Random,
		report: ProgramReport,
	): void {
		this.programs++;
		const fake = this.fakes[array];
		for (let i = 0; i < rows; i++)
			for (let j = 0; j < columns; j++) {
				const cell = (row + i) * this.arrays[array].columns + column + j;
				fake.cells[cell] = MINIMUM + (codes[i * columns + j] / levels) * (MAXIMUM - MINIMUM);
				fake.outcomes[cell] = (5 << 2) | Outcome.ON_TARGET;
			}
		report.cells = rows * columns;
		report.missed = 0;
		report.pulses = 5 * rows * columns;
		report.microseconds = this.microseconds;
	}
	outcome(array: number, row: number, column: number): number {
		return this.fakes[array].outcomes[row * this.arrays[array].columns + column];
	}
	readCell(array: number, row: number, column: number): number {
		return this.fakes[array].cells[row * this.arrays[array].columns + column];
	}
	lineState(array: number, side: number, line: number): number {
		if (side !== LineSide.ROWS) return LineState.USABLE;
		return this.badRows.get(array)?.get(line) ?? LineState.USABLE;
	}
	select(array: number, side: number, lines: Uint8Array): void {
		(side === LineSide.ROWS ? this.fakes[array].rows : this.fakes[array].columns).set(lines);
	}
	configure(array: number, point: OperatingPoint): void {
		if (point.positiveVoltage > 1.2) throw new CimError("read-disturb", "the read voltage would rewrite the cells");
		Object.assign(this.fakes[array].point, point);
	}
	loadInputs(array: number, first: number, values: number, vectors: number, inputs: Int16Array): void {
		this.loads++;
		const fake = this.fakes[array];
		fake.values = values;
		fake.inputs.set(inputs.subarray(0, values * vectors), first * values);
	}
	multiply(
		mode: number,
		arrays: Uint8Array,
		count: number,
		vectors: number,
		_settings: CoreSettings,
		_random: Random,
		report: ParallelReport,
	): void {
		this.multiplies++;
		if (this.fault) throw this.fault;
		report.outputs = report.clipped = 0;
		for (let n = 0; n < count; n++) this.#array(mode, arrays[n], vectors, report);
		report.conversions = report.outputs;
		report.microseconds = this.microseconds;
		report.noiseCodes = 0.25;
		report.energy = 3e-9;
	}
	calibrate(): { offset: number; gain: number } {
		return { offset: 0, gain: 0 };
	}
	selfTest(): number {
		return 0;
	}
	age(seconds: number): void {
		this.aged += seconds;
	}

	#array(mode: number, array: number, vectors: number, report: ParallelReport): void {
		const fake = this.fakes[array];
		const columns = this.arrays[array].columns;
		const backward = mode === Mode.BACKWARD;
		const driven = linesOf(backward ? fake.columns : fake.rows);
		const converted = linesOf(backward ? fake.rows : fake.columns);
		const paired = (fake.point.pairs & (backward ? Pairs.COLUMNS : Pairs.ROWS)) !== 0;
		for (let vector = 0; vector < vectors; vector++) {
			const at = (mode === Mode.RECURRENT ? 0 : vector) * fake.values;
			for (const line of converted) {
				let sum = 0;
				let total = 0;
				for (const [i, other] of driven.entries()) {
					const cell = fake.cells[backward ? line * columns + other : other * columns + line];
					const input = fake.inputs[at + (paired ? i >> 1 : i)];
					sum += paired && i & 1 ? -input * cell : input * cell;
					total += cell;
				}
				const code = this.#convert(fake.point, total > 0 ? sum / total : 0, line, report);
				this.outputs[report.outputs++] = code;
			}
			if (mode === Mode.RECURRENT)
				for (let n = 0; n < fake.values; n++)
					fake.inputs[n] = Math.max(-7, Math.min(7, this.outputs[report.outputs - fake.values + n]));
		}
	}

	#convert(point: OperatingPoint, mean: number, line: number, report: ParallelReport): number {
		const gain = 1 + this.gainSpread * Math.sin(5 * line + 1);
		const read = (point.positiveVoltage + point.negativeVoltage) / 2;
		const common = 1.4 * point.pulseMultiplier * (point.positiveVoltage - point.negativeVoltage - this.balance);
		const charge = gain * 2 * point.pulseMultiplier * read * mean + common + this.offset * Math.cos(3 * line);
		const up = point.decrementUp * this.asymmetry;
		const steps = charge < 0 ? Math.floor(-charge / up) + 1 : Math.floor(charge / point.decrementDown) + 1;
		const turned = Math.min(steps, point.decrementSteps);
		if (steps > turned) report.clipped++;
		if (!hasSignedOutputs(point.activation)) return charge < 0 ? 0 : turned - 1;
		return charge < 0 ? -turned : turned - 1;
	}
}

/** Numbers of the selected lines. */
function linesOf(flags: Uint8Array): number[] {
	return [...flags.keys()].filter(line => flags[line]);
}
