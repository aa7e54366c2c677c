import { knownAnswerDifference } from "../model/known-answer";
import type { KnownAnswer, Model } from "../model/model";
import { type Identity, profileName, wrongChip } from "./identity";
import { LinkError } from "./link-error";
import { Differential, Mode } from "./registers";

/** The chip's array that holds the pictures, and the one after it that holds the weights. */
export const STORAGE = 0;
export const WEIGHTS = 1;

/** Why a letters model cannot run on a chip; undefined when it can. The chip may be larger than the model. */
export function misfit(model: Model, identity: Identity): LinkError | undefined {
	const { profile, rows, vectors, labels } = model;
	const { arrays } = identity;
	if (identity.profile !== profile)
		return wrongChip(`the model is made for ${profileName(profile)}, the chip is ${profileName(identity.profile)}`);
	if (!((identity.modes >>> Mode.TONES_CASCADE) & 1) || arrays.length <= WEIGHTS)
		return wrongChip("it cannot read one array into another");
	if (identity.outputBits > 8) return wrongChip(`its outputs have ${identity.outputBits} bits, scores have 8`);
	const storage = arrays[STORAGE];
	const weights = arrays[WEIGHTS];
	if (vectors > identity.vectors || vectors > storage.columns || rows > storage.rows)
		return wrongChip(`it holds ${storage.columns} pictures of ${storage.rows}, the model has ${vectors} of ${rows}`);
	if (weights.differential !== Differential.COLUMNS || rows > weights.rows || 2 * labels.length > weights.columns)
		return wrongChip(
			`its weights are ${weights.rows} x ${weights.columns / 2}, the model's ${rows} x ${labels.length}`,
		);
	return undefined;
}

/** Error of a chip whose scores of the model's known pictures are too far from those in the model. */
export function knownAnswerError(known: KnownAnswer, scores: Int8Array): LinkError | undefined {
	const difference = knownAnswerDifference(known, scores);
	if (difference <= known.tolerance) return undefined;
	const words = `the chip's scores of the known pictures are off by ${difference.toFixed(1)} codes (${known.tolerance.toFixed(1)} allowed): calibrate it, or replace it`;
	return new LinkError("known-answer", words);
}
