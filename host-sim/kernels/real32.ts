import { buildModule, builtModule } from "./build";
import { FastReal32 } from "./real32-fast";
import { PlainReal32 } from "./real32-plain";

/**
 * What is multiplied: A B, A' B with A stored inner x rows, or A B' with B stored columns x inner. A layer's output, the gradient
 * of its weights and the gradient of its input.
 */
export type ProductForm = "AB" | "AtB" | "ABt";

/** A window that slides over an image of height x width x channels (channel fastest). */
export interface SlidingWindow {
	height: number;
	width: number;
	channels: number;
	kernelHeight: number;
	kernelWidth: number;
	stride: number;
	/** Rows and columns of zeros before the image; those behind it follow from the output's size. */
	top: number;
	left: number;
	outputHeight: number;
	outputWidth: number;
}

/**
 * Products of float32 matrices (row-major) for networks that are run and trained on the host. Sums are rounded to float32 at
 * every step in an order that only depends on the shape: the same bits every time, on both implementations.
 */
export interface Real32 {
	readonly name: string;
	/** Zeros, kept as long as this object, where products find them without copying. @throws Real32Error when it is full */
	room(count: number): Float32Array;
	/** The same for the moment: whoever asks next gets the same numbers. */
	workspace(count: number): Float32Array;
	/** C (rows x columns) = op(A) op(B), or C += op(A) op(B). Arrays elsewhere than in rooms are copied first. */
	multiply(
		form: ProductForm,
		a: Float32Array,
		b: Float32Array,
		c: Float32Array,
		rows: number,
		inner: number,
		columns: number,
		add?: boolean,
	): void;
	/**
	 * What the window sees at each pixel of output rows first..first + count, a pixel a line: kernel height x kernel width x
	 * channels, with zeros outside the image.
	 */
	patches(window: SlidingWindow, image: Float32Array, first: number, count: number, patches: Float32Array): void;
	/** The transposed operation: adds each line of patches where it would be taken from. */
	addPatches(window: SlidingWindow, patches: Float32Array, first: number, count: number, image: Float32Array): void;
}

/** Memory that a fast one sets aside; the system gives it page by page, as it is written. */
const DEFAULT_MEGABYTES = 1024;

/** A new one with rooms of its own: WebAssembly SIMD, or the plain one where that or its compiler is missing. */
export async function loadReal32(megabytes = DEFAULT_MEGABYTES): Promise<Real32> {
	try {
		return new FastReal32(await buildModule(), megabytes);
	} catch {
		return new PlainReal32();
	}
}

/** The same at once, without building. */
export function readyReal32(megabytes = DEFAULT_MEGABYTES): Real32 {
	const bytes = builtModule();
	try {
		return bytes ? new FastReal32(bytes, megabytes) : new PlainReal32();
	} catch {
		return new PlainReal32();
	}
}
