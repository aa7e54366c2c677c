import { test } from "uvu";
import * as assert from "uvu/assert";
import { LineSide, LineState } from "../../../../firmware/accelerator/registers";
import { plainKernels } from "../../../../firmware/emulator/kernels/plain-kernels";
import { coreFaults } from "../../../../firmware/emulator/neurram/die";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import type { RelaxingCells } from "../../../../firmware/emulator/neurram/relaxing-cells";
import { SelectedProduct, type Selection, SQUARE_UNIT } from "../../../../firmware/emulator/neurram/selected-product";
import { neurram, neurramIdeal } from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";
import { loadKernels } from "../../../../host-sim/kernels/fast-kernels";

const MICRO = 1e-6;

/** A core whose cells are all somewhere between 0.5 and 40 uS. */
function filled(profile = neurramIdeal, seed = 1): RelaxingCells {
	const { cells } = createNeurramCore(profile).cores[0];
	const random = new Random(seed);
	for (let index = 0; index < cells.present.length; index++)
		cells.write(index, (0.5 + 39.5 * random.uniform()) * MICRO, random);
	return cells;
}

function selection(changes: Partial<Selection>, seed = 3): Selection {
	const random = new Random(seed);
	const driven = Uint8Array.from({ length: 256 }, () => random.below(2));
	const converted = Uint8Array.from({ length: 256 }, () => (random.below(4) === 0 ? 1 : 0));
	return { side: LineSide.ROWS, driven, converted, pairs: false, gating: true, ...changes };
}

/** Signed inputs of four bits. */
function inputsFor(count: number, seed = 4): Int16Array {
	const random = new Random(seed);
	return Int16Array.from({ length: count }, () => random.below(31) - 15);
}

/** What the integrators see: volts for a mean of 1, no offsets; `reading` of the cells' noise. */
function charging(product: SelectedProduct, reading = 0) {
	const { outputs } = product;
	const slopes = new Float64Array(outputs).fill(1);
	return { slopes, offsets: new Float64Array(outputs), conversion: 0, reading, seed: 1, stream: 2 };
}

function means(product: SelectedProduct, inputs: Int16Array, vectors: number): Float64Array {
	const charges = new Float64Array(vectors * product.outputs);
	product.product!.charges(inputs, vectors, charging(product), charges);
	return charges;
}

/** The mean of the driven voltages weighted by conductance, line by line. */
function expected(cells: RelaxingCells, { side, driven, converted, pairs, gating }: Selection, inputs: Int16Array) {
	const lines: number[] = [];
	driven.forEach((byte, line) => {
		if (byte) lines.push(line);
	});
	const outputs: number[] = [];
	converted.forEach((byte, j) => {
		if (!byte) return;
		const g = (line: number): number =>
			cells.conductance(side === LineSide.ROWS ? line * 256 + j : j * 256 + line) / MICRO;
		let sum = 0;
		let total = 0;
		lines.forEach((line, n) => {
			const input = pairs ? (n % 2 === 0 ? inputs[n >> 1] : -inputs[n >> 1]) : inputs[n];
			if (pairs && n >> 1 >= lines.length >> 1) return;
			sum += g(line) * input;
			total += g(line);
		});
		if (side === LineSide.COLUMNS || !gating)
			for (let line = 0; line < 256; line++) if (!driven[line]) total += g(line);
		outputs.push(sum / total);
	});
	return outputs;
}

for (const [words, changes] of [
	["forward, single rows", {}],
	[
		"forward, pairs of rows",
		{ pairs: true, driven: Uint8Array.from({ length: 256 }, (_, n) => (n % 3 === 0 ? 0 : 1)) },
	],
	["forward without gating: rows that are not driven load the sum", { gating: false }],
	["backward: all columns load the sum", { side: LineSide.COLUMNS }],
	["backward, pairs of columns", { side: LineSide.COLUMNS, pairs: true, driven: new Uint8Array(256).fill(1, 10, 90) }],
] as const) {
	test(`${words}: the mean of the driven voltages weighted by conductance`, () => {
		const cells = filled();
		const chosen = selection(changes);
		const product = new SelectedProduct(plainKernels);
		product.prepare(cells, chosen, false, 0, 0);
		const inputs = inputsFor(2 * product.values);
		const found = means(product, inputs, 2);
		for (let vector = 0; vector < 2; vector++) {
			const exact = expected(cells, chosen, inputs.subarray(vector * product.values));
			assert.is(exact.length, product.outputs);
			exact.forEach((value, j) => {
				const mean = found[vector * product.outputs + j];
				assert.ok(Math.abs(mean - value) < 1e-9, `${mean} and ${value}`);
			});
		}
	});
}

