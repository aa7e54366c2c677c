import { HEADER_BYTES, MAX_PAYLOAD } from "../accelerator/registers";

/** What an operation answers: a payload, and for a long one how much simulated time it takes. */
export class ChipReply {
	/** The payload. */
	readonly view: DataView;
	bytes = 0;
	/** The operation takes time, and raises the interrupt at its end. */
	long = false;
	/** Simulated time of a long operation. */
	microseconds = 0;

	/** @param frame where the answer frame is made, MAX_TRANSACTION bytes */
	constructor(frame: Uint8Array) {
		this.view = new DataView(frame.buffer, frame.byteOffset + HEADER_BYTES, MAX_PAYLOAD);
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
