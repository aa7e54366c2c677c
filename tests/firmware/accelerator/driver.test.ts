import { test } from "uvu";
import * as assert from "uvu/assert";
import { profileName } from "../../../firmware/accelerator/identity";
import { Differential, ErrorCode, Mode, Outcome, Register } from "../../../firmware/accelerator/registers";
import type { Done } from "../../../firmware/accelerator/turn";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { FakeCore } from "../../support/fake-core";

function openBench(core = new FakeCore(), settings = {}): AcceleratorBench<FakeCore> {
	const bench = new AcceleratorBench(core, settings);
	bench.must(done => bench.driver.open(done));
	return bench;
}

test("open finds out what the chip is and acknowledges the reset", () => {
	const { driver, board } = openBench();
	assert.equal(driver.identity, {
		protocol: 0x0100,
		profile: 1,
		modes: 41,
		outputBits: 8,
		vectors: 3,
		conductanceStep: 20_000,
		simulated: true,
		arrays: [
			{ rows: 4, columns: 3, differential: Differential.NONE, minimum: 100_000_000, maximum: 1_000_000_000 },
			{ rows: 4, columns: 4, differential: Differential.COLUMNS, minimum: 100_000_000, maximum: 1_000_000_000 },
		],
	});
	assert.is(driver.chip, "fmc, protocol 1.0");
	assert.is(profileName(77), "profile 77");
	assert.is(board.chip.registers.acknowledged, true);
});

test("a chip of many arrays is identified in several reads", () => {
	const core = new FakeCore();
	while (core.arrays.length < 48) core.arrays.push(core.arrays[core.arrays.length % 2]);
	const { driver } = openBench(core);
	assert.is(driver.identity!.arrays.length, 48);
	assert.is(driver.identity!.arrays[47].columns, 4);
});

for (const [register, value, words] of [
	[Register.MAGIC, 0x12345678, "magic"],
	[Register.PROTOCOL, 0x0200, "protocol 2.0"],
	[Register.ARRAYS, 0, "0 arrays"],
	[Register.OUTPUT_BITS, 40, "40 bits"],
	[Register.VECTORS, 0, "0 vectors"],
	[Register.ARRAY_BASE, 0, "0 rows"],
] as const)
	test(`a chip that says ${words} is refused as wrong-chip`, () => {
		const bench = new AcceleratorBench(new FakeCore());
		const { registers } = bench.board.chip;
		const read = registers.read.bind(registers);
		registers.read = address => (address === register ? value : read(address));
		const error = bench.run(done => bench.driver.open(done));
		assert.is(error?.code, "wrong-chip");
		assert.match(error!.message, words);
	});

test("configure writes the model's settings", () => {
	const bench = openBench();
	bench.must(done => bench.driver.configure({ toneAmplitude: 3_000_000, fullScale: 4_000_000 }, done));
	assert.is(bench.counter(Register.TONE_AMPLITUDE), 3_000_000);
	assert.is(bench.counter(Register.FULL_SCALE), 4_000_000);
	assert.is(bench.board.chip.registers.settings.fullScale, 4e-6);
});

for (const bits of [1, 2, 4, 8])
	test(`a region arrives cell by cell at ${bits} bits, and its sums come back`, () => {
		const bench = openBench();
		const codes = Uint8Array.from({ length: 6 }, (_, i) => (i * 37) & ((1 << bits) - 1));
		bench.must(done => bench.driver.cells.program(1, 1, 2, 3, 2, codes, bits, false, done));
		assert.equal([...bench.core.codes[1]], [0, 0, 0, 0, 0, 0, ...at(0), 0, 0, ...at(2), 0, 0, ...at(4)]);
		assert.equal(bench.driver.cells.programmed, { cells: 6, missed: 1, pulses: 12, microseconds: 2500 });
		assert.is(bench.counter(Register.CELLS_PROGRAMMED), 6);
		assert.is(bench.counter(Register.PULSES), 12);
		function at(index: number): number[] {
			return [codes[index], codes[index + 1]];
		}
	});

