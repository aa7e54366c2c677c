import { CimError } from "../../firmware/errors";
import type { ProductForm, Real32, SlidingWindow } from "./real32";

/** No room left: `code` is "memory". */
export class Real32Error extends CimError {
	constructor(megabytes: number, wanted: number) {
		super(
			"memory",
			`a room of ${wanted} bytes does not fit any more into the ${megabytes} MB of the float32 kernels: smaller batches, or load them with more`,
		);
	}
}

/** Exports of assembly/real32.ts; pointers are bytes into the memory. */
interface Assembly {
	packedBytes32(inner: number, columns: number): number;
	multiply32(
		a: number,
		transposedA: number,
		b: number,
		transposedB: number,
		c: number,
		rows: number,
		inner: number,
		columns: number,
		add: number,
		packed: number,
	): void;
	patches32: SlidingAssembly;
	addPatches32: SlidingAssembly;
}
type SlidingAssembly = (
	from: number,
	height: number,
	width: number,
	channels: number,
	kernelHeight: number,
	kernelWidth: number,
	stride: number,
	top: number,
	left: number,
	outputWidth: number,
	first: number,
	count: number,
	to: number,
) => void;

const PAGES_IN_MEGABYTE = 16;
const ALIGNMENT = 64;
/** A tile of A' B may read some numbers beyond the last of A. */
const MARGIN = 64;

/** Real32 by WebAssembly SIMD, in a memory of fixed size: it never moves, so rooms stay what they are. */
export class FastReal32 implements Real32 {
	readonly name: string = "WebAssembly SIMD";
	#assembly: Assembly;
	#memory: WebAssembly.Memory;
	#megabytes: number;
	#end = ALIGNMENT;
	#workspace: Float32Array = new Float32Array();
	/** Place of copies and of packed matrices during a call. */
	#scratch = 0;
	#scratchBytes = 0;

	/** @throws what WebAssembly throws where the engine does not take the module or the memory */
	constructor(bytes: Uint8Array<ArrayBuffer>, megabytes: number) {
		this.#megabytes = megabytes;
		this.#memory = new WebAssembly.Memory({ initial: megabytes * PAGES_IN_MEGABYTE });
		const env = { memory: this.#memory, abort };
		const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
		this.#assembly = instance.exports as unknown as Assembly;
	}

	room(count: number): Float32Array {
		return new Float32Array(this.#memory.buffer, this.#allocate(count * 4), count);
	}

	workspace(count: number): Float32Array {
		// Half as much again: sizes that grow step by step must not fill the memory with outgrown ones.
		if (this.#workspace.length < count) this.#workspace = this.room(Math.ceil(count * 1.5));
		return this.#workspace.subarray(0, count);
	}

	multiply(
		form: ProductForm,
		a: Float32Array,
		b: Float32Array,
		c: Float32Array,
		rows: number,
		inner: number,
		columns: number,
		add = false,
	): void {
		const packedBytes = this.#assembly.packedBytes32(inner, columns);
		const sizes = [rows * inner, inner * columns, rows * columns];
		const scratch = this.#reserve(
			packedBytes + this.#copyBytes(a, sizes[0]) + this.#copyBytes(b, sizes[1]) + this.#copyBytes(c, sizes[2]),
		);
		const atA = this.#place(a, sizes[0], scratch + roundUp(packedBytes), true);
		const atB = this.#place(b, sizes[1], atA.next, true);
		const atC = this.#place(c, sizes[2], atB.next, add);
		const [transposedA, transposedB] = [form === "AtB" ? 1 : 0, form === "ABt" ? 1 : 0];
		this.#assembly.multiply32(
			atA.at,
			transposedA,
			atB.at,
			transposedB,
			atC.at,
			rows,
			inner,
			columns,
			add ? 1 : 0,
			scratch,
		);
		this.#takeBack(c, sizes[2], atC.at);
	}

	patches(window: SlidingWindow, image: Float32Array, first: number, count: number, patches: Float32Array): void {
		const { imageSize, patchSize } = sizesOf(window, count);
		const scratch = this.#reserve(this.#copyBytes(image, imageSize) + this.#copyBytes(patches, patchSize));
		const from = this.#place(image, imageSize, scratch, true);
		const to = this.#place(patches, patchSize, from.next, false);
		this.#slide(this.#assembly.patches32, from.at, window, first, count, to.at);
		this.#takeBack(patches, patchSize, to.at);
	}

	addPatches(window: SlidingWindow, patches: Float32Array, first: number, count: number, image: Float32Array): void {
		const { imageSize, patchSize } = sizesOf(window, count);
		const scratch = this.#reserve(this.#copyBytes(image, imageSize) + this.#copyBytes(patches, patchSize));
		const from = this.#place(patches, patchSize, scratch, true);
		const to = this.#place(image, imageSize, from.next, true);
		this.#slide(this.#assembly.addPatches32, from.at, window, first, count, to.at);
		this.#takeBack(image, imageSize, to.at);
	}

	#slide(
		operation: SlidingAssembly,
		from: number,
		window: SlidingWindow,
		first: number,
		count: number,
		to: number,
	): void {
		const { height, width, channels, kernelHeight, kernelWidth, stride, top, left, outputWidth } = window;
		operation(
			from,
			height,
			width,
			channels,
			kernelHeight,
			kernelWidth,
			stride,
			top,
			left,
			outputWidth,
			first,
			count,
			to,
		);
	}

	#isInside(numbers: Float32Array): boolean {
		return numbers.buffer === this.#memory.buffer;
	}

	#copyBytes(numbers: Float32Array, count: number): number {
		return this.#isInside(numbers) ? 0 : roundUp(count * 4) + ALIGNMENT;
	}

	/** Where the first `count` numbers are, or are copied to; and the place behind the copy. */
	#place(numbers: Float32Array, count: number, free: number, copy: boolean): { at: number; next: number } {
		if (numbers.length < count)
			throw new RangeError(`a matrix of ${count} numbers is wanted, the array has ${numbers.length}`);
		if (this.#isInside(numbers)) return { at: numbers.byteOffset, next: free };
		if (copy) new Float32Array(this.#memory.buffer, free, count).set(numbers.subarray(0, count));
		return { at: free, next: free + roundUp(count * 4) };
	}

	#takeBack(numbers: Float32Array, count: number, at: number): void {
		if (!this.#isInside(numbers)) numbers.set(new Float32Array(this.#memory.buffer, at, count));
	}

	#reserve(bytes: number): number {
		if (bytes > this.#scratchBytes) {
			this.#scratchBytes = roundUp(bytes * 1.5) + ALIGNMENT;
			this.#scratch = this.#allocate(this.#scratchBytes);
		}
		return this.#scratch;
	}

	#allocate(bytes: number): number {
		const at = this.#end;
		if (at + roundUp(bytes) + MARGIN > this.#memory.buffer.byteLength) throw new Real32Error(this.#megabytes, bytes);
		this.#end += roundUp(bytes);
		return at;
	}
}

function sizesOf(window: SlidingWindow, count: number): { imageSize: number; patchSize: number } {
	const { height, width, channels, kernelHeight, kernelWidth, outputWidth } = window;
	return {
		imageSize: height * width * channels,
		patchSize: count * outputWidth * kernelHeight * kernelWidth * channels,
	};
}

function roundUp(bytes: number): number {
	return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function abort(): never {
	throw new Error("a WebAssembly kernel stopped");
}
