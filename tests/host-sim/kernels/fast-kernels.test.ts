import { test } from "uvu";
import * as assert from "uvu/assert";
import { largestEntry } from "../../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../../firmware/emulator/kernels/plain-kernels";
import { Random } from "../../../firmware/math/random";
import { buildModule } from "../../../host-sim/kernels/build";
import { fastKernels, loadKernels, readyKernels } from "../../../host-sim/kernels/fast-kernels";
import { kernelChecksums } from "../../support/kernel-golden";

const fast = fastKernels(await buildModule());
/** Rows, columns, vectors: odd ones, single ones, blocks that are full and that are not. */
const SHAPES = [
	[1, 1, 1],
	[1, 40, 3],
	[7, 5, 2],
	[16, 17, 1],
	[31, 33, 5],
	[128, 256, 2],
	[256, 256, 3],
	[256, 3, 4],
];

function integers(count: number, low: number, high: number, seed: number): Int16Array {
	const random = new Random(seed);
	return Int16Array.from({ length: count }, () => low + random.below(high - low + 1));
}

function reals(count: number, low: number, high: number, seed: number): Float64Array {
	const random = new Random(seed);
	return Float64Array.from({ length: count }, () => low + (high - low) * random.uniform());
}

/** The bits, so that 0 and -0 differ and NaN equals NaN. */
function bits(numbers: Float64Array): BigInt64Array {
	return new BigInt64Array(numbers.buffer, numbers.byteOffset, numbers.length);
}

function same(a: Float64Array, b: Float64Array, what: string): void {
	const left = bits(a);
	const right = bits(b);
	for (let i = 0; i < a.length; i++)
		if (left[i] !== right[i]) assert.unreachable(`${what}: element ${i} is ${b[i]}, plain ${a[i]}`);
}

test("these are the WebAssembly kernels, and both ways to get kernels give them once they are built", async () => {
	assert.is(fast.name, "WebAssembly SIMD");
	assert.is(readyKernels().name, "WebAssembly SIMD");
	assert.is(await loadKernels(), readyKernels());
});

test("the golden checksums are those of the plain kernels", () => {
	assert.equal(kernelChecksums(fast), kernelChecksums(plainKernels));
});

test("bytes that the engine does not take give the plain kernels", () => {
	assert.is(fastKernels(new Uint8Array([0, 1, 2, 3])), plainKernels);
});

test("integer products: the same integers, at the largest entries and inputs too", () => {
	for (const [rows, columns, vectors] of SHAPES)
		for (const largestInput of [1, 255, 21845]) {
			const limit = largestEntry(rows, largestInput);
			for (const entries of [
				integers(rows * columns, -limit, limit, rows),
				new Int16Array(rows * columns).fill(limit),
				new Int16Array(rows * columns).fill(-limit),
			]) {
				const inputs = integers(rows * vectors, -largestInput, largestInput, columns);
				inputs.fill(largestInput, 0, rows);
				const [expected, found] = [plainKernels, fast].map(kernels => {
					const matrix = kernels.integerMatrix(rows, columns);
					matrix.load(entries);
					const sums = new Int32Array(vectors * columns);
					matrix.multiply(inputs, vectors, sums);
					return sums;
				});
				assert.equal(found, expected, `${rows} x ${columns}, ${vectors} vectors`);
			}
		}
});

test("real products: the same bits", () => {
	for (const [rows, columns, vectors] of SHAPES) {
		const entries = reals(rows * columns, -1, 1, rows);
		const inputs = reals(rows * vectors, -3, 3, columns);
		const [expected, found] = [plainKernels, fast].map(kernels => {
			const matrix = kernels.realMatrix(rows, columns);
			matrix.load(entries);
			const sums = new Float64Array(vectors * columns);
			matrix.multiply(inputs, vectors, sums);
			return sums;
		});
		same(expected, found, `${rows} x ${columns}, ${vectors} vectors`);
	}
});

test("Gaussian numbers: a million of the generator's, the tail and the layers' edges among them", () => {
	const count = 1_000_000;
	const expected = new Float64Array(count);
	const found = new Float64Array(count);
	plainKernels.gaussians(12345, 6, count, expected);
	fast.gaussians(12345, 6, count, found);
	same(expected, found, "gaussians");
	assert.ok(found.some(value => value > 3.5) && found.some(value => value < -3.5));
	plainKernels.gaussians(-1, 4294967295, 10, expected);
	fast.gaussians(-1, 4294967295, 10, found);
	same(expected.subarray(0, 10), found.subarray(0, 10), "negative seed");
});

test("noisy products: the same codes and the same count of clipped ones", () => {
	let clippedAny = 0;
	for (const [rows, columns, vectors] of SHAPES)
		for (const limit of [127, 3, 32767]) {
			const signal = integers(rows * columns, -32767, 32767, rows);
			const variance = integers(rows * columns, 0, largestEntry(rows, 21845), columns);
			const inputs = integers(rows * vectors, -255, 255, limit);
			const readOut = { gain: 1e-6, noise: 1e-3, limit, seed: 7, stream: rows };
			const [expected, found] = [plainKernels, fast].map(kernels => {
				const product = kernels.noisyProduct(rows, columns);
				product.load(signal, variance);
				const codes = new Int16Array(vectors * columns);
				return { clipped: product.multiply(inputs, vectors, readOut, codes), codes };
			});
			assert.equal(found, expected, `${rows} x ${columns}, ${vectors} vectors, limit ${limit}`);
			clippedAny += found.clipped;
		}
	assert.ok(clippedAny > 0);
});

