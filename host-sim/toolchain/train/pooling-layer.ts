import type { Operation, Pooling } from "../network/graph";
import type { Layer } from "./layer";
import type { Value } from "./value";

/** The largest number or the mean under a window; what lies outside counts as nothing. */
export class PoolingLayer implements Layer {
	readonly parameters = [];
	#pooling: Pooling;
	#input: Value;
	#output: Value;
	/** Under the window of each output pixel: first channel's place in the image, then how many pixels; outputs in order. */
	#places: Int32Array[];
	/** Of each output number: where its maximum came from. */
	#from: Int32Array;

	constructor(pooling: Pooling, input: Value, output: Value, batch: number) {
		this.#pooling = pooling;
		this.#input = input;
		this.#output = output;
		this.#from = new Int32Array(pooling.kind === "maximum" ? batch * output.size : 0);
		const { height, width, channels } = input.shape;
		this.#places = [];
		for (let row = 0; row < output.shape.height; row++)
			for (let column = 0; column < output.shape.width; column++) {
				const places: number[] = [];
				for (let dy = 0; dy < pooling.height; dy++)
					for (let dx = 0; dx < pooling.width; dx++) {
						const y = row * pooling.stride + dy - pooling.padding.top;
						const x = column * pooling.stride + dx - pooling.padding.left;
						if (y >= 0 && y < height && x >= 0 && x < width) places.push((y * width + x) * channels);
					}
				this.#places.push(Int32Array.from(places));
			}
	}

	forward(batch: number): void {
		const channels = this.#input.shape.channels;
		const x = this.#input.numbers;
		const y = this.#output.numbers;
		const from = this.#from;
		const maximum = this.#pooling.kind === "maximum";
		let to = 0;
		for (let image = 0; image < batch; image++) {
			const start = image * this.#input.size;
			for (const places of this.#places) {
				const count = places.length;
				for (let c = 0; c < channels; c++, to++) {
					if (maximum) {
						let at = start + places[0] + c;
						let largest = x[at];
						for (let i = 1; i < count; i++) {
							const place = start + places[i] + c;
							if (x[place] > largest) {
								largest = x[place];
								at = place;
							}
						}
						y[to] = largest;
						from[to] = at;
					} else {
						let sum = 0;
						for (let i = 0; i < count; i++) sum += x[start + places[i] + c];
						y[to] = sum / count;
					}
				}
			}
		}
	}

	backward(batch: number): void {
		const to = this.#input.slopes;
		if (!to) return;
		const channels = this.#input.shape.channels;
		const slopes = this.#output.slopes!;
		if (this.#input.untouched) to.fill(0, 0, batch * this.#input.size);
		this.#input.untouched = false;
		if (this.#pooling.kind === "maximum") {
			for (let i = 0, count = batch * this.#output.size; i < count; i++) to[this.#from[i]] += slopes[i];
			return;
		}
		let at = 0;
		for (let image = 0; image < batch; image++)
			for (const places of this.#places)
				for (let c = 0; c < channels; c++, at++) {
					const slope = slopes[at] / places.length;
					for (let i = 0; i < places.length; i++) to[image * this.#input.size + places[i] + c] += slope;
				}
	}

	operation(): Operation {
		return this.#pooling;
	}
}
