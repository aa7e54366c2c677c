import type { IntegerMatrix, RealMatrix } from "../../firmware/emulator/kernels/kernels";
import { type KernelMemory, roundUp } from "./memory";

/** Columns of a block in assembly/integers.ts and assembly/reals.ts. */
const INTEGER_BLOCK = 16;
const REAL_BLOCK = 8;

/** Where an integer matrix lies, for the kernels that use two of them. */
export class FastIntegerMatrix implements IntegerMatrix {
	readonly rows: number;
	readonly columns: number;
	/** Rows of two, columns of sixteen. */
	readonly pairs: number;
	readonly blocks: number;
	#memory: KernelMemory;
	#packed: number;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.pairs = Math.ceil(rows / 2);
		this.blocks = Math.ceil(columns / INTEGER_BLOCK);
		this.#memory = memory;
		this.#packed = memory.hold(this, this.pairs * this.blocks * INTEGER_BLOCK * 4);
	}

	/** Sums of a vector as the assembly has them. */
	get sumStride(): number {
		return this.blocks * INTEGER_BLOCK;
	}

	/** Bytes of the sums and of the inputs of `vectors` vectors as the assembly wants them. */
	sumBytes(vectors: number): number {
		return roundUp(vectors * this.blocks * INTEGER_BLOCK * 4);
	}

	inputBytes(vectors: number): number {
		return roundUp(vectors * this.pairs * 4);
	}

	load(entries: Int16Array): void {
		const { rows, columns } = this;
		const at = this.#memory.scratch(rows * columns * 2);
		this.#memory.int16(at, rows * columns).set(entries.subarray(0, rows * columns));
		this.#memory.assembly.packIntegers(at, rows, columns, this.#packed);
	}

	multiply(inputs: Int16Array, vectors: number, sums: Int32Array): void {
		const at = this.#memory.scratch(this.inputBytes(vectors) + this.sumBytes(vectors));
		const sumsAt = at + this.inputBytes(vectors);
		this.placeInputs(inputs, vectors, at);
		this.product(at, vectors, sumsAt);
		const stride = this.blocks * INTEGER_BLOCK;
		copyLines(this.#memory.int32(sumsAt, vectors * stride), stride, sums, this.columns, this.columns, vectors);
	}

	placeInputs(inputs: Int16Array, vectors: number, at: number): void {
		const stride = 2 * this.pairs;
		const place = this.#memory.int16(at, vectors * stride);
		if (stride > this.rows) place.fill(0);
		copyLines(inputs, this.rows, place, stride, this.rows, vectors);
	}

	product(inputsAt: number, vectors: number, sumsAt: number): void {
		this.#memory.assembly.multiplyIntegers(this.#packed, this.pairs, this.blocks, inputsAt, vectors, sumsAt);
	}
}

export class FastRealMatrix implements RealMatrix {
	readonly rows: number;
	readonly columns: number;
	#blocks: number;
	#memory: KernelMemory;
	#packed: number;

	constructor(memory: KernelMemory, rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#blocks = Math.ceil(columns / REAL_BLOCK);
		this.#memory = memory;
		this.#packed = memory.hold(this, rows * this.#blocks * REAL_BLOCK * 8);
	}

	load(entries: Float64Array): void {
		const { rows, columns } = this;
		const at = this.#memory.scratch(rows * columns * 8);
		this.#memory.float64(at, rows * columns).set(entries.subarray(0, rows * columns));
		this.#memory.assembly.packReals(at, rows, columns, this.#packed);
	}

	/** Sums of a vector as the assembly has them. */
	get sumStride(): number {
		return this.#blocks * REAL_BLOCK;
	}

	product(inputsAt: number, vectors: number, sumsAt: number): void {
		this.#memory.assembly.multiplyReals(this.#packed, this.rows, this.#blocks, inputsAt, vectors, sumsAt);
	}

	multiply(inputs: Float64Array, vectors: number, sums: Float64Array): void {
		const { rows, columns } = this;
		const stride = this.#blocks * REAL_BLOCK;
		const inputBytes = roundUp(vectors * rows * 8);
		const at = this.#memory.scratch(inputBytes + vectors * stride * 8);
		copyLines(inputs, rows, this.#memory.float64(at, vectors * rows), rows, rows, vectors);
		this.product(at, vectors, at + inputBytes);
		const place = this.#memory.float64(at + inputBytes, vectors * stride);
		copyLines(place, stride, sums, columns, columns, vectors);
	}
}

type Numbers = Int16Array | Int32Array | Float64Array;

/** `count` lines of `length` numbers, at once where the lines lie without gaps in both places. */
export function copyLines(
	from: Numbers,
	fromStride: number,
	to: Numbers,
	toStride: number,
	length: number,
	count: number,
): void {
	if (fromStride === length && toStride === length) to.set(from.subarray(0, length * count));
	else
		for (let line = 0; line < count; line++)
			to.set(from.subarray(line * fromStride, line * fromStride + length), line * toStride);
}
