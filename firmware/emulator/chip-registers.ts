import {
	ArrayField,
	Control,
	Differential,
	ErrorCode,
	MAGIC,
	PROTOCOL_VERSION,
	Register,
	SINGLE_ARRAY_VERSION,
} from "../accelerator/registers";
import { type AnyCore, type CoreSettings, isParallel } from "./core";
import { OperatingPoints } from "./operating-points";

const FIRST_SETTING = Register.CONTROL;
const FIRST_COUNTER = Register.DAMAGED_FRAMES;
const COUNTERS = Register.RESETS - FIRST_COUNTER + 1;
const IDENTITY = Register.SIMULATED + 1;
/** Picosiemens, picoamperes, and so on, to the SI unit. */
const PICO = 1e-12;
const NANO = 1e-9;
const MILLIONTH = 1e-6;
/** Most pulses that an outcome byte can tell. */
const MOST_PULSES = 63;
/** Steps of READ_CELLS up to the largest conductance: a u16 has room for a third more. */
const CONDUCTANCE_STEPS = 50_000;

/** Register values of `ArrayDescription.differential`. */
const DIFFERENTIAL = { none: Differential.NONE, columns: Differential.COLUMNS, rows: Differential.ROWS } as const;

/** The register file: identity, settings and counters. Values are u32. */
export class ChipRegisters {
	readonly #core: AnyCore;
	readonly #identity: Uint32Array;
	readonly #counters = new Uint32Array(COUNTERS);
	/** What the settings mean, in SI units; kept in step with the registers. */
	readonly settings: CoreSettings;
	readonly #written = new Uint32Array(Register.TONE_SPACING - FIRST_SETTING + 1);
	/** Operating points of arrays that multiply in parallel. */
	readonly points: OperatingPoints;
	/** Conductance step of READ_CELLS in picosiemens. */
	readonly conductanceStep: number;
	/** RESET was acknowledged. */
	acknowledged = false;
	/** Chance-drawing operations since SEED was written. */
	operationsSinceSeed = 0;

