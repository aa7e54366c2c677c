// The driver and the emulated 48-core chip: what issue 4 asks of the two together.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MatrixCalibration } from "../../../firmware/accelerator/calibration";
import { type KnownProducts, KnownProductsTest } from "../../../firmware/accelerator/known-products";
import { usableMask } from "../../../firmware/accelerator/line-mask";
import type { Matrix } from "../../../firmware/accelerator/matrix";
import { PointSearch } from "../../../firmware/accelerator/point-search";
import { LineSide, Mode } from "../../../firmware/accelerator/registers";
import type { Segment } from "../../../firmware/accelerator/segment";
import type { NeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import { createNeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import {
	ParallelBench,
	products,
	randomInputs,
	randomWeights,
	relativeError,
	scaledError,
	segmentOf,
} from "../../support/parallel-bench";

const BATCH = 16;

/** A segment of `rows` x `columns` on usable rows of an array, with operating points of its own for both directions. */
function place(
	bench: ParallelBench<NeurramCore>,
	weights: Int16Array,
	matrixColumns: number,
	array: number,
	row: number,
	column: number,
	rows: number,
	columns: number,
	settings = {},
): Segment {
	const states = new Uint8Array(256);
	bench.must(done => bench.chip.arrays.readLines(array, LineSide.ROWS, states, done));
	const rowLines = usableMask(states, 0, 2 * rows)!;
	const point = (): Int32Array => bench.pointWith({ INPUT_BITS: 4, INPUT_SIGNED: 1, ...settings });
	const segment = segmentOf(weights, matrixColumns, { array, row, column, rows, columns, point: point() });
	return { ...segment, rowLines, backwardPoint: point() };
}

/** Error of a fresh batch of products, relative to them: with the driver's corrections, or at the best common scale. */
function errorOf(
	bench: ParallelBench<NeurramCore>,
	matrix: Matrix,
	weights: Int16Array,
	mode: number,
	scaled = false,
): number {
	const backward = mode === Mode.BACKWARD;
	const [driven, outputs] = backward ? [matrix.columns, matrix.rows] : [matrix.rows, matrix.columns];
	const inputs = randomInputs(driven * BATCH, -7, 7, 3);
	const sums = new Int32Array(outputs * BATCH);
	bench.must(done => matrix.multiply(mode, inputs, 4, BATCH, sums, done));
	const wanted = products(weights, matrix.rows, matrix.columns, inputs, BATCH, backward);
	if (scaled) return scaledError(sums, wanted);
	return relativeError(sums, backward ? matrix.backwardUnit : matrix.forwardUnit, wanted);
}

function percent(part: number): string {
	return `${(100 * part).toFixed(1)} %`;
}

test("a random signed matrix: programmed around unusable rows, searched, calibrated, forward and backward", () => {
	const bench = new ParallelBench(createNeurramCore(neurram));
	const { chip } = bench;
	const weights = randomWeights(98, 64, 15, 1);
	// a point that no one has tuned: too few cycles, and the read voltages out of balance
	const untuned = { PULSE_MULTIPLIER: 3, POSITIVE_VOLTAGE: 815_000 };
	const segment = place(bench, weights, 64, 7, 0, 0, 98, 64, untuned);
	bench.must(done => chip.programming.program(segment, 4, done));
	const { programmed } = chip.programming;
	assert.is(programmed.cells, 196 * 64);
	assert.ok(programmed.onTarget > 0.95 * programmed.cells);
	assert.is(programmed.onTarget + programmed.missed + programmed.stuck, programmed.cells);
	const { pulses, cells, microseconds, deviation } = programmed;
	process.stdout.write(
		`measured: NeuRRAM: ${cells} cells, ${cells - programmed.onTarget} not on target, ${(pulses / cells).toFixed(1)} pulses a cell, ` +
			`${(microseconds / 1e6).toFixed(1)} s of the chip's time, deviation ${(deviation / 1e6).toFixed(2)} uS\n`,
	);

	const matrix = chip.matrix(98, 64, [segment]);
	const run = chip.calibrationRun(256);
	const search = new PointSearch(run, chip.segments);
	const calibration = new MatrixCalibration(run);
	for (const mode of [Mode.FORWARD, Mode.BACKWARD]) {
		const driven = mode === Mode.BACKWARD ? 64 : 98;
		const inputs = randomInputs(driven * 160, -7, 7, 2);
		const given = { inputs, stride: driven, inputBits: 4, vectors: 160, codeBits: 4 };
		const untouched = errorOf(bench, matrix, weights, mode, true);
		bench.must(done => search.search(mode, matrix.rounds[0], 0, given, done));
		const { found } = search;
		assert.ok(found.isCentred, JSON.stringify(found));
		const searched = errorOf(bench, matrix, weights, mode, true);
		bench.must(done => calibration.calibrate(matrix, mode, given, done));
		const calibrated = errorOf(bench, matrix, weights, mode);
		process.stdout.write(
			`measured: NeuRRAM ${mode === Mode.BACKWARD ? "backward" : "forward"}: error ${percent(untouched)}; after ${found.rounds} rounds of search ` +
				`${percent(searched)} (intercept ${found.intercept.toFixed(2)} codes, ${percent(found.use)} of the range); calibrated ` +
				`${percent(calibrated)} (slopes spread ${percent(calibration.calibrated.slopeSpread)}, intercepts ` +
				`${calibration.calibrated.interceptSpread.toFixed(1)} codes, residual ${calibration.calibrated.residual.toFixed(2)} codes)\n`,
		);
		assert.ok(searched < untouched && calibrated < 0.5 * searched && calibrated < 0.1);
	}
});

test("four cores together: partial sums, a known answer that passes, and fails after ten years", () => {
	const bench = new ParallelBench(createNeurramCore(neurram), { patience: 2000 });
	const { chip } = bench;
	const weights = randomWeights(196, 64, 15, 4);
	const settings = { PULSE_MULTIPLIER: 16 };
	const segments = [0, 1, 2, 3].map(n =>
		place(bench, weights, 64, 6 * n, 98 * (n >> 1), 32 * (n & 1), 98, 32, settings),
	);
	for (const segment of segments) bench.must(done => chip.programming.program(segment, 4, done));
	const matrix = chip.matrix(196, 64, segments);
	const calibration = new MatrixCalibration(chip.calibrationRun(256));
	const given = { inputs: randomInputs(196 * 160, -7, 7, 5), stride: 196, inputBits: 4, vectors: 160, codeBits: 4 };
	const before = errorOf(bench, matrix, weights, Mode.FORWARD, true);
	bench.must(done => calibration.calibrate(matrix, Mode.FORWARD, given, done));
	const after = errorOf(bench, matrix, weights, Mode.FORWARD);
	process.stdout.write(
		`measured: NeuRRAM, 196 x 64 over four cores: error ${percent(before)}, calibrated ${percent(after)}\n`,
	);
	assert.ok(after < 0.12 && after < before / 2);

	const inputs = randomInputs(196 * 4, -7, 7, 6);
	const known: KnownProducts = {
		mode: Mode.FORWARD,
		inputs,
		inputBits: 4,
		vectors: 4,
		products: products(weights, 196, 64, inputs, 4),
		tolerance: 1.25 * after,
	};
	const knownTest = new KnownProductsTest(matrix, 64 * 4);
	bench.must(done => knownTest.run(known, done));
	bench.must(done => chip.arrays.age(315_360_000, done));
	const error = bench.run(done => knownTest.run(known, done));
	process.stdout.write(`measured: NeuRRAM: the known answer is off by ${percent(knownTest.error)} after ten years\n`);
	assert.is(error?.code, "known-answer");
	assert.match(error!.message, /off by .* % .*: calibrate it again, or program it anew/);
});

test.run();
