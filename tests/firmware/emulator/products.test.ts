import { test } from "uvu";
import * as assert from "uvu/assert";
import { Crossbar } from "../../../firmware/emulator/crossbar";
import { OxideCell } from "../../../firmware/emulator/devices/oxide";
import { LineMatrix } from "../../../firmware/emulator/line-matrix";
import {
	driveColumns,
	driveRows,
	driveRowsQuadrature,
	lineFloor,
	outputFloor,
} from "../../../firmware/emulator/products";
import { fmc } from "../../../firmware/emulator/profiles/fmc";
import { Random } from "../../../firmware/math/random";

const ROWS = 25;
const PAIRS = 3;
const TONES = 4;
const ADDED = 9e-9;
/** Large enough to count beside the added noise. */
const READ = 0.05;

function makeArray(columns: number, seed: number): Crossbar {
	const crossbar = new Crossbar(ROWS, columns, new OxideCell({ ...fmc.device, read: READ }), fmc.device.step);
	const random = new Random(seed);
	for (let cell = 0; cell < crossbar.cells.length; cell++) crossbar.set(cell, 1e-4 + 9e-4 * random.uniform());
	return crossbar;
}

/** Mean and standard deviation of each of `count` values over `draws` calls. */
function statistics(count: number, draws: number, draw: (values: Float64Array) => void) {
	const values = new Float64Array(count);
	const sums = new Float64Array(count);
	const squares = new Float64Array(count);
	for (let n = 0; n < draws; n++) {
		draw(values);
		for (let k = 0; k < count; k++) {
			sums[k] += values[k];
			squares[k] += values[k] ** 2;
		}
	}
	const mean = sums.map(sum => sum / draws);
	const deviation = squares.map((square, k) => Math.sqrt(square / draws - mean[k] ** 2));
	return { mean, deviation };
}

test("noise of an array read by tones: mean and deviation within 2 % of brute force, cell by cell", () => {
	const crossbar = makeArray(TONES, 1);
	const matrix = new LineMatrix(crossbar, false, undefined);
	matrix.refresh();
	const count = TONES * ROWS;
	const random = new Random(2);
	const short = statistics(count, 12000, values => driveColumns(matrix, TONES, 2e-3, 1, ADDED, random, values));
	const brute = statistics(count, 12000, values => {
		for (let k = 0; k < TONES; k++)
			for (let row = 0; row < ROWS; row++) {
				const conductance = crossbar.conductance(row * TONES + k) * (1 + READ * random.gaussian());
				values[k * ROWS + row] = conductance * 2e-3 + ADDED * random.gaussian();
			}
	});
	assertSame(short, brute);
});

test("noise of weights: mean and deviation within 2 % of brute force, cell by cell and line by line", () => {
	const crossbar = makeArray(2 * PAIRS, 3);
	const weights = new LineMatrix(crossbar, true, undefined);
	weights.refreshWeights();
	const random = new Random(4);
	const voltages = Float64Array.from({ length: TONES * ROWS }, () => 1e-3 * (2 * random.uniform() - 1));
	const count = TONES * PAIRS;
	const short = statistics(count, 40000, values => driveRows(weights, TONES, voltages, ADDED, random, values));
	const brute = statistics(count, 40000, values => {
		for (let k = 0; k < TONES; k++)
			for (let pair = 0; pair < PAIRS; pair++) {
				let current = ADDED * random.gaussian() - ADDED * random.gaussian();
				for (let row = 0; row < ROWS; row++) {
					const plus = crossbar.conductance(row * 2 * PAIRS + 2 * pair) * (1 + READ * random.gaussian());
					const minus = crossbar.conductance(row * 2 * PAIRS + 2 * pair + 1) * (1 + READ * random.gaussian());
					current += (plus - minus) * voltages[k * ROWS + row];
				}
				values[k * PAIRS + pair] = current;
			}
	});
	const worst = assertSame(short, brute);
	console.log(
		`measured: noise referred to the output against brute force, worst deviation ${(100 * worst).toFixed(1)} %`,
	);
});

