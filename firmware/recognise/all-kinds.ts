import { LettersRecogniser } from "./letters-recogniser";
import { NetworkRecogniser } from "./network-recogniser";
import type { RecogniserKinds } from "./recogniser";

/** All that there is: letters in one shot, and networks. */
export const kinds: RecogniserKinds = {
	letters: (modelFile, link) => new LettersRecogniser(modelFile, link),
	network: (modelFile, link) => new NetworkRecogniser(modelFile, link),
};
