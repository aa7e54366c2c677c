// 100,000 random and mutated frames to chips of many arrays: they never throw, hang or forget how to answer a good command.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sealFrame } from "../../../firmware/accelerator/frame";
import { POINT_FIELDS } from "../../../firmware/accelerator/operating-point";
import {
	ErrorCode,
	HEADER_BYTES,
	MAGIC,
	MAX_TRANSACTION,
	Opcode,
	Register,
	Status,
} from "../../../firmware/accelerator/registers";
import type { ParallelCore } from "../../../firmware/emulator/core";
import { createNeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import { AcceleratorBench, words16 } from "../../support/accelerator-bench";
import { FakeParallelCore } from "../../support/fake-parallel-core";

const opcodes = [
	Opcode.READ_REGISTERS,
	Opcode.WRITE_REGISTERS,
	Opcode.PROGRAM,
	Opcode.READ_OUTCOMES,
	Opcode.READ_CELLS,
	Opcode.READ_LINES,
	Opcode.SELECT_LINES,
	Opcode.SELECT_LINES,
	Opcode.LOAD_PACKED,
	Opcode.LOAD_PACKED,
	Opcode.MULTIPLY_SET,
	Opcode.MULTIPLY_SET,
	Opcode.READ_BURST,
	Opcode.READ_BURST,
	Opcode.AGE,
	Opcode.LOAD_INPUTS,
];
const errorCodes = new Set<number>(Object.values(ErrorCode));

/** Commands whose fields are often, not always, plausible; some of them damaged. */
class FrameSource {
	readonly #random: Random;
	readonly #bytes = new Uint8Array(MAX_TRANSACTION + 64);
	readonly #payload = new DataView(this.#bytes.buffer, HEADER_BYTES);
	/** Values of the last LOAD_PACKED. */
	#values = 2;

	readonly #agesRarely: boolean;

	constructor(seed: number, agesRarely: boolean) {
		this.#random = new Random(seed);
		this.#agesRarely = agesRarely;
	}

	next(): Uint8Array {
		const random = this.#random;
		const opcode = random.below(20) ? opcodes[random.below(opcodes.length)] : random.below(256);
		const length = random.below(12) ? this.#plausible(opcode) : random.below(random.below(20) ? 60 : 4000);
		if (random.below(6) === 0) this.#bytes[HEADER_BYTES + random.below(length + 1)] = random.int32();
		const bytes = sealFrame(this.#bytes, opcode, 1 + random.below(255), length);
		const frame = this.#bytes.subarray(0, bytes);
		if (random.below(12) === 0) frame[random.below(bytes)] ^= 1 << random.below(8);
		return random.below(20) ? frame : frame.subarray(0, random.below(bytes + 1));
	}

	/** A payload that might be right for the opcode; its length. */
	#plausible(opcode: number): number {
		const random = this.#random;
		const payload = this.#payload;
		switch (opcode) {
			case Opcode.READ_REGISTERS:
				payload.setUint16(0, Register.POINT_BASE + 32 * random.below(5) + random.below(20), true);
				payload.setUint16(2, random.below(POINT_FIELDS + 1), true);
				return 4;
			case Opcode.WRITE_REGISTERS:
				payload.setUint16(0, Register.POINT_BASE + 32 * random.below(4) + random.below(POINT_FIELDS), true);
				payload.setUint16(2, 1, true);
				payload.setUint32(4, random.below(2) ? random.below(10) : random.int32() >>> random.below(32), true);
				return 8;
			case Opcode.PROGRAM: {
				const rows = 1 + random.below(3);
				const columns = 1 + random.below(3);
				const bits = 1 << random.below(4);
				payload.setUint8(0, random.below(4));
				payload.setUint8(1, bits);
				payload.setUint8(2, random.below(4));
				payload.setUint8(3, 0);
				payload.setUint16(4, random.below(3), true);
				payload.setUint16(6, random.below(3), true);
				payload.setUint16(8, rows, true);
				payload.setUint16(10, columns, true);
				return 12 + ((rows * columns * bits + 7) >> 3);
			}
			case Opcode.READ_OUTCOMES:
			case Opcode.READ_CELLS:
				payload.setUint8(0, random.below(4));
				payload.setUint8(1, 2 * random.below(2));
				for (let at = 2; at < 10; at += 2) payload.setUint16(at, random.below(4), true);
				return 10;
			case Opcode.READ_LINES:
				payload.setUint8(0, random.below(4));
				payload.setUint8(1, random.below(2));
				payload.setUint16(2, random.below(8), true);
				payload.setUint16(4, random.below(12), true);
				return 6;
			case Opcode.SELECT_LINES: {
				payload.setUint8(0, random.below(4));
				payload.setUint8(1, random.below(2));
				payload.setUint16(2, random.below(3), true);
				payload.setUint8(4, random.below(2) ? 0x0f : random.int32() & 31);
				return 5;
			}
			case Opcode.LOAD_PACKED: {
				const bits = 1 + random.below(random.below(2) ? 3 : 8);
				const first = random.below(3) ? 0 : random.below(3);
				if (first === 0) this.#values = random.below(2) ? 2 : 1 + random.below(5);
				const vectors = 1 + random.below(4);
				payload.setUint8(0, bits);
				payload.setUint8(1, random.below(3) ? 0 : 1);
				payload.setUint16(2, first, true);
				payload.setUint16(4, this.#values, true);
				payload.setUint16(6, vectors, true);
				payload.setUint8(8, 1);
				payload.setUint8(9, 1 + random.below(15));
				const bytes = (this.#values * vectors * bits + 7) >> 3;
				for (let i = 0; i < bytes; i++) payload.setUint8(10 + i, random.below(2) ? random.int32() : 0);
				return 10 + bytes;
			}
			case Opcode.MULTIPLY_SET:
				payload.setUint8(0, random.below(2) ? 0 : random.below(4));
				payload.setUint8(1, 0);
				payload.setUint16(2, 1 + random.below(3), true);
				payload.setUint8(4, 1);
				payload.setUint8(5, 1 << random.below(4));
				return 6;
			case Opcode.READ_BURST:
				payload.setUint32(0, random.below(8), true);
				payload.setUint16(4, random.below(12), true);
				return 6;
			case Opcode.AGE:
				payload.setUint32(0, random.int32(), true);
				// every cell of every core in use: for the few
				return random.below(this.#agesRarely ? 40 : 1) ? 3 : 4;
			default:
				return random.below(20);
		}
	}
}

/**
 * How many commands of each opcode ended with each error, 0 for none.
 * @param longest bytes of a fetch: room for every answer that this chip can give
 */
function fuzz(core: ParallelCore, seed: number, frames: number, longest: number): Map<string, number> {
	const bench = new AcceleratorBench(core);
	const { chip } = bench.board;
	const source = new FrameSource(seed, longest > 256);
	const answers = new Map<string, number>();
	bench.acknowledge();
	for (let i = 0; i < frames; i++) {
		const frame = source.next();
		const opcode = frame[0];
		bench.exchange(frame);
		bench.timers.advance(2000);
		const { status, payload } = bench.fetch(longest);
		assert.is(status & Status.MARK_MASK, Status.MARK);
		const error = status & Status.FAILED ? payload[0] : 0;
		if (status & Status.FAILED && !errorCodes.has(error)) assert.unreachable("no error code");
		if (error === ErrorCode.INTERNAL) throw chip.fault;
		if (status & Status.READY) answers.set(`${opcode} ${error}`, (answers.get(`${opcode} ${error}`) ?? 0) + 1);
		if (status & Status.RESET) bench.acknowledge();
		if (i % 1000 === 999) checkStillWell(bench);
	}
	return answers;
}

/** Whatever was sent before, a reset chip answers a good command. */
function checkStillWell(bench: AcceleratorBench<ParallelCore>): void {
	bench.command(Opcode.RESET, 77);
	bench.acknowledge();
	bench.command(Opcode.READ_REGISTERS, 2, words16(Register.MAGIC, 1));
	const { status, sequence, payload } = bench.fetch();
	assert.equal([status, sequence], [Status.MARK | Status.READY, 2]);
	assert.is(new DataView(payload.buffer).getUint32(0, true), MAGIC);
}

test("95,000 frames to a chip of four arrays without physics", () => {
	const answers = fuzz(new FakeParallelCore(), 1, 95_000, 256);
	const seen = (opcode: number, error: number): number => answers.get(`${opcode} ${error}`) ?? 0;
	// the fuzzing reached every way each operation can end
	for (const opcode of [
		Opcode.READ_LINES,
		Opcode.SELECT_LINES,
		Opcode.LOAD_PACKED,
		Opcode.MULTIPLY_SET,
		Opcode.READ_BURST,
		Opcode.AGE,
	]) {
		// biome-ignore format: a list
		assert.ok(seen(opcode, 0) > 100, `${opcode} done ${seen(opcode, 0)} times`);
		assert.ok(seen(opcode, ErrorCode.BAD_LENGTH) > 10, `${opcode} of a wrong length`);
	}
	assert.ok(seen(Opcode.MULTIPLY_SET, ErrorCode.NOT_CONFIGURED) > 100);
	assert.ok(seen(Opcode.MULTIPLY_SET, ErrorCode.BAD_VALUE) > 100);
	assert.ok(seen(Opcode.PROGRAM, 0) > 100);
	assert.ok(seen(Opcode.PROGRAM, ErrorCode.BAD_ADDRESS) > 100);
});

test("5,000 frames to the 48-core chip", () => {
	const answers = fuzz(createNeurramCore(neurram), 2, 5_000, MAX_TRANSACTION);
	assert.ok((answers.get(`${Opcode.MULTIPLY_SET} 0`) ?? 0) > 10);
});

test.run();
