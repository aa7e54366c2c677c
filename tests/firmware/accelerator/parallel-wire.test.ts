// What sets of arrays cost on the wire, and what they do on one that fails.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ErrorCode, LineSide, Mode, Register } from "../../../firmware/accelerator/registers";
import type { Segment } from "../../../firmware/accelerator/segment";
import { Random } from "../../../firmware/math/random";
import { FakeParallelCore } from "../../support/fake-parallel-core";
import { ParallelBench, randomInputs, randomWeights, segmentOf } from "../../support/parallel-bench";

const ROWS = 98;
const COLUMNS = 64;
const BATCH = 16;
const OPERATIONS = 10_000;

/** A 196 x 64 segment, programmed, on each of the first arrays. */
function openBench(arrays: number, seed = 1): { bench: ParallelBench<FakeParallelCore>; segments: Segment[] } {
	const bench = new ParallelBench(new FakeParallelCore(arrays, 256, 256), { seed });
	const weights = randomWeights(ROWS, COLUMNS, 15, 1);
	const point = bench.pointWith({ DECREMENT_UP: 200_000, DECREMENT_DOWN: 200_000 });
	const segments = Array.from({ length: arrays }, (_, array) =>
		segmentOf(weights, COLUMNS, { array, row: 0, column: array * COLUMNS, rows: ROWS, columns: COLUMNS, point }),
	);
	for (const segment of segments) bench.must(done => bench.chip.programming.program(segment, 4, done));
	return { bench, segments };
}

for (const arrays of [1, 8])
	test(`bytes on the wire of a batch of 16 through ${arrays} segments of 196 x 64: at most 1.5 of their information`, () => {
		const { bench, segments } = openBench(arrays);
		const matrix = bench.chip.matrix(ROWS, COLUMNS * arrays, segments);
		const inputs = randomInputs(ROWS * BATCH, -7, 7, 2);
		const sums = new Int32Array(BATCH * COLUMNS * arrays);
		// inputs once, as they are multicast, at 4 bits; outputs at 8
		const information = (ROWS * BATCH * 4) / 8 + COLUMNS * arrays * BATCH;
		const cost = (): number => {
			const before = bench.chip.link.statistics.bytesOut;
			bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, BATCH, sums, done));
			return bench.chip.link.statistics.bytesOut - before;
		};
		bench.chip.segments.forget();
		const first = cost();
		const again = cost();
		process.stdout.write(
			`measured: ${arrays} x 196 x 64, batch 16, 4 bits in, 8 out: ${information} bytes of information, ${again} on the wire (${(again / information).toFixed(3)}), ` +
				`with lines and operating points ${first} (${(first / information).toFixed(3)})\n`,
		);
		assert.ok(again / information <= 1.5);
		// what docs/spi-protocol.md says
		if (arrays === 1) assert.equal([again, first - again], [1988, 180]);
		assert.ok(first / information <= 1.5);
	});

test("unused lines cost nothing: a selection of 64 columns is 8 bytes, wherever they are", () => {
	const { bench } = openBench(1);
	const selecting = (first: number): number => {
		const before = bench.chip.link.statistics.bytesOut;
		const bits = new Uint8Array(8).fill(255);
		bench.must(done => bench.chip.arrays.select(0, LineSide.COLUMNS, { first, bits, count: 64 }, done));
		return bench.chip.link.statistics.bytesOut - before;
	};
	assert.is(selecting(0), 20 + 12);
	assert.is(selecting(192), 20 + 12);
	assert.is(
		bench.run(done =>
			bench.chip.arrays.select(0, 1, { first: 200, bits: new Uint8Array(8).fill(255), count: 64 }, done),
		)!.refusal,
		ErrorCode.BAD_ADDRESS,
	);
});

