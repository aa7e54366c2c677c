import { test } from "uvu";
import * as assert from "uvu/assert";
import { prepareEffectiveMatrix, wiredMatrix } from "../../../../firmware/emulator/kernels/effective-matrix";
import { PlainLineSolver } from "../../../../firmware/emulator/kernels/line-solver";
import { plainKernels } from "../../../../firmware/emulator/kernels/plain-kernels";
import { effectiveMatrix, WireSolver } from "../../../../firmware/emulator/wires";
import { Random } from "../../../../firmware/math/random";

function random(count: number, low: number, high: number, seed: number): Float64Array {
	const generator = new Random(seed);
	return Float64Array.from({ length: count }, () => low + (high - low) * generator.uniform());
}

function relativeRms(found: Float64Array, exact: Float64Array): number {
	let difference = 0;
	let power = 0;
	for (let i = 0; i < exact.length; i++) {
		difference += (found[i] - exact[i]) ** 2;
		power += exact[i] ** 2;
	}
	return Math.sqrt(difference / power);
}

/** Voltages of open bit lines by Gaussian elimination with every node an unknown: the brute force. */
function openVoltages(
	g: Float64Array,
	rows: number,
	columns: number,
	segment: number,
	source: number,
	voltages: Float64Array,
): Float64Array {
	const nodes = 2 * rows * columns;
	const matrix = Array.from({ length: nodes }, () => new Float64Array(nodes + 1));
	const connect = (a: number, b: number, conductance: number) => {
		matrix[a][a] += conductance;
		matrix[b][b] += conductance;
		matrix[a][b] -= conductance;
		matrix[b][a] -= conductance;
	};
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const word = i * columns + j;
			const bit = rows * columns + word;
			connect(word, bit, g[word]);
			if (j + 1 < columns) connect(word, word + 1, 1 / segment);
			if (i + 1 < rows) connect(bit, bit + columns, 1 / segment);
			if (j === 0) {
				matrix[word][word] += 1 / (segment + source);
				matrix[word][nodes] = voltages[i] / (segment + source);
			}
		}
	for (let k = 0; k < nodes; k++)
		for (let i = 0; i < nodes; i++) {
			const factor = matrix[i][k] / matrix[k][k];
			if (i === k || factor === 0) continue;
			for (let j = k; j <= nodes; j++) matrix[i][j] -= factor * matrix[k][j];
		}
	return Float64Array.from({ length: columns }, (_, j) => {
		const node = nodes - columns + j;
		return matrix[node][nodes] / matrix[node][node];
	});
}

test("one vector equals the direct solve, whatever the shape and the wires", () => {
	let worst = 0;
	for (const [rows, columns, segment, source] of [
		[1, 1, 0.17, 0],
		[9, 5, 0.17, 0],
		[5, 9, 10, 50],
		[12, 1, 100, 0],
		[1, 12, 1000, 3],
		[64, 48, 1, 10],
	]) {
		const g = random(rows * columns, 1e-4, 1e-3, rows);
		const voltages = random(rows, -1, 1, columns);
		const matrix = effectiveMatrix(g, rows, columns, segment, source);
		const exact = Float64Array.from({ length: columns }, (_, j) =>
			voltages.reduce((sum, voltage, i) => sum + voltage * matrix[i * columns + j], 0),
		);
		const found = new Float64Array(columns);
		const solver = new PlainLineSolver(rows, columns);
		solver.load(g, segment, source, "virtual ground");
		const error = solver.solve(voltages, found, 1e-12, 10000);
		assert.ok(error <= 1e-12, `${rows} x ${columns} has ${error} left`);
		worst = Math.max(worst, relativeRms(found, exact));
	}
	process.stdout.write(`\nmeasured: largest relative difference from the direct solve ${worst.toExponential(1)}\n`);
	assert.ok(worst < 1e-10, `${worst}`);
});

test("open bit lines: the voltages of a nodal solve, and a bit line without cells reads zero", () => {
	for (const [rows, columns, segment, source] of [
		[6, 5, 1, 0],
		[7, 8, 20, 50],
	]) {
		const g = random(rows * columns, 1e-5, 1e-3, rows);
		const voltages = random(rows, -1, 1, 3);
		const found = new Float64Array(columns);
		const solver = new PlainLineSolver(rows, columns);
		solver.load(g, segment, source, "open");
		solver.solve(voltages, found, 1e-13, 1000);
		assert.ok(relativeRms(found, openVoltages(g, rows, columns, segment, source, voltages)) < 1e-10);
		for (let row = 0; row < rows; row++) g[row * columns + 2] = 0;
		solver.load(g, segment, source, "open");
		solver.solve(voltages, found, 1e-13, 1000);
		assert.is(found[2], 0);
		assert.ok(found.every(Number.isFinite));
	}
});

