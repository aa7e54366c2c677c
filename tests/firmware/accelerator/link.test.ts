import { test } from "uvu";
import * as assert from "uvu/assert";
import { Link } from "../../../firmware/accelerator/link";
import { LinkError } from "../../../firmware/accelerator/link-error";
import { ErrorCode, MAGIC, Mode, Opcode, Register } from "../../../firmware/accelerator/registers";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";

type Bench = AcceleratorBench<FakeCore>;

/** A bench whose chip is open. */
function openBench(settings = {}): Bench {
	const bench = new AcceleratorBench(new FakeCore(), settings);
	bench.must(done => bench.driver.open(done));
	return bench;
}

function multiply(bench: Bench, done: (error: LinkError | undefined) => void): void {
	bench.driver.multiplication.multiply(Mode.TONES_CASCADE, 0, 2, done);
}

test("a quick operation is one command and one answer transaction", () => {
	const bench = openBench();
	const { link } = bench.driver;
	const { transactions, bytesOut, bytesIn } = link.statistics;
	bench.must(done => bench.driver.readRegisters(Register.MAGIC, 1, done));
	assert.is(link.answer.getUint32(0, true), MAGIC);
	assert.is(link.statistics.transactions - transactions, 2);
	assert.is(link.statistics.bytesOut - bytesOut, 12 + 12);
	assert.is(link.statistics.bytesIn - bytesIn, 12);
});

test("a long operation is waited for by the interrupt: a command and two answer transactions", () => {
	const bench = openBench();
	const { link } = bench.driver;
	const { transactions } = link.statistics;
	const before = bench.timers.milliseconds;
	bench.must(done => multiply(bench, done));
	assert.is(link.statistics.transactions - transactions, 3);
	assert.is(bench.timers.milliseconds - before, 3);
	assert.is(link.isPolling, false);
});

test("wire time follows from the bytes and the clock", () => {
	const bench = openBench();
	const { statistics } = bench.driver.link;
	assert.is(statistics.wireMicroseconds, (statistics.bytesOut * 8) / 20);
});

test("one operation at a time: another is refused with a typed error, and the first goes on", () => {
	const bench = openBench();
	let done = false;
	multiply(bench, () => {
		done = true;
	});
	const code = (error: unknown): boolean => error instanceof LinkError && error.code === "in-use";
	assert.throws(() => multiply(bench, () => assert.unreachable()), code);
	assert.throws(() => bench.driver.link.execute(Opcode.SELF_TEST, 0, 4, () => assert.unreachable()), code);
	assert.throws(() => bench.driver.link.reset(() => assert.unreachable()), code);
	assert.ok(bench.timers.advanceUntil(() => done));
});

test("an operation can be started from the callback of the last one", () => {
	const bench = openBench();
	const order: string[] = [];
	bench.driver.readRegisters(Register.MAGIC, 1, () => {
		order.push("first");
		bench.driver.readRegisters(Register.MAGIC, 1, () => order.push("second"));
		order.push("first returns");
	});
	order.push("call returns");
	bench.timers.advance(10);
	assert.equal(order, ["call returns", "first", "first returns", "second"]);
});

test("a refusal is a typed error with the chip's reason in words, and nothing is tried again", () => {
	const bench = openBench();
	const { transactions } = bench.driver.link.statistics;
	const error = bench.run(done => bench.driver.multiplication.multiply(Mode.RECURRENT, 0, 2, done));
	assert.is(error?.code, "refused");
	assert.is(error?.refusal, ErrorCode.UNSUPPORTED_MODE);
	assert.match(error!.message, "MULTIPLY");
	assert.match(error!.message, "mode");
	assert.is(bench.driver.link.statistics.transactions - transactions, 2);
});

for (const level of [0, 1] as const)
	test(`a data line from the chip stuck at ${level} is no-chip, within 20 ms; then it recovers`, () => {
		const bench = openBench();
		bench.wire.stuckIn = level;
		const before = bench.timers.milliseconds;
		const error = bench.run(done => multiply(bench, done));
		assert.is(error?.code, "no-chip");
		assert.ok(bench.timers.milliseconds - before <= 20);
		assert.is(bench.run(done => bench.driver.open(done))?.code, "no-chip");
		bench.wire.stuckIn = undefined;
		bench.must(done => bench.driver.open(done));
		bench.must(done => multiply(bench, done));
	});

