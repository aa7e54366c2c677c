import { type FmcProfile, fmc } from "../../firmware/emulator/profiles/fmc";
import type { VisionProfile } from "../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../firmware/emulator/vision/photo-physics";
import type { Random } from "../../firmware/math/random";
import { gateLevels } from "../../firmware/sensing/vision/gate-levels";
import { kernels } from "../../firmware/sensing/vision/kernel";
import { rectifiedMaps } from "../../firmware/sensing/vision/rectified-maps";
import { VisionSensor } from "../../firmware/sensing/vision/vision-sensor";
import { type Classifier, mapClassifier } from "./classifier";
import { pixelCode } from "./ideal-chip";
import { LetterPictures } from "./letter-pictures";
import { trainSoftmax } from "./trainer";

/** A letter of 5 x 5 with one pixel of paper around it: every stroke has two edges. */
const SIDE = 7;
const GLYPH = 5;
/** Horizontal and vertical edges. */
const MAPS = 2;
export const EDGE_PIXELS = MAPS * SIDE * SIDE;
/** Light of paper, and part of it that full ink takes away. */
const PAPER = 230;
const INK = 0.9;
/** An edge of full ink makes about 200 gray steps at the Sobel kernels' scale. */
const GAIN = 256;
const PICTURE_BITS = 4;

/** The chip of the letters with arrays for edge maps. */
export function edgeProfile(classes: number): FmcProfile {
	return { ...fmc, name: "fmc edges", pixels: EDGE_PIXELS, classes };
}

/** Letters before a vision sensor of two Sobel kernels: disturbed pictures in, edge maps out. */
export class VisionLetters {
	readonly labels: readonly string[];
	readonly #letters: LetterPictures;
	readonly #ink = new Uint8Array(GLYPH * GLYPH);
	readonly #light = new Uint8Array(SIDE * SIDE);

	constructor(labels: readonly string[]) {
		this.labels = labels;
		this.#letters = new LetterPictures(labels);
	}

	/** Draws a letter before the sensor; edge maps go to out[at..at + EDGE_PIXELS). Returns its label's number. */
	draw(sensor: VisionSensor, random: Random, out: Uint8Array, at: number): number {
		const label = random.below(this.labels.length);
		this.#letters.draw(label, random, this.#ink);
		this.#light.fill(PAPER);
		for (let i = 0; i < this.#ink.length; i++) {
			const place = (Math.floor(i / GLYPH) + 1) * SIDE + 1 + (i % GLYPH);
			this.#light[place] = Math.floor(PAPER * (1 - (INK * this.#ink[i]) / 255));
		}
		sensor.exposePixels(this.#light);
		rectifiedMaps(sensor, GAIN, out, at);
		return label;
	}
}

export function edgeSensor(profile: VisionProfile, seed: number): VisionSensor {
	return new VisionSensor({
		columns: SIDE,
		rows: SIDE,
		kernels: [gateLevels(kernels.sobelX, profile.gateBits), gateLevels(kernels.sobelY, profile.gateBits)],
		physics: new PhotoPhysics(profile, seed),
	});
}

/**
 * One layer of weights for the edge maps that this very sensor gives, errors of its pixels included: sensor and crossbar are
 * trained as one network.
 */
export function trainOnSensor(letters: VisionLetters, sensor: VisionSensor, steps: number, random: Random): Classifier {
	const classes = letters.labels.length;
	const maps = new Uint8Array(EDGE_PIXELS);
	const { minimum, maximum } = fmc.device;
	const floor = minimum / maximum;
	const { weights } = trainSoftmax(
		(chance, inputs, at) => {
			const label = letters.draw(sensor, chance, maps, 0);
			for (let i = 0; i < EDGE_PIXELS; i++)
				inputs[at + i] = floor + (pixelCode(maps[i], PICTURE_BITS) / 15) * (1 - floor);
			return label;
		},
		{
			inputs: EDGE_PIXELS,
			classes,
			steps,
			batch: 64,
			rate: 0.05,
			decay: 0.0003,
			programming: 0.1,
			floor,
			scoreNoise: 0.02,
		},
		random,
	);
	const pictures = new Uint8Array(16 * EDGE_PIXELS);
	for (let k = 0; k < 16; k++) letters.draw(sensor, random, pictures, k * EDGE_PIXELS);
	return mapClassifier({
		name: "edges",
		labels: [...letters.labels],
		weights,
		profile: edgeProfile(classes),
		bits: 8,
		pictureBits: PICTURE_BITS,
		pictures: pictures.map(value => pixelCode(value, PICTURE_BITS)),
		headroom: 1.3,
		minimumMargin: 0,
	});
}
