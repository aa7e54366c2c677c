import { ErrorCode, LineSide, Opcode, ProgramFlag, Register } from "../accelerator/registers";
import type { Random } from "../math/random";
import type { ChipChance } from "./chip-chance";
import type { ChipRegisters } from "./chip-registers";
import { type ChipReply, unsigned32 } from "./chip-reply";
import type { CellCore, ProgramReport } from "./core";
import type { LineOperations } from "./line-operations";

/** Simulated time of one READ_CELLS cell, microseconds (assumed: the papers give none). */
const READ_CELL_TIME = 10;
const PROGRAM_HEADER = 12;
const REGION_BYTES = 10;

/** PROGRAM, READ_OUTCOMES, READ_CELLS. Each checks its payload, writes `reply`, and returns 0 or an ErrorCode. */
export class CellOperations {
	readonly #core: CellCore;
	readonly #registers: ChipRegisters;
	readonly #chance: ChipChance;
	readonly #reply: ChipReply;
	readonly #lines: LineOperations;
	readonly #codes: Uint8Array;
	/** The codes of one piece of a region, where lines can be selected. */
	readonly #piece: Uint8Array;
	readonly #report: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	readonly #sum: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };

	constructor(core: CellCore, registers: ChipRegisters, chance: ChipChance, reply: ChipReply, lines: LineOperations) {
		this.#core = core;
		this.#registers = registers;
		this.#chance = chance;
		this.#reply = reply;
		this.#lines = lines;
		let cells = 0;
		for (const array of core.arrays) cells = Math.max(cells, array.rows * array.columns);
		this.#codes = new Uint8Array(cells);
		this.#piece = new Uint8Array(lines.areSelectable ? cells : 0);
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
		const selected = (flags & ProgramFlag.SELECTED) !== 0;
		const error = this.#checkRegion(number, selected, row, column, rows, columns);
		if (error) return error;
		if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return ErrorCode.BAD_VALUE;
		if (flags & ~(ProgramFlag.ERASE | ProgramFlag.SELECTED) || payload.getUint8(3) !== 0) return ErrorCode.BAD_VALUE;
		const cells = rows * columns;
		if (length !== PROGRAM_HEADER + ((cells * bits + 7) >> 3)) return ErrorCode.BAD_LENGTH;

		const levels = (1 << bits) - 1;
		for (let cell = 0; cell < cells; cell++) {
			const bit = cell * bits;
			this.#codes[cell] = (payload.getUint8(PROGRAM_HEADER + (bit >> 3)) >> (bit & 7)) & levels;
		}
		const random = this.#chance.of(Opcode.PROGRAM);
		if (flags & ProgramFlag.ERASE) this.#core.erase(number, random);
		const report = selected ? this.#sum : this.#report;
		const { settings } = this.#registers;
		if (selected) this.#programSelected(number, row, column, rows, columns, levels, random);
		else this.#core.program(number, row, column, rows, columns, this.#codes, levels, settings, random, report);
		this.#registers.count(Register.CELLS_PROGRAMMED, report.cells);
		this.#registers.count(Register.CELLS_MISSED, report.missed);
		this.#registers.count(Register.PULSES, report.pulses);
		this.#reply.view.setUint32(0, report.cells, true);
		this.#reply.view.setUint32(4, report.missed, true);
		this.#reply.view.setUint32(8, report.pulses, true);
		this.#reply.view.setUint32(12, unsigned32(report.microseconds), true);
		return this.#reply.finishLong(16, report.microseconds);
	}

