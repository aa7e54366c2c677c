import { ErrorCode, MAX_PAYLOAD, Opcode, ProgramFlag, Register } from "../accelerator/registers";
import type { ChipChance } from "./chip-chance";
import type { ChipRegisters } from "./chip-registers";
import { type ChipReply, unsigned32 } from "./chip-reply";
import type { Core, ProgramReport } from "./core";

/** Simulated time of one READ_CELLS cell, microseconds (assumed: the papers give none). */
const READ_CELL_TIME = 10;
const PROGRAM_HEADER = 12;
const REGION_BYTES = 10;

/** PROGRAM, READ_OUTCOMES, READ_CELLS. Each checks its payload, writes `reply`, and returns 0 or an ErrorCode. */
export class CellOperations {
	readonly #core: Core;
	readonly #registers: ChipRegisters;
	readonly #chance: ChipChance;
	readonly #reply: ChipReply;
	readonly #codes: Uint8Array;
	readonly #report: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };

	constructor(core: Core, registers: ChipRegisters, chance: ChipChance, reply: ChipReply) {
		this.#core = core;
		this.#registers = registers;
		this.#chance = chance;
		this.#reply = reply;
		let cells = 0;
		for (const array of core.arrays) cells = Math.max(cells, array.rows * array.columns);
		this.#codes = new Uint8Array(cells);
	}

	program(payload: DataView, length: number): number {
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
		const random = this.#chance.of(Opcode.PROGRAM);
		if (flags & ProgramFlag.ERASE) this.#core.erase(number, random);
		const report = this.#report;
		const { settings } = this.#registers;
		this.#core.program(number, row, column, rows, columns, this.#codes, levels, settings, random, report);
		this.#registers.count(Register.CELLS_PROGRAMMED, report.cells);
		this.#registers.count(Register.CELLS_MISSED, report.missed);
		this.#registers.count(Register.PULSES, report.pulses);
		this.#reply.view.setUint32(0, report.cells, true);
		this.#reply.view.setUint32(4, report.missed, true);
		this.#reply.view.setUint32(8, report.pulses, true);
		this.#reply.view.setUint32(12, unsigned32(report.microseconds), true);
		return this.#reply.finishLong(16, report.microseconds);
	}

	readOutcomes(payload: DataView, length: number): number {
		const error = this.#checkRegionPayload(payload, length, 1);
		if (error) return error;
		const number = payload.getUint8(0);
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		let at = 0;
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++) this.#reply.view.setUint8(at++, this.#core.outcome(number, i, j));
		this.#reply.bytes = at;
		return 0;
	}

	readCells(payload: DataView, length: number): number {
		const error = this.#checkRegionPayload(payload, length, 2);
		if (error) return error;
		const number = payload.getUint8(0);
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		const random = this.#chance.of(Opcode.READ_CELLS);
		const step = this.#registers.conductanceStep;
		let at = 0;
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++, at += 2) {
				const steps = Math.round((this.#core.readCell(number, i, j, random) * 1e12) / step);
				this.#reply.view.setUint16(at, Math.min(Math.max(steps, 0), 0xffff), true);
			}
		this.#registers.count(Register.CONVERSIONS, rows * columns);
		return this.#reply.finishLong(at, rows * columns * READ_CELL_TIME);
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