for (const level of [0, 1] as const)
	test(`a data line to the chip stuck at ${level} is a wire error, within 20 ms; then it recovers`, () => {
		const bench = openBench();
		bench.wire.stuckOut = level;
		const before = bench.timers.milliseconds;
		const executed = bench.counter(Register.OPERATIONS);
		const error = bench.run(done => multiply(bench, done));
		assert.is(error?.code, "wire");
		assert.ok(bench.timers.milliseconds - before <= 20);
		assert.is(bench.counter(Register.OPERATIONS), executed);
		assert.is(bench.counter(Register.DAMAGED_FRAMES), 32); // 16 commands and 16 NOPs
		bench.wire.stuckOut = undefined;
		bench.must(done => multiply(bench, done));
	});

test("a missing chip is no-chip", () => {
	const bench = new AcceleratorBench(new FakeCore(), { select: 20 });
	assert.is(bench.run(done => bench.driver.open(done))?.code, "no-chip");
});

test("a bus that cannot be opened is no-bus, at a later turn, and can be tried again", () => {
	const bench = new AcceleratorBench(new FakeCore(), { hz: 50_000_000 });
	for (let i = 0; i < 2; i++) {
		const error = bench.run(done => bench.driver.open(done));
		assert.is(error?.code, "no-bus");
		assert.match(error!.message, "40000000");
	}
});

test("an operation before open is a typed error", () => {
	const bench = new AcceleratorBench(new FakeCore());
	assert.is(bench.run(done => multiply(bench, done))?.code, "no-bus");
});

test("an interrupt line stuck low: typed error after the patience, then polling, then trust again", () => {
	const bench = openBench({ patience: 200 });
	const { link } = bench.driver;
	bench.wire.stuckInterrupt = 0;
	const before = bench.timers.milliseconds;
	const error = bench.run(done => multiply(bench, done));
	assert.is(error?.code, "interrupt-stuck");
	assert.match(error!.message, "did not rise");
	assert.is(bench.timers.milliseconds - before, 200);
	assert.is(link.isPolling, true);
	for (let i = 0; i < 3; i++) {
		const start = bench.timers.milliseconds;
		bench.must(done => multiply(bench, done));
		assert.ok(bench.timers.milliseconds - start <= 7);
	}
	bench.wire.stuckInterrupt = undefined;
	bench.must(done => multiply(bench, done));
	assert.is(link.isPolling, false);
	assert.is(link.statistics.interruptFaults, 1);
});

test("an interrupt line stuck high: typed error once the chip is free, then polling, then trust again", () => {
	const bench = openBench();
	const { link } = bench.driver;
	bench.wire.stuckInterrupt = 1;
	const before = bench.timers.milliseconds;
	const error = bench.run(done => multiply(bench, done));
	assert.is(error?.code, "interrupt-stuck");
	assert.match(error!.message, "is high");
	assert.ok(bench.timers.milliseconds - before <= 7);
	bench.must(done => multiply(bench, done));
	assert.is(link.isPolling, true);
	bench.wire.stuckInterrupt = undefined;
	bench.must(done => multiply(bench, done));
	assert.is(link.isPolling, false);
});

test("an interrupt line that sticks while it is waited for is noticed", () => {
	const bench = openBench({ patience: 50 });
	let error: LinkError | undefined;
	multiply(bench, failure => {
		error = failure;
	});
	bench.timers.advance(1);
	bench.wire.stuckInterrupt = 1;
	bench.timers.advance(20);
	assert.is(error?.code, "interrupt-stuck");
});

test("a polling link stays polling over a reset: opening again with a stuck line works", () => {
	const bench = openBench({ patience: 50 });
	bench.wire.stuckInterrupt = 0;
	assert.is(bench.run(done => multiply(bench, done))?.code, "interrupt-stuck");
	bench.must(done => bench.driver.open(done));
	bench.must(done => multiply(bench, done));
});

test("without interrupt and reset lines the link polls and resets by command", () => {
	const bench = openBench({ interrupt: undefined, reset: undefined });
	assert.is(bench.counter(Register.RESETS), 1);
	bench.must(done => multiply(bench, done));
	assert.is(bench.driver.link.isPolling, true);
	bench.must(done => bench.driver.open(done));
	assert.is(bench.counter(Register.RESETS), 2);
});

test("a reset line that leads nowhere: the command resets", () => {
	const bench = new AcceleratorBench(new FakeCore(), { reset: 30 });
	bench.must(done => bench.driver.open(done));
	bench.must(done => bench.driver.open(done));
	assert.is(bench.counter(Register.RESETS), 1);
});

