import { prepareEffectiveMatrix } from "../../firmware/emulator/kernels/effective-matrix";
import { bitSerialPower, type Kernels, largestEntry } from "../../firmware/emulator/kernels/kernels";
import { Random } from "../../firmware/math/random";
import { NoisyProductPool } from "../kernels/pool";
import type { Job } from "./stopwatch";

export const SIZE = 256;
const MAXIMUM = 40e-6;
const MINIMUM = 1e-6;
/** Of a cell's conductance, fresh at each read (cim-peers.md section 2: the common work of all peers). */
const READ_NOISE = 0.01;
const LARGEST_INPUT = 127;

/** Conductances of a differential pair, siemens: weights of N(0, 1/4) clipped to 1, with 1.7 uS of programming error. */
export function pair(seed: number): { positive: Float64Array; negative: Float64Array } {
	const random = new Random(seed);
	const positive = new Float64Array(SIZE * SIZE);
	const negative = new Float64Array(SIZE * SIZE);
	for (let cell = 0; cell < SIZE * SIZE; cell++) {
		const weight = Math.max(-1, Math.min(1, 0.25 * random.gaussian()));
		positive[cell] = Math.max(0, MINIMUM + (MAXIMUM - MINIMUM) * Math.max(weight, 0) + 1.7e-6 * random.gaussian());
		negative[cell] = Math.max(0, MINIMUM + (MAXIMUM - MINIMUM) * Math.max(-weight, 0) + 1.7e-6 * random.gaussian());
	}
	return { positive, negative };
}

export function inputCodes(vectors: number, seed: number): Int16Array {
	const random = new Random(seed);
	return Int16Array.from({ length: vectors * SIZE }, () =>
		Math.round(LARGEST_INPUT * Math.max(-1, Math.min(1, 0.4 * random.gaussian()))),
	);
}

export function integerProduct(kernels: Kernels, vectors: number): Job {
	const matrix = kernels.integerMatrix(SIZE, SIZE);
	matrix.load(steps().signal);
	const inputs = inputCodes(vectors, 2);
	const sums = new Int32Array(vectors * SIZE);
	return {
		name: `cim-edge int16, ${kernels.name}`,
		products: vectors * SIZE * SIZE,
		run: () => matrix.multiply(inputs, vectors, sums),
	};
}

/** The pair as whole steps: differences of conductance, and powers of the read noise. */
function steps(): { signal: Int16Array; variance: Int16Array } {
	const { positive, negative } = pair(1);
	const step = MAXIMUM / 2 ** 14;
	return {
		signal: Int16Array.from(positive, (g, cell) => Math.round((g - negative[cell]) / step)),
		variance: Int16Array.from(positive, (g, cell) => Math.round((g * g + negative[cell] ** 2) / powerStep())),
	};
}

function powerStep(): number {
	return (2 * MAXIMUM ** 2) / largestEntry(SIZE, bitSerialPower(LARGEST_INPUT));
}

/** Eight bits over eight times the largest product of one row. */
function readOut(seed: number) {
	const step = MAXIMUM / 2 ** 14;
	const code = (8 * LARGEST_INPUT * MAXIMUM) / 127;
	return { gain: step / code, noise: (READ_NOISE * Math.sqrt(powerStep())) / code, limit: 127, seed, stream: 1 };
}

/** 8-bit bit-serial inputs, programming error, fresh read noise, 8-bit converter. */
export function wholeJob(kernels: Kernels, vectors: number): Job {
	const { signal, variance } = steps();
	const product = kernels.noisyProduct(SIZE, SIZE);
	product.load(signal, variance);
	const inputs = inputCodes(vectors, 2);
	const codes = new Int16Array(vectors * SIZE);
	let seed = 0;
	return {
		name: `cim-edge, ${kernels.name}`,
		run: () => {
			product.multiply(inputs, vectors, readOut(seed++), codes);
		},
	};
}