test("open bit lines with hardly any wires give sum(G V) / sum(G)", () => {
	const [rows, columns] = [32, 16];
	const g = random(rows * columns, 1e-6, 4e-5, 9);
	const voltages = random(rows, -0.5, 0.5, 10);
	const ideal = Float64Array.from({ length: columns }, (_, j) => {
		let current = 0;
		let sum = 0;
		for (let i = 0; i < rows; i++) {
			current += g[i * columns + j] * voltages[i];
			sum += g[i * columns + j];
		}
		return current / sum;
	});
	const found = new Float64Array(columns);
	const solver = new PlainLineSolver(rows, columns);
	solver.load(g, 1e-6, 0, "open");
	solver.solve(voltages, found, 1e-12, 100);
	assert.ok(relativeRms(found, ideal) < 1e-7);
});

test("the estimated error tells the true one within a factor of three once two digits are there", () => {
	const g = random(64 * 64, 1e-6, 4e-5, 5);
	const voltages = random(64, -1, 1, 6);
	const solver = new PlainLineSolver(64, 64);
	for (const segment of [1, 20, 200]) {
		const exact = new Float64Array(64);
		const found = new Float64Array(64);
		solver.load(g, segment, 0, "virtual ground");
		solver.solve(voltages, exact, 0, 400);
		for (const tolerance of [1e-3, 1e-6, 1e-9]) {
			const error = solver.solve(voltages, found, tolerance, 400);
			assert.ok(error <= tolerance);
			assert.ok(relativeRms(found, exact) < 3 * tolerance, `${segment} ohm, ${tolerance}`);
		}
	}
});

test("a solver that may not sweep enough says what error is left", () => {
	const solver = new PlainLineSolver(16, 16);
	solver.load(random(256, 1e-4, 1e-3, 5), 200, 0, "virtual ground");
	assert.ok(solver.solve(random(16, -1, 1, 6), new Float64Array(16), 1e-9, 3) > 1e-9);
});

test("the prepared matrix equals the direct one; bit lines open, it gives what each vector's solve gives", () => {
	const [rows, columns] = [24, 40];
	const g = random(rows * columns, 1e-5, 1e-3, 7);
	const solver = new PlainLineSolver(rows, columns);
	const prepared = new Float64Array(rows * columns);
	solver.load(g, 2, 5, "virtual ground");
	assert.ok(prepareEffectiveMatrix(solver, 1e-12, prepared) <= 1e-12);
	assert.ok(relativeRms(prepared, effectiveMatrix(g, rows, columns, 2, 5)) < 1e-11);
	solver.load(g, 2, 5, "open");
	prepareEffectiveMatrix(solver, 1e-12, prepared);
	const voltages = random(rows, -1, 1, 8);
	const found = new Float64Array(columns);
	solver.solve(voltages, found, 1e-12, 1000);
	const product = Float64Array.from({ length: columns }, (_, j) =>
		voltages.reduce((sum, voltage, i) => sum + voltage * prepared[i * columns + j], 0),
	);
	assert.ok(relativeRms(product, found) < 1e-11);
});

test("a wired matrix equals the direct solves: good wires, wires as bad as cells, none", () => {
	const [rows, columns] = [12, 10];
	for (const [segment, source] of [
		[1, 0],
		[3000, 10],
		[0, 50],
	]) {
		const g = random(rows * columns, 1e-5, 1e-3, 9);
		const direct = effectiveMatrix(g, rows, columns, segment, source);
		const open = new Float64Array(rows * columns);
		new WireSolver(rows, columns).solveOpen(g, segment, source, open);
		const found = new Float64Array(rows * columns);
		wiredMatrix(plainKernels, g, rows, columns, segment, source, "virtual ground", found);
		assert.ok(relativeRms(found, direct) < 1e-8, `${segment} ohm, virtual ground`);
		wiredMatrix(plainKernels, g, rows, columns, segment, source, "open", g);
		assert.ok(relativeRms(g, open) < 1e-8, `${segment} ohm, open`);
	}
});

test("a matrix that does not get there says so", () => {
	const solver = new PlainLineSolver(12, 10);
	solver.load(random(120, 1e-5, 1e-3, 9), 3000, 10, "open");
	assert.ok(prepareEffectiveMatrix(solver, 1e-9, new Float64Array(120)) > 1e-9);
});

test.run();
