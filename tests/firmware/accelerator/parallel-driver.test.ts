import { test } from "uvu";
import * as assert from "uvu/assert";
import { ArraySet } from "../../../firmware/accelerator/array-set";
import { MatrixCalibration } from "../../../firmware/accelerator/calibration";
import { KnownProductsTest } from "../../../firmware/accelerator/known-products";
import { maskOf, usableMask } from "../../../firmware/accelerator/line-mask";
import type { LinkError } from "../../../firmware/accelerator/link-error";
import { Pairs, PointField } from "../../../firmware/accelerator/operating-point";
import { PointSearch } from "../../../firmware/accelerator/point-search";
import {
	Differential,
	ErrorCode,
	LineSide,
	LineState,
	Mode,
	Outcome,
	ProfileNumber,
} from "../../../firmware/accelerator/registers";
import type { Segment } from "../../../firmware/accelerator/segment";
import type { Done } from "../../../firmware/accelerator/turn";
import { FakeParallelCore } from "../../support/fake-parallel-core";
import {
	ParallelBench,
	products,
	randomInputs,
	randomWeights,
	relativeError,
	scaledError,
	segmentOf,
} from "../../support/parallel-bench";

/** 12 x 12 weights of -15 to 15 in four segments of 6 x 6 on arrays 0 to 3. */
function quarters(bench: ParallelBench<FakeParallelCore>, weights: Int16Array): Segment[] {
	return [0, 1, 2, 3].map(array => {
		const point = bench.pointWith({ DECREMENT_UP: 200_000, DECREMENT_DOWN: 200_000 });
		const backwardPoint = bench.pointWith({ DECREMENT_UP: 300_000, DECREMENT_DOWN: 300_000 });
		const place = { row: 6 * (array >> 1), column: 6 * (array & 1), rows: 6, columns: 6 };
		return { ...segmentOf(weights, 12, { array, ...place, point }), backwardPoint };
	});
}

test("open: arrays of row pairs, protocol 1.1", () => {
	const { chip } = new ParallelBench(new FakeParallelCore(48, 256, 256));
	const { identity } = chip;
	assert.is(chip.chip, "neurram, protocol 1.1");
	assert.is(identity!.profile, ProfileNumber.NEURRAM);
	assert.is(identity!.arrays.length, 48);
	assert.equal(identity!.arrays[47], {
		rows: 256,
		columns: 256,
		differential: Differential.ROWS,
		minimum: 1_000_000,
		maximum: 40_000_000,
	});
});

test("the map of usable rows comes in one command, and masks pass over the others", () => {
	const core = new FakeParallelCore(2, 256, 256);
	core.badRows.set(1, new Map([[0, LineState.LEAKY], [5, LineState.UNFORMED], [255, LineState.LEAKY]])); // biome-ignore format: a map
	const bench = new ParallelBench(core);
	const states = new Uint8Array(256);
	const before = bench.chip.link.statistics.transactions;
	bench.must(done => bench.chip.arrays.readLines(1, LineSide.ROWS, states, done));
	assert.is(bench.chip.link.statistics.transactions - before, 2);
	assert.equal([states[0], states[1], states[5], states[255]], [1, 0, 2, 1]);
	const mask = usableMask(states, 0, 6)!;
	assert.is(mask.first, 1);
	assert.equal([...mask.bits], [0b01101111]);
	assert.is(usableMask(states, 250, 6), undefined);
	assert.throws(() => maskOf([3, 3]), /must ascend/);
});

test("an operating point reads back as it was written; one that the chip cannot have is refused and changes nothing", () => {
	const bench = new ParallelBench(new FakeParallelCore());
	const point = bench.pointWith({ COMPARATOR_OFFSET: -15_000, PULSE_MULTIPLIER: 6, INPUT_BITS: 3 });
	const back = bench.point.slice();
	bench.must(done => bench.chip.arrays.configure(2, point, done));
	bench.must(done => bench.chip.arrays.readPoint(2, back, done));
	assert.equal(back, point);
	assert.is(bench.core.fakes[2].point.comparatorOffset, -0.015);
	assert.is(bench.core.fakes[1].point.pulseMultiplier, 4);
	for (const wrong of [bench.pointWith({ INPUT_BITS: 9 }), bench.pointWith({ POSITIVE_VOLTAGE: 1_300_000 })]) {
		const error = bench.run(done => bench.chip.arrays.configure(2, wrong, done));
		assert.is(error!.refusal, ErrorCode.BAD_VALUE);
		bench.must(done => bench.chip.arrays.readPoint(2, back, done));
		assert.equal(back, point);
	}
	assert.is(bench.core.fakes[2].point.positiveVoltage, 0.5);
});

