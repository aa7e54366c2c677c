import { isPointValue, POINT_FIELDS, PointField } from "../accelerator/operating-point";
import { ErrorCode, Register } from "../accelerator/registers";
import { type AnyCore, isParallel, type OperatingPoint, type ParallelCore } from "./core";

const MICRO = 1e-6;
const PICO = 1e-12;

/** Registers of the arrays' operating points, and the core kept in step with them. */
export class OperatingPoints {
	readonly #core: ParallelCore | undefined;
	readonly #values: Uint32Array;
	readonly #before = new Uint32Array(POINT_FIELDS);
	readonly #point: OperatingPoint | undefined;

	constructor(core: AnyCore) {
		this.#core = isParallel(core) ? core : undefined;
		this.#point = this.#core ? { ...this.#core.point } : undefined;
		this.#values = new Uint32Array(this.#core ? core.arrays.length * POINT_FIELDS : 0);
	}

	/** All arrays go back to the core's own point. */
	reset(): void {
		if (!this.#core) return;
		const values = this.#values;
		writePoint(this.#core.point, values);
		for (let at = POINT_FIELDS; at < values.length; at += POINT_FIELDS) values.copyWithin(at, 0, POINT_FIELDS);
		for (let array = 0; array < this.#core.arrays.length; array++) this.#apply(array);
	}

	/** Whether there is a register at this address. */
	has(address: number): boolean {
		return this.#index(address) >= 0;
	}

	read(address: number): number {
		return this.#values[this.#index(address)];
	}

	/** 0 when the value may be written, else an ErrorCode. */
	checkWrite(address: number, value: number): number {
		const index = this.#index(address);
		if (index < 0) return ErrorCode.BAD_ADDRESS;
		return isPointValue(index % POINT_FIELDS, value) ? 0 : ErrorCode.BAD_VALUE;
	}

	/** Writes checked values of one array; throws what the core says of them, and then has changed nothing. */
	write(address: number, count: number, payload: DataView, offset: number): void {
		const index = this.#index(address);
		const array = (index / POINT_FIELDS) | 0;
		const start = array * POINT_FIELDS;
		const values = this.#values;
		for (let i = 0; i < POINT_FIELDS; i++) this.#before[i] = values[start + i];
		for (let i = 0; i < count; i++) values[index + i] = payload.getUint32(offset + 4 * i, true);
		try {
			this.#apply(array);
		} catch (error) {
			values.set(this.#before, start);
			this.#apply(array);
			throw error;
		}
	}

	/** Value of a PointField of an array. */
	value(array: number, field: number): number {
		return this.#values[array * POINT_FIELDS + field];
	}

	/** Index of a register's value; -1 where there is none. */
	#index(address: number): number {
		const offset = address - Register.POINT_BASE;
		if (offset < 0) return -1;
		const field = offset % Register.POINT_STRIDE;
		const index = Math.floor(offset / Register.POINT_STRIDE) * POINT_FIELDS + field;
		return field < POINT_FIELDS && index < this.#values.length ? index : -1;
	}

	#apply(array: number): void {
		const point = this.#point!;
		readPoint(this.#values, array * POINT_FIELDS, point);
		this.#core!.configure(array, point);
	}
}

/** A value a PointField, as the registers hold them. */
export function writePoint(point: OperatingPoint, values: Uint32Array): void {
	values[PointField.INPUT_BITS] = point.inputBits;
	values[PointField.INPUT_SIGNED] = point.inputSigned;
	values[PointField.PAIRS] = point.pairs;
	values[PointField.CONVERTER] = point.converter;
	values[PointField.OUTPUT_BITS] = point.outputBits;
	values[PointField.ACTIVATION] = point.activation;
	values[PointField.PULSE_MULTIPLIER] = point.pulseMultiplier;
	values[PointField.POSITIVE_VOLTAGE] = Math.round(point.positiveVoltage / MICRO);
	values[PointField.NEGATIVE_VOLTAGE] = Math.round(point.negativeVoltage / MICRO);
	values[PointField.DECREMENT_UP] = Math.round(point.decrementUp / MICRO);
	values[PointField.DECREMENT_DOWN] = Math.round(point.decrementDown / MICRO);
	values[PointField.DECREMENT_STEPS] = point.decrementSteps;
	values[PointField.COMPARATOR_OFFSET] = Math.round(point.comparatorOffset / MICRO);
	values[PointField.ROW_GATING] = point.rowGating;
	values[PointField.NOISE_PULSES] = point.noisePulses;
	values[PointField.NOISE_AMPLITUDE] = Math.round(point.noiseAmplitude / MICRO);
	values[PointField.ABSOLUTE_TOLERANCE] = Math.round(point.absoluteTolerance / PICO);
	values[PointField.PROGRAM_PASSES] = point.programPasses;
}

/** The registers from `start` on, in SI units. */
export function readPoint(values: ArrayLike<number>, start: number, point: OperatingPoint): void {
	point.inputBits = values[start + PointField.INPUT_BITS];
	point.inputSigned = values[start + PointField.INPUT_SIGNED];
	point.pairs = values[start + PointField.PAIRS];
	point.converter = values[start + PointField.CONVERTER];
	point.outputBits = values[start + PointField.OUTPUT_BITS];
	point.activation = values[start + PointField.ACTIVATION];
	point.pulseMultiplier = values[start + PointField.PULSE_MULTIPLIER];
	point.positiveVoltage = values[start + PointField.POSITIVE_VOLTAGE] * MICRO;
	point.negativeVoltage = values[start + PointField.NEGATIVE_VOLTAGE] * MICRO;
	point.decrementUp = values[start + PointField.DECREMENT_UP] * MICRO;
	point.decrementDown = values[start + PointField.DECREMENT_DOWN] * MICRO;
	point.decrementSteps = values[start + PointField.DECREMENT_STEPS];
	point.comparatorOffset = (values[start + PointField.COMPARATOR_OFFSET] | 0) * MICRO;
	point.rowGating = values[start + PointField.ROW_GATING];
	point.noisePulses = values[start + PointField.NOISE_PULSES];
	point.noiseAmplitude = values[start + PointField.NOISE_AMPLITUDE] * MICRO;
	point.absoluteTolerance = values[start + PointField.ABSOLUTE_TOLERANCE] * PICO;
	point.programPasses = values[start + PointField.PROGRAM_PASSES];
}
