import type { Padding } from "../network/graph";
import type { SweepKernels } from "./sweep-kernels";
import type { Value } from "./value";

/** Images with zeros around them, and between their pixels where they are spread; what a window moves over. */
export class BorderedImages {
	readonly numbers: Float32Array;
	readonly imageLength: number;
	readonly rowLength: number;
	#height: number;
	#width: number;
	#channels: number;
	#spread: number;
	#start: number;

	/** @param spread rows and columns from one pixel to the next, 1 for side by side. */
	constructor(
		kernels: SweepKernels,
		{ shape: { height, width, channels } }: Value,
		batch: number,
		{ top, left, bottom, right }: Padding,
		spread = 1,
	) {
		this.#height = height;
		this.#width = width;
		this.#channels = channels;
		this.#spread = spread;
		this.rowLength = ((width - 1) * spread + 1 + left + right) * channels;
		this.imageLength = ((height - 1) * spread + 1 + top + bottom) * this.rowLength;
		this.#start = top * this.rowLength + left * channels;
		this.numbers = kernels.allocate(batch * this.imageLength);
	}

	/** Places a batch; the zeros around it stay. */
	place(images: Float32Array, batch: number): void {
		const line = this.#width * this.#channels;
		const place = this.numbers;
		let from = 0;
		for (let image = 0; image < batch; image++) {
			let to = image * this.imageLength + this.#start;
			for (let row = 0; row < this.#height; row++, from += line, to += this.#spread * this.rowLength) {
				if (this.#spread === 1) place.set(images.subarray(from, from + line), to);
				else this.#placeSpread(images, from, to);
			}
		}
	}

	#placeSpread(images: Float32Array, from: number, to: number): void {
		const channels = this.#channels;
		for (let column = 0; column < this.#width; column++)
			for (let channel = 0; channel < channels; channel++)
				this.numbers[to + column * this.#spread * channels + channel] = images[from + column * channels + channel];
	}
}
