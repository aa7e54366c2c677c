// The arithmetic that the emulator spends its time in, as an interface with two makers: `plainKernels` (plain-kernels.ts,
// runs everywhere) and the host's WebAssembly SIMD ones (host-sim/kernels). Both give the same bits: integer sums are exact
// in any order, and real sums are taken in one fixed order.

export interface Kernels {
	readonly name: "plain" | "WebAssembly SIMD";
	integerMatrix(rows: number, columns: number): IntegerMatrix;
	realMatrix(rows: number, columns: number): RealMatrix;
	noisyProduct(rows: number, columns: number): NoisyProduct;
	voltageProduct(rows: number, columns: number): VoltageProduct;
	/** Fills gaussians[0..count) with what `new Random(seed, stream).gaussian()` gives one after the other. */
	gaussians(seed: number, stream: number, count: number, gaussians: Float64Array): void;
	wireSolver(rows: number, columns: number): EffectiveMatrixSolver;
	lineSolver(rows: number, columns: number): LineSolver;
}

/**
 * Conductances as whole numbers of a fixed step, times input codes. Sums are int32 and exact as long as
 * rows * largest |entry| * largest |input| < 2^31: `largestEntry` says which entries that allows.
 */
export interface IntegerMatrix {
	readonly rows: number;
	readonly columns: number;
	/** @param entries rows x columns, row-major; copied. */
	load(entries: Int16Array): void;
	/**
	 * sums[k * columns + j] = sum over i of entries[i * columns + j] * inputs[k * rows + i].
	 * @param inputs `vectors` x rows, vector by vector. @param sums `vectors` x columns, overwritten.
	 */
	multiply(inputs: Int16Array, vectors: number, sums: Int32Array): void;
}

/** The same for real entries, for example an effective matrix: each sum starts at 0 and adds the rows in their order. */
export interface RealMatrix {
	readonly rows: number;
	readonly columns: number;
	/** @param entries rows x columns, row-major; copied. */
	load(entries: Float64Array): void;
	/** @param inputs `vectors` x rows, vector by vector. @param sums `vectors` x columns, overwritten. */
	multiply(inputs: Float64Array, vectors: number, sums: Float64Array): void;
}

/** How a NoisyProduct becomes codes. */
export interface ReadOut {
	/** Converter codes per unit of the signal sum. */
	gain: number;
	/** Converter codes (standard deviation) per square root of a unit of the variance sum; 0 for no noise. */
	noise: number;
	/** Codes are clipped to -limit..limit, at most 32767. */
	limit: number;
	/** Vector k takes its Gaussian numbers, one an output, from new Random(seed, stream + k), so that a batch can be split. */
	seed: number;
	stream: number;
}

/**
 * A bit-serial product with fresh read noise of every cell in every pulse, and its converter, with the noise referred to
 * the output: cells with independent Gaussian noise that are summed linearly give Gaussian noise, so
 * code = nearest(gain * signal.x + noise * sqrt(variance.s(x)) * n) is exact in distribution, where
 * s(x) = sum over the magnitude bits k of x of 4^k, the power of pulse k's weight 2^k (cim-peers.md section 3.4).
 */
export interface NoisyProduct {
	readonly rows: number;
	readonly columns: number;
	/**
	 * @param signal rows x columns, row-major: conductance, or difference of a pair, in steps of its own.
	 * @param variance rows x columns, not negative: the cells' noise power in steps of its own; a pair's is the sum.
	 * Bounds as IntegerMatrix, with inputs at most 255 for the signal and bitSerialPower(largest input) for the variance.
	 */
	load(signal: Int16Array, variance: Int16Array): void;
	/**
	 * @param inputs `vectors` x rows, -255..255, vector by vector.
	 * @param codes `vectors` x columns, overwritten. @returns the number of codes that were clipped.
	 */
	multiply(inputs: Int16Array, vectors: number, readOut: ReadOut, codes: Int16Array): number;
}

/** Cells of a VoltageProduct. Matrices are rows (inputs) x columns, row-major; copied. */
export interface VoltageCells {
	/** Conductance of an input, or difference of a pair, in steps; bounds as IntegerMatrix. */
	differences: Int16Array;
	/** Through wires: the voltage of the line for one volt at the input; takes the place of differences x inverses. */
	wired: Float64Array | undefined;
	/** Squares of conductances as they count for an input (a pair: their difference) and for its square (their sum). No read noise where absent. */
	weighted: Int16Array | undefined;
	squared: Int16Array | undefined;
	/** One over the sum of the conductances that load a line, one over steps; 0 for a line without cells. */
	inverses: Float64Array;
	/** Sum of the squares of the driven conductances of a line. */
	squareTotals: Float64Array;
}

/** How weighted means become charges at the integrators, volts. */
export interface Charging {
	/** Volts for a mean of 1, and volts for a mean of 0, a line each. */
	slopes: Float64Array;
	offsets: Float64Array;
	/** Variance of one conversion, volts squared. */
	conversion: number;
	/** Variance of a charge for cells whose read noise has a variance of one unit of the squares, volts squared. */
	reading: number;
	/**
	 * Vectors 16 n to 16 n + 15 take their Gaussian numbers, one an output, from new Random(seed, stream + n) one after the
	 * other, so that a batch can be split there. None are taken where both variances are 0.
	 */
	seed: number;
	stream: number;
}

