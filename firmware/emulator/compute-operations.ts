import { ErrorCode, Mode, Opcode, Register } from "../accelerator/registers";
import type { ChipChance } from "./chip-chance";
import type { ChipRegisters } from "./chip-registers";
import { type ChipReply, unsigned32 } from "./chip-reply";
import type { ArrayDescription, Core, MultiplyReport } from "./core";

const LOAD_HEADER = 6;

/** LOAD_INPUTS, MULTIPLY, READ_OUTPUTS. Each checks its payload, writes `reply`, and returns 0 or an ErrorCode. */
export class ComputeOperations {
	readonly #core: Core;
	readonly #registers: ChipRegisters;
	readonly #chance: ChipChance;
	readonly #reply: ChipReply;
	readonly #report: MultiplyReport = {
		outputs: 0,
		clipped: 0,
		conversions: 0,
		microseconds: 0,
		noiseFloor: 0,
		energy: 0,
	};
	readonly #inputs: Int8Array;
	readonly #inputRows: number;
	#outputs = 0;
	#loadedArray = -1;
	#loadedRows = 0;
	#loadedVectors = 0;

	constructor(core: Core, registers: ChipRegisters, chance: ChipChance, reply: ChipReply) {
		this.#core = core;
		this.#registers = registers;
		this.#chance = chance;
		this.#reply = reply;
		let lines = 0;
		for (const array of core.arrays) lines = Math.max(lines, array.rows, array.columns);
		this.#inputRows = lines;
		this.#inputs = new Int8Array(lines * core.maximumVectors);
	}

	/** Inputs and outputs are forgotten. */
	reset(): void {
		this.#outputs = 0;
		this.#loadedArray = -1;
	}

	loadInputs(payload: DataView, length: number): number {
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

	multiply(payload: DataView, length: number): number {
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
		const report = this.#report;
		this.#core.multiply(mode, number, vectors, this.#registers.settings, this.#chance.of(Opcode.MULTIPLY), report);
		this.#outputs = report.outputs;
		this.#registers.count(Register.CONVERSIONS, report.conversions);
		this.#registers.count(Register.CLIPPED, report.clipped);
		this.#reply.view.setUint16(0, report.outputs, true);
		this.#reply.view.setUint16(2, report.clipped, true);
		this.#reply.view.setUint32(4, unsigned32(report.microseconds), true);
		this.#reply.view.setUint32(8, unsigned32(report.noiseFloor * 1e12), true);
		this.#reply.view.setUint32(12, unsigned32(report.energy * 1e9), true);
		return this.#reply.finishLong(16, report.microseconds);
	}

	readOutputs(payload: DataView, length: number): number {
		if (length !== 4) return ErrorCode.BAD_LENGTH;
		const offset = payload.getUint16(0, true);
		const count = payload.getUint16(2, true);
		const size = this.#core.outputBits > 8 ? 2 : 1;
		if (count < 1 || !this.#reply.hasRoom(count * size)) return ErrorCode.BAD_VALUE;
		if (offset + count > this.#outputs) return ErrorCode.BAD_ADDRESS;
		const { outputs } = this.#core;
		for (let i = 0; i < count; i++)
			if (size === 1) this.#reply.view.setInt8(i, outputs[offset + i]);
			else this.#reply.view.setInt16(2 * i, outputs[offset + i], true);
		this.#reply.bytes = count * size;
		return 0;
	}
}

/** Lines that the loaded inputs drive in this mode; 0 where they are not used. */
function drivenLines(mode: number, array: ArrayDescription): number {
	if (mode === Mode.TONES_READ || mode === Mode.TONES_CASCADE) return 0;
	if (mode === Mode.BACKWARD) return array.differential === "columns" ? array.columns >> 1 : array.columns;
	return array.rows;
}
