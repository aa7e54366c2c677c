import type { Identification } from "./identification";
import type { Link } from "./link";
import type { LinkError } from "./link-error";
import { Opcode } from "./registers";
import type { Done, Turn } from "./turn";

/** What MULTIPLY did. */
export interface Multiplied {
	outputs: number;
	/** Outputs that hit the converter's range. */
	clipped: number;
	/** The chip's time, microseconds. */
	microseconds: number;
	/** Noise of one output, picoamperes root mean square. */
	noiseFloor: number;
	/** Estimate, nanojoules. */
	energy: number;
}

const LOAD_HEADER = 6;

/** Input vectors in, multiply, outputs out, in as many commands as their sizes need. */
export class Multiplication {
	readonly multiplied: Multiplied = { outputs: 0, clipped: 0, microseconds: 0, noiseFloor: 0, energy: 0 };
	readonly #turn: Turn;
	readonly #identification: Identification;
	readonly #link: Link;
	readonly #answered: Done = error => this.#goOn(error);
	#opcode = 0;
	#array = 0;
	#rows = 0;
	#inputs: Int8Array = NO_CODES;
	#outputs: Int8Array | Int16Array = NO_CODES;
	#at = 0;
	#part = 0;
	#count = 0;

	constructor(turn: Turn, identification: Identification) {
		this.#turn = turn;
		this.#identification = identification;
		this.#link = turn.link;
	}

	/**
	 * Loads `vectors` input vectors of `rows` values.
	 * @param values vector by vector; left alone until done
	 */
	loadInputs(array: number, rows: number, vectors: number, values: Int8Array, done: Done): void {
		if (rows > this.#link.maximumPayload - LOAD_HEADER)
			throw new RangeError(`a vector of ${rows} does not fit a command: raise maximumPayload`);
		this.#turn.begin(done);
		this.#array = array;
		this.#rows = rows;
		this.#count = vectors;
		this.#inputs = values;
		this.#at = 0;
		this.#loadPart();
	}

	#loadPart(): void {
		if (this.#at >= this.#count) {
			this.#turn.finish(undefined);
			return;
		}
		const rows = this.#rows;
		const room = Math.floor((this.#link.maximumPayload - LOAD_HEADER) / rows);
		this.#part = Math.min(this.#count - this.#at, room);
		const { payload } = this.#link;
		payload.setUint8(0, this.#array);
		payload.setUint8(1, this.#at);
		payload.setUint16(2, rows, true);
		payload.setUint16(4, this.#part, true);
		const values = this.#part * rows;
		const start = this.#at * rows;
		for (let i = 0; i < values; i++) payload.setInt8(LOAD_HEADER + i, this.#inputs[start + i]);
		this.#execute(Opcode.LOAD_INPUTS, LOAD_HEADER + values, 0);
	}

	/** Multiplies in a Mode; `multiplied` says what came of it. */
	multiply(mode: number, array: number, vectors: number, done: Done): void {
		this.#turn.begin(done);
		const { payload } = this.#link;
		payload.setUint8(0, mode);
		payload.setUint8(1, array);
		payload.setUint16(2, vectors, true);
		this.#execute(Opcode.MULTIPLY, 4, 16);
	}

	#takeMultiplied(): void {
		const { answer } = this.#link;
		const { multiplied } = this;
		multiplied.outputs = answer.getUint16(0, true);
		multiplied.clipped = answer.getUint16(2, true);
		multiplied.microseconds = answer.getUint32(4, true);
		multiplied.noiseFloor = answer.getUint32(8, true);
		multiplied.energy = answer.getUint32(12, true);
	}

	/** Reads the first `count` outputs of the last multiply into `into`, in bursts. */
	readOutputs(into: Int8Array | Int16Array, count: number, done: Done): void {
		this.#turn.begin(done);
		this.#outputs = into;
		this.#count = count;
		this.#at = 0;
		this.#requestOutputs();
	}

	#requestOutputs(): void {
		if (this.#at >= this.#count) {
			this.#turn.finish(undefined);
			return;
		}
		const size = this.#outputBytes;
		this.#part = Math.min(this.#count - this.#at, Math.floor(this.#link.maximumPayload / size));
		const { payload } = this.#link;
		payload.setUint16(0, this.#at, true);
		payload.setUint16(2, this.#part, true);
		this.#execute(Opcode.READ_OUTPUTS, 4, this.#part * size);
	}

	#takeOutputs(): void {
		const { answer } = this.#link;
		const wide = this.#outputBytes === 2;
		for (let i = 0; i < this.#part; i++)
			this.#outputs[this.#at + i] = wide ? answer.getInt16(2 * i, true) : answer.getInt8(i);
	}

	#execute(opcode: number, payloadBytes: number, answerBytes: number): void {
		this.#opcode = opcode;
		this.#link.execute(opcode, payloadBytes, answerBytes, this.#answered);
	}

	/** After the answer to the last command. */
	#goOn(error: LinkError | undefined): void {
		if (this.#turn.failed(error)) return;
		if (this.#opcode === Opcode.MULTIPLY) {
			this.#takeMultiplied();
			this.#turn.finish(undefined);
			return;
		}
		if (this.#opcode === Opcode.READ_OUTPUTS) this.#takeOutputs();
		this.#at += this.#part;
		if (this.#opcode === Opcode.READ_OUTPUTS) this.#requestOutputs();
		else this.#loadPart();
	}

	/** Bytes of an output word. */
	get #outputBytes(): number {
		const { identity } = this.#identification;
		return identity && identity.outputBits > 8 ? 2 : 1;
	}
}

const NO_CODES = new Int8Array(0);