/** Vectors of three pieces, of which one is the same for all. */
function overlapping(source: Int16Array, rows: number, vectors: number) {
	const second = rows >> 1;
	const first = rows - second - (rows > 2 ? 1 : 0);
	const starts = Int32Array.from({ length: vectors }, (_, n) => (n * 7) % (source.length - rows + 1));
	const pieces = Int32Array.of(second, first, -1, rows > 2 ? 1 : 0, 0, second);
	return { source, starts, pieces };
}

test("voltage products: the same codes, charges and counts, with and without wires, read noise and conversion noise", () => {
	let clippedAny = 0;
	for (const [rows, columns, vectors] of [...SHAPES, [10, 9, 37], [9, 20, 16]])
		for (const [conversion, reading, wires] of [
			[0, 0, false],
			[0.0016, 0, false],
			[0.0016, 5.2, false],
			[0, 5.2, true],
			[0, 0, true],
		] as const) {
			const squares = integers(rows * columns, 0, 15000, columns);
			const cells = {
				differences: integers(rows * columns, -20000, 20000, rows),
				wired: wires ? reals(rows * columns, -0.01, 0.01, rows) : undefined,
				weighted: reading > 0 ? integers(rows * columns, -10000, 10000, vectors) : undefined,
				squared: reading > 0 ? squares : undefined,
				inverses: reals(columns, 0, 2 / (20000 * rows), 5),
				squareTotals: reals(columns, 0, rows * 10000, 6),
			};
			const inputs = integers(rows * vectors, -15, 15, rows + 1);
			const charging = {
				slopes: reals(columns, 1, 2, 8),
				offsets: reals(columns, -0.3, 0.3, 9),
				conversion,
				reading,
				seed: 11,
				stream: 77,
			};
			const [expected, found] = [plainKernels, fast].map(kernels => {
				const product = kernels.voltageProduct(rows, columns);
				product.load(cells);
				const codes = new Int16Array(vectors * columns);
				product.codes(inputs, vectors, charging, { up: 0.07, down: 0.08, limit: 100 }, codes);
				const { clipped, steps, variance } = product;
				const charges = new Float64Array(vectors * columns);
				product.charges(inputs, vectors, charging, charges);
				const windows = overlapping(inputs, rows, vectors);
				const spread = new Int16Array(vectors * columns);
				product.codes(windows, vectors, charging, { up: 0.07, down: 0.08, limit: 100 }, spread);
				return { codes, clipped, steps, variance, charges, spread };
			});
			same(expected.charges, found.charges, `charges of ${rows} x ${columns}, ${vectors} vectors`);
			assert.equal(found, expected, `${rows} x ${columns}, ${vectors} vectors`);
			assert.ok(found.steps > 0);
			clippedAny += found.clipped;
		}
	assert.ok(clippedAny > 0);
});

test("effective matrix: the same bits, whatever the shape and the wires", () => {
	for (const [rows, columns] of [...SHAPES.slice(0, 5), [9, 64], [64, 30]])
		for (const [segment, source] of [
			[0.17, 0],
			[5, 50],
			[0, 20],
			[0, 0],
		]) {
			const conductances = reals(rows * columns, 0, 1e-3, rows + columns);
			const expected = new Float64Array(rows * columns);
			const found = new Float64Array(rows * columns);
			plainKernels.wireSolver(rows, columns).solve(conductances, segment, source, expected);
			fast.wireSolver(rows, columns).solve(conductances, segment, source, found);
			same(expected, found, `${rows} x ${columns}, ${segment} ohm, source ${source} ohm`);
		}
});

test("line Gauss-Seidel: the same bits and the same estimate, and the same again after other inputs", () => {
	for (const [rows, columns] of SHAPES)
		for (const [segment, source, ends] of [
			[0.17, 0, "virtual ground"],
			[5, 50, "virtual ground"],
			[0.17, 3, "open"],
		] as const) {
			const conductances = reals(rows * columns, 0, 1e-3, rows + columns);
			for (let row = 0; row < rows; row++) conductances[row * columns] = 0;
			const voltages = reals(rows, -1, 1, rows);
			const other = reals(rows, -1, 1, rows + 1);
			const [expected, found] = [plainKernels, fast].map(kernels => {
				const solver = kernels.lineSolver(rows, columns);
				const currents = new Float64Array(columns);
				solver.load(conductances, segment, source, ends);
				solver.solve(other, currents, 1e-3, 50);
				const error = solver.solve(voltages, currents, 1e-9, 50);
				// Three vectors that need different numbers of sweeps: one alone, as a first and as a second of two.
				const three = new Float64Array([...voltages, ...new Float64Array(rows), ...other]);
				const many = new Float64Array(3 * columns);
				const worst = solver.solveMany(three, 3, many, 1e-6, 50);
				return { currents, error, many, worst };
			});
			same(expected.many, found.many, `three vectors, ${rows} x ${columns}`);
			assert.is(found.worst, expected.worst);
			same(expected.currents, found.currents, `${rows} x ${columns}, ${segment} ohm, ${ends}`);
			assert.is(found.error, expected.error);
		}
});

test("a matrix keeps its entries while others come and go", () => {
	const kept = fast.integerMatrix(16, 16);
	kept.load(new Int16Array(256).fill(5));
	for (let i = 0; i < 3; i++) fast.noisyProduct(256, 256);
	const sums = new Int32Array(16);
	kept.multiply(new Int16Array(16).fill(1), 1, sums);
	assert.equal([...sums], new Array(16).fill(80));
});

test.run();
