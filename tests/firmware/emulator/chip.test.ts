import { test } from "uvu";
import * as assert from "uvu/assert";
import { ErrorCode, MAGIC, Mode, Opcode, Register, Status } from "../../../firmware/accelerator/registers";
import { CimError } from "../../../firmware/errors";
import { AcceleratorBench, commandFrame, words16 } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";

const READY = Status.MARK | Status.READY;
const REFUSED = READY | Status.FAILED;
const readMagic = words16(Register.MAGIC, 1);
const multiply = [Mode.TONES_CASCADE, 0, 2, 0];

function freshBench(): AcceleratorBench<FakeCore> {
	return new AcceleratorBench(new FakeCore());
}

function readyBench(): AcceleratorBench<FakeCore> {
	const bench = freshBench();
	bench.acknowledge();
	assert.is(bench.fetch().status, READY);
	return bench;
}

test("after power-on the chip shows RESET and sequence 0, and knows registers only", () => {
	const bench = freshBench();
	assert.equal([bench.fetch().status, bench.fetch().sequence], [Status.MARK | Status.RESET, 0]);
	for (const opcode of [
		Opcode.PROGRAM,
		Opcode.READ_OUTCOMES,
		Opcode.READ_CELLS,
		Opcode.LOAD_INPUTS,
		Opcode.MULTIPLY,
		Opcode.READ_OUTPUTS,
		Opcode.CALIBRATE,
		Opcode.SELF_TEST,
	]) {
		bench.command(opcode, opcode);
		const answer = bench.fetch();
		assert.is(answer.status, REFUSED | Status.RESET);
		assert.equal([...answer.payload], [ErrorCode.NOT_CONFIGURED]);
	}
	bench.command(Opcode.READ_REGISTERS, 1, readMagic);
	const answer = bench.fetch();
	assert.is(answer.status, READY | Status.RESET);
	assert.is(new DataView(answer.payload.buffer).getUint32(0, true), MAGIC);
	bench.command(Opcode.WRITE_REGISTERS, 2, words16(Register.SEED, 1, 7, 0));
	assert.is(bench.fetch().status, READY | Status.RESET);
});

test("CONTROL.ACKNOWLEDGE_RESET ends the RESET flag", () => {
	const bench = readyBench();
	bench.command(Opcode.MULTIPLY, 2, multiply);
	assert.is(bench.fetch().status, Status.MARK | Status.BUSY);
});

test("an answer starts at the first byte of the next transaction, with the sequence of its command, and zeros follow", () => {
	const bench = readyBench();
	bench.command(Opcode.READ_REGISTERS, 200, readMagic);
	const { bytes, sequence } = bench.fetch(40);
	assert.is(bytes[0], READY);
	assert.is(sequence, 200);
	assert.equal([...bytes.subarray(2, 8)], [4, 0, 0x43, 0x49, 0x4d, 0x31]);
	assert.ok(bytes.subarray(12).every(byte => byte === 0));
});

test("the answer is kept until the next new command, however often it is fetched", () => {
	const bench = readyBench();
	bench.command(Opcode.READ_REGISTERS, 9, readMagic);
	const first = bench.fetch().bytes;
	for (let i = 0; i < 5; i++) assert.equal(bench.fetch().bytes, first);
});

test("a repeated command is not executed again: it is counted, and the same answer offered", () => {
	const bench = readyBench();
	bench.command(Opcode.MULTIPLY, 2, multiply);
	bench.command(Opcode.MULTIPLY, 2, multiply);
	assert.is(bench.fetch().status, Status.MARK | Status.BUSY);
	bench.timers.advance(10);
	const answer = bench.fetch();
	bench.command(Opcode.MULTIPLY, 2, multiply);
	assert.equal(bench.fetch(), answer);
	assert.is(bench.core.multiplies, 1);
	assert.is(bench.counter(Register.REPEATED_FRAMES), 2);
	bench.command(Opcode.MULTIPLY, 3, multiply);
	assert.is(bench.core.multiplies, 2);
});

test("a damaged command is not executed, is counted, and shows DAMAGED without a payload until an undamaged transaction", () => {
	const bench = readyBench();
	bench.command(Opcode.READ_REGISTERS, 2, readMagic);
	const kept = bench.fetch();
	const damaged = commandFrame(Opcode.READ_REGISTERS, 3, readMagic);
	damaged[5] ^= 0x10;
	bench.exchange(damaged);
	const notice = bench.fetch();
	assert.equal([notice.status, notice.sequence, notice.payload.length], [Status.MARK | Status.DAMAGED, 2, 0]);
	assert.equal(bench.fetch(), kept);
	assert.is(bench.counter(Register.DAMAGED_FRAMES), 1);
	assert.is(bench.counter(Register.OPERATIONS), 2);
});

test("stray bits after a frame, an odd length, a short or over-long transaction and sequence 0 are damage; an empty one is none", () => {
	const bench = readyBench();
	const good = commandFrame(Opcode.MULTIPLY, 5, multiply);
	const stray = new Uint8Array(good.length + 8);
	stray.set(good);
	stray[good.length + 3] = 1;
	bench.exchange(stray);
	bench.exchange(new Uint8Array([...good, 0]));
	bench.exchange(good.subarray(0, 4));
	const long = new Uint8Array(4096);
	long.set(good);
	bench.exchange(long);
	bench.command(Opcode.MULTIPLY, 0, multiply);
	assert.is(bench.counter(Register.DAMAGED_FRAMES), 5);
	bench.exchange(new Uint8Array(0));
	assert.is(bench.counter(Register.DAMAGED_FRAMES), 5);
	assert.is(bench.core.multiplies, 0);
});

