import { test } from "uvu";
import * as assert from "uvu/assert";
import { bitSerialPower, largestEntry } from "../../../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../../../firmware/emulator/kernels/plain-kernels";
import { Random } from "../../../../firmware/math/random";
import { kernelChecksums } from "../../../support/kernel-golden";

test("the power of a bit-serial input is the sum of 4^k over its bits", () => {
	for (let magnitude = 0; magnitude <= 255; magnitude++) {
		let power = 0;
		for (let k = 0; k < 8; k++) if ((magnitude >> k) & 1) power += 4 ** k;
		assert.is(bitSerialPower(magnitude), power);
	}
});

test("largest entries leave sums of the largest inputs exact, and one more would not", () => {
	for (const [rows, input] of [
		[256, 255],
		[256, 127],
		[256, bitSerialPower(127)],
		[256, bitSerialPower(255)],
		[128, bitSerialPower(15)],
	]) {
		const limit = largestEntry(rows, input);
		assert.ok(rows * limit * input < 2 ** 31);
		assert.ok(limit === 32767 || rows * (limit + 1) * input >= 2 ** 31);
	}
	assert.is(largestEntry(256, 255), 32767);
});

test("integer products equal sums of big integers, at the bounds too", () => {
	const random = new Random(3);
	for (const [rows, columns] of [
		[256, 20],
		[5, 3],
	])
		for (const largest of [127, 255, 21845]) {
			const limit = largestEntry(rows, largest);
			const entries = Int16Array.from({ length: rows * columns }, (_, cell) =>
				cell % columns === 0 ? limit : random.below(2 * limit + 1) - limit,
			);
			const inputs = Int16Array.from({ length: 2 * rows }, (_, i) =>
				i < rows ? largest : random.below(2 * largest + 1) - largest,
			);
			const sums = new Int32Array(2 * columns);
			const matrix = plainKernels.integerMatrix(rows, columns);
			matrix.load(entries);
			matrix.multiply(inputs, 2, sums);
			for (let k = 0; k < 2; k++)
				for (let j = 0; j < columns; j++) {
					let exact = 0n;
					for (let i = 0; i < rows; i++) exact += BigInt(entries[i * columns + j]) * BigInt(inputs[k * rows + i]);
					assert.is(BigInt(sums[k * columns + j]), exact);
				}
		}
});

test("real products add the rows in their order", () => {
	const matrix = plainKernels.realMatrix(3, 1);
	matrix.load(new Float64Array([1e16, 1, -1e16]));
	const sums = new Float64Array(1);
	matrix.multiply(new Float64Array([1, 1, 1]), 1, sums);
	assert.is(sums[0], 0, "1e16 + 1 rounds to 1e16");
});

test("Gaussian numbers are the project's generator's", () => {
	const found = new Float64Array(1000);
	plainKernels.gaussians(9, 4, 1000, found);
	const random = new Random(9, 4);
	for (const value of found) assert.is(value, random.gaussian());
});

/** Every cell of every pulse draws its own noise: bit k of an input drives its row for one read, which counts 2^k. */
function bruteForce(
	positive: Float64Array,
	negative: Float64Array,
	columns: number,
	inputs: Int16Array,
	readNoise: number,
	random: Random,
	sums: Float64Array,
): void {
	sums.fill(0);
	for (let i = 0; i < inputs.length; i++) {
		const magnitude = Math.abs(inputs[i]);
		for (let k = 0; k < 8; k++)
			if ((magnitude >> k) & 1)
				for (let j = 0; j < columns; j++) {
					const cell = i * columns + j;
					const plus = positive[cell] * (1 + readNoise * random.gaussian());
					const minus = negative[cell] * (1 + readNoise * random.gaussian());
					sums[j] += (inputs[i] < 0 ? -1 : 1) * 2 ** k * (plus - minus);
				}
	}
}

