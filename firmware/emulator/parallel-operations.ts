import { hasSignedOutputs, leastInput, mostInput, Pairs, PointField } from "../accelerator/operating-point";
import { ErrorCode, LineSide, MAX_PAYLOAD, Mode, Opcode, Register } from "../accelerator/registers";
import type { ChipChance } from "./chip-chance";
import type { ChipRegisters } from "./chip-registers";
import { type ChipReply, unsigned32 } from "./chip-reply";
import type { ParallelCore, ParallelReport } from "./core";
import type { LineOperations } from "./line-operations";

const LOAD_HEADER = 8;
const MULTIPLY_HEADER = 4;
const READ_BYTES = 6;
const MOST_SET_BYTES = 32;

/** LOAD_PACKED, MULTIPLY_SET, READ_BURST of a chip whose arrays multiply in parallel. */
export class ParallelOperations {
	readonly #core: ParallelCore;
	readonly #registers: ChipRegisters;
	readonly #chance: ChipChance;
	readonly #reply: ChipReply;
	readonly #lines: LineOperations;
	readonly #report: ParallelReport = {
		outputs: 0,
		clipped: 0,
		conversions: 0,
		microseconds: 0,
		noiseCodes: 0,
		energy: 0,
	};
	/** The arrays of the command's set, ascending. */
	readonly #arrays: Uint8Array;
	#count = 0;
	readonly #unpacked: Int16Array;
	/** What each array has loaded: values a vector, vectors, the smallest and the largest value. */
	readonly #values: Uint16Array;
	readonly #vectors: Uint16Array;
	readonly #least: Int16Array;
	readonly #most: Int16Array;
	readonly #mostValues: number;
	#outputs = 0;
	#outputBits = 0;

	constructor(
		core: ParallelCore,
		registers: ChipRegisters,
		chance: ChipChance,
		reply: ChipReply,
		lines: LineOperations,
	) {
		this.#core = core;
		this.#registers = registers;
		this.#chance = chance;
		this.#reply = reply;
		this.#lines = lines;
		const arrays = core.arrays.length;
		let longest = 0;
		for (const array of core.arrays) longest = Math.max(longest, array.rows, array.columns);
		this.#mostValues = longest;
		this.#arrays = new Uint8Array(arrays);
		this.#unpacked = new Int16Array(Math.min(8 * MAX_PAYLOAD, longest * core.maximumVectors));
		this.#values = new Uint16Array(arrays);
		this.#vectors = new Uint16Array(arrays);
		this.#least = new Int16Array(arrays);
		this.#most = new Int16Array(arrays);
	}

	/** Inputs and outputs are forgotten. */
	reset(): void {
		this.#outputs = 0;
		this.#vectors.fill(0);
	}

	loadPacked(payload: DataView, length: number): number {
		if (length < LOAD_HEADER) return ErrorCode.BAD_LENGTH;
		const bits = payload.getUint8(0);
		const isSigned = payload.getUint8(1);
		const first = payload.getUint16(2, true);
		const values = payload.getUint16(4, true);
		const vectors = payload.getUint16(6, true);
		const start = this.#readSet(payload, LOAD_HEADER, length);
		if (start < 0) return -start;
		if (bits < 1 || bits > 8 || isSigned > 1) return ErrorCode.BAD_VALUE;
		if (values < 1 || values > this.#mostValues || vectors < 1 || first + vectors > this.#core.maximumVectors)
			return ErrorCode.BAD_VALUE;
		const inputs = values * vectors;
		if (length !== start + ((inputs * bits + 7) >> 3)) return ErrorCode.BAD_LENGTH;
		for (let n = 0; first > 0 && n < this.#count; n++) {
			const array = this.#arrays[n];
			if (values !== this.#values[array] || first > this.#vectors[array]) return ErrorCode.BAD_VALUE;
		}
		const mask = (1 << bits) - 1;
		const half = isSigned ? 1 << (bits - 1) : 0;
		let least = 0x7fff;
		let most = -0x8000;
		for (let i = 0, bit = 8 * start; i < inputs; i++, bit += bits) {
			const byte = bit >> 3;
			const high = byte + 1 < length ? payload.getUint8(byte + 1) << 8 : 0;
			const code = ((payload.getUint8(byte) | high) >> (bit & 7)) & mask;
			// one signed bit: 0 is -1; else two's complement
			const value = isSigned && bits === 1 ? 2 * code - 1 : code >= half && half > 0 ? code - 2 * half : code;
			this.#unpacked[i] = value;
			if (value < least) least = value;
			if (value > most) most = value;
		}
		for (let n = 0; n < this.#count; n++) {
			const array = this.#arrays[n];
			this.#least[array] = first > 0 && this.#least[array] < least ? this.#least[array] : least;
			this.#most[array] = first > 0 && this.#most[array] > most ? this.#most[array] : most;
			this.#values[array] = values;
			this.#vectors[array] = first + vectors;
			this.#core.loadInputs(array, first, values, vectors, this.#unpacked);
		}
		return 0;
	}

	multiplySet(payload: DataView, length: number): number {
		if (length < MULTIPLY_HEADER) return ErrorCode.BAD_LENGTH;
		const mode = payload.getUint8(0);
		const vectors = payload.getUint16(2, true);
		const end = this.#readSet(payload, MULTIPLY_HEADER, length);
		if (end < 0) return -end;
		if (length !== end) return ErrorCode.BAD_LENGTH;
		if (mode > Mode.RECURRENT || !((this.#core.modes >>> mode) & 1)) return ErrorCode.UNSUPPORTED_MODE;
		if (payload.getUint8(1) !== 0 || vectors < 1 || vectors > this.#core.maximumVectors) return ErrorCode.BAD_VALUE;
		for (let n = 0; n < this.#count; n++) {
			const error = this.#checkArray(this.#arrays[n], mode, mode === Mode.RECURRENT ? 1 : vectors);
			if (error) return error;
		}

		const report = this.#report;
		const random = this.#chance.of(Opcode.MULTIPLY_SET);
		// the core may throw: then the outputs of the last one are gone
		this.#outputs = 0;
		this.#core.multiply(mode, this.#arrays, this.#count, vectors, this.#registers.settings, random, report);
		this.#outputs = report.outputs;
		this.#outputBits = this.#registers.points.value(this.#arrays[0], PointField.OUTPUT_BITS);
		this.#registers.count(Register.CONVERSIONS, report.conversions);
		this.#registers.count(Register.CLIPPED, report.clipped);
		this.#reply.view.setUint32(0, report.outputs, true);
		this.#reply.view.setUint32(4, report.clipped, true);
		this.#reply.view.setUint32(8, unsigned32(report.microseconds), true);
		this.#reply.view.setUint32(12, unsigned32(report.noiseCodes * 1e3), true);
		this.#reply.view.setUint32(16, unsigned32(report.energy * 1e12), true);
		return this.#reply.finishLong(20, report.microseconds);
	}

	readBurst(payload: DataView, length: number): number {
		if (length !== READ_BYTES) return ErrorCode.BAD_LENGTH;
		const offset = payload.getUint32(0, true);
		const count = payload.getUint16(4, true);
		const bits = this.#outputBits;
		const bytes = (count * bits + 7) >> 3;
		if (count < 1 || !this.#reply.hasRoom(bytes)) return ErrorCode.BAD_VALUE;
		if (offset + count > this.#outputs) return ErrorCode.BAD_ADDRESS;
		const { outputs } = this.#core;
		const mask = (1 << bits) - 1;
		let pending = 0;
		let filled = 0;
		let at = 0;
		for (let i = offset; i < offset + count; i++) {
			pending |= (outputs[i] & mask) << filled;
			filled += bits;
			for (; filled >= 8; filled -= 8, pending >>>= 8) this.#reply.view.setUint8(at++, pending);
		}
		if (filled > 0) this.#reply.view.setUint8(at++, pending);
		this.#reply.bytes = bytes;
		return 0;
	}

	/** The set of arrays from `at` on goes to #arrays. Returns where it ends, or minus an ErrorCode. */
	#readSet(payload: DataView, at: number, length: number): number {
		if (at >= length) return -ErrorCode.BAD_LENGTH;
		const bytes = payload.getUint8(at);
		if (bytes < 1 || bytes > MOST_SET_BYTES) return -ErrorCode.BAD_VALUE;
		const end = at + 1 + bytes;
		if (end > length) return -ErrorCode.BAD_LENGTH;
		this.#count = 0;
		for (let n = 0; n < 8 * bytes; n++) {
			if (!((payload.getUint8(at + 1 + (n >> 3)) >> (n & 7)) & 1)) continue;
			if (n >= this.#core.arrays.length) return -ErrorCode.BAD_ADDRESS;
			this.#arrays[this.#count++] = n;
		}
		return this.#count > 0 ? end : -ErrorCode.BAD_VALUE;
	}

	#checkArray(array: number, mode: number, vectors: number): number {
		const { points } = this.#registers;
		const rows = this.#lines.count(array, LineSide.ROWS);
		const columns = this.#lines.count(array, LineSide.COLUMNS);
		if (rows === 0 || columns === 0 || this.#vectors[array] < vectors) return ErrorCode.NOT_CONFIGURED;
		const backward = mode === Mode.BACKWARD;
		const isPaired = (points.value(array, PointField.PAIRS) & (backward ? Pairs.COLUMNS : Pairs.ROWS)) !== 0;
		const driven = backward ? columns : rows;
		if (this.#values[array] * (isPaired ? 2 : 1) !== driven) return ErrorCode.BAD_VALUE;
		if (mode === Mode.RECURRENT && this.#values[array] !== columns) return ErrorCode.BAD_VALUE;
		const bits = points.value(array, PointField.INPUT_BITS);
		const isSigned = points.value(array, PointField.INPUT_SIGNED) === 1;
		if (this.#least[array] < leastInput(bits, isSigned) || this.#most[array] > mostInput(bits, isSigned))
			return ErrorCode.BAD_VALUE;
		const first = this.#arrays[0];
		if (points.value(array, PointField.OUTPUT_BITS) !== points.value(first, PointField.OUTPUT_BITS))
			return ErrorCode.BAD_VALUE;
		const outputsSigned = hasSignedOutputs(points.value(array, PointField.ACTIVATION));
		return outputsSigned === hasSignedOutputs(points.value(first, PointField.ACTIVATION)) ? 0 : ErrorCode.BAD_VALUE;
	}
}