	/** A region of selected lines, in pieces without holes; #sum adds them up. */
	#programSelected(
		number: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		levels: number,
		random: Random,
	): void {
		const report = this.#report;
		const sum = this.#sum;
		sum.cells = sum.missed = sum.pulses = sum.microseconds = 0;
		for (let i = 0, high = 0; i < rows; i += high) {
			high = this.#run(number, LineSide.ROWS, row + i, rows - i);
			for (let j = 0, wide = 0; j < columns; j += wide) {
				wide = this.#run(number, LineSide.COLUMNS, column + j, columns - j);
				for (let k = 0; k < high; k++) {
					const start = (i + k) * columns + j;
					for (let m = 0; m < wide; m++) this.#piece[k * wide + m] = this.#codes[start + m];
				}
				const atRow = this.#lines.line(number, LineSide.ROWS, row + i);
				const atColumn = this.#lines.line(number, LineSide.COLUMNS, column + j);
				const { settings } = this.#registers;
				this.#core.program(number, atRow, atColumn, high, wide, this.#piece, levels, settings, random, report);
				sum.cells += report.cells;
				sum.missed += report.missed;
				sum.pulses += report.pulses;
				sum.microseconds += report.microseconds;
			}
		}
	}

	/** How many of the `most` selected lines from number `index` on follow each other without a hole. */
	#run(number: number, side: number, index: number, most: number): number {
		const first = this.#lines.line(number, side, index);
		let run = 1;
		while (run < most && this.#lines.line(number, side, index + run) === first + run) run++;
		return run;
	}

	readOutcomes(payload: DataView, length: number): number {
		const error = this.#checkRegionPayload(payload, length, 1);
		if (error) return error;
		const number = payload.getUint8(0);
		const selected = payload.getUint8(1) !== 0;
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		let at = 0;
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++) {
				const physicalRow = selected ? this.#lines.line(number, LineSide.ROWS, i) : i;
				const physicalColumn = selected ? this.#lines.line(number, LineSide.COLUMNS, j) : j;
				this.#reply.view.setUint8(at++, this.#core.outcome(number, physicalRow, physicalColumn));
			}
		this.#reply.bytes = at;
		return 0;
	}

	readCells(payload: DataView, length: number): number {
		const error = this.#checkRegionPayload(payload, length, 2);
		if (error) return error;
		const number = payload.getUint8(0);
		const selected = payload.getUint8(1) !== 0;
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		const random = this.#chance.of(Opcode.READ_CELLS);
		const step = this.#registers.conductanceStep;
		let at = 0;
		for (let i = row; i < row + rows; i++)
			for (let j = column; j < column + columns; j++, at += 2) {
				const physicalRow = selected ? this.#lines.line(number, LineSide.ROWS, i) : i;
				const physicalColumn = selected ? this.#lines.line(number, LineSide.COLUMNS, j) : j;
				const siemens = this.#core.readCell(number, physicalRow, physicalColumn, random);
				const steps = Math.round((siemens * 1e12) / step);
				this.#reply.view.setUint16(at, Math.min(Math.max(steps, 0), 0xffff), true);
			}
		this.#registers.count(Register.CONVERSIONS, rows * columns);
		return this.#reply.finishLong(at, rows * columns * READ_CELL_TIME);
	}

	#checkRegion(number: number, selected: boolean, row: number, column: number, rows: number, columns: number): number {
		if (number >= this.#core.arrays.length) return ErrorCode.BAD_ADDRESS;
		const array = this.#core.arrays[number];
		if (selected && !this.#lines.areSelectable) return ErrorCode.BAD_VALUE;
		if (rows < 1 || columns < 1) return ErrorCode.BAD_VALUE;
		const mostRows = selected ? this.#lines.count(number, LineSide.ROWS) : array.rows;
		const mostColumns = selected ? this.#lines.count(number, LineSide.COLUMNS) : array.columns;
		return row + rows > mostRows || column + columns > mostColumns ? ErrorCode.BAD_ADDRESS : 0;
	}

	/** Checks the payload of READ_OUTCOMES and READ_CELLS. */
	#checkRegionPayload(payload: DataView, length: number, bytesPerCell: number): number {
		if (length !== REGION_BYTES) return ErrorCode.BAD_LENGTH;
		const flags = payload.getUint8(1);
		const rows = payload.getUint16(6, true);
		const columns = payload.getUint16(8, true);
		const row = payload.getUint16(2, true);
		const column = payload.getUint16(4, true);
		if (flags & ~ProgramFlag.SELECTED) return ErrorCode.BAD_VALUE;
		const error = this.#checkRegion(payload.getUint8(0), flags !== 0, row, column, rows, columns);
		if (error) return error;
		return this.#reply.hasRoom(rows * columns * bytesPerCell) ? 0 : ErrorCode.BAD_VALUE;
	}
}
