import type { ArraySet } from "./array-set";
import type { Link } from "./link";
import type { LinkError } from "./link-error";
import { Opcode } from "./registers";
import type { Done, Turn } from "./turn";

/** What MULTIPLY_SET did. */
export interface SetMultiplied {
	outputs: number;
	/** Outputs that hit the converter's range. */
	clipped: number;
	/** The chip's time, microseconds. */
	microseconds: number;
	/** Noise of one output, root mean square, thousandths of a code. */
	noise: number;
	/** Estimate, picojoules. */
	energy: number;
}

/** Takes outputs in the chip's order, one by one; must not throw. */
export interface OutputSink {
	take(code: number): void;
}

const LOAD_HEADER = 8;
const MULTIPLY_HEADER = 4;
const READ_BYTES = 6;
const REPORT_BYTES = 20;

/** Inputs into sets of arrays, multiply, outputs out, packed, in as many commands as their sizes need. */
export class ParallelMultiplication {
	readonly multiplied: SetMultiplied = { outputs: 0, clipped: 0, microseconds: 0, noise: 0, energy: 0 };
	readonly #turn: Turn;
	readonly #link: Link;
	#set: ArraySet | undefined;
	#inputs: Int8Array | Uint8Array = NO_INPUTS;
	#start = 0;
	#stride = 0;
	#values = 0;
	#sink: OutputSink | undefined;
	#bits = 0;
	#signed = 0;
	#at = 0;
	#part = 0;
	#count = 0;

	constructor(turn: Turn) {
		this.#turn = turn;
		this.#link = turn.link;
	}

	/**
	 * Loads the same vectors into every array of a set.
	 * @param values inputs of one vector
	 * @param inputs value i of vector k stands at start + k x stride + i; left alone until done
	 * @param bits of an input on the wire, 1 to 8
	 */
	load(
		set: ArraySet,
		values: number,
		vectors: number,
		inputs: Int8Array | Uint8Array,
		start: number,
		stride: number,
		bits: number,
		isSigned: boolean,
		done: Done,
	): void {
		if (this.#room(set, values, bits) < 1)
			throw new RangeError(`a vector of ${values} inputs of ${bits} bits does not fit a command: raise maximumPayload`);
		this.#turn.begin(done);
		this.#set = set;
		this.#values = values;
		this.#count = vectors;
		this.#inputs = inputs;
		this.#start = start;
		this.#stride = stride;
		this.#bits = bits;
		this.#signed = isSigned ? 1 : 0;
		this.#at = this.#part = 0;
		this.#loadPart(undefined);
	}

	/** Vectors that fit a command. */
	#room(set: ArraySet, values: number, bits: number): number {
		return Math.floor((8 * (this.#link.maximumPayload - LOAD_HEADER - set.wireBytes)) / (values * bits));
	}

	#loadPart = (error: LinkError | undefined): void => {
		this.#at += this.#part;
		if (error || this.#at >= this.#count) {
			this.#turn.finish(error);
			return;
		}
		const set = this.#set!;
		const { payload } = this.#link;
		this.#part = Math.min(this.#count - this.#at, this.#room(set, this.#values, this.#bits));
		payload.setUint8(0, this.#bits);
		payload.setUint8(1, this.#signed);
		payload.setUint16(2, this.#at, true);
		payload.setUint16(4, this.#values, true);
		payload.setUint16(6, this.#part, true);
		const end = this.#pack(payload, set.write(payload, LOAD_HEADER));
		this.#link.execute(Opcode.LOAD_PACKED, end, 0, this.#loadPart);
	};

	/** Packs the vectors of this part from `at` on; returns where they end. */
	#pack(payload: DataView, at: number): number {
		const inputs = this.#inputs;
		const bits = this.#bits;
		const mask = (1 << bits) - 1;
		// one signed bit: -1 is 0, 1 is 1
		const shift = bits === 1 && this.#signed === 1 ? 1 : 0;
		let pending = 0;
		let filled = 0;
		for (let vector = this.#at; vector < this.#at + this.#part; vector++) {
			const start = this.#start + vector * this.#stride;
			for (let i = start; i < start + this.#values; i++) {
				pending |= (((inputs[i] + shift) >> shift) & mask) << filled;
				filled += bits;
				if (filled < 8) continue;
				payload.setUint8(at++, pending);
				pending >>>= 8;
				filled -= 8;
			}
		}
		if (filled > 0) payload.setUint8(at++, pending);
		return at;
	}

	/** Multiplies with all arrays of a set; `multiplied` says what came of it. */
	multiply(mode: number, set: ArraySet, vectors: number, done: Done): void {
		this.#turn.begin(done);
		const { payload } = this.#link;
		payload.setUint8(0, mode);
		payload.setUint8(1, 0);
		payload.setUint16(2, vectors, true);
		const end = set.write(payload, MULTIPLY_HEADER);
		this.#link.execute(Opcode.MULTIPLY_SET, end, REPORT_BYTES, this.#multiplyDone);
	}

	#multiplyDone = (error: LinkError | undefined): void => {
		if (this.#turn.failed(error)) return;
		const { answer } = this.#link;
		const { multiplied } = this;
		multiplied.outputs = answer.getUint32(0, true);
		multiplied.clipped = answer.getUint32(4, true);
		multiplied.microseconds = answer.getUint32(8, true);
		multiplied.noise = answer.getUint32(12, true);
		multiplied.energy = answer.getUint32(16, true);
		this.#turn.finish(undefined);
	};

	/**
	 * Reads the first `count` outputs of the last multiply, in bursts.
	 * @param bits OUTPUT_BITS of the arrays
	 */
	read(count: number, bits: number, isSigned: boolean, sink: OutputSink, done: Done): void {
		this.#turn.begin(done);
		this.#count = count;
		this.#bits = bits;
		this.#signed = isSigned ? 1 : 0;
		this.#sink = sink;
		this.#at = 0;
		this.#requestBurst();
	}

	#requestBurst(): void {
		if (this.#at >= this.#count) {
			this.#turn.finish(undefined);
			return;
		}
		const room = Math.floor((8 * this.#link.maximumPayload) / this.#bits);
		this.#part = Math.min(this.#count - this.#at, room);
		const { payload } = this.#link;
		payload.setUint32(0, this.#at, true);
		payload.setUint16(4, this.#part, true);
		this.#link.execute(Opcode.READ_BURST, READ_BYTES, (this.#part * this.#bits + 7) >> 3, this.#burstRead);
	}

	#burstRead = (error: LinkError | undefined): void => {
		if (this.#turn.failed(error)) return;
		const { answer } = this.#link;
		const bits = this.#bits;
		const sink = this.#sink!;
		const mask = (1 << bits) - 1;
		// extends the sign where there is one
		const unused = 32 - bits;
		let pending = 0;
		let filled = 0;
		let at = 0;
		for (let n = 0; n < this.#part; n++) {
			for (; filled < bits; filled += 8) pending |= answer.getUint8(at++) << filled;
			sink.take(this.#signed ? (pending << unused) >> unused : pending & mask);
			pending >>>= bits;
			filled -= bits;
		}
		this.#at += this.#part;
		this.#requestBurst();
	};
}

const NO_INPUTS = new Uint8Array(0);
