import { vision } from "../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../firmware/emulator/vision/photo-physics";
import { kinds } from "../firmware/recognise/all-kinds";
import { LettersRecogniser } from "../firmware/recognise/letters-recogniser";
import type { RecogniserKinds } from "../firmware/recognise/recogniser";

/** All kinds of models, and an emulated vision sensor for those that stand behind one: as the chip is, a real one in all but place. */
export const simulatedKinds: RecogniserKinds = {
	...kinds,
	letters: (modelFile, link) => new LettersRecogniser(modelFile, link, new PhotoPhysics(vision, 0)),
};
