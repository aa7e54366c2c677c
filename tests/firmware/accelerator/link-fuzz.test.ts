// 100,000 random and mutated answers to the link: each operation ends once, within bounded virtual time, with a result or a
// typed error, and on a good wire the driver works again.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Driver } from "../../../firmware/accelerator/driver";
import { sealFrame } from "../../../firmware/accelerator/frame";
import { LinkError } from "../../../firmware/accelerator/link-error";
import { frameBytes, MAGIC, Mode, Register, Status } from "../../../firmware/accelerator/registers";
import type { Done } from "../../../firmware/accelerator/turn";
import { Random } from "../../../firmware/math/random";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";
import { rounds } from "../../support/rounds";

const ANSWERS = rounds(100_000);
/** Far more than the longest operation may take: opening in several commands of at most patience and timeout each. */
const LIMIT = 5_000;

test("100,000 random and mutated answers", () => {
	const bench = new AcceleratorBench(new FakeCore());
	const random = new Random(4);
	const { SPI } = bench.options;
	let mutating = false;
	/** How this operation's answers are mutated; -1: each another way. */
	let kind = -1;
	let answers = 0;
	class LyingBus extends SPI {
		override transfer(buffer: Uint8Array): void {
			super.transfer(buffer);
			if (!mutating) return;
			answers++;
			mutate(buffer, random, kind < 0 ? random.below(KINDS) : kind);
		}
	}
	const driver = new Driver({ ...bench.options, SPI: LyingBus, patience: 20, timeout: 200 });
	const codes = new Uint8Array(16);
	const cells = new Uint16Array(16);
	const values = new Int8Array(12);
	const operations: ((done: Done) => void)[] = [
		done => driver.open(done),
		done => driver.configure({ toneAmplitude: 1, fullScale: 1 }, done),
		done => driver.cells.program(1, 0, 0, 4, 4, codes, 4, true, done),
		done => driver.cells.outcomes(1, 0, 0, 4, 4, codes, done),
		done => driver.cells.read(1, 0, 0, 4, 4, cells, done),
		done => driver.multiplication.loadInputs(1, 4, 3, values, done),
		done => driver.multiplication.multiply(Mode.FORWARD, 1, 3, done),
		done => driver.multiplication.readOutputs(values, 6, done),
		done => driver.calibrate(done),
		done => driver.selfTest(done),
		done => driver.readHealth(done),
		done => driver.readRegisters(Register.MAGIC, 1, done),
	];
	const ends = new Map<string, number>();
	bench.must(done => driver.open(done));
	let turns = 0;
	while (answers < ANSWERS) {
		mutating = true;
		kind = random.below(4) ? -1 : random.below(KINDS);
		const error = bench.run(operations[random.below(operations.length)], LIMIT);
		assert.ok(error === undefined || error instanceof LinkError);
		const code = error?.code ?? "none";
		ends.set(code, (ends.get(code) ?? 0) + 1);
		if (++turns % 100 > 0) continue;
		mutating = false;
		bench.must(done => driver.open(done));
		bench.must(done => driver.readRegisters(Register.MAGIC, 1, done));
		assert.is(driver.link.answer.getUint32(0, true), MAGIC);
		bench.must(done => driver.multiplication.multiply(Mode.TONES_CASCADE, 0, 2, done));
	}
	for (const code of ["none", "wrong-chip", "refused", "chip-reset", "wire", "timeout"])
		assert.ok((ends.get(code) ?? 0) > rounds(20), `${code}: ${[...ends]}`);
});

/** Ways of `mutate`. */
const KINDS = 12;

/** Noise, flipped bits, cut answers, and answers with a right CRC that say something else. */
function mutate(buffer: Uint8Array, random: Random, kind: number): void {
	const longest = buffer.length - frameBytes(0);
	switch (kind) {
		case 0:
			for (let i = 0; i < buffer.length; i++) buffer[i] = random.int32();
			return;
		case 1:
			for (let n = 1 + random.below(4); n > 0; n--) buffer[random.below(buffer.length)] ^= 1 << random.below(8);
			return;
		case 2:
			buffer.copyWithin(0, 1 + random.below(buffer.length - 1));
			return;
		case 3:
			buffer.fill(random.below(2) ? 0xff : 0);
			return;
		case 4:
			say(Status.MARK | random.below(64), random.below(2) ? buffer[1] : random.int32(), random.below(longest + 1));
			return;
		case 5:
			say(Status.MARK | Status.BUSY, buffer[1], 0);
			return;
		case 6:
			say(Status.MARK | Status.READY | Status.FAILED, buffer[1], Math.min(1, longest));
			return;
		case 7: {
			const length = Math.min(buffer[2], longest);
			if (length > 0) buffer[4 + random.below(length)] = random.int32();
			say(Status.MARK | Status.READY, buffer[1], length);
			return;
		}
		default: // the chip's own
	}
	function say(status: number, sequence: number, length: number): void {
		buffer.fill(0, sealFrame(buffer, status, sequence, length));
	}
}

test.run();