test("noise referred to the output equals brute force, in mean and in standard deviation within 2 %", () => {
	const [rows, columns, draws, readNoise] = [16, 2, 20_000, 0.01];
	const random = new Random(11);
	const draw = () => Float64Array.from({ length: rows * columns }, () => 1e-6 + 39e-6 * random.uniform() ** 2);
	const positive = draw();
	const negative = draw();
	const inputs = Int16Array.from({ length: rows }, () => random.below(255) - 127);

	const step = 40e-6 / largestEntry(rows, 127);
	const powerStep = (2 * (40e-6 * readNoise) ** 2) / largestEntry(rows, bitSerialPower(127));
	const product = plainKernels.noisyProduct(rows, columns);
	product.load(
		Int16Array.from(positive, (g, cell) => Math.round((g - negative[cell]) / step)),
		Int16Array.from(positive, (g, cell) => Math.round((readNoise ** 2 * (g * g + negative[cell] ** 2)) / powerStep)),
	);
	// A converter so fine that it does not count: a code is a hundredth of the noise.
	const lsb = 40e-6 * readNoise * 127 * Math.sqrt(rows) * 1e-2;
	const gain = step / lsb;
	const noise = Math.sqrt(powerStep) / lsb;

	const brute = statistics(columns);
	const fast = statistics(columns);
	const sums = new Float64Array(columns);
	const codes = new Int16Array(columns);
	const chance = new Random(12);
	let clipped = 0;
	for (let n = 0; n < draws; n++) {
		bruteForce(positive, negative, columns, inputs, readNoise, chance, sums);
		for (let j = 0; j < columns; j++) sums[j] /= lsb;
		brute.add(sums);
		clipped += product.multiply(inputs, 1, { gain, noise, limit: 32767, seed: n, stream: 3 }, codes);
		for (let j = 0; j < columns; j++) sums[j] = codes[j];
		fast.add(sums);
	}
	assert.is(clipped, 0);
	let worstMean = 0;
	let worstDeviation = 0;
	for (let j = 0; j < columns; j++) {
		const deviation = brute.deviation(j);
		worstMean = Math.max(worstMean, Math.abs(fast.mean(j) - brute.mean(j)) / deviation);
		worstDeviation = Math.max(worstDeviation, Math.abs(fast.deviation(j) / deviation - 1));
	}
	process.stdout.write(
		`\nmeasured: output noise against brute force, mean off by ${(100 * worstMean).toFixed(2)} % of its deviation, deviation by ${(100 * worstDeviation).toFixed(2)} %\n`,
	);
	assert.ok(worstMean < 0.04, "four times the standard error of a difference of two means of 20,000");
	assert.ok(worstDeviation < 0.02);
});

function statistics(columns: number) {
	const sum = new Float64Array(columns);
	const squares = new Float64Array(columns);
	let count = 0;
	return {
		add(values: Float64Array) {
			count++;
			for (let j = 0; j < columns; j++) {
				sum[j] += values[j];
				squares[j] += values[j] ** 2;
			}
		},
		mean: (j: number) => sum[j] / count,
		deviation: (j: number) => Math.sqrt(squares[j] / count - (sum[j] / count) ** 2),
	};
}

test("without noise a code is the nearest one of the exact sum, clipped and counted", () => {
	const product = plainKernels.noisyProduct(2, 3);
	product.load(new Int16Array([10, -10, 1000, 5, -6, 1000]), new Int16Array(6));
	const codes = new Int16Array(3);
	const clipped = product.multiply(
		new Int16Array([1, 1]),
		1,
		{ gain: 0.1, noise: 0, limit: 127, seed: 1, stream: 1 },
		codes,
	);
	assert.equal([...codes], [2, -2, 127]);
	assert.is(clipped, 1);
});

test("what the kernels give for a seed never changes, on any engine", () => {
	assert.equal(kernelChecksums(plainKernels), {
		sums: 2140677245,
		currents: 3275070929,
		codes: 2932963726,
		gaussians: 1553148828,
		direct: 3850965924,
		grounded: 3116159766,
		open: 561303009,
	});
});

test.run();