test("a region larger than a command goes in pieces, is erased once, and reads back whole", () => {
	const core = new FakeCore();
	core.arrays[0].rows = 40;
	core.arrays[0].columns = 30;
	core.codes[0] = new Uint8Array(1200).fill(9);
	const bench = openBench(core, { maximumPayload: 128 });
	const codes = Uint8Array.from({ length: 40 * 29 }, (_, i) => i & 63);
	bench.must(done => bench.driver.cells.program(0, 0, 1, 40, 29, codes, 8, true, done));
	assert.is(core.programs, 10); // four whole rows of 29 in 116 bytes
	assert.is(bench.driver.cells.programmed.cells, 1160);
	assert.is(bench.driver.cells.programmed.missed, 10);
	assert.is(core.codes[0][30], 0, "erased");
	const outcomes = new Uint8Array(40 * 29);
	bench.must(done => bench.driver.cells.outcomes(0, 0, 1, 40, 29, outcomes, done));
	assert.equal(
		outcomes,
		codes.map(code => (code << 2) | Outcome.ON_TARGET),
	);
});

test("conductances are read in steps; each piece has chance of its own and the seed decides it", () => {
	const bench = openBench();
	const read = (): number[] => {
		const cells = new Uint16Array(16);
		bench.must(done => bench.driver.writeRegister(Register.SEED, 11, done));
		bench.must(done => bench.driver.cells.read(1, 0, 0, 4, 4, cells, done));
		return [...cells];
	};
	const first = read();
	assert.equal(read(), first);
	assert.ok(new Set(first).size > 10);
	assert.ok(first.every(steps => steps <= 50_000));
});

test("inputs go in several loads and outputs come back in bursts", () => {
	const bench = openBench();
	const values = Int8Array.from({ length: 12 }, (_, i) => i * 20 - 120);
	bench.must(done => bench.driver.multiplication.loadInputs(1, 4, 3, values, done));
	assert.equal(bench.core.inputs, values);
	bench.must(done => bench.driver.multiplication.multiply(Mode.FORWARD, 1, 3, done));
	assert.equal(bench.driver.multiplication.multiplied, {
		outputs: 6,
		clipped: 1,
		microseconds: 2500,
		noiseFloor: 12,
		energy: 3,
	});
	const outputs = new Int8Array(6);
	bench.must(done => bench.driver.multiplication.readOutputs(outputs, 6, done));
	assert.equal(outputs, values.slice(0, 6));
});

test("a vector set larger than a command is loaded in parts that continue each other", () => {
	const core = new FakeCore();
	const loaded: number[][] = [];
	core.arrays[0].rows = 30;
	core.loadInputs = (_array, rows, vectors, values) => loaded.push([...values.subarray(0, rows * vectors)]);
	const bench = openBench(core, { maximumPayload: 64 });
	const values = Int8Array.from({ length: 90 }, (_, i) => i - 45);
	bench.must(done => bench.driver.multiplication.loadInputs(0, 30, 3, values, done));
	assert.is(loaded.length, 3);
	assert.equal(loaded[2], [...values]);
	assert.throws(() => bench.driver.multiplication.loadInputs(0, 60, 1, values, () => {}), RangeError);
});

test("outputs of more than eight bits are sixteen on the wire", () => {
	const core = new FakeCore(12);
	const bench = openBench(core);
	bench.must(done => bench.driver.multiplication.loadInputs(1, 4, 3, new Int8Array(12), done));
	bench.must(done => bench.driver.multiplication.multiply(Mode.FORWARD, 1, 3, done));
	core.outputs.set([-2000, 2047, 5, -1, 300, 0]);
	const outputs = new Int16Array(6);
	bench.must(done => bench.driver.multiplication.readOutputs(outputs, 6, done));
	assert.equal([...outputs], [-2000, 2047, 5, -1, 300, 0]);
});

test("calibration and self-test say what they found; each draws chance of its own", () => {
	const bench = openBench();
	bench.must(done => bench.driver.calibrate(done));
	assert.equal(bench.driver.calibration, { zeroError: -3000, gainError: 12_500 });
	const found = new Set<number>();
	for (let i = 0; i < 4; i++) {
		bench.must(done => bench.driver.selfTest(done));
		found.add(bench.driver.selfTestFailures);
		bench.must(done => bench.driver.readHealth(done));
	}
	assert.is(found.size, 4);
});