test(`${OPERATIONS} operations at a bit error rate of 1e-4: no wrong result, every fault counted, none executed twice`, () => {
	const { bench, segments } = openBench(2, 3);
	const { chip, core, wire } = bench;
	const matrix = chip.matrix(ROWS, 2 * COLUMNS, segments);
	const random = new Random(9);
	const states = new Uint8Array(256);
	core.badRows.set(1, new Map([[201, 2]]));
	// what a quiet wire gives
	const batches = Array.from({ length: 20 }, (_, n) => {
		const inputs = randomInputs(ROWS * 4, -7, 7, n);
		const sums = new Int32Array(4 * 2 * COLUMNS);
		bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 4, sums, done));
		return { inputs, sums };
	});
	const start = bench.counter(Register.OPERATIONS);
	const multipliesBefore = core.multiplies;
	const sums = new Int32Array(4 * 2 * COLUMNS);
	let multiplies = 0;
	wire.bitErrorRate = 1e-4;
	while (bench.counter(Register.OPERATIONS) - start < OPERATIONS) {
		const batch = batches[random.below(batches.length)];
		if (random.below(4) === 0) chip.segments.forget();
		bench.must(done => matrix.multiply(Mode.FORWARD, batch.inputs, 4, 4, sums, done));
		assert.equal(sums, batch.sums);
		multiplies++;
		if (random.below(4) > 0) continue;
		bench.must(done => chip.arrays.readLines(1, LineSide.ROWS, states, done));
		assert.is(states.indexOf(2), 201);
	}
	assert.is(core.multiplies - multipliesBefore, multiplies);
	const executed = bench.counter(Register.OPERATIONS) - start;
	const { statistics } = chip.link;
	const { commands, answers } = wire;
	assert.is(bench.counter(Register.DAMAGED_FRAMES), commands.damagedOut + answers.damagedOut);
	assert.is(statistics.damagedAnswers, answers.damagedIn);
	assert.is(statistics.timeouts + statistics.resets + statistics.interruptFaults, 0);
	assert.ok(statistics.repeats > OPERATIONS / 50);
	process.stdout.write(
		`measured: ${multiplies} multiplies over two arrays, ${executed} operations, ${commands.damagedOut} commands, ${answers.damagedOut} NOPs, ` +
			`${answers.damagedIn} answers damaged; ${statistics.repeats} repeats, 0 wrong\n`,
	);
});

test("the chip resets in the middle of any operation: a typed error, no result, and after opening the right one", () => {
	const { bench, segments } = openBench(2);
	const { chip, board } = bench;
	const matrix = chip.matrix(ROWS, 2 * COLUMNS, segments);
	const inputs = randomInputs(ROWS * 4, -7, 7, 2);
	const wanted = new Int32Array(4 * 2 * COLUMNS);
	const sums = new Int32Array(wanted.length);
	bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 4, wanted, done));
	chip.segments.forget();
	const start = bench.counter(Register.OPERATIONS);
	bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 4, sums, done));
	const operations = bench.counter(Register.OPERATIONS) - start;
	assert.is(operations, 2 + 4 + 1 + 1 + 1);
	const { chip: hardware } = board;
	const deselect = hardware.deselect.bind(hardware);
	for (let at = 1; at <= operations; at++) {
		chip.segments.forget();
		const first = bench.counter(Register.OPERATIONS);
		let struck = false;
		// as soon as the chip has taken command number `at`, it loses its supply
		hardware.deselect = () => {
			deselect();
			if (struck || bench.counter(Register.OPERATIONS) - first < at) return;
			struck = true;
			hardware.reset();
		};
		const error = bench.run(done => matrix.multiply(Mode.FORWARD, inputs, 4, 4, sums, done));
		hardware.deselect = deselect;
		assert.is(error?.code, "chip-reset", `operation ${at}`);
		bench.must(done => chip.open(done));
		bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 4, sums, done));
		assert.equal(sums, wanted);
	}
});

test("a core that fails inside is a refusal, and the outputs of before are gone", () => {
	const { bench, segments } = openBench(1);
	const matrix = bench.chip.matrix(ROWS, COLUMNS, segments);
	const inputs = randomInputs(ROWS, -7, 7, 2);
	const sums = new Int32Array(COLUMNS);
	bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 1, sums, done));
	bench.core.fault = new Error("melted");
	const error = bench.run(done => matrix.multiply(Mode.FORWARD, inputs, 4, 1, sums, done));
	assert.equal([error?.code, error?.refusal], ["refused", ErrorCode.INTERNAL]);
	const read = bench.run(done => bench.chip.parallel.read(1, 8, true, { take: () => {} }, done));
	assert.is(read?.refusal, ErrorCode.BAD_ADDRESS);
	bench.core.fault = undefined;
	bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 1, sums, done));
});

test.run();
