import type { Random } from "../../../firmware/math/random";
import type { Real32 } from "../../kernels/real32";

/** Weights and bias of a layer where products find them, with fresh noise at every draw. */
export class NoisyWeights {
	readonly weights: Float32Array;
	readonly bias: Float32Array;
	#cleanWeights: Float32Array;
	#cleanBias: Float32Array;
	#deviation = 0;
	#random: Random;

	/** @param noise standard deviation as a part of the largest weight; the bias gets the same as the weights. */
	constructor(real32: Real32, weights: Float32Array, bias: Float32Array, noise: number, random: Random) {
		this.weights = real32.room(weights.length);
		this.weights.set(weights);
		this.bias = bias.slice();
		this.#cleanWeights = weights;
		this.#cleanBias = bias;
		this.#random = random;
		let largest = 0;
		for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
		this.#deviation = noise * largest;
	}

	draw(): void {
		if (this.#deviation === 0) return;
		this.#disturb(this.#cleanWeights, this.weights);
		this.#disturb(this.#cleanBias, this.bias);
	}

	#disturb(clean: Float32Array, noisy: Float32Array): void {
		for (let i = 0; i < clean.length; i++) noisy[i] = clean[i] + this.#deviation * this.#random.gaussian();
	}
}
