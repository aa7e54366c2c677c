import type { Sweep, SweepKernels } from "./sweep-kernels";

const PAGE = 65536;
const ALIGNMENT = 64;
/** Bytes beyond an array's end that a tile may read. */
const SLACK = 256;
/** Positions that the kernel takes at once. */
const TILE = 4;

/** The exports of assembly/training.ts; pointers, lengths of images and lines in bytes. */
interface Assembly {
	sweepForward(
		inputs: number,
		imageBytes: number,
		images: number,
		offsets: number,
		positions: number,
		lines: number,
		lineBytes: number,
		lineLength: number,
		packed: number,
		bias: number,
		count: number,
		outputs: number,
	): void;
	sweepWeights(
		inputs: number,
		imageBytes: number,
		images: number,
		offsets: number,
		positions: number,
		lines: number,
		lineBytes: number,
		lineLength: number,
		slopes: number,
		count: number,
		gradient: number,
	): void;
	quantizeUnsigned(inputs: number, count: number, most: number, step: number, values: number): void;
	clipSlopes(inputs: number, slopes: number, count: number, most: number, to: number, add: boolean): number;
}

/** The kernels of host-sim/kernels/assembly/training.ts over a memory of fixed size, so that arrays stay where they are. */
export class FastSweepKernels implements SweepKernels {
	readonly name = "WebAssembly SIMD";
	#memory: WebAssembly.Memory;
	#assembly: Assembly;
	#end = ALIGNMENT;

	/** @param numbers float32 numbers that fit; the operating system gives them when they are first written. */
	constructor(module: WebAssembly.Module, numbers: number) {
		this.#memory = new WebAssembly.Memory({ initial: Math.ceil((numbers * 4) / PAGE) + 1 });
		const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory, abort: stop } });
		this.#assembly = instance.exports as unknown as Assembly;
	}

	allocate(length: number): Float32Array {
		return new Float32Array(this.#memory.buffer, this.#take(length * 4), length);
	}

	/** In bytes, as the assembly wants them, and the last one again up to a whole tile. */
	placeOffsets(offsets: readonly number[]): Int32Array {
		const length = Math.ceil(offsets.length / TILE) * TILE;
		const place = new Int32Array(this.#memory.buffer, this.#take(length * 4), length);
		for (let i = 0; i < length; i++) place[i] = 4 * offsets[Math.min(i, offsets.length - 1)];
		return place;
	}

	forward(
		sweep: Sweep,
		images: number,
		inputs: Float32Array,
		packed: Float32Array,
		bias: Float32Array,
		outputs: Float32Array,
	): void {
		this.#assembly.sweepForward(
			inputs.byteOffset,
			sweep.imageLength * 4,
			images,
			sweep.offsets.byteOffset,
			sweep.positions,
			sweep.lines,
			sweep.lineStep * 4,
			sweep.lineLength,
			packed.byteOffset,
			bias.byteOffset,
			sweep.outputs,
			outputs.byteOffset,
		);
	}

	weights(sweep: Sweep, images: number, inputs: Float32Array, slopes: Float32Array, gradient: Float32Array): void {
		this.#assembly.sweepWeights(
			inputs.byteOffset,
			sweep.imageLength * 4,
			images,
			sweep.offsets.byteOffset,
			sweep.positions,
			sweep.lines,
			sweep.lineStep * 4,
			sweep.lineLength,
			slopes.byteOffset,
			sweep.outputs,
			gradient.byteOffset,
		);
	}

	quantize(inputs: Float32Array, count: number, most: number, step: number, values: Float32Array): void {
		this.#assembly.quantizeUnsigned(inputs.byteOffset, count, most, step, values.byteOffset);
	}

	clipSlopes(
		inputs: Float32Array,
		slopes: Float32Array,
		count: number,
		most: number,
		to: Float32Array,
		add: boolean,
	): number {
		return this.#assembly.clipSlopes(inputs.byteOffset, slopes.byteOffset, count, most, to.byteOffset, add);
	}

	#take(bytes: number): number {
		const at = this.#end;
		this.#end = Math.ceil((at + bytes + SLACK) / ALIGNMENT) * ALIGNMENT;
		if (this.#end > this.#memory.buffer.byteLength)
			throw new RangeError(
				`training needs more than the ${this.#memory.buffer.byteLength} bytes of its kernels' memory: take smaller batches`,
			);
		return at;
	}
}

function stop(): never {
	throw new Error("a WebAssembly kernel of training stopped");
}
