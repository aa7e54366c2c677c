// Issue 2, item 3: one flipped bit in 10,000, both directions, 10,000 operations.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ArrayField, MAGIC, Mode, Register } from "../../../firmware/accelerator/registers";
import { Random } from "../../../firmware/math/random";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";
import { rounds } from "../../support/rounds";

const OPERATIONS = rounds(10_000);
const ROWS = 25;
const COLUMNS = 16;

/** A fake chip with a storage array of the real size, so that frames have their real lengths. */
function wideCore(): FakeCore {
	const core = new FakeCore();
	core.arrays[0].rows = ROWS;
	core.arrays[0].columns = COLUMNS;
	core.codes[0] = new Uint8Array(ROWS * COLUMNS);
	return core;
}

test("10,000 operations at a bit error rate of 1e-4 in both directions: no wrong result, every fault counted, none executed twice", () => {
	const core = wideCore();
	const bench = new AcceleratorBench(core, { seed: 2 });
	const { driver, wire, board } = bench;
	const random = new Random(5);
	bench.must(done => driver.open(done));
	const opened = bench.counter(Register.OPERATIONS);
	wire.bitErrorRate = 1e-4;

	const codes = new Uint8Array(ROWS * COLUMNS);
	const outcomes = new Uint8Array(ROWS * COLUMNS);
	const inputs = new Int8Array(12);
	const outputs = new Int8Array(6);
	let operations = 0;
	let programs = 0;
	let multiplies = 0;
	while (operations < OPERATIONS) {
		for (let i = 0; i < codes.length; i++) codes[i] = random.below(64);
		bench.must(done => driver.cells.program(0, 0, 0, ROWS, COLUMNS, codes, 8, true, done));
		assert.equal(core.codes[0], codes);
		programs++;
		outcomes.fill(0);
		bench.must(done => driver.cells.outcomes(0, 0, 0, ROWS, COLUMNS, outcomes, done));
		for (let i = 0; i < codes.length; i++)
			if (outcomes[i] !== ((codes[i] << 2) | 1)) assert.unreachable("wrong outcome");
		for (let i = 0; i < inputs.length; i++) inputs[i] = random.below(256);
		bench.must(done => driver.multiplication.loadInputs(1, 4, 3, inputs, done));
		bench.must(done => driver.multiplication.multiply(Mode.FORWARD, 1, 3, done));
		multiplies++;
		bench.must(done => driver.multiplication.readOutputs(outputs, 6, done));
		assert.equal(outputs, inputs.slice(0, 6));
		bench.must(done => driver.readRegisters(Register.ARRAY_BASE, 8, done));
		assert.is(driver.link.answer.getUint32(4 * ArrayField.COLUMNS, true), COLUMNS);
		bench.must(done => driver.readRegisters(Register.MAGIC, 1, done));
		assert.is(driver.link.answer.getUint32(0, true), MAGIC);
		operations += 7;
	}

	const { statistics } = driver.link;
	const { commands, answers } = wire;
	assert.is(bench.counter(Register.DAMAGED_FRAMES), commands.damagedOut + answers.damagedOut);
	assert.is(statistics.damagedAnswers, answers.damagedIn);
	assert.is(commands.damagedIn, 0);
	assert.is(bench.counter(Register.OPERATIONS) - opened, operations);
	assert.is(core.programs, programs);
	assert.is(core.multiplies, multiplies);
	assert.is(statistics.timeouts + statistics.resets + statistics.interruptFaults, 0);
	assert.is(board.chip.fault, undefined);
	assert.ok(Math.min(commands.damagedOut, answers.damagedOut, answers.damagedIn) > rounds(300));
	process.stdout.write(
		`measured: ${operations} operations, ${statistics.transactions} transactions, ${commands.flippedBits + answers.flippedBits} flipped bits; ` +
			`${commands.damagedOut} commands, ${answers.damagedOut} NOPs, ${answers.damagedIn} answers damaged and all counted; ` +
			`${statistics.repeats} repeats, 0 wrong\n`,
	);
});

test("the same seed gives the same faults, another gives others", () => {
	const run = (seed: number): string => {
		const bench = new AcceleratorBench(new FakeCore(), { seed });
		bench.wire.bitErrorRate = 1e-3;
		for (let i = 0; i < 30; i++) bench.must(done => bench.driver.open(done));
		return JSON.stringify([bench.wire.commands, bench.wire.answers, bench.driver.link.statistics]);
	};
	assert.is(run(1), run(1));
	assert.is.not(run(1), run(2));
});

test("a wire of noise is a typed error, and a quiet one after it works", () => {
	const bench = new AcceleratorBench(new FakeCore());
	bench.must(done => bench.driver.open(done));
	bench.wire.bitErrorRate = 0.3;
	for (let i = 0; i < 200; i++) {
		const error = bench.run(done => bench.driver.readHealth(done), 100);
		assert.ok(error?.code === "wire" || error?.code === "no-chip");
	}
	bench.wire.bitErrorRate = 0;
	bench.must(done => bench.driver.readHealth(done));
});

test.run();
