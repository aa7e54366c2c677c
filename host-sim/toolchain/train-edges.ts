import { idealVision } from "../../firmware/emulator/profiles/vision";
import { Random } from "../../firmware/math/random";
import type { ModelFields } from "../../firmware/model/model";
import { type SensorFields, SensorStage } from "../../firmware/sensing/vision/sensor-stage";
import { glyph } from "../scene/font";
import { EDGE_PIXELS, edgeProfile } from "./edge-profile";
import { encodeModel } from "./encode-model";
import { idealScores, pixelCode, scoreCodes } from "./ideal-chip";
import { ALPHABET } from "./train-letters";
import { letterSensor, PICTURE_BITS, trainEndToEnd, VisionLetters } from "./vision-letters";

/** Tool and version in a file's provenance; another version may give other bytes. */
export const TOOL = "cim train edges 1";

const PICTURES = 16;
const GLYPH_PIXELS = 25;
const HELD_OUT = 4000;
/** In the loop, more than a sensor of the profile has: the responses' spread, and noise of an output over its photocurrents. */
const SPREAD = 0.3;
const NOISE = 0.05;
const STEPS = 2000;
/**
 * Smallest margin of a verdict, converter codes. Of 1,536 letters of rendered scenes on eight noisy chips behind as many dies of
 * the sensor none has less than 34, and blank paper never more than 6.
 */
const MINIMUM_MARGIN = 16;
/** Root mean square difference from the known answer, converter codes: those chips stay below 1.4. */
const KNOWN_ANSWER_TOLERANCE = 2.25;
/** Streams of the seed. */
const Stream = { training: 1, heldOut: 2 } as const;

export interface TrainedEdges {
	model: ModelFields;
	/** The `.cim` file. */
	bytes: Uint8Array;
	sensor: SensorFields;
	/** Mean cross-entropy at the end of training, nats. */
	loss: number;
	/** Part of held-out disturbed pictures that an ideal sensor and chip read right. */
	accuracy: number;
	heldOut: number;
}

/**
 * Trains a vision sensor of two kernels and the crossbar behind it, end to end, and makes a model file of both. Same seed, same
 * bytes, on every machine.
 */
export function trainEdges(seed: number, steps = STEPS): TrainedEdges {
	const letters = new VisionLetters([...ALPHABET]);
	const options = { steps, spread: SPREAD, noise: NOISE, minimumMargin: MINIMUM_MARGIN, name: "edges" };
	const { sensor, classifier, loss } = trainEndToEnd(letters, options, new Random(seed, Stream.training));
	const profile = edgeProfile(letters.labels.length);
	const pictures = knownPictures(sensor);
	const scores = scoreCodes(idealScores(classifier, pictures, profile), classifier.fullScale);

	const random = new Random(seed, Stream.heldOut);
	const stage = letterSensor(idealVision, seed, sensor);
	const maps = new Uint8Array(HELD_OUT * EDGE_PIXELS);
	const own = Array.from({ length: HELD_OUT }, (_, n) => letters.draw(stage, random, maps, n * EDGE_PIXELS));
	const codes = maps.map(ink => pixelCode(ink, PICTURE_BITS));
	const found = idealScores(classifier, codes, profile);
	const labels = letters.labels.length;
	const right = own.filter((label, n) => {
		const of = found.subarray(n * labels, (n + 1) * labels);
		return of.every((score, j) => j === label || score < of[label]);
	}).length;
	const model: ModelFields = {
		...classifier,
		sensor,
		knownAnswer: { pictures, scores, tolerance: KNOWN_ANSWER_TOLERANCE },
		provenance: {
			tool: TOOL,
			seed,
			data: `disturbed pictures of the 5x5 font of host-sim/scene/font.ts before a vision sensor: ${ALPHABET}`,
			accuracy: `${((100 * right) / HELD_OUT).toFixed(3)} % of ${HELD_OUT} held-out disturbed pictures, sensor and chip without noise`,
		},
	};
	return { model, bytes: encodeModel(model), sensor, loss, accuracy: right / HELD_OUT, heldOut: HELD_OUT };
}

/** The known-answer shot: letters spread over the alphabet, as the sensor's kernels see them in print. */
function knownPictures(sensor: SensorFields): Uint8Array {
	const stage = new SensorStage(sensor, PICTURES);
	const ink = new Uint8Array(PICTURES * GLYPH_PIXELS);
	for (let k = 0; k < PICTURES; k++)
		glyph(ALPHABET[Math.floor((k * ALPHABET.length) / PICTURES)]).forEach((dark, i) => {
			ink[k * GLYPH_PIXELS + i] = 255 * dark;
		});
	return stage.see(ink, 0).map(value => pixelCode(value, PICTURE_BITS));
}
