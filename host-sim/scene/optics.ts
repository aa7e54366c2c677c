import { exp } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";

const RADIUS = 4;

/** Lens and sensor: Gaussian blur, noise, 8-bit conversion. Its buffers are used again from frame to frame. */
export class Optics {
	readonly #width: number;
	readonly #height: number;
	readonly #rows: Float64Array;
	readonly #kernel = new Float64Array(2 * RADIUS + 1);

	constructor(width: number, height: number) {
		this.#width = width;
		this.#height = height;
		this.#rows = new Float64Array(width * height);
	}

	/** Blurs `light` in place; `sigma` in pixels, at most 1.3 (the kernel ends at 4 pixels). */
	blur(light: Float64Array, sigma: number): void {
		if (sigma < 0.05) return;
		let sum = 0;
		for (let i = -RADIUS; i <= RADIUS; i++) sum += this.#kernel[i + RADIUS] = exp((-0.5 * i * i) / (sigma * sigma));
		for (let i = 0; i <= 2 * RADIUS; i++) this.#kernel[i] /= sum;
		this.#blurLines(light, this.#rows, this.#height, this.#width, this.#width, 1);
		this.#blurLines(this.#rows, light, this.#width, this.#height, 1, this.#width);
	}

	#blurLines(from: Float64Array, to: Float64Array, lines: number, length: number, pitch: number, step: number): void {
		const kernel = this.#kernel;
		for (let line = 0; line < lines; line++)
			for (let i = 0; i < length; i++) {
				let sum = 0;
				for (let k = -RADIUS; k <= RADIUS; k++) {
					const at = i + k < 0 ? 0 : i + k >= length ? length - 1 : i + k;
					sum += kernel[k + RADIUS] * from[line * pitch + at * step];
				}
				to[line * pitch + i * step] = sum;
			}
	}

	/** What the sensor gives for `light` (255 = full well), with Gaussian noise of standard deviation `noise` in gray levels. */
	expose(light: Float64Array, noise: number, seed: number, gray: Uint8Array): void {
		const random = new Random(seed, 2);
		for (let i = 0; i < gray.length; i++) {
			const value = Math.floor(light[i] + noise * random.gaussian() + 0.5);
			gray[i] = Math.max(0, Math.min(255, value));
		}
	}
}