test("without noise the products are the plain sums", () => {
	const crossbar = makeArray(2 * PAIRS, 5);
	const weights = new LineMatrix(crossbar, true, undefined);
	weights.refreshWeights();
	const random = new Random(6);
	const voltages = Float64Array.from({ length: TONES * ROWS }, () => random.gaussian());
	const found = new Float64Array(TONES * PAIRS);
	driveRows(weights, TONES, voltages, ADDED, undefined, found);
	for (let k = 0; k < TONES; k++)
		for (let pair = 0; pair < PAIRS; pair++) {
			let exact = 0;
			for (let row = 0; row < ROWS; row++) {
				const at = row * 2 * PAIRS + 2 * pair;
				exact += (crossbar.conductance(at) - crossbar.conductance(at + 1)) * voltages[k * ROWS + row];
			}
			assert.ok(Math.abs(found[k * PAIRS + pair] - exact) < 1e-15);
		}
});

test("a changed cell is seen after a refresh, and only then", () => {
	const crossbar = makeArray(2 * PAIRS, 7);
	const weights = new LineMatrix(crossbar, true, undefined);
	weights.refreshWeights();
	const before = weights.weight[0];
	crossbar.set(0, crossbar.conductance(0) + 1e-4);
	assert.is(weights.weight[0], before);
	weights.refreshWeights();
	assert.ok(Math.abs(weights.weight[0] - before - 1e-4) < 1e-12);
});

test("the noise floor of quiet bins is the added noise that reaches an output", () => {
	const crossbar = makeArray(2 * PAIRS, 8);
	const weights = new LineMatrix(crossbar, true, undefined);
	weights.refreshWeights();
	const random = new Random(9);
	const rowNoise = 625 * ADDED;
	let expected = 0;
	for (const weight of weights.weight) expected += (weight * rowNoise) ** 2 / PAIRS;
	expected = Math.sqrt(expected + 2 * ADDED ** 2);
	const found = outputFloor(weights, 6000, ADDED, rowNoise, random, new Float64Array(ROWS));
	assert.ok(Math.abs(found / expected - 1) < 0.02, `${found}, expected ${expected}`);
	const line = lineFloor(ROWS, 800, ADDED, random);
	assert.ok(Math.abs(line / ADDED - 1) < 0.02);
	assert.is(outputFloor(weights, 8, 0, 0, random, new Float64Array(ROWS)), 0);
	assert.is(lineFloor(ROWS, 0, ADDED, random), 0);
});

test("noise in quadrature is as large as in phase, cells' own aside", () => {
	const crossbar = makeArray(2 * PAIRS, 10);
	const weights = new LineMatrix(crossbar, true, undefined);
	weights.refreshWeights();
	const random = new Random(11);
	const { mean, deviation } = statistics(TONES * PAIRS, 12000, values =>
		driveRowsQuadrature(weights, TONES, undefined, ADDED, random, values),
	);
	const expected = Math.SQRT2 * ADDED;
	for (let n = 0; n < mean.length; n++) {
		assert.ok(Math.abs(mean[n]) < (5 * expected) / Math.sqrt(12000));
		assert.ok(Math.abs(deviation[n] / expected - 1) < 0.03);
	}
});

interface Statistics {
	mean: Float64Array;
	deviation: Float64Array;
}

/** Deviations within 2 % on average of all values and 4 standard errors each; means within 4 standard errors. */
function assertSame(found: Statistics, brute: Statistics): number {
	let ratio = 0;
	let worst = 0;
	for (let n = 0; n < found.mean.length; n++) {
		const off = found.deviation[n] / brute.deviation[n] - 1;
		ratio += off / found.mean.length;
		worst = Math.max(worst, Math.abs(off));
		assert.ok(Math.abs(found.mean[n] - brute.mean[n]) < 0.06 * brute.deviation[n], `mean of ${n}`);
		assert.ok(Math.abs(off) < 0.04, `deviation of ${n} off by ${off}`);
	}
	assert.ok(Math.abs(ratio) < 0.005, `deviations off by ${ratio} on average`);
	return worst;
}

test.run();