test("what draws no chance changes no result: only operations since SEED count", () => {
	const results = [0, 5].map(between => {
		const bench = openBench();
		bench.must(done => bench.driver.writeRegister(Register.SEED, 3, done));
		for (let i = 0; i < between; i++) bench.must(done => bench.driver.readHealth(done));
		bench.must(done => bench.driver.selfTest(done));
		return bench.driver.selfTestFailures;
	});
	assert.is(results[0], results[1]);
});

test("health is the chip's counters", () => {
	const bench = openBench();
	bench.must(done => bench.driver.multiplication.multiply(Mode.TONES_CASCADE, 0, 2, done));
	bench.must(done => bench.driver.readHealth(done));
	assert.equal(bench.driver.health, {
		damagedFrames: 0,
		repeatedFrames: 0,
		operations: 5, // two reads to identify, acknowledge, multiply, and this read
		cellsProgrammed: 0,
		cellsMissed: 0,
		pulses: 0,
		conversions: 4,
		clipped: 1,
		resets: 1,
	});
});

test("what the chip's description forbids is refused before its core is asked", () => {
	const bench = openBench();
	const { cells, multiplication } = bench.driver;
	const refusal = (start: (done: Done) => void): number | undefined => bench.run(start)?.refusal;
	const codes = new Uint8Array(64);
	const values = new Int8Array(64);
	const { BAD_ADDRESS, BAD_VALUE, NOT_CONFIGURED } = ErrorCode;
	assert.is(
		refusal(done => cells.program(2, 0, 0, 1, 1, codes, 8, false, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => cells.program(0, 0, 0, 5, 1, codes, 8, false, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => cells.program(0, 3, 2, 1, 2, codes, 8, false, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => cells.program(0, 0, 0, 1, 1, codes, 3, false, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => cells.outcomes(0, 4, 0, 1, 1, codes, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => cells.read(0, 0, 3, 1, 1, new Uint16Array(1), done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => multiplication.loadInputs(2, 4, 1, values, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => multiplication.loadInputs(0, 4, 4, values, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => multiplication.loadInputs(0, 5, 1, values, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => multiplication.multiply(Mode.FORWARD, 0, 1, done)),
		NOT_CONFIGURED,
	);
	bench.must(done => multiplication.loadInputs(0, 3, 1, values, done));
	assert.is(
		refusal(done => multiplication.multiply(Mode.FORWARD, 0, 1, done)),
		BAD_VALUE,
	);
	bench.must(done => multiplication.loadInputs(0, 4, 1, values, done));
	assert.is(
		refusal(done => multiplication.multiply(Mode.FORWARD, 0, 2, done)),
		NOT_CONFIGURED,
	);
	assert.is(
		refusal(done => multiplication.multiply(Mode.FORWARD, 1, 1, done)),
		NOT_CONFIGURED,
	);
	assert.is(
		refusal(done => multiplication.multiply(Mode.TONES_CASCADE, 1, 1, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => multiplication.multiply(Mode.TONES_CASCADE, 0, 4, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => multiplication.multiply(Mode.TONES_CASCADE, 0, 0, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => multiplication.readOutputs(values, 1, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => bench.driver.writeRegister(Register.MAGIC, 1, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => bench.driver.writeRegister(Register.FULL_SCALE, 0, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => bench.driver.writeRegister(Register.PULSE_LIMIT, 64, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => bench.driver.writeRegister(Register.CONTROL, 4, done)),
		BAD_VALUE,
	);
	assert.is(
		refusal(done => bench.driver.readRegisters(0x0009, 1, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => bench.driver.readRegisters(Register.SIMULATED, 2, done)),
		BAD_ADDRESS,
	);
	assert.is(
		refusal(done => bench.driver.readRegisters(Register.ARRAY_BASE + 16, 1, done)),
		BAD_ADDRESS,
	);
	assert.is(bench.core.programs + bench.core.multiplies, 0);
});

test("a refused write of several registers writes none of them", () => {
	const bench = openBench();
	const before = bench.counter(Register.TONE_AMPLITUDE);
	const error = bench.run(done => bench.driver.configure({ toneAmplitude: 5, fullScale: 0 }, done));
	assert.is(error?.refusal, ErrorCode.BAD_VALUE);
	assert.is(bench.counter(Register.TONE_AMPLITUDE), before);
});

test.run();
