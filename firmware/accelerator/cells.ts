import type { Link } from "./link";
import type { LinkError } from "./link-error";
import { RegionWalk } from "./region-walk";
import { Opcode, ProgramFlag } from "./registers";
import type { Done, Turn } from "./turn";

/** What PROGRAM did, summed over its commands. */
export interface Programmed {
	cells: number;
	/** Cells not within tolerance, stuck ones among them. */
	missed: number;
	pulses: number;
	/** The chip's time, microseconds. */
	microseconds: number;
}

const PROGRAM_HEADER = 12;
const REGION_HEADER = 10;

/** Writes and reads regions of cells, in as many commands as their size needs. */
export class Cells {
	readonly programmed: Programmed = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	readonly #turn: Turn;
	readonly #link: Link;
	readonly #walk = new RegionWalk();
	readonly #answered: Done = error => this.#goOn(error);
	#array = 0;
	#row = 0;
	#column = 0;
	#columns = 0;
	#bits = 0;
	#flags = 0;
	#codes: Uint8Array = NO_BYTES;
	#opcode = 0;
	#into: Uint8Array | Uint16Array = NO_BYTES;

	constructor(turn: Turn) {
		this.#turn = turn;
		this.#link = turn.link;
	}

	/**
	 * Programs a region; `programmed` sums up.
	 * @param codes one a cell, row-major, 0 to 2^bits - 1; left alone until done
	 * @param bits 1, 2, 4 or 8 a cell on the wire
	 * @param erase every cell of the array goes to the high-resistance state first
	 */
	program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		bits: number,
		erase: boolean,
		done: Done,
	): void {
		this.#program(array, row, column, rows, columns, codes, bits, erase ? ProgramFlag.ERASE : 0, done);
	}

	/** As `program`, of rows and columns counted among the selected ones. */
	programSelected(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		bits: number,
		done: Done,
	): void {
		this.#program(array, row, column, rows, columns, codes, bits, ProgramFlag.SELECTED, done);
	}

	#program(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		codes: Uint8Array,
		bits: number,
		flags: number,
		done: Done,
	): void {
		this.#turn.begin(done);
		this.#opcode = Opcode.PROGRAM;
		this.#array = array;
		this.#row = row;
		this.#column = column;
		this.#columns = columns;
		this.#codes = codes;
		this.#bits = bits;
		this.#flags = flags;
		this.#walk.start(rows, columns, Math.floor(((this.#link.maximumPayload - PROGRAM_HEADER) * 8) / bits));
		const { programmed } = this;
		programmed.cells = programmed.missed = programmed.pulses = programmed.microseconds = 0;
		this.#programPiece();
	}

	#programPiece(): void {
		const walk = this.#walk;
		if (!walk.next()) {
			this.#turn.finish(undefined);
			return;
		}
		const { payload } = this.#link;
		const bits = this.#bits;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, bits);
		payload.setUint8(2, this.#flags);
		payload.setUint8(3, 0);
		payload.setUint16(4, this.#row + walk.row, true);
		payload.setUint16(6, this.#column + walk.column, true);
		payload.setUint16(8, walk.rows, true);
		payload.setUint16(10, walk.columns, true);
		let at = PROGRAM_HEADER;
		let byte = 0;
		let filled = 0;
		for (let i = walk.row; i < walk.row + walk.rows; i++) {
			const rowStart = i * this.#columns + walk.column;
			for (let j = 0; j < walk.columns; j++) {
				byte |= this.#codes[rowStart + j] << filled;
				filled += bits;
				if (filled < 8) continue;
				payload.setUint8(at++, byte);
				byte = filled = 0;
			}
		}
		if (filled > 0) payload.setUint8(at++, byte);
		this.#flags &= ~ProgramFlag.ERASE;
		this.#link.execute(Opcode.PROGRAM, at, 16, this.#answered);
	}

	#takeProgrammed(): void {
		const { answer } = this.#link;
		const { programmed } = this;
		programmed.cells += answer.getUint32(0, true);
		programmed.missed += answer.getUint32(4, true);
		programmed.pulses += answer.getUint32(8, true);
		programmed.microseconds += answer.getUint32(12, true);
	}

	/** Reads the outcome bytes of a region, row-major: Outcome in bits 1..0, pulses in bits 7..2. */
	outcomes(array: number, row: number, column: number, rows: number, columns: number, into: Uint8Array, done: Done) {
		this.#readRegion(Opcode.READ_OUTCOMES, 0, array, row, column, rows, columns, into, done);
	}

	/** As `outcomes`, of selected rows and columns. */
	outcomesSelected(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		into: Uint8Array,
		done: Done,
	): void {
		this.#readRegion(Opcode.READ_OUTCOMES, ProgramFlag.SELECTED, array, row, column, rows, columns, into, done);
	}

	/** Reads the conductances of a region, row-major, in steps of `identity.conductanceStep`. */
	read(array: number, row: number, column: number, rows: number, columns: number, into: Uint16Array, done: Done) {
		this.#readRegion(Opcode.READ_CELLS, 0, array, row, column, rows, columns, into, done);
	}

	/** As `read`, of selected rows and columns. */
	readSelected(
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		into: Uint16Array,
		done: Done,
	): void {
		this.#readRegion(Opcode.READ_CELLS, ProgramFlag.SELECTED, array, row, column, rows, columns, into, done);
	}

	#readRegion(
		opcode: number,
		flags: number,
		array: number,
		row: number,
		column: number,
		rows: number,
		columns: number,
		into: Uint8Array | Uint16Array,
		done: Done,
	): void {
		this.#turn.begin(done);
		this.#opcode = opcode;
		this.#flags = flags;
		this.#array = array;
		this.#row = row;
		this.#column = column;
		this.#columns = columns;
		this.#into = into;
		this.#walk.start(rows, columns, Math.floor(this.#link.maximumPayload / into.BYTES_PER_ELEMENT));
		this.#readPiece();
	}

	#readPiece(): void {
		const walk = this.#walk;
		if (!walk.next()) {
			this.#turn.finish(undefined);
			return;
		}
		const { payload } = this.#link;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, this.#flags);
		payload.setUint16(2, this.#row + walk.row, true);
		payload.setUint16(4, this.#column + walk.column, true);
		payload.setUint16(6, walk.rows, true);
		payload.setUint16(8, walk.columns, true);
		const bytes = walk.rows * walk.columns * this.#into.BYTES_PER_ELEMENT;
		this.#link.execute(this.#opcode, REGION_HEADER, bytes, this.#answered);
	}

	#takeRead(): void {
		const walk = this.#walk;
		const { answer } = this.#link;
		const into = this.#into;
		const wide = into.BYTES_PER_ELEMENT === 2;
		let at = 0;
		for (let i = walk.row; i < walk.row + walk.rows; i++)
			for (let j = walk.column; j < walk.column + walk.columns; j++, at++)
				into[i * this.#columns + j] = wide ? answer.getUint16(2 * at, true) : answer.getUint8(at);
	}

	/** After the answer to the last command. */
	#goOn(error: LinkError | undefined): void {
		if (this.#turn.failed(error)) return;
		if (this.#opcode === Opcode.PROGRAM) {
			this.#takeProgrammed();
			this.#programPiece();
		} else {
			this.#takeRead();
			this.#readPiece();
		}
	}
}

const NO_BYTES = new Uint8Array(0);
