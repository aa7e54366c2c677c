// 100,000 random and mutated frames to the chip: it never throws, hangs or forgets how to answer a good command.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sealFrame } from "../../../firmware/accelerator/frame";
import {
	Control,
	ErrorCode,
	frameBytes,
	HEADER_BYTES,
	MAGIC,
	MAX_TRANSACTION,
	Opcode,
	Register,
	Status,
} from "../../../firmware/accelerator/registers";
import type { Core } from "../../../firmware/emulator/core";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { Random } from "../../../firmware/math/random";
import { AcceleratorBench, commandFrame, words16 } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";
import { rounds } from "../../support/rounds";

const opcodes = Object.values(Opcode);
const KNOWN_STATUS = Status.MARK | Status.RESET | Status.DAMAGED | Status.FAILED | Status.READY | Status.BUSY;
const errorCodes = new Set<number>(Object.values(ErrorCode));

/** Frames: noise, and commands with right and wrong CRC whose fields are often, not always, plausible. */
class FrameSource {
	readonly #random: Random;
	readonly #bytes = new Uint8Array(MAX_TRANSACTION + 64);

	constructor(seed: number) {
		this.#random = new Random(seed);
	}

	next(): Uint8Array {
		const random = this.#random;
		const kind = random.below(8);
		if (kind === 0) return this.#noise(random.below(random.below(20) ? 64 : MAX_TRANSACTION + 64));
		const frame = this.#command();
		if (kind === 1)
			for (let n = 1 + random.below(8); n > 0; n--) frame[random.below(frame.length)] ^= 1 << random.below(8);
		if (kind === 2) return frame.subarray(0, random.below(frame.length + 1));
		if (kind === 3) return frame.subarray(random.below(frame.length));
		return frame;
	}

	#noise(length: number): Uint8Array {
		for (let i = 0; i < length; i++) this.#bytes[i] = this.#random.int32();
		return this.#bytes.subarray(0, length);
	}

	#command(): Uint8Array {
		const random = this.#random;
		const opcode = random.below(8) ? opcodes[random.below(opcodes.length)] : random.below(256);
		const length = random.below(6) ? this.#plausible(opcode) : random.below(random.below(20) ? 40 : 4000);
		if (random.below(4) === 0) this.#bytes[HEADER_BYTES + random.below(length + 1)] = random.int32();
		const bytes = sealFrame(this.#bytes, opcode, random.below(256), length);
		this.#bytes.fill(0, bytes, bytes + 16);
		return this.#bytes.subarray(0, bytes + 4 * random.below(4));
	}

	/** A payload that might be right for the opcode; its length. */
	#plausible(opcode: number): number {
		const random = this.#random;
		const payload = new DataView(this.#bytes.buffer, HEADER_BYTES);
		const small = (): number => random.below(5);
		switch (opcode) {
			case Opcode.READ_REGISTERS:
				payload.setUint16(0, random.below(4) ? random.below(0x30) : 0x100 + random.below(0x20), true);
				payload.setUint16(2, small(), true);
				return 4;
			case Opcode.WRITE_REGISTERS:
				payload.setUint16(0, 0x10 + random.below(9), true);
				payload.setUint16(2, 1, true);
				payload.setUint32(4, random.below(2) ? 1 : random.int32() >>> 0, true);
				return 8;
			case Opcode.PROGRAM: {
				const rows = 1 + small();
				const columns = 1 + small();
				const bits = 1 << random.below(4);
				payload.setUint8(0, random.below(3));
				payload.setUint8(1, bits);
				payload.setUint8(2, random.below(2));
				payload.setUint8(3, 0);
				payload.setUint16(4, random.below(3), true);
				payload.setUint16(6, random.below(3), true);
				payload.setUint16(8, rows, true);
				payload.setUint16(10, columns, true);
				return 12 + ((rows * columns * bits + 7) >> 3);
			}
			case Opcode.READ_OUTCOMES:
			case Opcode.READ_CELLS:
				payload.setUint8(0, random.below(3));
				payload.setUint8(1, 0);
				for (let at = 2; at < 10; at += 2) payload.setUint16(at, small(), true);
				return 10;
			case Opcode.LOAD_INPUTS: {
				const rows = random.below(2) ? 4 : random.below(30);
				const vectors = small();
				payload.setUint8(0, random.below(3));
				payload.setUint8(1, random.below(3));
				payload.setUint16(2, rows, true);
				payload.setUint16(4, vectors, true);
				return 6 + rows * vectors;
			}
			case Opcode.MULTIPLY:
				payload.setUint8(0, random.below(7));
				payload.setUint8(1, random.below(3));
				payload.setUint16(2, small(), true);
				return 4;
			case Opcode.READ_OUTPUTS:
				payload.setUint16(0, small(), true);
				payload.setUint16(2, small(), true);
				return 4;
			default:
				return 0;
		}
	}
}

