import type { LineMask } from "./line-mask";
import type { Link } from "./link";
import type { LinkError } from "./link-error";
import { POINT_FIELDS } from "./operating-point";
import { Opcode, Register } from "./registers";
import type { Done, Turn } from "./turn";

const READ_HEADER = 6;
const SELECT_HEADER = 4;
const WRITE_HEADER = 4;
/** READ_LINES packs four lines a byte. */
const LINES_PER_BYTE = 4;

/** What each array of a chip of many is set to: its lines, its operating point; and time for its cells. */
export class Arrays {
	readonly #turn: Turn;
	readonly #link: Link;
	#array = 0;
	#side = 0;
	#into: Uint8Array = NO_LINES;
	#point: Int32Array | undefined;
	#at = 0;
	#part = 0;

	constructor(turn: Turn) {
		this.#turn = turn;
		this.#link = turn.link;
	}

	/**
	 * Reads what the chip's own test found of lines 0 to into.length - 1.
	 * @param side LineSide
	 * @param into LineState of each line
	 */
	readLines(array: number, side: number, into: Uint8Array, done: Done): void {
		this.#turn.begin(done);
		this.#array = array;
		this.#side = side;
		this.#into = into;
		this.#at = this.#part = 0;
		this.#requestLines();
	}

	#requestLines(): void {
		if (this.#at >= this.#into.length) {
			this.#turn.finish(undefined);
			return;
		}
		this.#part = Math.min(this.#into.length - this.#at, LINES_PER_BYTE * this.#link.maximumPayload);
		const { payload } = this.#link;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, this.#side);
		payload.setUint16(2, this.#at, true);
		payload.setUint16(4, this.#part, true);
		const bytes = Math.ceil(this.#part / LINES_PER_BYTE);
		this.#link.execute(Opcode.READ_LINES, READ_HEADER, bytes, this.#linesRead);
	}

	#linesRead = (error: LinkError | undefined): void => {
		if (this.#turn.failed(error)) return;
		const { answer } = this.#link;
		for (let i = 0; i < this.#part; i++) this.#into[this.#at + i] = (answer.getUint8(i >> 2) >> (2 * (i & 3))) & 3;
		this.#at += this.#part;
		this.#requestLines();
	};

	/**
	 * Selects the lines of a mask and no others.
	 * @param side LineSide
	 */
	select(array: number, side: number, mask: LineMask, done: Done): void {
		this.#turn.begin(done);
		const { payload } = this.#link;
		payload.setUint8(0, array);
		payload.setUint8(1, side);
		payload.setUint16(2, mask.first, true);
		const { bits } = mask;
		for (let i = 0; i < bits.length; i++) payload.setUint8(SELECT_HEADER + i, bits[i]);
		this.#link.execute(Opcode.SELECT_LINES, SELECT_HEADER + bits.length, 2, this.#turn.finish);
	}

	/**
	 * Sets an array's operating point.
	 * @param point a value a PointField
	 */
	configure(array: number, point: Int32Array, done: Done): void {
		this.#turn.begin(done);
		const { payload } = this.#link;
		payload.setUint16(0, pointAddress(array), true);
		payload.setUint16(2, POINT_FIELDS, true);
		for (let field = 0; field < POINT_FIELDS; field++) payload.setInt32(WRITE_HEADER + 4 * field, point[field], true);
		this.#link.execute(Opcode.WRITE_REGISTERS, WRITE_HEADER + 4 * POINT_FIELDS, 0, this.#turn.finish);
	}

	/** Reads an array's operating point: after a reset the chip's own. */
	readPoint(array: number, into: Int32Array, done: Done): void {
		this.#turn.begin(done);
		this.#point = into;
		this.#turn.requestRegisters(pointAddress(array), POINT_FIELDS, this.#pointRead);
	}

	#pointRead = (error: LinkError | undefined): void => {
		const into = this.#point!;
		this.#point = undefined;
		if (this.#turn.failed(error)) return;
		for (let field = 0; field < POINT_FIELDS; field++) into[field] = this.#link.answer.getInt32(4 * field, true);
		this.#turn.finish(undefined);
	};

	/** Emulated chips: lets so many seconds pass for the cells. */
	age(seconds: number, done: Done): void {
		this.#turn.begin(done);
		this.#link.payload.setUint32(0, seconds, true);
		this.#link.execute(Opcode.AGE, 4, 0, this.#turn.finish);
	}
}

function pointAddress(array: number): number {
	return Register.POINT_BASE + array * Register.POINT_STRIDE;
}

const NO_LINES = new Uint8Array(0);