test("a chip reset before, in and after a command is chip-reset, whatever the operation; nothing runs with lost settings", () => {
	for (let offset = 0; offset < 3; offset++) {
		const bench = openBench({ patience: 100 });
		bench.wire.resetAt = bench.wire.transactions + offset;
		const error = bench.run(done => multiply(bench, done));
		assert.is(error?.code, "chip-reset", `transaction ${offset}`);
		assert.is(bench.driver.link.statistics.resets, 1);
		const executed = bench.core.multiplies;
		assert.is(executed, offset === 0 ? 0 : 1);
		assert.is(bench.run(done => multiply(bench, done))?.code, "chip-reset");
		assert.is(bench.core.multiplies, executed);
		bench.must(done => bench.driver.open(done));
		bench.must(done => multiply(bench, done));
	}
});

test("a chip reset while it works is noticed after the patience", () => {
	const bench = openBench({ patience: 100 });
	bench.core.microseconds = 30_000;
	let error: LinkError | undefined;
	multiply(bench, failure => {
		error = failure;
	});
	bench.timers.advance(5);
	bench.board.chip.reset();
	bench.timers.advance(95);
	assert.is(error?.code, "chip-reset");
});

test("an operation that does not end is a timeout; until it ends the chip is busy; opening again helps", () => {
	const bench = openBench({ patience: 100, timeout: 1000 });
	bench.core.microseconds = 60e6;
	const before = bench.timers.milliseconds;
	assert.is(bench.run(done => multiply(bench, done))?.code, "timeout");
	assert.is(bench.timers.milliseconds - before, 1000);
	assert.is(bench.driver.link.statistics.timeouts, 1);
	assert.is(bench.run(done => bench.driver.readHealth(done))?.code, "busy");
	bench.core.microseconds = 1000;
	bench.must(done => bench.driver.open(done));
	bench.must(done => multiply(bench, done));
});

test("lost bytes are counted by the chip and do no harm", () => {
	const bench = openBench();
	const { wire } = bench;
	wire.lostByteRate = 0.1;
	for (let i = 0; i < 2000; i++) {
		bench.must(done => bench.driver.readRegisters(Register.MAGIC, 3, done));
		assert.is(bench.driver.link.answer.getUint32(0, true), MAGIC);
	}
	const lost = wire.commands.shortened + wire.answers.shortened;
	assert.ok(lost > 400);
	assert.is(bench.counter(Register.DAMAGED_FRAMES), lost);
});

test("only the NOP was damaged: the answer is fetched again, the command is not sent again", () => {
	const bench = openBench();
	const { link } = bench.driver;
	const { transactions } = link.statistics;
	let done = false;
	multiply(bench, error => {
		assert.is(error, undefined);
		done = true;
	});
	bench.exchange(new Uint8Array(12)); // a fetch whose NOP did not arrive
	assert.ok(bench.timers.advanceUntil(() => done));
	assert.is(link.statistics.transactions - transactions, 4);
	assert.is(link.statistics.repeats, 0);
	assert.is(link.statistics.damagedCommands, 1);
});

test("an edge without a level, a spike on the interrupt line, asks nothing of the chip", () => {
	const bench = openBench();
	const { transactions } = bench.driver.link.statistics;
	let done = false;
	multiply(bench, () => {
		done = true;
	});
	bench.wire.stuckInterrupt = 1;
	bench.wire.stuckInterrupt = undefined;
	assert.ok(bench.timers.advanceUntil(() => done));
	assert.is(bench.driver.link.statistics.transactions - transactions, 3);
	assert.is(bench.driver.link.isPolling, false);
});

test("a burst of interference of a few milliseconds is outlasted", () => {
	const bench = openBench();
	bench.wire.bitErrorRate = 0.3;
	bench.timers.set(() => {
		bench.wire.bitErrorRate = 0;
	}, 5);
	bench.must(done => multiply(bench, done));
});

test("after close no callback comes", () => {
	const bench = openBench();
	multiply(bench, () => assert.unreachable());
	bench.driver.close();
	bench.timers.advance(10_000);
	bench.must(done => bench.driver.open(done));
	bench.must(done => multiply(bench, done));
});

test("a link closed in the middle of a reset lets the chip go", () => {
	const bench = new AcceleratorBench(new FakeCore());
	bench.driver.open(() => assert.unreachable());
	bench.driver.close();
	bench.timers.advance(100);
	bench.acknowledge();
	assert.is(bench.board.chip.registers.acknowledged, true);
});

test("the largest payload is kept within a transaction", () => {
	const bench = new AcceleratorBench(new FakeCore());
	for (const [wanted, given] of [
		[1, 64],
		[511, 508],
		[1e6, 4084],
	])
		assert.is(new Link({ ...bench.options, maximumPayload: wanted }).maximumPayload, given);
});

test.run();
