import { exp, log } from "../../firmware/math/elementary";
import type { Random } from "../../firmware/math/random";

/** Fills `inputs` (one sample's inputs, relative conductance 0 to 1) and returns the sample's class. */
export type DrawSample = (random: Random, inputs: Float64Array, at: number) => number;

export interface TrainingOptions {
	inputs: number;
	classes: number;
	steps: number;
	batch: number;
	/** First step width of Adam; falls linearly to 0. */
	rate: number;
	/** Decay of the weights (L2): the larger, the wider and softer the margins. */
	decay: number;
	/** Relative programming error of the weight cells that training foresees (standard deviation). */
	programming: number;
	/** Smallest over largest conductance of a cell. */
	floor: number;
	/** Noise of a score in parts of the largest score of one input (standard deviation). */
	scoreNoise: number;
}

/** What makes the inputs, where it learns too: an end-to-end training. */
export interface LearningFront {
	/** Slopes of the loss at the inputs of the sample that was drawn last. */
	back(slopes: Float64Array): void;
	/** A batch is over. @param left part of the training that is left, 1 to 0 */
	step(batch: number, left: number): void;
}

export interface Trained {
	/** Weights, classes x inputs, row-major, in no unit: map-weights.ts makes conductances of them. */
	weights: Float64Array;
	/** Mean cross-entropy over the last tenth of the steps, nats. */
	loss: number;
}

/**
 * Softmax regression without a bias, by Adam on samples that are drawn afresh in every step, with weights that are
 * disturbed in every step as the cells of a differential pair will be: noise-aware training.
 * Deterministic: exactly rounded arithmetic and the given generator only.
 */
export function trainSoftmax(
	draw: DrawSample,
	options: TrainingOptions,
	random: Random,
	front?: LearningFront,
): Trained {
	const { inputs, classes, steps, batch, rate, decay, programming, floor, scoreNoise } = options;
	const size = inputs * classes;
	const weights = new Float64Array(size);
	const disturbed = new Float64Array(size);
	const gradient = new Float64Array(size);
	const mean = new Float64Array(size);
	const square = new Float64Array(size);
	const sample = new Float64Array(inputs);
	const scores = new Float64Array(classes);
	const slopes = new Float64Array(front ? inputs : 0);
	let meanLeft = 1;
	let squareLeft = 1;
	let lossSum = 0;
	let lossSteps = 0;

	for (let step = 0; step < steps; step++) {
		let largest = 0;
		for (let n = 0; n < size; n++) {
			const magnitude = Math.abs(weights[n]);
			if (magnitude > largest) largest = magnitude;
		}
		// A cell of conductance G errs by programming * G; a pair has one cell at |w| + low and one at low.
		const low = (largest * floor) / (1 - floor);
		for (let n = 0; n < size; n++) {
			const high = Math.abs(weights[n]) + low;
			disturbed[n] = weights[n] + programming * Math.sqrt(high * high + low * low) * random.gaussian();
		}
		const noise = scoreNoise * largest;
		gradient.fill(0);
		let loss = 0;
		for (let n = 0; n < batch; n++) {
			const label = draw(random, sample, 0);
			let best = -Infinity;
			for (let j = 0, at = 0; j < classes; j++) {
				let score = noise * random.gaussian();
				for (let i = 0; i < inputs; i++, at++) score += disturbed[at] * sample[i];
				scores[j] = score;
				if (score > best) best = score;
			}
			let total = 0;
			const own = scores[label] - best;
			for (let j = 0; j < classes; j++) {
				scores[j] = exp(scores[j] - best);
				total += scores[j];
			}
			loss += log(total) - own;
			for (let j = 0, at = 0; j < classes; j++) {
				const slope = scores[j] / total - (j === label ? 1 : 0);
				for (let i = 0; i < inputs; i++, at++) gradient[at] += slope * sample[i];
				scores[j] = slope;
			}
			if (front) {
				slopes.fill(0);
				for (let j = 0, at = 0; j < classes; j++)
					for (let i = 0; i < inputs; i++, at++) slopes[i] += scores[j] * disturbed[at];
				front.back(slopes);
			}
		}
		front?.step(batch, 1 - step / steps);
		meanLeft *= 0.9;
		squareLeft *= 0.999;
		const width = rate * (1 - step / steps);
		for (let n = 0; n < size; n++) {
			const slope = gradient[n] / batch + decay * weights[n];
			mean[n] += 0.1 * (slope - mean[n]);
			square[n] += 0.001 * (slope * slope - square[n]);
			weights[n] -= (width * (mean[n] / (1 - meanLeft))) / (Math.sqrt(square[n] / (1 - squareLeft)) + 1e-8);
		}
		if (step >= steps - steps / 10) {
			lossSum += loss / batch;
			lossSteps++;
		}
	}
	return { weights, loss: lossSum / lossSteps };
}
