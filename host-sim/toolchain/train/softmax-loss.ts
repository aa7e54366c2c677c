import { exp, log } from "../../../firmware/math/elementary";

/**
 * Cross-entropy of scores after a softmax, nats, summed over a batch; its slopes, where asked for, are those of the mean.
 * @param scores `batch` lines of `classes` numbers. @param slopes as many, or undefined to count only.
 */
export function softmaxLoss(
	scores: Float32Array,
	classes: number,
	labels: Uint8Array,
	batch: number,
	slopes: Float32Array | undefined,
): { loss: number; right: number } {
	const powers = new Float64Array(classes);
	let loss = 0;
	let right = 0;
	for (let n = 0; n < batch; n++) {
		const at = n * classes;
		let best = 0;
		for (let c = 1; c < classes; c++) if (scores[at + c] > scores[at + best]) best = c;
		const label = labels[n];
		if (best === label) right++;
		let sum = 0;
		for (let c = 0; c < classes; c++) {
			powers[c] = exp(scores[at + c] - scores[at + best]);
			sum += powers[c];
		}
		loss += log(sum) - (scores[at + label] - scores[at + best]);
		if (slopes) for (let c = 0; c < classes; c++) slopes[at + c] = (powers[c] / sum - (c === label ? 1 : 0)) / batch;
	}
	return { loss, right };
}
