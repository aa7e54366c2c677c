import type { Random } from "../../../firmware/math/random";

/**
 * Noise-resilient training (neurram.md section 5): each batch sees weights and bias with Gaussian noise, its deviation a part of
 * the layer's largest weight; gradients are those at the noisy weights and change the clean ones.
 */
export interface WeightNoise {
	/** Standard deviation over the largest magnitude of the layer's weights, the bias's too. 0 for none. */
	level: number;
	random: Random;
}

/** `noisy` = weights with noise, and the same deviation on the bias. */
export function drawNoisyWeights(
	noise: WeightNoise,
	weights: Float32Array,
	bias: Float32Array,
	noisyWeights: Float32Array,
	noisyBias: Float32Array,
): void {
	const { level, random } = noise;
	if (level === 0) {
		noisyWeights.set(weights);
		noisyBias.set(bias);
		return;
	}
	const deviation = level * largestMagnitude(weights);
	for (let i = 0; i < weights.length; i++) noisyWeights[i] = weights[i] + deviation * random.gaussian();
	for (let i = 0; i < bias.length; i++) noisyBias[i] = bias[i] + deviation * random.gaussian();
}

function largestMagnitude(numbers: Float32Array): number {
	let largest = 0;
	for (let i = 0; i < numbers.length; i++) {
		const magnitude = Math.abs(numbers[i]);
		if (magnitude > largest) largest = magnitude;
	}
	return largest;
}
