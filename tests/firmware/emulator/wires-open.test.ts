import { test } from "uvu";
import * as assert from "uvu/assert";
import { WireSolver } from "../../../firmware/emulator/wires";
import { Random } from "../../../firmware/math/random";

/** Ends of the bit lines by Gaussian elimination over every node, the ends open. */
function nodal(
	g: Float64Array,
	rows: number,
	columns: number,
	segment: number,
	source: number,
	driven: number,
): number[] {
	const count = 2 * rows * columns;
	const matrix = Array.from({ length: count }, () => new Float64Array(count + 1));
	const word = (i: number, j: number) => i * columns + j;
	const bit = (i: number, j: number) => rows * columns + i * columns + j;
	const connect = (a: number, b: number, value: number): void => {
		matrix[a][a] += value;
		matrix[b][b] += value;
		matrix[a][b] -= value;
		matrix[b][a] -= value;
	};
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			connect(word(i, j), bit(i, j), g[i * columns + j]);
			if (j > 0) connect(word(i, j - 1), word(i, j), 1 / segment);
			if (i > 0) connect(bit(i - 1, j), bit(i, j), 1 / segment);
			if (j === 0) {
				const feed = 1 / (source + segment);
				matrix[word(i, 0)][word(i, 0)] += feed;
				if (i === driven) matrix[word(i, 0)][count] += feed;
			}
		}
	for (let n = 0; n < count; n++) {
		for (let m = n + 1; m < count; m++) {
			const factor = matrix[m][n] / matrix[n][n];
			if (factor !== 0) for (let k = n; k <= count; k++) matrix[m][k] -= factor * matrix[n][k];
		}
	}
	const voltages = new Float64Array(count);
	for (let n = count - 1; n >= 0; n--) {
		let sum = matrix[n][count];
		for (let k = n + 1; k < count; k++) sum -= matrix[n][k] * voltages[k];
		voltages[n] = sum / matrix[n][n];
	}
	return Array.from({ length: columns }, (_, j) => voltages[bit(rows - 1, j)]);
}

test("open ends: every node solved, whatever the wires", () => {
	const rows = 9;
	const columns = 7;
	const random = new Random(1);
	const g = Float64Array.from({ length: rows * columns }, () => 1e-6 + 39e-6 * random.uniform());
	const voltages = new Float64Array(rows * columns);
	let worst = 0;
	for (const [segment, source] of [
		[0.1, 0],
		[1, 50],
		[500, 1000],
	]) {
		new WireSolver(rows, columns).solveOpen(g, segment, source, voltages);
		for (let driven = 0; driven < rows; driven++)
			nodal(g, rows, columns, segment, source, driven).forEach((exact, j) => {
				worst = Math.max(worst, Math.abs(voltages[driven * columns + j] - exact));
			});
	}
	console.log(`measured: largest difference ${worst.toExponential(1)} V per volt`);
	assert.ok(worst < 1e-9);
});

test("without wires a floating line takes the mean weighted by conductance; all rows at one voltage give that voltage", () => {
	const g = Float64Array.from([1, 2, 3, 4, 5, 6], value => value * 1e-6);
	const voltages = new Float64Array(6);
	new WireSolver(3, 2).solveOpen(g, 0, 0, voltages);
	[1 / 9, 2 / 12, 3 / 9, 4 / 12, 5 / 9, 6 / 12].forEach((value, n) => {
		assert.ok(Math.abs(voltages[n] - value) < 1e-12);
	});
	new WireSolver(3, 2).solveOpen(g, 100, 10, voltages);
	for (let j = 0; j < 2; j++) assert.ok(Math.abs(voltages[j] + voltages[2 + j] + voltages[4 + j] - 1) < 1e-9);
});

test.run();