test("leaky rows load the sum though their gates are off", () => {
	const faults = { ...neurram.faults, unusableRows: 0.2, leakyShare: 1, leak: 5 * MICRO };
	const profile = { ...neurramIdeal, faults };
	const leaky = coreFaults(profile, 0).rows.reduce((sum, state) => sum + (state === LineState.LEAKY ? 1 : 0), 0);
	const driven = coreFaults(profile, 0).rows.map(state => (state === LineState.USABLE ? 1 : 0));
	const product = new SelectedProduct(plainKernels);
	product.prepare(filled(profile), selection({ driven }), false, 0, 0);
	const total = product.total(0);
	const tight = new SelectedProduct(plainKernels);
	tight.prepare(filled({ ...profile, faults: { ...faults, leak: 0 } }), selection({ driven }), false, 0, 0);
	assert.ok(leaky > 25);
	assert.is(Math.round(total - tight.total(0)), leaky * Math.round((5 * MICRO) / neurram.cell.step));
});

test("read noise at the output has the variance of cells that fluctuate each for itself", () => {
	const cells = filled();
	const inputs = inputsFor(20);
	const random = new Random(9);
	const noise = 0.03;
	const draws = 40_000;
	for (let j = 0; j < 4; j++) {
		let sum = 0;
		let squares = 0;
		for (let draw = 0; draw < draws; draw++) {
			let current = 0;
			let total = 0;
			for (let i = 0; i < 40; i++) {
				const g = cells.present[i * 256 + j] * (1 + noise * random.gaussian());
				current += g * (i % 2 === 0 ? inputs[i >> 1] : -inputs[i >> 1]);
				total += g;
			}
			sum += current / total;
			squares += (current / total) ** 2;
		}
		const converted = new Uint8Array(256).fill(1, j, j + 1);
		const product = new SelectedProduct(plainKernels);
		product.prepare(
			cells,
			selection({ pairs: true, driven: new Uint8Array(256).fill(1, 0, 40), converted }),
			true,
			0,
			0,
		);
		const [mean] = means(product, inputs, 1);
		product.product!.charges(inputs, 1, charging(product, noise * noise * SQUARE_UNIT), new Float64Array(1));
		const brute = Math.sqrt(squares / draws - (sum / draws) ** 2);
		const closed = Math.sqrt(product.product!.variance);
		console.log(`measured: column ${j}: ${closed.toPrecision(4)}, brute force ${brute.toPrecision(4)}`);
		assert.ok(Math.abs(closed / brute - 1) < 0.02);
		assert.ok(Math.abs(sum / draws - mean) < 0.02 * brute);
	}
});

test("the WebAssembly kernels give the same bits", async () => {
	const cells = filled();
	const fast = new SelectedProduct(await loadKernels());
	const plain = new SelectedProduct(plainKernels);
	for (const [changes, segment] of [
		[{}, 0],
		[{ pairs: true }, 0],
		[{ side: LineSide.COLUMNS }, 0],
		[{}, 1],
	] as const) {
		for (const product of [fast, plain]) product.prepare(cells, selection(changes), true, segment, 0);
		const inputs = inputsFor(5 * plain.values);
		assert.equal(means(fast, inputs, 5), means(plain, inputs, 5));
		const [found, expected] = [fast, plain].map(product => {
			const charges = new Float64Array(5 * plain.outputs);
			product.product!.charges(inputs, 5, charging(plain, SQUARE_UNIT), charges);
			return { charges, variance: product.product!.variance };
		});
		assert.equal(found, expected);
		assert.ok(found.variance > 0);
	}
});

test("wires of no resistance change nothing, real ones pull the far lines' voltages together", () => {
	const cells = filled();
	const chosen = selection({
		driven: new Uint8Array(256).fill(1, 0, 60),
		converted: new Uint8Array(256).fill(1, 0, 40),
		pairs: true,
	});
	const ideal = new SelectedProduct(plainKernels);
	ideal.prepare(cells, chosen, false, 0, 0);
	const inputs = inputsFor(ideal.values);
	const undisturbed = [...means(ideal, inputs, 1)];
	const wired = (segment: number, source: number): number[] => {
		const product = new SelectedProduct(plainKernels);
		product.prepare(cells, chosen, false, segment, source);
		return [...means(product, inputs, 1)];
	};
	wired(1e-9, 0).forEach((mean, j) => {
		assert.ok(Math.abs(mean - undisturbed[j]) < 1e-9);
	});
	const size = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
	const driven = wired(0, 1000);
	assert.ok(size(driven) < 0.98 * size(undisturbed), "a driver's resistance takes from all");
	assert.ok(size(wired(20, 1000)) < size(driven));
});

test.run();