/** Input vectors that lie side by side, or overlap as windows of a moving frame do. */
export type Vectors = Int16Array | Windows;

/** Vectors as pieces of one source: what im2col would copy. */
export interface Windows {
	source: Int16Array;
	/** Place in the source that the pieces of each vector count from. */
	starts: Int32Array;
	/** Pieces of a vector, one after the other: place and length in turn. A place below 0 is -1 - place in the source, whatever the start. */
	pieces: Int32Array;
}

/** Vectors that share a stream of Gaussian numbers. */
export const NOISE_BLOCK = 16;

/** Charge decrement: the sign, then equal steps against it until it turns, `limit` at most. Volts. */
export interface Decrement {
	/** Of a step where the charge is below zero, and above it. */
	up: number;
	down: number;
	/** At most 32767. */
	limit: number;
}

/**
 * Voltage-mode product with read noise of the cells and noise of the conversion: a line that floats takes the mean of the
 * driven voltages weighted by conductance, mean_j = inverse_j sum_i D_ij x_i, and its integrator gets
 * charge_j = slope_j mean_j + offset_j + sqrt(variance_j) n, where
 * variance_j = conversion + reading inverse_j^2 (sum_i S_ij x_i^2 - 2 mean_j sum_i W_ij x_i + mean_j^2 T_j): cells that fluctuate
 * each for itself, referred to the output (cim-peers.md section 3.4).
 */
export interface VoltageProduct {
	readonly rows: number;
	readonly columns: number;
	/** Of the last call: sum of the variances of all outputs, volts squared (0 where no noise was drawn). */
	readonly variance: number;
	/** Of the last `codes`: outputs that met the limit, and the sum over the vectors of the most steps of an output. */
	readonly clipped: number;
	readonly steps: number;
	load(cells: VoltageCells): void;
	/** @param inputs `vectors` x rows, at most 15 in magnitude. @param charges `vectors` x columns, overwritten. */
	charges(inputs: Vectors, vectors: number, charging: Charging, charges: Float64Array): void;
	/** The charges as codes: a code k is the largest whole number of steps not above its charge. */
	codes(inputs: Vectors, vectors: number, charging: Charging, decrement: Decrement, codes: Int16Array): void;
}

/** firmware/emulator/wires.ts has the method and the units; the plain one is its `WireSolver`. */
export interface EffectiveMatrixSolver {
	readonly rows: number;
	readonly columns: number;
	/** Current into virtual ground j for one volt on word line i, for all i and j. */
	solve(conductances: Float64Array, segmentOhm: number, sourceOhm: number, effective: Float64Array): void;
}

/** One vector through wires and conductances that change: line Gauss-Seidel, line-solver.ts. */
export interface LineSolver {
	readonly rows: number;
	readonly columns: number;
	/**
	 * Factors the lines; needed when conductances change, not when inputs do.
	 * @param conductances rows x columns, row-major, siemens; 0 for the cells of a word line that is off.
	 * @param segmentOhm above 0. @param sourceOhm 0 or more.
	 */
	load(conductances: Float64Array, segmentOhm: number, sourceOhm: number, ends: BitLineEnds): void;
	/**
	 * @param voltages of the word lines, volts. @param outputs of the bit lines' ends, amperes or volts, overwritten.
	 * @param tolerance estimated relative rms error of the outputs at which to stop. @param sweeps stops here at the latest.
	 * @returns the estimated error that is left.
	 */
	solve(voltages: Float64Array, outputs: Float64Array, tolerance: number, sweeps: number): number;
	/** Each of `vectors` vectors as `solve` alone gives it. @returns the largest estimated error that is left. */
	solveMany(voltages: Float64Array, vectors: number, outputs: Float64Array, tolerance: number, sweeps: number): number;
}

/**
 * What is behind the last word line: a virtual ground, one segment on, whose current is sensed; or nothing, and the voltage
 * of the last crossing is sensed (NeuRRAM: without wires sum(G V) / sum(G), 0 for a bit line without cells).
 */
export type BitLineEnds = "virtual ground" | "open";

/** Vector number `vector`, at `to` of `into`. @param rows of a vector */
export function copyVector(inputs: Vectors, vector: number, rows: number, into: Int16Array, to: number): void {
	if (!("source" in inputs)) {
		for (let row = 0; row < rows; row++) into[to + row] = inputs[vector * rows + row];
		return;
	}
	const { source, starts, pieces } = inputs;
	const start = starts[vector];
	let at = to;
	for (let n = 0; n < pieces.length; n += 2) {
		const place = pieces[n];
		const from = place < 0 ? -1 - place : start + place;
		const end = from + pieces[n + 1];
		for (let i = from; i < end; i++) into[at++] = source[i];
	}
}

/** Largest |entry| of an IntegerMatrix that leaves the sums exact, for inputs of at most `largestInput`. */
export function largestEntry(rows: number, largestInput: number): number {
	return Math.min(32767, Math.floor(2147483647 / (rows * largestInput)));
}

/** sum of 4^k over the bits k of a magnitude 0..255: its bits spread to the even places. */
export function bitSerialPower(magnitude: number): number {
	const nibbles = (magnitude | (magnitude << 4)) & 0x0f0f;
	const pairs = (nibbles | (nibbles << 2)) & 0x3333;
	return (pairs | (pairs << 1)) & 0x5555;
}
