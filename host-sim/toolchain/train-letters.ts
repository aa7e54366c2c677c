import { fmc } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import type { ModelFields } from "../../firmware/model/model";
import { glyph } from "../scene/font";
import { type Classifier, mapClassifier } from "./classifier";
import { encodeModel } from "./encode-model";
import { idealScores, pixelCode, scoreCodes } from "./ideal-chip";
import { LetterPictures } from "./letter-pictures";
import { trainSoftmax } from "./trainer";

/** The nine classes of the paper's demonstration (Wang et al. 2021, figure 3). */
export const PAPER_CLASSES = "ANJIGVUCH";
export const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** Tool and version in a file's provenance; another version may give other bytes. */
export const TOOL = "cim train letters 1";

const PIXELS = fmc.pixels;
const PICTURES = fmc.pictures;
const BITS = 8;
const PICTURE_BITS = 4;
const HELD_OUT = 20_000;
/** Programming error that training foresees, larger than the chip's 2 %: margins grow and the chip may be worse. */
const FORESEEN_ERROR = 0.1;
/** Converter range over the largest nominal score: room for darker print, programming error and noise. */
const HEADROOM = 1.1;
/**
 * Smallest margin of a verdict, converter codes. Of 64,000 letters of rendered scenes on the noisy chip none has less than
 * 38, and blank paper never more than 12. Of the alphabet's letters disturbed two and a half times as far as training foresees
 * it leaves 0.1 % wrong (and half of them undecided), where a smallest margin of 4 leaves 8 %.
 */
const MINIMUM_MARGIN = 16;
/**
 * Root mean square difference from the known answer, converter codes: 400 healthy noisy chips stay below 1.8; 10 % of gain
 * makes at least 2.9, a dead label 3.3, swapped labels 7.
 */
const KNOWN_ANSWER_TOLERANCE = 2.25;
/** Streams of the seed, one for each use of chance. */
const Stream = { training: 1, heldOut: 2 } as const;

export interface LettersTraining {
	/** Letters that the model tells apart, one class each. */
	classes: string;
	seed: number;
}

export interface TrainedLetters {
	model: ModelFields;
	/** The `.cim` file. */
	bytes: Uint8Array;
	/** Mean cross-entropy at the end of training, nats. */
	loss: number;
	/** Part of held-out disturbed pictures that the chip without noise reads right, unsure ones included. */
	accuracy: number;
	/** Number of held-out pictures. */
	heldOut: number;
	/** Smallest margin of the clean letters on the chip without noise, converter codes. */
	smallestMargin: number;
	/** Margin that 99.9 % of held-out pictures exceed, converter codes. */
	lowMargin: number;
}

/**
 * Trains the one-layer classifier of letters for the frequency-multiplexed chip and makes a model file of it.
 * Same classes and seed, same bytes, on every machine.
 * @throws RangeError for letters that the font does not have or that come twice
 */