	constructor(core: AnyCore) {
		this.#core = core;
		this.settings = { ...core.defaults };
		this.points = new OperatingPoints(core);
		let maximum = 0;
		for (const array of core.arrays) maximum = Math.max(maximum, array.maximum);
		this.conductanceStep = Math.max(1, Math.round(maximum / PICO / CONDUCTANCE_STEPS));
		this.#identity = Uint32Array.of(
			MAGIC,
			isParallel(core) ? PROTOCOL_VERSION : SINGLE_ARRAY_VERSION,
			core.profile,
			core.arrays.length,
			core.modes,
			core.outputBits,
			core.maximumVectors,
			this.conductanceStep,
			1,
		);
		this.reset();
	}

	/** Settings go back to the profile's; counters stay. */
	reset(): void {
		const { defaults } = this.#core;
		const written = this.#written;
		written.fill(0);
		written[Register.PULSE_LIMIT - FIRST_SETTING] = defaults.pulseLimit;
		written[Register.TOLERANCE - FIRST_SETTING] = Math.round(defaults.tolerance / MILLIONTH);
		written[Register.TONE_AMPLITUDE - FIRST_SETTING] = Math.round(defaults.toneAmplitude / NANO);
		written[Register.FULL_SCALE - FIRST_SETTING] = Math.round(defaults.fullScale / PICO);
		written[Register.FIRST_TONE - FIRST_SETTING] = defaults.firstTone;
		written[Register.TONE_SPACING - FIRST_SETTING] = defaults.toneSpacing;
		this.acknowledged = false;
		this.operationsSinceSeed = 0;
		this.points.reset();
		this.#apply();
	}

	get seed(): number {
		return this.#written[Register.SEED - FIRST_SETTING];
	}

	/** Adds to one of the counters, Register.DAMAGED_FRAMES to Register.RESETS. */
	count(counter: number, amount = 1): void {
		this.#counters[counter - FIRST_COUNTER] += amount;
	}

	/** Whether `address` can be read. Addresses of an array's description that mean nothing yet read as 0. */
	isReadable(address: number): boolean {
		return (
			address < IDENTITY ||
			(address >= FIRST_SETTING && address <= Register.TONE_SPACING) ||
			(address >= FIRST_COUNTER && address <= Register.RESETS) ||
			(address >= Register.ARRAY_BASE &&
				address < Register.ARRAY_BASE + this.#core.arrays.length * Register.ARRAY_STRIDE) ||
			this.points.has(address)
		);
	}

	/** Value of a readable register. */
	read(address: number): number {
		if (address < IDENTITY) return this.#identity[address];
		if (address >= Register.POINT_BASE) return this.points.read(address);
		if (address >= Register.ARRAY_BASE) return this.#readArray(address - Register.ARRAY_BASE);
		if (address >= FIRST_COUNTER) return this.#counters[address - FIRST_COUNTER];
		return address === Register.CONTROL ? 0 : this.#written[address - FIRST_SETTING];
	}

	/** 0 when `value` may be written to `address`, else an ErrorCode. */
	checkWrite(address: number, value: number): number {
		switch (address) {
			case Register.CONTROL:
				return value & ~(Control.ACKNOWLEDGE_RESET | Control.CLEAR_COUNTERS) ? ErrorCode.BAD_VALUE : 0;
			case Register.SEED:
				return 0;
			case Register.PULSE_LIMIT:
				return value < 1 || value > MOST_PULSES ? ErrorCode.BAD_VALUE : 0;
			case Register.TOLERANCE:
				return value > 1_000_000 ? ErrorCode.BAD_VALUE : 0;
			case Register.TONE_AMPLITUDE:
			case Register.FULL_SCALE:
			case Register.FIRST_TONE:
			case Register.TONE_SPACING:
				return value === 0 ? ErrorCode.BAD_VALUE : 0;
			default:
				return this.points.checkWrite(address, value);
		}
	}

	/** Writes checked values, all or none: throws what a core says of an operating point. */
	writeAll(address: number, count: number, payload: DataView, offset: number): void {
		if (address >= Register.POINT_BASE) this.points.write(address, count, payload, offset);
		else for (let i = 0; i < count; i++) this.#write(address + i, payload.getUint32(offset + 4 * i, true));
	}

	#write(address: number, value: number): void {
		if (address === Register.CONTROL) {
			if (value & Control.ACKNOWLEDGE_RESET) this.acknowledged = true;
			if (value & Control.CLEAR_COUNTERS) this.#counters.fill(0);
			return;
		}
		this.#written[address - FIRST_SETTING] = value;
		if (address === Register.SEED) this.operationsSinceSeed = 0;
		this.#apply();
	}

	#apply(): void {
		const { settings } = this;
		const written = this.#written;
		settings.pulseLimit = written[Register.PULSE_LIMIT - FIRST_SETTING];
		settings.tolerance = written[Register.TOLERANCE - FIRST_SETTING] * MILLIONTH;
		settings.toneAmplitude = written[Register.TONE_AMPLITUDE - FIRST_SETTING] * NANO;
		settings.fullScale = written[Register.FULL_SCALE - FIRST_SETTING] * PICO;
		settings.firstTone = written[Register.FIRST_TONE - FIRST_SETTING];
		settings.toneSpacing = written[Register.TONE_SPACING - FIRST_SETTING];
	}

	#readArray(offset: number): number {
		const array = this.#core.arrays[Math.floor(offset / Register.ARRAY_STRIDE)];
		switch (offset % Register.ARRAY_STRIDE) {
			case ArrayField.ROWS:
				return array.rows;
			case ArrayField.COLUMNS:
				return array.columns;
			case ArrayField.DIFFERENTIAL:
				return DIFFERENTIAL[array.differential];
			case ArrayField.MINIMUM:
				return Math.round(array.minimum / PICO);
			case ArrayField.MAXIMUM:
				return Math.round(array.maximum / PICO);
			default:
				return 0;
		}
	}
}
