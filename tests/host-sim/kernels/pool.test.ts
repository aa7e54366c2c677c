import { test } from "uvu";
import * as assert from "uvu/assert";
import { largestEntry } from "../../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../../firmware/emulator/kernels/plain-kernels";
import { Random } from "../../../firmware/math/random";
import { NoisyProductPool, PoolError } from "../../../host-sim/kernels/pool";

const [ROWS, COLUMNS, VECTORS] = [40, 24, 7];
const random = new Random(1);
const limit = largestEntry(ROWS, 21845);
const signal = Int16Array.from({ length: ROWS * COLUMNS }, () => random.below(2001) - 1000);
const variance = Int16Array.from({ length: ROWS * COLUMNS }, () => random.below(limit));
const inputs = Int16Array.from({ length: ROWS * VECTORS }, () => random.below(511) - 255);
const readOut = { gain: 1e-4, noise: 1e-3, limit: 127, seed: 5, stream: 100 };

function onOneThread() {
	const product = plainKernels.noisyProduct(ROWS, COLUMNS);
	product.load(signal, variance);
	const codes = new Int16Array(VECTORS * COLUMNS);
	return { clipped: product.multiply(inputs, VECTORS, readOut, codes), codes };
}

test("a batch has the same codes on one thread and on three, and again in a second batch", async () => {
	const expected = onOneThread();
	for (const workers of [1, 3]) {
		const pool = await NoisyProductPool.start(ROWS, COLUMNS, signal, variance, workers);
		for (let round = 0; round < 2; round++) {
			const codes = new Int16Array(VECTORS * COLUMNS);
			const clipped = await pool.multiply(inputs, VECTORS, readOut, codes);
			assert.equal({ clipped, codes }, expected, `${workers} workers`);
		}
		await pool.close();
	}
});

test("a batch equals its vectors one by one", () => {
	const { codes } = onOneThread();
	const product = plainKernels.noisyProduct(ROWS, COLUMNS);
	product.load(signal, variance);
	const one = new Int16Array(COLUMNS);
	for (let k = 0; k < VECTORS; k++) {
		product.multiply(inputs.subarray(k * ROWS), 1, { ...readOut, stream: readOut.stream + k }, one);
		assert.equal(one, codes.slice(k * COLUMNS, (k + 1) * COLUMNS));
	}
});

test("fewer vectors than workers: the others rest", async () => {
	const pool = await NoisyProductPool.start(ROWS, COLUMNS, signal, variance, 2);
	const codes = new Int16Array(COLUMNS);
	await pool.multiply(inputs, 1, readOut, codes);
	assert.equal(codes, onOneThread().codes.slice(0, COLUMNS));
	await pool.close();
});

test("a second batch before the first is done is refused, and so is one after closing", async () => {
	const pool = await NoisyProductPool.start(ROWS, COLUMNS, signal, variance, 1);
	const codes = new Int16Array(VECTORS * COLUMNS);
	const first = pool.multiply(inputs, VECTORS, readOut, codes);
	const second = await pool.multiply(inputs, VECTORS, readOut, codes).catch(error => error);
	assert.instance(second, PoolError);
	await first;
	const third = pool.multiply(inputs, VECTORS, readOut, codes).catch(error => error);
	await pool.close();
	assert.ok((await third) instanceof PoolError || typeof (await third) === "number");
});

test.run();
