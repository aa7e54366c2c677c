import { fmc } from "../../firmware/emulator/profiles/fmc";
import { type VisionProfile, vision } from "../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../firmware/emulator/vision/photo-physics";
import type { Random } from "../../firmware/math/random";
import { gateLevels } from "../../firmware/sensing/vision/gate-levels";
import { kernels } from "../../firmware/sensing/vision/kernel";
import { type SensorFields, SensorStage } from "../../firmware/sensing/vision/sensor-stage";
import { type Classifier, mapClassifier } from "./classifier";
import { EDGE_PIXELS, edgeProfile, MAPS } from "./edge-profile";
import { pixelCode } from "./ideal-chip";
import { LearningSensor } from "./learning-sensor";
import { LetterPictures } from "./letter-pictures";
import { trainSoftmax } from "./trainer";

/** Pixels of a letter. */
const GLYPH_PIXELS = 25;
/** An edge of full ink makes about 200 gray steps at the Sobel kernels' scale. */
const GAIN = 256;
export const PICTURE_BITS = 4;
const CELL_FLOOR = fmc.device.minimum / fmc.device.maximum;
const CROSSBAR = {
	batch: 64,
	rate: 0.05,
	decay: 0.0003,
	programming: 0.1,
	floor: CELL_FLOOR,
	scoreNoise: 0.02,
};

/** Horizontal and vertical edges: the kernels that nobody has to train. */
export function sobelPair(bits = vision.gateBits): SensorFields {
	return { gain: GAIN, kernels: [gateLevels(kernels.sobelX, bits), gateLevels(kernels.sobelY, bits)] };
}

/** A sensor of this profile with these kernels, before one letter at a time. */
export function letterSensor(profile: VisionProfile, seed: number, sensor = sobelPair(profile.gateBits)): SensorStage {
	return new SensorStage(sensor, 1, new PhotoPhysics(profile, seed));
}

/** Disturbed pictures of letters, and what a vision sensor makes of them. */
export class VisionLetters {
	readonly labels: readonly string[];
	readonly ink = new Uint8Array(GLYPH_PIXELS);
	readonly #letters: LetterPictures;

	constructor(labels: readonly string[]) {
		this.labels = labels;
		this.#letters = new LetterPictures(labels);
	}

	/** Draws a letter, into `ink`. Returns its label's number. */
	drawInk(random: Random): number {
		const label = random.below(this.labels.length);
		this.#letters.draw(label, random, this.ink);
		return label;
	}

	/** Draws a letter before the sensor; its maps go to out[at..at + EDGE_PIXELS). Returns its label's number. */
	draw(sensor: SensorStage, random: Random, out: Uint8Array, at: number): number {
		const label = this.drawInk(random);
		sensor.seeOne(this.ink, 0, out, at);
		return label;
	}
}

/**
 * One layer of weights for the maps that this very sensor gives, errors of its pixels included: what it costs to use kernels that
 * nobody trained.
 */
export function trainOnSensor(letters: VisionLetters, sensor: SensorStage, steps: number, random: Random): Classifier {
	const maps = new Uint8Array(EDGE_PIXELS);
	const { weights } = trainSoftmax(
		(chance, inputs, at) => {
			const label = letters.draw(sensor, chance, maps, 0);
			for (let i = 0; i < EDGE_PIXELS; i++)
				inputs[at + i] = CELL_FLOOR + (pixelCode(maps[i], PICTURE_BITS) / 15) * (1 - CELL_FLOOR);
			return label;
		},
		{ inputs: EDGE_PIXELS, classes: letters.labels.length, steps, ...CROSSBAR },
		random,
	);
	return mapped(letters, sensor, weights, random);
}

export interface EndToEnd {
	sensor: SensorFields;
	classifier: Classifier;
	/** Mean cross-entropy at the end of training, nats. */
	loss: number;
}

export interface EndToEndOptions {
	steps: number;
	/** In the loop, of a die drawn anew for each batch: what is learned is for any die. */
	spread: number;
	noise: number;
	minimumMargin?: number;
	name?: string;
}

/** Sensor and crossbar trained as one network: gate voltages and weights follow the slopes of one loss. */
export function trainEndToEnd(letters: VisionLetters, options: EndToEndOptions, random: Random): EndToEnd {
	const { steps, spread, noise } = options;
	const front = new LearningSensor(
		{
			...{ kernels: MAPS, bits: vision.gateBits, spread, noise, gain: GAIN },
			...{ pictureBits: PICTURE_BITS, floor: CELL_FLOOR, rate: 0.02 },
		},
		random,
	);
	const { weights, loss } = trainSoftmax(
		(chance, inputs, at) => {
			const label = letters.drawInk(chance);
			front.see(letters.ink, inputs, at);
			return label;
		},
		{ inputs: EDGE_PIXELS, classes: letters.labels.length, steps, ...CROSSBAR },
		random,
		front,
	);
	const sensor = front.fields;
	const classifier = mapped(letters, new SensorStage(sensor, 1), weights, random, options);
	return { sensor, classifier, loss };
}

function mapped(
	letters: VisionLetters,
	sensor: SensorStage,
	weights: Float64Array,
	random: Random,
	{ name = "edges", minimumMargin = 0 }: Partial<EndToEndOptions> = {},
): Classifier {
	const { labels } = letters;
	const pictures = new Uint8Array(4 * labels.length * EDGE_PIXELS);
	for (let at = 0; at < pictures.length; at += EDGE_PIXELS) letters.draw(sensor, random, pictures, at);
	return mapClassifier({
		...{ name, labels: [...labels], weights, profile: edgeProfile(labels.length), bits: 8, pictureBits: PICTURE_BITS },
		pictures: pictures.map(value => pixelCode(value, PICTURE_BITS)),
		...{ headroom: 1.1, minimumMargin },
	});
}
