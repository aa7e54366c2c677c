import type { KnownAnswer } from "./model";

/**
 * How far the chip's answer to the known shot is from the expected one: root mean square difference in converter codes.
 * Above `known.tolerance` the chip or its weights are not sound.
 * @param scores converter codes, picture by picture, label by label; infinity where their number is not the expected one
 */
export function knownAnswerDifference(known: KnownAnswer, scores: Int8Array): number {
	const count = known.scores.length;
	if (scores.length !== count) return Number.POSITIVE_INFINITY;
	let sum = 0;
	for (let n = 0; n < count; n++) {
		const difference = scores[n] - known.scores[n];
		sum += difference * difference;
	}
	return Math.sqrt(sum / count);
}
