import { LettersRecogniser } from "./letters-recogniser";
import type { RecogniserKinds } from "./recogniser";

/** What a firmware for letters recognises. A manifest puts all-kinds.ts in the place of this file where networks are wanted. */
export const kinds: RecogniserKinds = {
	letters: (modelFile, link) => new LettersRecogniser(modelFile, link),
};
