import type { Real32, SlidingWindow } from "./real32";

/** Numbers of patches at a time: they stay in the second cache (256 KiB) between being taken and being multiplied. */
const PATCHES = 1 << 16;

/**
 * Convolution of images as products of patches. Kernels are kernel height x kernel width x channels x channels out; images and
 * gradients lie one behind the other. Arrays in rooms of `real32` are used in place.
 */
export class Convolver {
	readonly window: SlidingWindow;
	readonly channelsOut: number;
	readonly inputSize: number;
	readonly outputSize: number;
	#real32: Real32;
	/** Numbers of one patch, and rows of output at a time. */
	#patch: number;
	#rows: number;
	#pointwise: boolean;

	constructor(real32: Real32, window: SlidingWindow, channelsOut: number) {
		const { height, width, channels, kernelHeight, kernelWidth, outputHeight, outputWidth, stride } = window;
		this.#real32 = real32;
		this.window = window;
		this.channelsOut = channelsOut;
		this.inputSize = height * width * channels;
		this.outputSize = outputHeight * outputWidth * channelsOut;
		this.#patch = kernelHeight * kernelWidth * channels;
		this.#rows = Math.min(outputHeight, Math.max(1, Math.floor(PATCHES / (this.#patch * outputWidth))));
		this.#pointwise = kernelHeight * kernelWidth * stride === 1 && outputHeight === height && outputWidth === width;
	}

	/** outputs = images * kernel, or outputs += images * kernel. */
	forward(images: Float32Array, count: number, kernel: Float32Array, outputs: Float32Array, add = false): void {
		this.#inParts(count, (image, first, rows, line) => {
			const patches = this.#patches(images, image, first, rows);
			const pixels = rows * this.window.outputWidth;
			const part = outputs.subarray(line * this.channelsOut, (line + pixels) * this.channelsOut);
			this.#real32.multiply("AB", patches, kernel, part, pixels, this.#patch, this.channelsOut, add);
		});
	}

	/** kernelGradient += the gradient of the kernel, summed over the images. */
	addKernelGradient(
		images: Float32Array,
		count: number,
		outputGradients: Float32Array,
		kernelGradient: Float32Array,
	): void {
		this.#inParts(count, (image, first, rows, line) => {
			const patches = this.#patches(images, image, first, rows);
			const pixels = rows * this.window.outputWidth;
			const part = outputGradients.subarray(line * this.channelsOut, (line + pixels) * this.channelsOut);
			this.#real32.multiply("AtB", patches, part, kernelGradient, this.#patch, pixels, this.channelsOut, true);
		});
	}

	/** inputGradients += the gradient of the images. */
	addInputGradient(
		outputGradients: Float32Array,
		count: number,
		kernel: Float32Array,
		inputGradients: Float32Array,
	): void {
		this.#inParts(count, (image, first, rows, line) => {
			const pixels = rows * this.window.outputWidth;
			const part = outputGradients.subarray(line * this.channelsOut, (line + pixels) * this.channelsOut);
			const target = inputGradients.subarray(image * this.inputSize, (image + 1) * this.inputSize);
			if (this.#pointwise) {
				const from = first * this.window.width * this.#patch;
				this.#real32.multiply(
					"ABt",
					part,
					kernel,
					target.subarray(from, from + pixels * this.#patch),
					pixels,
					this.channelsOut,
					this.#patch,
					true,
				);
				return;
			}
			const patches = this.#real32.workspace(pixels * this.#patch);
			this.#real32.multiply("ABt", part, kernel, patches, pixels, this.channelsOut, this.#patch);
			this.#real32.addPatches(this.window, patches, first, rows, target);
		});
	}

	#patches(images: Float32Array, image: number, first: number, rows: number): Float32Array {
		const from = images.subarray(image * this.inputSize, (image + 1) * this.inputSize);
		const size = rows * this.window.outputWidth * this.#patch;
		if (this.#pointwise) {
			const start = first * this.window.width * this.#patch;
			return from.subarray(start, start + size);
		}
		const patches = this.#real32.workspace(size);
		this.#real32.patches(this.window, from, first, rows, patches);
		return patches;
	}

	/** Calls `part` with the image, its output rows first..first + rows, and the first output pixel of all images. */
	#inParts(count: number, part: (image: number, first: number, rows: number, pixel: number) => void): void {
		const { outputHeight, outputWidth } = this.window;
		for (let image = 0; image < count; image++)
			for (let first = 0; first < outputHeight; first += this.#rows) {
				const rows = Math.min(this.#rows, outputHeight - first);
				part(image, first, rows, (image * outputHeight + first) * outputWidth);
			}
	}
}
