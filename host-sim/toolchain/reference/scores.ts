/** Place of the largest of each vector's numbers, the first of equal ones. @param size numbers of one vector */
export function winners(scores: Float32Array, count: number, size: number): Uint8Array {
	return Uint8Array.from({ length: count }, (_, n) => {
		let best = n * size;
		for (let i = best + 1; i < (n + 1) * size; i++) if (scores[i] > scores[best]) best = i;
		return best - n * size;
	});
}

/** The part of the winners that are the classes, 0 to 1. */
export function accuracy(found: Uint8Array, classes: Uint8Array): number {
	let right = 0;
	for (let n = 0; n < found.length; n++) if (found[n] === classes[n]) right++;
	return right / found.length;
}

/** Mean of -log of the class's part in the softmax of the scores, nats. */
export function crossEntropy(scores: Float32Array, classes: Uint8Array, size: number): number {
	let sum = 0;
	for (let n = 0; n < classes.length; n++) {
		const vector = scores.subarray(n * size, (n + 1) * size);
		const largest = Math.max(...vector);
		let total = 0;
		for (const score of vector) total += Math.exp(score - largest);
		sum += Math.log(total) - (vector[classes[n]] - largest);
	}
	return sum / classes.length;
}
