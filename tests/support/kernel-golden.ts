import { prepareEffectiveMatrix } from "../../firmware/emulator/kernels/effective-matrix";
import { type Kernels, largestEntry } from "../../firmware/emulator/kernels/kernels";
import { crc32 } from "../../firmware/math/crc32";
import { Random } from "../../firmware/math/random";

/** CRC-32 of what each kernel gives for fixed seeds: the same whatever makes the kernels and whichever engine runs them. */
export function kernelChecksums(kernels: Kernels): Record<string, number> {
	const [rows, columns, vectors] = [36, 21, 3];
	const random = new Random(2022);
	const entries = Int16Array.from({ length: rows * columns }, () => random.below(65535) - 32767);
	const limit = largestEntry(rows, 21845);
	const variance = Int16Array.from({ length: rows * columns }, () => random.below(limit + 1));
	const inputs = Int16Array.from({ length: rows * vectors }, () => random.below(511) - 255);
	const conductances = Float64Array.from({ length: rows * columns }, () => 1e-6 + 39e-6 * random.uniform());
	const voltages = Float64Array.from({ length: rows * vectors }, () => random.uniform() - 0.5);

	const integers = kernels.integerMatrix(rows, columns);
	integers.load(entries);
	const sums = new Int32Array(vectors * columns);
	integers.multiply(inputs, vectors, sums);

	const reals = kernels.realMatrix(rows, columns);
	reals.load(conductances);
	const currents = new Float64Array(vectors * columns);
	reals.multiply(voltages, vectors, currents);

	const product = kernels.noisyProduct(rows, columns);
	product.load(entries, variance);
	const codes = new Int16Array(vectors * columns);
	product.multiply(inputs, vectors, { gain: 1e-6, noise: 5e-4, limit: 127, seed: 9, stream: 4 }, codes);

	const gaussians = new Float64Array(5000);
	kernels.gaussians(77, 8, gaussians.length, gaussians);

	const direct = new Float64Array(rows * columns);
	kernels.wireSolver(rows, columns).solve(conductances, 10, 30, direct);
	const lines = kernels.lineSolver(rows, columns);
	const grounded = new Float64Array(rows * columns);
	lines.load(conductances, 10, 30, "virtual ground");
	prepareEffectiveMatrix(lines, 1e-9, grounded);
	const open = new Float64Array(columns);
	lines.load(conductances, 10, 30, "open");
	lines.solve(voltages, open, 1e-9, 100);

	return {
		sums: checksum(sums),
		currents: checksum(currents),
		codes: checksum(codes),
		gaussians: checksum(gaussians),
		direct: checksum(direct),
		grounded: checksum(grounded),
		open: checksum(open),
	};
}

function checksum(numbers: Int16Array | Int32Array | Float64Array): number {
	return crc32(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}