test("a segment is programmed around leaky rows, read back, and every cell has its outcome", () => {
	const bench = new ParallelBench(new FakeParallelCore(1, 64, 40));
	const weights = randomWeights(20, 30, 15, 1);
	const rowLines = Array.from({ length: 40 }, (_, n) => n + 3 + (n > 10 ? 2 : 0));
	const segment = segmentOf(weights, 30, { array: 0, row: 0, column: 0, rows: 20, columns: 30, rowLines, point: bench.point }); // biome-ignore format: one line
	const outcomes = new Uint8Array(40 * 30);
	bench.must(done => bench.chip.programming.program(segment, 4, done, outcomes));
	const { programmed } = bench.chip.programming;
	assert.is(programmed.cells, 1200);
	assert.is(programmed.onTarget, 1200);
	assert.is(programmed.pulses, 6000);
	assert.ok(programmed.largestDeviation <= bench.chip.identity!.conductanceStep / 2 + 1);
	assert.ok(outcomes.every(outcome => outcome === ((5 << 2) | Outcome.ON_TARGET)));
	const { cells } = bench.core.fakes[0];
	for (let i = 0; i < 40; i++)
		for (let j = 0; j < 30; j++) {
			const wanted = 1e-6 + (segment.codes[i * 30 + j] / 15) * 39e-6;
			assert.ok(Math.abs(cells[rowLines[i] * 40 + j] - wanted) < 1e-12);
		}
	assert.ok(cells.slice(14 * 40, 16 * 40).every(cell => cell === 1e-6));
});

test("inputs of every width arrive, signed and not, in one command for all arrays of a set", () => {
	const bench = new ParallelBench(new FakeParallelCore(20));
	const set = new ArraySet();
	for (const array of [0, 3, 19]) set.add(array);
	for (const isSigned of [false, true])
		for (let bits = 1; bits <= 8; bits++) {
			const most = isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
			const inputs = isSigned
				? randomInputs(40, bits === 1 ? -1 : -most - 1, Math.max(most, 1), bits)
				: Uint8Array.from({ length: 40 }, (_, i) => (i * 37 + 11) % (most + 1));
			if (bits === 1 && isSigned) for (let i = 0; i < 40; i++) inputs[i] = inputs[i] > 0 ? 1 : -1;
			const { loads } = bench.core;
			bench.must(done => bench.chip.parallel.load(set, 5, 6, inputs, 3, 7, bits, isSigned, done));
			assert.is(bench.core.loads - loads, 3);
			for (const array of [0, 3, 19])
				for (let k = 0; k < 5; k++)
					for (let i = 0; i < 5; i++) assert.is(bench.core.fakes[array].inputs[5 * k + i], inputs[3 + 7 * k + i]);
		}
});

test("forward over four arrays: each half of the inputs goes out once, partial sums are added", () => {
	const bench = new ParallelBench(new FakeParallelCore());
	const weights = randomWeights(12, 12, 15, 2);
	const segments = quarters(bench, weights);
	const matrix = bench.chip.matrix(12, 12, segments);
	for (const segment of segments) bench.must(done => bench.chip.programming.program(segment, 4, done));
	const inputs = randomInputs(12 * 5, -7, 7, 3);
	const sums = new Int32Array(12 * 5);
	bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 5, sums, done));
	assert.is(bench.core.multiplies, 1);
	assert.is(bench.core.loads, 4);
	assert.ok(scaledError(sums, products(weights, 12, 12, inputs, 5)) < 0.25);
	assert.is(matrix.multiplied.microseconds, 1500);
	// lines and operating points stand: nothing but inputs, multiply and outputs
	const before = bench.chip.link.statistics.transactions;
	bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 5, sums, done));
	assert.is(bench.chip.link.statistics.transactions - before, 2 + 2 + 3 + 2);
});

test("segments that share an array take turns, and `most` limits how many work together", () => {
	const bench = new ParallelBench(new FakeParallelCore(4, 32, 32));
	const weights = randomWeights(12, 12, 15, 2);
	const segments = quarters(bench, weights).map((segment, n) => ({
		...segment,
		array: n >> 1,
		rowLines: maskOf(Array.from({ length: 12 }, (_, i) => i + 12 * (n & 1))),
		columnLines: maskOf(Array.from({ length: 6 }, (_, i) => i + 6 * (n & 1))),
	}));
	const inputs = randomInputs(12, -7, 7, 3);
	const sums = new Int32Array(12);
	const wanted = products(weights, 12, 12, inputs, 1);
	for (const segment of segments) bench.must(done => bench.chip.programming.program(segment, 4, done));
	for (const [most, multiplies] of [
		[4, 2],
		[1, 4],
	]) {
		// biome-ignore format: a table
		const before = bench.core.multiplies;
		const matrix = bench.chip.matrix(12, 12, segments, most);
		bench.must(done => matrix.multiply(Mode.FORWARD, inputs, 4, 1, sums, done));
		assert.is(bench.core.multiplies - before, multiplies);
		assert.ok(scaledError(sums, wanted) < 0.25);
	}
});