function fuzz(core: Core, seed: number, frames: number): Map<number, number> {
	const bench = new AcceleratorBench(core);
	const { chip } = bench.board;
	const source = new FrameSource(seed);
	const random = new Random(seed, 1);
	const nop = new Uint8Array(MAX_TRANSACTION);
	nop.set(commandFrame(Opcode.NOP, 0));
	const answers = new Map<number, number>();
	bench.acknowledge();
	for (let i = 0; i < frames; i++) {
		bench.exchange(source.next());
		if (random.below(3) === 0) bench.timers.advance(random.below(50));
		const { status, payload } = bench.fetch(random.below(50) ? 4 * (50 + random.below(20)) : nop.length);
		assert.is(status & ~KNOWN_STATUS, 0);
		assert.is(status & Status.MARK_MASK, Status.MARK);
		const word = status & Status.FAILED ? payload[0] : 0;
		if (status & Status.FAILED && (payload.length !== 1 || !errorCodes.has(word))) assert.unreachable("no error code");
		if (word === ErrorCode.INTERNAL) throw chip.fault;
		if (status & Status.READY) answers.set(word, (answers.get(word) ?? 0) + 1);
		if (status & Status.RESET) bench.acknowledge();
		if (i % 1000 === 999) checkStillWell(bench);
	}
	return answers;
}

/** Whatever was sent before, a reset chip answers a good command. */
function checkStillWell(bench: AcceleratorBench<Core>): void {
	bench.command(Opcode.RESET, 77);
	bench.acknowledge();
	assert.is(bench.fetch().status, Status.MARK | Status.READY);
	bench.command(Opcode.READ_REGISTERS, 2, words16(Register.MAGIC, 1));
	const { status, sequence, payload } = bench.fetch();
	assert.equal([status, sequence], [Status.MARK | Status.READY, 2]);
	assert.is(new DataView(payload.buffer).getUint32(0, true), MAGIC);
	bench.command(Opcode.SELF_TEST, 3);
	bench.timers.advance(10);
	assert.is(bench.fetch().payload.length, 4);
	assert.is(Control.ACKNOWLEDGE_RESET, 1);
}

test("90,000 frames to a chip without physics", () => {
	const answers = fuzz(new FakeCore(), 1, rounds(90_000));
	// the fuzzing reached every way a command can end
	for (const error of [0, ...errorCodes])
		if (error !== ErrorCode.INTERNAL) assert.ok((answers.get(error) ?? 0) > rounds(50), `${error}`);
});

test("10,000 frames to the frequency-multiplexed chip", () => {
	const answers = fuzz(createFmcCore(fmc), 2, rounds(10_000));
	assert.ok((answers.get(0) ?? 0) > rounds(500), `${[...answers]}`);
});

test("the longest frame is answered", () => {
	const bench = new AcceleratorBench(new FakeCore());
	bench.acknowledge();
	bench.command(Opcode.LOAD_INPUTS, 2, new Uint8Array(MAX_TRANSACTION - frameBytes(0)));
	assert.equal([...bench.fetch().payload], [ErrorCode.BAD_VALUE]);
});

test.run();