test("the interrupt line rises when a long operation is complete and falls at the next new command, not at a repeat", () => {
	const bench = readyBench();
	const { chip } = bench.board;
	bench.command(Opcode.MULTIPLY, 2, multiply);
	bench.timers.advance(2);
	assert.is(chip.interrupt, 0);
	assert.is(bench.fetch().status, Status.MARK | Status.BUSY);
	bench.timers.advance(1); // 2.5 ms, rounded up
	assert.is(chip.interrupt, 1);
	assert.is(bench.fetch().status, READY);
	bench.command(Opcode.MULTIPLY, 2, multiply);
	assert.is(chip.interrupt, 1);
	bench.command(Opcode.READ_REGISTERS, 3, readMagic);
	assert.is(chip.interrupt, 0);
});

test("while it is busy the chip takes no new command but RESET", () => {
	const bench = readyBench();
	bench.command(Opcode.MULTIPLY, 2, multiply);
	bench.command(Opcode.READ_REGISTERS, 3, readMagic);
	assert.equal([bench.fetch().status, bench.fetch().sequence], [Status.MARK | Status.BUSY, 2]);
	bench.timers.advance(3);
	assert.is(bench.fetch().sequence, 2);
	bench.command(Opcode.MULTIPLY, 4, multiply);
	bench.command(Opcode.RESET, 5);
	assert.equal([bench.fetch().status, bench.fetch().sequence], [Status.MARK | Status.RESET, 0]);
	bench.timers.advance(100);
	assert.is(bench.board.chip.interrupt, 0);
});

test("RESET acts with the last sequence number too, forgets settings and keeps counters", () => {
	const bench = readyBench();
	bench.command(Opcode.WRITE_REGISTERS, 2, words16(Register.PULSE_LIMIT, 1, 3, 0));
	assert.is(bench.counter(Register.PULSE_LIMIT), 3);
	bench.command(Opcode.RESET, 2);
	assert.is(bench.counter(Register.PULSE_LIMIT), 8);
	assert.is(bench.counter(Register.RESETS), 1);
	assert.is(bench.counter(Register.OPERATIONS), 2);
	assert.is(bench.core.resets, 1);
	// sequence 2 is new again
	bench.command(Opcode.READ_REGISTERS, 2, readMagic);
	assert.is(bench.fetch().sequence, 2);
});

test("the chip is silent while the reset line is low", () => {
	const bench = readyBench();
	const { chip } = bench.board;
	chip.holdReset(true);
	assert.ok(bench.exchange(commandFrame(Opcode.NOP, 0)).every(byte => byte === 0));
	bench.command(Opcode.READ_REGISTERS, 3, readMagic);
	chip.holdReset(false);
	assert.equal([bench.fetch().status, bench.fetch().sequence], [Status.MARK | Status.RESET, 0]);
	assert.is(bench.counter(Register.RESETS), 1);
});

test("an operation that fails inside the chip answers INTERNAL and raises nothing", () => {
	const bench = readyBench();
	bench.core.fault = new Error("no such physics");
	bench.command(Opcode.MULTIPLY, 2, multiply);
	const answer = bench.fetch();
	assert.is(answer.status, REFUSED);
	assert.equal([...answer.payload], [ErrorCode.INTERNAL]);
	assert.is(bench.board.chip.fault, bench.core.fault);
	bench.timers.advance(100);
	assert.is(bench.board.chip.interrupt, 0);
});

test("a reset forgets outputs and inputs", () => {
	const bench = readyBench();
	bench.command(Opcode.LOAD_INPUTS, 2, [1, 0, ...words16(4, 1), 1, 2, 3, 4]);
	bench.command(Opcode.MULTIPLY, 3, [Mode.FORWARD, 1, 1, 0]);
	bench.timers.advance(3);
	bench.command(Opcode.READ_OUTPUTS, 4, words16(0, 2));
	assert.equal([...bench.fetch().payload], [1, 2]);
	bench.command(Opcode.RESET, 5);
	bench.acknowledge();
	bench.command(Opcode.READ_OUTPUTS, 4, words16(0, 2));
	assert.equal([...bench.fetch().payload], [ErrorCode.BAD_ADDRESS]);
	bench.command(Opcode.MULTIPLY, 5, [Mode.FORWARD, 1, 1, 0]);
	assert.equal([...bench.fetch().payload], [ErrorCode.NOT_CONFIGURED]);
});

test("a load that would leave a hole, or continue another set, is refused", () => {
	const bench = readyBench();
	const load = (sequence: number, array: number, first: number, rows: number): number => {
		bench.command(Opcode.LOAD_INPUTS, sequence, [array, first, ...words16(rows, 1), ...new Array(rows).fill(7)]);
		return bench.fetch().payload[0] ?? 0;
	};
	assert.is(load(2, 1, 1, 4), ErrorCode.BAD_VALUE);
	assert.is(load(3, 1, 0, 4), 0);
	assert.is(load(4, 1, 2, 4), ErrorCode.BAD_VALUE);
	assert.is(load(5, 0, 1, 4), ErrorCode.BAD_VALUE);
	assert.is(load(6, 1, 1, 3), ErrorCode.BAD_VALUE);
	assert.is(load(7, 1, 1, 4), 0);
	assert.is(load(8, 1, 2, 4), 0);
});

test("settings that the core cannot carry out are BAD_VALUE", () => {
	const bench = readyBench();
	bench.core.fault = new CimError("tone-out-of-band", "too high");
	bench.command(Opcode.MULTIPLY, 2, multiply);
	assert.equal([...bench.fetch().payload], [ErrorCode.BAD_VALUE]);
});

test("an unknown opcode is refused", () => {
	const bench = readyBench();
	bench.command(0x7f, 2);
	assert.equal([...bench.fetch().payload], [ErrorCode.UNKNOWN_OPCODE]);
});

test.run();