export function trainLetters({ classes, seed }: LettersTraining): TrainedLetters {
	const labels = [...classes];
	if (labels.length < 2 || new Set(labels).size !== labels.length)
		throw new RangeError(`the classes ${JSON.stringify(classes)} must be at least two letters, each of them once`);
	const letters = new LetterPictures(labels);
	const random = new Random(seed, Stream.training);
	const { minimum, maximum } = fmc.device;
	const floor = minimum / maximum;
	// Read error of a stored pixel relative to the largest conductance: amplitude noise over the largest row current.
	const readError = fmc.noise.amplitude / (fmc.amplitude * maximum);
	const ink = new Uint8Array(PIXELS);
	const { weights, loss } = trainSoftmax(
		(chance, inputs, at) => {
			const label = chance.below(labels.length);
			letters.draw(label, chance, ink);
			for (let i = 0; i < PIXELS; i++) {
				const stored = floor + (pixelCode(ink[i], PICTURE_BITS) / 15) * (1 - floor);
				inputs[at + i] = stored * (1 + FORESEEN_ERROR * chance.gaussian()) + readError * chance.gaussian();
			}
			return label;
		},
		{
			inputs: PIXELS,
			classes: labels.length,
			steps: 6000,
			batch: 64,
			rate: 0.05,
			decay: 0.0003,
			programming: FORESEEN_ERROR,
			floor,
			// Two output lines of a pair, over the score of one black pixel at the largest weight.
			scoreNoise:
				(Math.SQRT2 * fmc.noise.amplitude) / (fmc.amplifier.resistance * fmc.amplitude * maximum * (maximum - minimum)),
		},
		random,
	);
	const clean = cleanPictures(labels);
	const classifier = mapClassifier({
		name: classes === ALPHABET ? "alphabet" : "letters",
		labels,
		weights,
		profile: fmc,
		bits: BITS,
		pictureBits: PICTURE_BITS,
		pictures: clean,
		headroom: HEADROOM,
		minimumMargin: MINIMUM_MARGIN,
	});
	const { fullScale } = classifier;
	const cleanScores = scoreCodes(idealScores(classifier, clean, fmc), fullScale);
	const smallestMargin = Math.min(...margins(cleanScores, labels.length, n => n));
	const pictures = knownPictures(labels);
	const scores = scoreCodes(idealScores(classifier, pictures, fmc), fullScale);
	const measured = measureHeldOut(classifier, letters, new Random(seed, Stream.heldOut));
	const model: ModelFields = {
		...classifier,
		knownAnswer: { pictures, scores, tolerance: KNOWN_ANSWER_TOLERANCE },
		provenance: {
			tool: TOOL,
			seed,
			data: `disturbed pictures of the 5x5 font of host-sim/scene/font.ts: ${classes}`,
			accuracy: `${(100 * measured.accuracy).toFixed(3)} % of ${HELD_OUT} held-out disturbed pictures on the chip without noise`,
		},
	};
	return { model, bytes: encodeModel(model), loss, heldOut: HELD_OUT, smallestMargin, ...measured };
}

/** Pixel codes of each label's letter as it stands in the font. */
function cleanPictures(labels: readonly string[]): Uint8Array {
	const pictures = new Uint8Array(labels.length * PIXELS);
	labels.forEach((label, n) => {
		glyph(label).forEach((ink, i) => {
			pictures[n * PIXELS + i] = pixelCode(255 * ink, PICTURE_BITS);
		});
	});
	return pictures;
}

/** The known-answer shot: every letter where there is room, else letters spread over the alphabet. */
function knownPictures(labels: readonly string[]): Uint8Array {
	const shot = Array.from({ length: PICTURES }, (_, k) =>
		labels.length <= PICTURES ? labels[k % labels.length] : labels[Math.floor((k * labels.length) / PICTURES)],
	);
	return cleanPictures(shot);
}

/** Score of the own label less the best other one, picture by picture. */
export function margins(scores: Int8Array, labels: number, own: (picture: number) => number): number[] {
	const result: number[] = [];
	for (let k = 0; k * labels < scores.length; k++) {
		let best = -Infinity;
		for (let j = 0; j < labels; j++) if (j !== own(k)) best = Math.max(best, scores[k * labels + j]);
		result.push(scores[k * labels + own(k)] - best);
	}
	return result;
}

function measureHeldOut(
	model: Classifier,
	letters: LetterPictures,
	random: Random,
): { accuracy: number; lowMargin: number } {
	const ink = new Uint8Array(HELD_OUT * PIXELS);
	const own = new Uint8Array(HELD_OUT);
	for (let n = 0; n < HELD_OUT; n++) {
		own[n] = random.below(model.labels.length);
		letters.draw(own[n], random, ink, n * PIXELS);
	}
	const pictures = ink.map(value => pixelCode(value, PICTURE_BITS));
	const scores = scoreCodes(idealScores(model, pictures, fmc), model.fullScale);
	const sorted = margins(scores, model.labels.length, n => own[n]).sort((a, b) => a - b);
	const right = sorted.filter(margin => margin > 0).length;
	return { accuracy: right / HELD_OUT, lowMargin: sorted[Math.floor(HELD_OUT / 1000)] };
}
