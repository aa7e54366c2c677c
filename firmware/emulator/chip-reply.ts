import { frameBytes, HEADER_BYTES, MAX_PAYLOAD, MAX_TRANSACTION } from "../accelerator/registers";

/** Bytes of the frames that a chip has room for from the start: the usual ones (link.ts), and some. */
export const FIRST_ROOM = 640;

/** What an operation answers: a payload, and for a long one how much simulated time it takes. */
export class ChipReply {
	/** The frame that the payload stands in. */
	frame = new Uint8Array(FIRST_ROOM);
	/** The payload. */
	view = new DataView(this.frame.buffer, HEADER_BYTES);
	bytes = 0;
	/** The operation takes time, and raises the interrupt at its end. */
	long = false;
	/** Simulated time of a long operation. */
	microseconds = 0;

	/** Makes room for a payload before it is written; false for one that no frame can hold. */
	hasRoom(bytes: number): boolean {
		if (bytes > MAX_PAYLOAD) return false;
		if (frameBytes(bytes) > this.frame.length) {
			this.frame = new Uint8Array(MAX_TRANSACTION);
			this.view = new DataView(this.frame.buffer, HEADER_BYTES);
		}
		return true;
	}

	clear(): void {
		this.bytes = 0;
		this.long = false;
		this.microseconds = 0;
	}

	/** A long operation with an answer of `bytes`; returns 0, no error. */
	finishLong(bytes: number, microseconds: number): number {
		this.bytes = bytes;
		this.long = true;
		this.microseconds = microseconds;
		return 0;
	}
}

/** Nearest u32. */
export function unsigned32(value: number): number {
	return value > 0 ? (value < 0xffffffff ? Math.round(value) : 0xffffffff) : 0;
}

/** Nearest i32. */
export function signed32(value: number): number {
	return value > -0x80000000 ? (value < 0x7fffffff ? Math.round(value) : 0x7fffffff) : -0x80000000;
}