/** The same by worker threads; `close` ends them. */
export async function pooledJob(vectors: number, workers: number): Promise<Job & { close(): Promise<void> }> {
	const { signal, variance } = steps();
	const pool = await NoisyProductPool.start(SIZE, SIZE, signal, variance, workers);
	const inputs = inputCodes(vectors, 2);
	const codes = new Int16Array(vectors * SIZE);
	let seed = 0;
	return {
		name: `cim-edge, ${workers} worker threads`,
		run: () => pool.multiply(inputs, vectors, readOut(seed++), codes),
		close: () => pool.close(),
	};
}

/** The same without any shortcut: every cell of the pair draws its noise at every pulse. One vector. */
export function bruteForceJob(): Job {
	const { positive, negative } = pair(1);
	const inputs = inputCodes(1, 2);
	const sums = new Float64Array(SIZE);
	const codes = new Int16Array(SIZE);
	const random = new Random(3);
	const code = (8 * LARGEST_INPUT * MAXIMUM) / 127;
	return {
		name: "every cell of every pulse, plain",
		run() {
			sums.fill(0);
			for (let i = 0; i < SIZE; i++)
				for (let k = 0, magnitude = Math.abs(inputs[i]); k < 7; k++) {
					if (((magnitude >> k) & 1) === 0) continue;
					const weight = (inputs[i] < 0 ? -1 : 1) * 2 ** k;
					for (let j = 0, cell = i * SIZE; j < SIZE; j++, cell++)
						sums[j] +=
							weight *
							(positive[cell] * (1 + READ_NOISE * random.gaussian()) -
								negative[cell] * (1 + READ_NOISE * random.gaussian()));
				}
			for (let j = 0; j < SIZE; j++) codes[j] = Math.max(-127, Math.min(127, Math.floor(sums[j] / code + 0.5)));
		},
	};
}

/** Through 1 ohm a segment, both arrays of the pair. */
export interface WireJobs {
	/** New conductances, one vector. */
	changed: Job;
	prepare: Job;
	/** One vector through the prepared matrix. */
	fixed: Job;
	/** Of the last call of each, amperes. */
	changedCurrents: Float64Array;
	fixedCurrents: Float64Array;
}

export function wireJobs(
	kernels: Kernels,
	positive: Float64Array,
	negative: Float64Array,
	voltages: Float64Array,
): WireJobs {
	const solver = kernels.lineSolver(SIZE, SIZE);
	const matrix = kernels.realMatrix(SIZE, SIZE);
	const changedCurrents = new Float64Array(SIZE);
	const other = new Float64Array(SIZE);
	const fixedCurrents = new Float64Array(SIZE);
	const effective = new Float64Array(SIZE * SIZE);
	const subtracted = new Float64Array(SIZE * SIZE);
	return {
		changedCurrents,
		fixedCurrents,
		changed: {
			name: "changed conductances, tolerance 1e-6",
			run() {
				solver.load(positive, 1, 0, "virtual ground");
				solver.solve(voltages, changedCurrents, 1e-6, 50);
				solver.load(negative, 1, 0, "virtual ground");
				solver.solve(voltages, other, 1e-6, 50);
				for (let j = 0; j < SIZE; j++) changedCurrents[j] -= other[j];
			},
		},
		prepare: {
			name: "effective matrix of the pair, tolerance 1e-7",
			run() {
				solver.load(positive, 1, 0, "virtual ground");
				prepareEffectiveMatrix(solver, 1e-7, effective);
				solver.load(negative, 1, 0, "virtual ground");
				prepareEffectiveMatrix(solver, 1e-7, subtracted);
				for (let cell = 0; cell < effective.length; cell++) effective[cell] -= subtracted[cell];
				matrix.load(effective);
			},
		},
		fixed: { name: "one vector through it", run: () => matrix.multiply(voltages, 1, fixedCurrents) },
	};
}
