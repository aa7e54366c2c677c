import { createFmcCore } from "../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import { type Classifier, mapClassifier } from "../toolchain/classifier";
import { CoreRunner } from "../toolchain/core-runner";
import { pixelCode } from "../toolchain/ideal-chip";
import { trainSoftmax } from "../toolchain/trainer";
import { type Digits, SIDE } from "./handwriting";
import { bestLabel } from "./letter-chip";

const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const SHOT = fmc.pictures;
const PICTURE_BITS = 4;
/** Streams of the seed. */
const Stream = { training: 17, noise: 18 } as const;

/** The chip of the letters with arrays for digits: 64 x 16 pictures, 64 x 10 pairs of weights. */
export const digitProfile: FmcProfile = { ...fmc, name: "fmc digits", pixels: PIXELS, classes: CLASSES };

/** Noise on a picture before it reaches the chip, as standard deviation: a part of full ink, or of the picture's own root mean square ink. */
export interface PictureNoise {
	relativeTo: "full scale" | "picture";
	deviation: number;
}

/** One layer of 64 inputs and 10 outputs without a bias, trained on clean digits for the chip, there and in software. */
export class DigitClassifier {
	/** Weights as trained, classes x pixels. */
	readonly #weights: Float64Array;
	readonly #chip: CoreRunner;
	readonly #floor = digitProfile.device.minimum / digitProfile.device.maximum;
	readonly #seed: number;

	/** @param decay of the weights: less for more training digits */
	constructor(training: Digits, decay: number, seed: number) {
		this.#seed = seed;
		const codes = training.ink.map(ink => pixelCode(ink, PICTURE_BITS));
		const floor = this.#floor;
		const { weights } = trainSoftmax(
			(random, inputs, at) => {
				const n = random.below(training.labels.length);
				for (let i = 0; i < PIXELS; i++) inputs[at + i] = floor + (training.ink[n * PIXELS + i] / 255) * (1 - floor);
				return training.labels[n];
			},
			{
				inputs: PIXELS,
				classes: CLASSES,
				steps: 6000,
				batch: 64,
				rate: 0.02,
				decay,
				programming: 2 * digitProfile.device.programming,
				floor,
				scoreNoise: 0.012,
			},
			new Random(seed, Stream.training),
		);
		this.#weights = weights;
		const classifier: Classifier = mapClassifier({
			name: "digits",
			labels: [..."0123456789"],
			weights,
			profile: digitProfile,
			bits: 8,
			pictureBits: PICTURE_BITS,
			pictures: codes.subarray(0, 1000 * PIXELS),
			headroom: 1.1,
			minimumMargin: 0,
		});
		this.#chip = new CoreRunner(classifier, createFmcCore(digitProfile), seed);
	}

	/** Part of the first `count` digits that the noisy chip reads right, sixteen a shot, in percent. */
	onChip(digits: Digits, count: number, noise?: PictureNoise): number {
		const shot = new Uint8Array(SHOT * PIXELS);
		const random = new Random(this.#seed, Stream.noise);
		let right = 0;
		for (let first = 0; first < count; first += SHOT) {
			const pictures = Math.min(SHOT, count - first);
			shot.fill(0);
			for (let k = 0; k < pictures; k++) disturb(digits, first + k, noise, random, shot, k * PIXELS);
			const scores = this.#chip.readInk(shot, first);
			for (let k = 0; k < pictures; k++) if (bestLabel(scores, CLASSES, k) === digits.labels[first + k]) right++;
		}
		return (100 * right) / count;
	}

	/** The same in software: weights as trained, pictures as they are, no chip between. */
	inSoftware(digits: Digits, count: number, noise?: PictureNoise): number {
		const ink = new Uint8Array(PIXELS);
		const scores = new Float64Array(CLASSES);
		const random = new Random(this.#seed, Stream.noise);
		let right = 0;
		for (let n = 0; n < count; n++) {
			disturb(digits, n, noise, random, ink, 0);
			for (let j = 0; j < CLASSES; j++) {
				scores[j] = 0;
				for (let i = 0; i < PIXELS; i++)
					scores[j] += this.#weights[j * PIXELS + i] * (this.#floor + (ink[i] / 255) * (1 - this.#floor));
			}
			if (bestLabel(scores, CLASSES, 0) === digits.labels[n]) right++;
		}
		return (100 * right) / count;
	}
}

/** Adds noise; below paper and above full ink a conductance has no room, so it is clipped there. */
function disturb(
	digits: Digits,
	picture: number,
	noise: PictureNoise | undefined,
	random: Random,
	out: Uint8Array,
	at: number,
): void {
	const from = picture * PIXELS;
	let deviation = 0;
	if (noise) {
		deviation = 255 * noise.deviation;
		if (noise.relativeTo === "picture") {
			let squares = 0;
			for (let i = 0; i < PIXELS; i++) squares += digits.ink[from + i] ** 2;
			deviation = noise.deviation * Math.sqrt(squares / PIXELS);
		}
	}
	for (let i = 0; i < PIXELS; i++) {
		const value = digits.ink[from + i] + (deviation === 0 ? 0 : deviation * random.gaussian());
		out[at + i] = Math.min(255, Math.max(0, Math.floor(value + 0.5)));
	}
}
