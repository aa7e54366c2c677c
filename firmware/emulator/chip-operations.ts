import { ErrorCode, MAX_PAYLOAD, Mode, Opcode, ProgramFlag, Register } from "../accelerator/registers";
import { Random } from "../math/random";
import type { ChipRegisters } from "./chip-registers";
import type { ArrayDescription, Core, MultiplyReport, ProgramReport } from "./core";

/** Simulated time of one READ_CELLS cell, of CALIBRATE and of SELF_TEST, microseconds (assumed: the papers give none). */
const READ_CELL_TIME = 10;
const CALIBRATE_TIME = 10_000;
const SELF_TEST_TIME = 10_000;

const PROGRAM_HEADER = 12;
const REGION_BYTES = 10;
const LOAD_HEADER = 6;

/**
 * Carries out commands: checks the payload against the chip's description, calls the core, writes the answer's payload.
 * `run` returns 0 or an ErrorCode; `answerBytes` and, for a long operation, `microseconds` say the rest.
 */
export class ChipOperations {
	readonly #core: Core;
	readonly #registers: ChipRegisters;
	/** Payload of the answer. */
	readonly #answer: DataView;
	readonly #random = new Random(0);
	readonly #codes: Uint8Array;
	readonly #inputs: Int8Array;
	readonly #inputRows: number;
	readonly #program: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	readonly #multiply: MultiplyReport = {
		outputs: 0,
		clipped: 0,
		conversions: 0,
		microseconds: 0,
		noiseFloor: 0,
		energy: 0,
	};
	#outputs = 0;
	#loadedArray = -1;
	#loadedRows = 0;
	#loadedVectors = 0;
	/** Bytes of the answer's payload. */
	answerBytes = 0;
	/** The operation takes simulated time, and raises the interrupt at its end. */
	long = false;
	/** Simulated time of a long operation. */
	microseconds = 0;

	/** @param answer where the payload of an answer goes, MAX_PAYLOAD bytes */
	constructor(core: Core, registers: ChipRegisters, answer: DataView) {
		this.#core = core;
		this.#registers = registers;
		this.#answer = answer;
		let cells = 0;
		let lines = 0;
		for (const array of core.arrays) {
			cells = Math.max(cells, array.rows * array.columns);
			lines = Math.max(lines, array.rows, array.columns);
		}
		this.#codes = new Uint8Array(cells);
		this.#inputRows = lines;
		this.#inputs = new Int8Array(lines * core.maximumVectors);
	}

	/** Inputs and outputs are forgotten. */
	reset(): void {
		this.#outputs = 0;
		this.#loadedArray = -1;
	}

	/** @param length bytes of the payload; within the view of it */
	run(opcode: number, payload: DataView, length: number): number {
		this.answerBytes = 0;
		this.long = false;
		this.microseconds = 0;
		if (
			!this.#registers.acknowledged &&
			opcode !== Opcode.READ_REGISTERS &&
			opcode !== Opcode.WRITE_REGISTERS &&
			isKnown(opcode)
		)
			return ErrorCode.NOT_CONFIGURED;
		switch (opcode) {
			case Opcode.READ_REGISTERS:
				return this.#readRegisters(payload, length);
			case Opcode.WRITE_REGISTERS:
				return this.#writeRegisters(payload, length);
			case Opcode.PROGRAM:
				return this.#programRegion(payload, length);
			case Opcode.READ_OUTCOMES:
				return this.#readOutcomes(payload, length);
			case Opcode.READ_CELLS:
				return this.#readCells(payload, length);
			case Opcode.LOAD_INPUTS:
				return this.#loadInputs(payload, length);
			case Opcode.MULTIPLY:
				return this.#runMultiply(payload, length);
			case Opcode.READ_OUTPUTS:
				return this.#readOutputs(payload, length);
			case Opcode.CALIBRATE:
				return this.#calibrate(length);
			case Opcode.SELF_TEST:
				return this.#selfTest(length);
			default:
				return ErrorCode.UNKNOWN_OPCODE;
		}
	}

	#readRegisters(payload: DataView, length: number): number {
		if (length !== 4) return ErrorCode.BAD_LENGTH;
		const address = payload.getUint16(0, true);
		const count = payload.getUint16(2, true);
		if (count < 1 || count * 4 > MAX_PAYLOAD) return ErrorCode.BAD_VALUE;
		for (let i = 0; i < count; i++) if (!this.#registers.isReadable(address + i)) return ErrorCode.BAD_ADDRESS;
		for (let i = 0; i < count; i++) this.#answer.setUint32(4 * i, this.#registers.read(address + i), true);
		this.answerBytes = 4 * count;
		return 0;
	}

	/** All or none: every value is checked before the first is written. */
	#writeRegisters(payload: DataView, length: number): number {
		if (length < 8) return ErrorCode.BAD_LENGTH;
		const address = payload.getUint16(0, true);
		const count = payload.getUint16(2, true);
		if (length !== 4 + 4 * count) return ErrorCode.BAD_LENGTH;
		for (let i = 0; i < count; i++) {
			const error = this.#registers.checkWrite(address + i, payload.getUint32(4 + 4 * i, true));
			if (error) return error;
		}
		for (let i = 0; i < count; i++) this.#registers.write(address + i, payload.getUint32(4 + 4 * i, true));
		return 0;
	}

	#programRegion(payload: DataView, length: number): number {
		if (length < PROGRAM_HEADER) return ErrorCode.BAD_LENGTH;
		const number = payload.getUint8(0);
		const bits = payload.getUint8(1);
		const flags = payload.getUint8(2);
		const row = payload.getUint16(4, true);
		const column = payload.getUint16(6, true);
		const rows = payload.getUint16(8, true);
		const columns = payload.getUint16(10, true);
		const error = this.#checkRegion(number, row, column, rows, columns);
		if (error) return error;
		if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return ErrorCode.BAD_VALUE;
		if (flags & ~ProgramFlag.ERASE || payload.getUint8(3) !== 0) return ErrorCode.BAD_VALUE;
		const cells = rows * columns;
		if (length !== PROGRAM_HEADER + ((cells * bits + 7) >> 3)) return ErrorCode.BAD_LENGTH;

		const levels = (1 << bits) - 1;
		for (let cell = 0; cell < cells; cell++) {
			const bit = cell * bits;
			this.#codes[cell] = (payload.getUint8(PROGRAM_HEADER + (bit >> 3)) >> (bit & 7)) & levels;
		}
		const random = this.#chance(Opcode.PROGRAM);
		if (flags & ProgramFlag.ERASE) this.#core.erase(number, random);
		const report = this.#program;
		const { settings } = this.#registers;
		this.#core.program(number, row, column, rows, columns, this.#codes, levels, settings, random, report);
		this.#registers.count(Register.CELLS_PROGRAMMED, report.cells);
		this.#registers.count(Register.CELLS_MISSED, report.missed);
		this.#registers.count(Register.PULSES, report.pulses);
		this.#answer.setUint32(0, report.cells, true);
		this.#answer.setUint32(4, report.missed, true);
		this.#answer.setUint32(8, report.pulses, true);
		this.#answer.setUint32(12, wholeNumber(report.microseconds), true);
		return this.#finishLong(16, report.microseconds);
	}

	#readOutcomes(payload: DataView, length: number): number {
		const error = this.#checkRegionPayload(payload, length, 1);
		if (error) return error;
		const number = payload.getUint8(0);
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		let at = 0;
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++) this.#answer.setUint8(at++, this.#core.outcome(number, i, j));
		this.answerBytes = at;
		return 0;
	}

	#readCells(payload: DataView, length: number): number {
		const error = this.#checkRegionPayload(payload, length, 2);
		if (error) return error;
		const number = payload.getUint8(0);
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		const random = this.#chance(Opcode.READ_CELLS);
		const step = this.#registers.conductanceStep;
		let at = 0;
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++, at += 2) {
				const steps = Math.round((this.#core.readCell(number, i, j, random) * 1e12) / step);
				this.#answer.setUint16(at, Math.min(Math.max(steps, 0), 0xffff), true);
			}
		this.#registers.count(Register.CONVERSIONS, rows * columns);
		return this.#finishLong(at, rows * columns * READ_CELL_TIME);
	}

	#loadInputs(payload: DataView, length: number): number {
		if (length < LOAD_HEADER) return ErrorCode.BAD_LENGTH;
		const number = payload.getUint8(0);
		const first = payload.getUint8(1);
		const rows = payload.getUint16(2, true);
		const vectors = payload.getUint16(4, true);
		if (number >= this.#core.arrays.length) return ErrorCode.BAD_ADDRESS;
		if (rows < 1 || rows > this.#inputRows || vectors < 1 || first + vectors > this.#core.maximumVectors)
			return ErrorCode.BAD_VALUE;
		if (length !== LOAD_HEADER + rows * vectors) return ErrorCode.BAD_LENGTH;
		const continues = number === this.#loadedArray && rows === this.#loadedRows && first <= this.#loadedVectors;
		if (first > 0 && !continues) return ErrorCode.BAD_VALUE;
		for (let i = 0; i < rows * vectors; i++) this.#inputs[first * rows + i] = payload.getInt8(LOAD_HEADER + i);
		this.#loadedArray = number;
		this.#loadedRows = rows;
		this.#loadedVectors = first + vectors;
		this.#core.loadInputs(number, rows, this.#loadedVectors, this.#inputs);
		return 0;
	}

	#runMultiply(payload: DataView, length: number): number {
		if (length !== 4) return ErrorCode.BAD_LENGTH;
		const mode = payload.getUint8(0);
		const number = payload.getUint8(1);
		const vectors = payload.getUint16(2, true);
		if (mode > 31 || !((this.#core.modes >>> mode) & 1)) return ErrorCode.UNSUPPORTED_MODE;
		if (number >= this.#core.arrays.length) return ErrorCode.BAD_ADDRESS;
		if (mode === Mode.TONES_CASCADE && number + 1 >= this.#core.arrays.length) return ErrorCode.BAD_ADDRESS;
		if (vectors < 1 || vectors > this.#core.maximumVectors) return ErrorCode.BAD_VALUE;
		const array = this.#core.arrays[number];
		if ((mode === Mode.TONES_CASCADE || mode === Mode.TONES_READ) && vectors > array.columns)
			return ErrorCode.BAD_VALUE;
		const driven = drivenLines(mode, array);
		if (driven > 0) {
			if (this.#loadedArray !== number || vectors > this.#loadedVectors) return ErrorCode.NOT_CONFIGURED;
			if (this.#loadedRows !== driven) return ErrorCode.BAD_VALUE;
		}
		const report = this.#multiply;
		this.#core.multiply(mode, number, vectors, this.#registers.settings, this.#chance(Opcode.MULTIPLY), report);
		this.#outputs = report.outputs;
		this.#registers.count(Register.CONVERSIONS, report.conversions);
		this.#registers.count(Register.CLIPPED, report.clipped);
		this.#answer.setUint16(0, report.outputs, true);
		this.#answer.setUint16(2, report.clipped, true);
		this.#answer.setUint32(4, wholeNumber(report.microseconds), true);
		this.#answer.setUint32(8, wholeNumber(report.noiseFloor * 1e12), true);
		this.#answer.setUint32(12, wholeNumber(report.energy * 1e9), true);
		return this.#finishLong(16, report.microseconds);
	}

	#readOutputs(payload: DataView, length: number): number {
		if (length !== 4) return ErrorCode.BAD_LENGTH;
		const offset = payload.getUint16(0, true);
		const count = payload.getUint16(2, true);
		const size = this.#core.outputBits > 8 ? 2 : 1;
		if (count < 1 || count * size > MAX_PAYLOAD) return ErrorCode.BAD_VALUE;
		if (offset + count > this.#outputs) return ErrorCode.BAD_ADDRESS;
		const { outputs } = this.#core;
		for (let i = 0; i < count; i++)
			if (size === 1) this.#answer.setInt8(i, outputs[offset + i]);
			else this.#answer.setInt16(2 * i, outputs[offset + i], true);
		this.answerBytes = count * size;
		return 0;
	}

	#calibrate(length: number): number {
		if (length !== 0) return ErrorCode.BAD_LENGTH;
		const found = this.#core.calibrate(this.#registers.settings, this.#chance(Opcode.CALIBRATE));
		this.#answer.setInt32(0, signedNumber(found.offset * 1e12), true);
		this.#answer.setInt32(4, signedNumber(found.gain * 1e6), true);
		return this.#finishLong(8, CALIBRATE_TIME);
	}

	#selfTest(length: number): number {
		if (length !== 0) return ErrorCode.BAD_LENGTH;
		const failed = this.#core.selfTest(this.#registers.settings, this.#chance(Opcode.SELF_TEST));
		this.#answer.setUint32(0, failed, true);
		return this.#finishLong(4, SELF_TEST_TIME);
	}

	#finishLong(answerBytes: number, microseconds: number): number {
		this.answerBytes = answerBytes;
		this.long = true;
		this.microseconds = microseconds;
		return 0;
	}

	/** Each operation has chance of its own, a function of (SEED, opcode, how many came since SEED was written). */
	#chance(opcode: number): Random {
		this.#random.reseed(this.#registers.seed, (this.#registers.operationsSinceSeed++ << 8) | opcode);
		return this.#random;
	}

	#checkRegion(number: number, row: number, column: number, rows: number, columns: number): number {
		if (number >= this.#core.arrays.length) return ErrorCode.BAD_ADDRESS;
		const array = this.#core.arrays[number];
		if (rows < 1 || columns < 1) return ErrorCode.BAD_VALUE;
		return row + rows > array.rows || column + columns > array.columns ? ErrorCode.BAD_ADDRESS : 0;
	}

	/** Checks the payload of READ_OUTCOMES and READ_CELLS. */
	#checkRegionPayload(payload: DataView, length: number, bytesPerCell: number): number {
		if (length !== REGION_BYTES) return ErrorCode.BAD_LENGTH;
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		const row = payload.getUint16(2, true);
		const error = this.#checkRegion(payload.getUint8(0), row, payload.getUint16(4, true), rows, columns);
		if (error) return error;
		return payload.getUint8(1) !== 0 || rows * columns * bytesPerCell > MAX_PAYLOAD ? ErrorCode.BAD_VALUE : 0;
	}
}

/** Lines that the loaded inputs drive in this mode; 0 where they are not used. */
function drivenLines(mode: number, array: ArrayDescription): number {
	if (mode === Mode.TONES_READ || mode === Mode.TONES_CASCADE) return 0;
	if (mode === Mode.BACKWARD) return array.differential ? array.columns >> 1 : array.columns;
	return array.rows;
}

function isKnown(opcode: number): boolean {
	return (
		(opcode >= Opcode.PROGRAM && opcode <= Opcode.READ_CELLS) ||
		(opcode >= Opcode.LOAD_INPUTS && opcode <= Opcode.READ_OUTPUTS) ||
		opcode === Opcode.CALIBRATE ||
		opcode === Opcode.SELF_TEST
	);
}

/** Nearest u32. */
function wholeNumber(value: number): number {
	return value > 0 ? (value < 0xffffffff ? Math.round(value) : 0xffffffff) : 0;
}

/** Nearest i32. */
function signedNumber(value: number): number {
	return value > -0x80000000 ? (value < 0x7fffffff ? Math.round(value) : 0x7fffffff) : -0x80000000;
}
