import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compensate, effectiveMatrix, WireSolver } from "../../../firmware/emulator/wires";
import { Random } from "../../../firmware/math/random";
import { sharedData } from "../../support/data";

/** Every node of the network as an unknown, Gaussian elimination with pivoting: nothing in common with the solver. */
function nodalSolve(g: Float64Array, rows: number, columns: number, segment: number, source: number): Float64Array {
	const nodes = 2 * rows * columns;
	const word = (i: number, j: number) => i * columns + j;
	const bit = (i: number, j: number) => rows * columns + i * columns + j;
	const width = nodes + rows;
	const matrix = Array.from({ length: nodes }, () => new Float64Array(width));
	const connect = (a: number, b: number, conductance: number) => {
		matrix[a][a] += conductance;
		matrix[b][b] += conductance;
		matrix[a][b] -= conductance;
		matrix[b][a] -= conductance;
	};
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			connect(word(i, j), bit(i, j), g[i * columns + j]);
			if (j + 1 < columns) connect(word(i, j), word(i, j + 1), 1 / segment);
			if (i + 1 < rows) connect(bit(i, j), bit(i + 1, j), 1 / segment);
			else matrix[bit(i, j)][bit(i, j)] += 1 / segment;
			if (j === 0) {
				matrix[word(i, 0)][word(i, 0)] += 1 / (segment + source);
				matrix[word(i, 0)][nodes + i] = 1 / (segment + source);
			}
		}
	for (let k = 0; k < nodes; k++) {
		let pivot = k;
		for (let i = k + 1; i < nodes; i++) if (Math.abs(matrix[i][k]) > Math.abs(matrix[pivot][k])) pivot = i;
		[matrix[k], matrix[pivot]] = [matrix[pivot], matrix[k]];
		for (let i = 0; i < nodes; i++) {
			const factor = matrix[i][k] / matrix[k][k];
			if (i === k || factor === 0) continue;
			for (let j = k; j < width; j++) matrix[i][j] -= factor * matrix[k][j];
		}
	}
	const effective = new Float64Array(rows * columns);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const node = bit(rows - 1, j);
			effective[i * columns + j] = matrix[node][nodes + i] / matrix[node][node] / segment;
		}
	return effective;
}

function randomConductances(cells: number, low: number, high: number, seed: number): Float64Array {
	const random = new Random(seed);
	return Float64Array.from({ length: cells }, () => low + (high - low) * random.uniform());
}

test("equals a dense nodal solve within 1e-9, whatever the shape and the wires", () => {
	let worst = 0;
	for (const [rows, columns, segment, source] of [
		[1, 1, 0.17, 0],
		[9, 5, 0.17, 0],
		[5, 9, 10, 50],
		[12, 1, 100, 0],
		[1, 12, 1000, 3],
		[8, 8, 1e-3, 1e-2],
	]) {
		const g = randomConductances(rows * columns, 1e-4, 1e-3, rows);
		const exact = nodalSolve(g, rows, columns, segment, source);
		const effective = effectiveMatrix(g, rows, columns, segment, source);
		for (let cell = 0; cell < g.length; cell++) worst = Math.max(worst, Math.abs(effective[cell] / exact[cell] - 1));
	}
	process.stdout.write(`\nmeasured: largest relative difference from the nodal solve ${worst.toExponential(1)}\n`);
	assert.ok(worst < 1e-9, `${worst}`);
});

test("stays exact where cells are open", () => {
	const g = randomConductances(30, 1e-4, 1e-3, 3);
	g[4] = g[11] = g[29] = 0;
	const exact = nodalSolve(g, 6, 5, 5, 0);
	const effective = effectiveMatrix(g, 6, 5, 5, 0);
	for (let cell = 0; cell < g.length; cell++) assert.ok(Math.abs(effective[cell] - exact[cell]) < 1e-15);
	assert.ok(effective[4] > 0, "an open cell still gets current through its neighbours");
});

test("without wires the matrix is the conductances; a source alone divides each word line", () => {
	const g = randomConductances(12, 1e-4, 1e-3, 4);
	assert.equal([...effectiveMatrix(g, 3, 4, 0, 0)], [...g]);
	const divided = effectiveMatrix(g, 3, 4, 0, 50);
	for (let i = 0; i < 3; i++) {
		const sum = g[4 * i] + g[4 * i + 1] + g[4 * i + 2] + g[4 * i + 3];
		for (let j = 0; j < 4; j++) assert.ok(Math.abs(divided[4 * i + j] / (g[4 * i + j] / (1 + 50 * sum)) - 1) < 1e-14);
	}
});

test("compensation reaches the target in six rounds: 64 x 64, 0.17 ohm", () => {
	const target = Float64Array.from(randomConductances(64 * 64, 1000, 10000, 5), ohm => 1 / ohm);
	const programmed = new Float64Array(target.length);
	const effective = new Float64Array(target.length);
	const solver = new WireSolver(64, 64);
	const before = compensate(solver, target, 0.17, 0, 0, 1, programmed, effective);
	const after = compensate(solver, target, 0.17, 0, 6, 1, programmed, effective);
	process.stdout.write(
		`\nmeasured: worst cell ${(100 * before).toFixed(1)} %, compensated ${(100 * after).toExponential(1)} %\n`,
	);
	assert.ok(before > 0.1);
	assert.ok(after < 1e-4);
});

test("a cell that cannot conduct more stays at its maximum, and the error that is left is told", () => {
	const target = new Float64Array(16).fill(1e-3);
	const programmed = new Float64Array(16);
	const left = compensate(new WireSolver(4, 4), target, 10, 0, 20, 1e-3, programmed, new Float64Array(16));
	assert.ok(Math.max(...programmed) <= 1e-3);
	assert.ok(left > 0.01);
});

const folder = ["wires/gp.f64", "wires/gn.f64", "wires/x.f64", "wires/y_r1.0.f64"].map(sharedData);
if (folder.every(path => path !== undefined))
	test("agrees with the exact 256 x 256 data at 1 ohm a segment", () => {
		const [positive, negative, inputs, outputs] = folder.map(path => {
			const bytes = readFileSync(path!);
			return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
		});
		const size = 256;
		const solver = new WireSolver(size, size);
		solver.solve(positive, 1, 0, positive);
		solver.solve(negative, 1, 0, negative);
		let difference = 0;
		let power = 0;
		for (let vector = 0; vector < 16; vector++)
			for (let column = 0; column < size; column++) {
				let current = 0;
				for (let row = 0; row < size; row++)
					current += inputs[vector * size + row] * (positive[row * size + column] - negative[row * size + column]);
				const exact = outputs[vector * size + column];
				difference += (current - exact) ** 2;
				power += exact * exact;
			}
		const relative = Math.sqrt(difference / power);
		process.stdout.write(`\nmeasured: relative rms difference from the data ${relative.toExponential(1)}\n`);
		assert.ok(relative < 1e-6, `${relative}`);
	});
else test.skip("agrees with the exact 256 x 256 data at 1 ohm a segment", () => {});

test.run();
