import type { NoisyProduct, ReadOut } from "../../firmware/emulator/kernels/kernels";
import { copyLines, FastIntegerMatrix } from "./fast-matrix";
import { type KernelMemory, roundUp } from "./memory";

export class FastNoisyProduct implements NoisyProduct {
	readonly rows: number;
	readonly columns: number;
	#memory: KernelMemory;
	#signal: FastIntegerMatrix;
	#variance: FastIntegerMatrix;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#memory = memory;
		this.#signal = new FastIntegerMatrix(memory, rows, columns);
		this.#variance = new FastIntegerMatrix(memory, rows, columns);
	}

	load(signal: Int16Array, variance: Int16Array): void {
		this.#signal.load(signal);
		this.#variance.load(variance);
	}

	multiply(inputs: Int16Array, vectors: number, readOut: ReadOut, codes: Int16Array): number {
		const { columns } = this;
		const { gain, noise, limit } = readOut;
		const assembly = this.#memory.assembly;
		const signal = this.#signal;
		const inputBytes = signal.inputBytes(vectors);
		const sumBytes = signal.sumBytes(vectors);
		const inputsAt = this.#memory.scratch(
			2 * inputBytes + 2 * sumBytes + roundUp(columns * 8) + roundUp(vectors * columns * 2),
		);
		const powersAt = inputsAt + inputBytes;
		const signalsAt = powersAt + inputBytes;
		const variancesAt = signalsAt + sumBytes;
		const gaussiansAt = variancesAt + sumBytes;
		const codesAt = gaussiansAt + roundUp(columns * 8);

		signal.placeInputs(inputs, vectors, inputsAt);
		// Whole vectors of eight; what lies beyond the inputs is rounded up to a cache line, and not used.
		assembly.bitSerialPowers(inputsAt, powersAt, inputBytes / 2);
		signal.product(inputsAt, vectors, signalsAt);
		this.#variance.product(powersAt, vectors, variancesAt);
		const stride = sumStride(signal);
		let clipped = 0;
		for (let vector = 0; vector < vectors; vector++) {
			assembly.reseed(readOut.seed | 0, (readOut.stream + vector) | 0);
			clipped += assembly.readOut(
				signalsAt + vector * stride,
				variancesAt + vector * stride,
				gaussiansAt,
				columns,
				gain,
				noise,
				limit,
				codesAt + vector * columns * 2,
			);
		}
		copyLines(this.#memory.int16(codesAt, vectors * columns), columns, codes, columns, columns, vectors);
		return clipped;
	}
}

/** Bytes of one vector's sums. */
function sumStride(matrix: FastIntegerMatrix): number {
	return matrix.blocks * 64;
}
