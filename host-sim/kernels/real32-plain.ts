import type { ProductForm, Real32, SlidingWindow } from "./real32";

/** As DEPTH in assembly/real32.ts: sums of so many products each are added up. */
const DEPTH = 384;

/** Real32 in plain TypeScript: the oracle of the fast one, and what runs where there is no WebAssembly. */
export class PlainReal32 implements Real32 {
	readonly name: string = "plain";
	#workspace = new Float32Array();

	room(count: number): Float32Array {
		return new Float32Array(count);
	}

	workspace(count: number): Float32Array {
		if (this.#workspace.length < count) this.#workspace = new Float32Array(count);
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
		const rowA = form === "AtB" ? 1 : inner;
		const innerA = form === "AtB" ? rows : 1;
		const innerB = form === "ABt" ? 1 : columns;
		const columnB = form === "ABt" ? inner : 1;
		if (!add) c.fill(0, 0, rows * columns);
		for (let i = 0; i < rows; i++)
			for (let j = 0; j < columns; j++)
				for (let first = 0; first < inner; first += DEPTH) {
					const end = Math.min(first + DEPTH, inner);
					let sum = 0;
					for (let k = first; k < end; k++)
						sum = Math.fround(sum + Math.fround(a[i * rowA + k * innerA] * b[k * innerB + j * columnB]));
					c[i * columns + j] += sum;
				}
	}

	patches(window: SlidingWindow, image: Float32Array, first: number, count: number, patches: Float32Array): void {
		let to = 0;
		visit(window, first, count, from => {
			patches[to++] = from < 0 ? 0 : image[from];
		});
	}

	addPatches(window: SlidingWindow, patches: Float32Array, first: number, count: number, image: Float32Array): void {
		let from = 0;
		visit(window, first, count, to => {
			if (to >= 0) image[to] += patches[from];
			from++;
		});
	}
}

/** Index in the image of every number of the patches in turn, -1 outside of it. */
function visit(window: SlidingWindow, first: number, count: number, see: (index: number) => void): void {
	const { height, width, channels, kernelHeight, kernelWidth, stride, top, left, outputWidth } = window;
	for (let y = first; y < first + count; y++)
		for (let x = 0; x < outputWidth; x++)
			for (let i = 0; i < kernelHeight; i++)
				for (let j = 0; j < kernelWidth; j++) {
					const row = y * stride - top + i;
					const column = x * stride - left + j;
					const inside = row >= 0 && row < height && column >= 0 && column < width;
					for (let channel = 0; channel < channels; channel++)
						see(inside ? (row * width + column) * channels + channel : -1);
				}
}