test("calibration undoes what each line's gain and offset do, forward and backward", () => {
	const core = new FakeParallelCore();
	core.gainSpread = 0.2;
	core.offset = 0.05;
	const bench = new ParallelBench(core);
	const weights = randomWeights(12, 12, 15, 2);
	const segments = quarters(bench, weights);
	const matrix = bench.chip.matrix(12, 12, segments);
	for (const segment of segments) bench.must(done => bench.chip.programming.program(segment, 4, done));
	// room for the lines of a few segments at a time
	const run = bench.chip.calibrationRun(24);
	const calibrating = new MatrixCalibration(run);
	for (const mode of [Mode.FORWARD, Mode.BACKWARD]) {
		const inputs = randomInputs(12 * 200, -7, 7, 7 + mode);
		const test = randomInputs(12 * 16, -7, 7, 70 + mode);
		const wanted = products(weights, 12, 12, test, 16, mode === Mode.BACKWARD);
		const sums = new Int32Array(12 * 16);
		bench.must(done => matrix.multiply(mode, test, 4, 16, sums, done));
		const before = scaledError(sums, wanted);
		const given = { inputs, stride: 12, inputBits: 4, vectors: 200, codeBits: 4 };
		bench.must(done => calibrating.calibrate(matrix, mode, given, done));
		bench.must(done => matrix.multiply(mode, test, 4, 16, sums, done));
		const after = relativeError(sums, mode === Mode.BACKWARD ? matrix.backwardUnit : matrix.forwardUnit, wanted);
		process.stdout.write(`measured: fake chip, mode ${mode}: error before calibration ${(100 * before).toFixed(1)} %, after ${(100 * after).toFixed(1)} %\n`); // biome-ignore format: one line
		assert.ok(after < 0.06 && after < before / 3, `${before} ${after}`);
		assert.is(calibrating.calibrated.lines, mode === Mode.BACKWARD ? 48 : 24);
		assert.is(calibrating.calibrated.flat, 0);
		assert.ok(calibrating.calibrated.slopeSpread > 0.1);
	}
});

test("the operating point is found from where nobody has tuned it, and only then does the range fit", () => {
	const core = new FakeParallelCore();
	core.offset = 0.1;
	core.asymmetry = 1.3;
	core.balance = 0.06;
	const bench = new ParallelBench(core);
	const weights = randomWeights(12, 12, 15, 2);
	const segments = quarters(bench, weights);
	for (const segment of segments) {
		bench.must(done => bench.chip.programming.program(segment, 4, done));
		segment.point[PointField.PULSE_MULTIPLIER] = 1;
		segment.point[PointField.POSITIVE_VOLTAGE] = 480_000;
	}
	const matrix = bench.chip.matrix(12, 12, segments);
	const search = new PointSearch(bench.chip.calibrationRun(8), bench.chip.segments);
	const given = { inputs: randomInputs(12 * 200, -7, 7, 8), stride: 12, inputBits: 4, vectors: 200, codeBits: 4 };
	for (let index = 0; index < 4; index++) {
		bench.must(done => search.search(Mode.FORWARD, matrix.rounds[0], index, given, done));
		const { found } = search;
		assert.ok(found.isCentred, JSON.stringify(found));
		assert.ok(Math.abs(found.intercept) <= 0.5 && found.use >= 0.65 && found.use <= 0.95);
		const { point } = segments[index];
		// what was out of balance in the chip is what the search set against it
		assert.ok(Math.abs(point[PointField.POSITIVE_VOLTAGE] - point[PointField.NEGATIVE_VOLTAGE] - 60_000) < 30_000);
		const ratio = (1.3 * point[PointField.DECREMENT_UP]) / point[PointField.DECREMENT_DOWN];
		assert.ok(Math.abs(ratio - 1) < 0.1, `${ratio}`);
	}
});

test("recurrent: the sums of every step", () => {
	const bench = new ParallelBench(new FakeParallelCore());
	const weights = randomWeights(6, 6, 15, 3);
	const point = bench.pointWith({ DECREMENT_UP: 2_000_000, DECREMENT_DOWN: 2_000_000 });
	const segment = segmentOf(weights, 6, { array: 2, row: 0, column: 0, rows: 6, columns: 6, point });
	bench.must(done => bench.chip.programming.program(segment, 4, done));
	const matrix = bench.chip.matrix(6, 6, [segment]);
	const inputs = randomInputs(6, -7, 7, 4);
	const steps = new Int32Array(18);
	bench.must(done => matrix.multiply(Mode.RECURRENT, inputs, 4, 3, steps, done));
	// a code k stands for k + 1/2 steps, in sixteenths
	const fedBack = Int8Array.from(steps.subarray(0, 6), sum => Math.max(-7, Math.min(7, (sum - 8) / 16)));
	const second = new Int32Array(6);
	bench.must(done => matrix.multiply(Mode.FORWARD, fedBack, 4, 1, second, done));
	assert.equal(second, steps.slice(6, 12));
	assert.ok(second.some(sum => sum !== 8));
});

