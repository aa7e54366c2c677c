import { buildModule } from "../../kernels/build";
import { FastSweepKernels } from "./fast-sweep-kernels";
import { PlainSweepKernels } from "./plain-sweep-kernels";

/**
 * A window that moves over images: where it stands at each position, and the lines of numbers that it covers there. Each
 * position is a vector of lines x lineLength numbers through a matrix. Lengths and offsets count float32 numbers.
 */
export interface Sweep {
	/** From the start of one image to the next. */
	imageLength: number;
	/** Of each position's first number, from the start of its image. From `placeOffsets`. */
	offsets: Int32Array;
	positions: number;
	lines: number;
	/** From one line of a position to the next. */
	lineStep: number;
	lineLength: number;
	/** Numbers that each position gives. */
	outputs: number;
}

/**
 * The two products that training consists of, and the memory they work in: every array that a kernel gets was allocated here.
 * The plain and the fast kernels give the same bits.
 */
export interface SweepKernels {
	readonly name: string;
	/** Zeros, readable beyond the end as far as kernels do. */
	allocate(length: number): Float32Array;
	/** Offsets of positions in numbers; made once for a sweep. */
	placeOffsets(offsets: readonly number[]): Int32Array;
	/** outputs[image][position][n] = bias[n] + sum of input x weight, in the order of lines and numbers. Weights from `packWeights` (packed-weights.ts). */
	forward(
		sweep: Sweep,
		images: number,
		inputs: Float32Array,
		packed: Float32Array,
		bias: Float32Array,
		outputs: Float32Array,
	): void;
	/** gradient[line x number][n] += sum over positions of input x slope of that output. */
	weights(sweep: Sweep, images: number, inputs: Float32Array, slopes: Float32Array, gradient: Float32Array): void;
	/** values = floor(min(max(input, 0), most) / step + 1/2) step, in 32 bits. */
	quantize(inputs: Float32Array, count: number, most: number, step: number, values: Float32Array): void;
	/** Slopes of the clip from 0 to `most`, written to `to` or added. @returns the sum of those of what is clipped at its end */
	clipSlopes(
		inputs: Float32Array,
		slopes: Float32Array,
		count: number,
		most: number,
		to: Float32Array,
		add: boolean,
	): number;
}

/** WebAssembly SIMD kernels with room for `numbers` float32 numbers, or plain ones where this machine has no WebAssembly or its compiler is missing. */
export async function loadSweepKernels(numbers: number): Promise<SweepKernels> {
	let bytes: Uint8Array<ArrayBuffer>;
	try {
		bytes = await buildModule("training");
	} catch {
		return new PlainSweepKernels();
	}
	if (typeof WebAssembly !== "object" || !WebAssembly.validate(bytes)) return new PlainSweepKernels();
	return new FastSweepKernels(new WebAssembly.Module(bytes), numbers);
}
