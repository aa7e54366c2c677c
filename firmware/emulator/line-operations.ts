import { ErrorCode, LineSide } from "../accelerator/registers";
import type { ChipReply } from "./chip-reply";
import { type AnyCore, isParallel, type ParallelCore } from "./core";

const READ_LINES_BYTES = 6;
const SELECT_HEADER = 4;

/** READ_LINES, SELECT_LINES, and which lines of each array are selected. */
export class LineOperations {
	readonly #core: ParallelCore | undefined;
	readonly #reply: ChipReply;
	/** Physical numbers of the selected lines, ascending, and how many they are; array by array, rows then columns. */
	readonly #selected: Uint16Array[] = [];
	readonly #counts: Uint16Array;
	/** A byte a line, for the core. */
	readonly #flags: Uint8Array;

	constructor(core: AnyCore, reply: ChipReply) {
		this.#core = isParallel(core) ? core : undefined;
		this.#reply = reply;
		let longest = 0;
		for (const array of core.arrays) {
			longest = Math.max(longest, array.rows, array.columns);
			if (this.#core) this.#selected.push(new Uint16Array(array.rows), new Uint16Array(array.columns));
		}
		this.#counts = new Uint16Array(this.#selected.length);
		this.#flags = new Uint8Array(longest);
	}

	/** Whether lines of this chip can be selected. */
	get areSelectable(): boolean {
		return this.#core !== undefined;
	}

	/** No line is selected. */
	reset(): void {
		this.#counts.fill(0);
	}

	/** Number of selected lines. */
	count(array: number, side: number): number {
		return this.#counts[2 * array + side];
	}

	/** Physical number of the selected line number `index`. */
	line(array: number, side: number, index: number): number {
		return this.#selected[2 * array + side][index];
	}

	readLines(payload: DataView, length: number): number {
		if (!this.#core) return ErrorCode.UNKNOWN_OPCODE;
		if (length !== READ_LINES_BYTES) return ErrorCode.BAD_LENGTH;
		const array = payload.getUint8(0);
		const side = payload.getUint8(1);
		const first = payload.getUint16(2, true);
		const count = payload.getUint16(4, true);
		const lines = this.#lines(array, side);
		if (lines < 0) return -lines;
		const bytes = (count + 3) >> 2;
		if (count < 1 || !this.#reply.hasRoom(bytes)) return ErrorCode.BAD_VALUE;
		if (first + count > lines) return ErrorCode.BAD_ADDRESS;
		for (let at = 0; at < bytes; at++) this.#reply.view.setUint8(at, 0);
		for (let i = 0; i < count; i++) {
			const packed =
				this.#reply.view.getUint8(i >> 2) | (this.#core.lineState(array, side, first + i) << (2 * (i & 3)));
			this.#reply.view.setUint8(i >> 2, packed);
		}
		this.#reply.bytes = bytes;
		return 0;
	}

	selectLines(payload: DataView, length: number): number {
		if (!this.#core) return ErrorCode.UNKNOWN_OPCODE;
		if (length < SELECT_HEADER) return ErrorCode.BAD_LENGTH;
		const array = payload.getUint8(0);
		const side = payload.getUint8(1);
		const first = payload.getUint16(2, true);
		const lines = this.#lines(array, side);
		if (lines < 0) return -lines;
		const bits = 8 * (length - SELECT_HEADER);
		for (let i = Math.max(0, lines - first); i < bits; i++) if (maskBit(payload, i)) return ErrorCode.BAD_ADDRESS;

		const flags = this.#flags.subarray(0, lines);
		const selected = this.#selected[2 * array + side];
		let count = 0;
		flags.fill(0);
		for (let i = 0; i < bits; i++) {
			if (!maskBit(payload, i)) continue;
			flags[first + i] = 1;
			selected[count++] = first + i;
		}
		this.#counts[2 * array + side] = count;
		this.#core.select(array, side, flags);
		this.#reply.view.setUint16(0, count, true);
		this.#reply.bytes = 2;
		return 0;
	}

	/** Number of lines of a side, or minus an ErrorCode. */
	#lines(array: number, side: number): number {
		if (array >= this.#core!.arrays.length) return -ErrorCode.BAD_ADDRESS;
		if (side === LineSide.ROWS) return this.#core!.arrays[array].rows;
		return side === LineSide.COLUMNS ? this.#core!.arrays[array].columns : -ErrorCode.BAD_VALUE;
	}
}

function maskBit(payload: DataView, bit: number): number {
	return (payload.getUint8(SELECT_HEADER + (bit >> 3)) >> (bit & 7)) & 1;
}