test("columns in pairs too: four cells a weight, differential in both directions", () => {
	const bench = new ParallelBench(new FakeParallelCore(1, 16, 16));
	const weights = randomWeights(6, 6, 15, 5);
	// the cells of every second column are those of the one before it, the other way round
	const wide = new Int16Array(6 * 12);
	for (let i = 0; i < 6; i++)
		for (let j = 0; j < 6; j++) {
			wide[i * 12 + 2 * j] = weights[i * 6 + j];
			wide[i * 12 + 2 * j + 1] = -weights[i * 6 + j];
		}
	const fields = { PAIRS: Pairs.ROWS | Pairs.COLUMNS, DECREMENT_UP: 200_000, DECREMENT_DOWN: 200_000 };
	const point = bench.pointWith(fields);
	const segment = { ...segmentOf(wide, 12, { array: 0, row: 0, column: 0, rows: 6, columns: 12, point }), columns: 6 };
	bench.must(done => bench.chip.programming.program(segment, 4, done));
	const matrix = bench.chip.matrix(6, 6, [segment]);
	const inputs = randomInputs(6 * 8, -7, 7, 6);
	const sums = new Int32Array(6 * 8);
	for (const mode of [Mode.FORWARD, Mode.BACKWARD]) {
		bench.must(done => matrix.multiply(mode, inputs, 4, 8, sums, done));
		assert.ok(scaledError(sums, products(weights, 6, 6, inputs, 8, mode === Mode.BACKWARD)) < 0.25);
	}
});

test("asked in the middle of any operation: in-use at once, and the first one ends as if nothing had been asked", () => {
	const bench = new ParallelBench(new FakeParallelCore());
	const { chip } = bench;
	const weights = randomWeights(12, 12, 15, 2);
	const segments = quarters(bench, weights);
	const matrix = chip.matrix(12, 12, segments);
	const run = chip.calibrationRun(8);
	const calibration = new MatrixCalibration(run);
	const search = new PointSearch(run, chip.segments);
	const inputs = randomInputs(12 * 20, -7, 7, 3);
	const given = { inputs, stride: 12, inputBits: 4, vectors: 20, codeBits: 4 };
	const sums = new Int32Array(12 * 5);
	const known = {
		mode: Mode.FORWARD,
		inputs,
		inputBits: 4,
		vectors: 1,
		products: new Int32Array(12).fill(1),
		tolerance: 1e9,
	};
	const knownTest = new KnownProductsTest(matrix, 12);
	const operations: ((done: Done) => void)[] = [
		done => chip.programming.program(segments[1], 4, done),
		done => matrix.multiply(Mode.BACKWARD, inputs, 4, 1, sums, done),
		done => calibration.calibrate(matrix, Mode.FORWARD, given, done),
		done => search.search(Mode.FORWARD, matrix.rounds[0], 0, given, done),
		done => knownTest.run(known, done),
		done => chip.open(done),
	];
	for (const operation of operations) {
		chip.segments.forget();
		bench.must(done => {
			operation(done);
			for (const other of operations)
				assert.throws(
					() => other(() => assert.unreachable()),
					(error: LinkError) => error.code === "in-use",
				);
		});
	}
});

test("what does not fit is said before anything is sent", () => {
	const bench = new ParallelBench(new FakeParallelCore(1, 600, 8), { maximumPayload: 64 });
	const point = bench.pointWith({});
	const segment = segmentOf(randomWeights(60, 8, 15, 1), 8, {
		array: 0,
		row: 0,
		column: 0,
		rows: 60,
		columns: 8,
		point,
	});
	const matrix = bench.chip.matrix(60, 8, [segment]);
	assert.throws(() => matrix.multiply(Mode.FORWARD, new Int8Array(60), 4, 2, new Int32Array(8), () => {}), /8 sums for 2 vectors of 8/); // biome-ignore format: one line
	const run = bench.chip.calibrationRun(4);
	const given = { inputs: new Int8Array(60), stride: 60, inputBits: 4, vectors: 1, codeBits: 4 };
	assert.throws(() => run.start(Mode.FORWARD, matrix.rounds[0], 0, given, () => {}), /more than 4 lines/);
});

test.run();
