import { type Identity, profileName, wrongChip } from "../accelerator/identity";
import { LinkError } from "../accelerator/link-error";
import { Mode } from "../accelerator/registers";
import type { NetworkKnownAnswer, NetworkModel } from "../model/network";

/** Why a network cannot run on a chip; undefined when it can. */
export function networkMisfit(model: NetworkModel, identity: Identity): LinkError | undefined {
	const { profile, matrices } = model;
	const { arrays, modes } = identity;
	if (identity.profile !== profile)
		return wrongChip(`the model is made for ${profileName(profile)}, the chip is ${profileName(identity.profile)}`);
	if (!((modes >>> Mode.FORWARD) & 1)) return wrongChip("it cannot multiply forward");
	for (const matrix of matrices) {
		if (matrix.backwardBits > 0 && !((modes >>> Mode.BACKWARD) & 1))
			return wrongChip(`it cannot multiply backward, as "${matrix.name}" must`);
		for (const copy of matrix.copies)
			for (const { array, rowLines, columnLines } of copy) {
				if (array >= arrays.length)
					return wrongChip(`it has ${arrays.length} arrays, "${matrix.name}" lies on number ${array}`);
				const { rows, columns } = arrays[array];
				if (rowLines[rowLines.length - 1] >= rows || columnLines[columnLines.length - 1] >= columns)
					return wrongChip(`array ${array} has ${rows} x ${columns} lines, too few for "${matrix.name}"`);
			}
	}
	return undefined;
}

/** Root mean square difference of the known answer's scores from those that were got. */
export function scoreDifference(known: NetworkKnownAnswer, scores: Float32Array): number {
	let squares = 0;
	for (let n = 0; n < scores.length; n++) {
		const difference = scores[n] - known.scores[n];
		squares += difference * difference;
	}
	return Math.sqrt(squares / scores.length);
}

/** Error of a chip whose scores of the model's known input are too far from those in the model. */
export function networkAnswerError(known: NetworkKnownAnswer, scores: Float32Array): LinkError | undefined {
	const difference = scoreDifference(known, scores);
	if (difference <= known.tolerance) return undefined;
	const words = `the chip's scores of the known input are off by ${difference.toFixed(3)} (${known.tolerance.toFixed(3)} allowed): compile the network for this chip, or replace it`;
	return new LinkError("known-answer", words);
}
