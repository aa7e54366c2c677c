import { readFileSync } from "node:fs";
import { Mode } from "../../firmware/accelerator/registers";
import type { CoreSettings, MultiplyReport, ProgramReport } from "../../firmware/emulator/core";
import { createFmcCore, type FmcCore, type FmcOptions } from "../../firmware/emulator/fmc-core";
import { type FmcProfile, fmc } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import { parseModel } from "../../firmware/model/format";
import type { Model } from "../../firmware/model/model";
import { glyph } from "../scene/font";
import { pixelCode } from "../toolchain/ideal-chip";
import { PAPER_TEXT } from "./letter-circuit";

const STORAGE = 0;
const WEIGHTS = 1;

/** The letters model, read once. */
export const lettersModel: Model = parseModel(
	readFileSync(new URL("../../firmware/model/letters.cim", import.meta.url)),
);

/** A profile with some of its parameters replaced. */
export interface Changes {
	device?: Partial<FmcProfile["device"]>;
	noise?: Partial<FmcProfile["noise"]>;
}

export function changed(changes: Changes): FmcProfile {
	return { ...fmc, device: { ...fmc.device, ...changes.device }, noise: { ...fmc.noise, ...changes.noise } };
}

/** Nothing left to chance: cells exactly on target, no noise. */
export const quiet = changed({
	device: { programmingModel: "gaussian", programming: 0, read: 0 },
	noise: { amplitude: 0 },
});

/** How many letters are right, and whether all are. */
export interface Count {
	letters: number;
	shots: number;
	right: number;
	allRight: number;
}

/** The letters demonstration on the chip's physics: what the SPI bytes would carry, without them. */
export class LetterChip {
	readonly text: string;
	readonly labels: readonly string[] = lettersModel.labels;
	readonly core: FmcCore;
	readonly report: MultiplyReport = {
		outputs: 0,
		clipped: 0,
		conversions: 0,
		microseconds: 0,
		noiseFloor: 0,
		energy: 0,
	};
	readonly settings: CoreSettings;
	readonly #random: Random;
	readonly #programmed: ProgramReport = { cells: 0, missed: 0, pulses: 0, microseconds: 0 };
	readonly #pictures: Uint8Array;

	/** @param text sixteen letters that the model knows. */
	constructor(profile: FmcProfile, seed: number, options: FmcOptions = {}, text = PAPER_TEXT) {
		const { rows, pictureBits } = lettersModel;
		this.text = text;
		this.core = createFmcCore(profile, options);
		this.settings = {
			...this.core.defaults,
			toneAmplitude: lettersModel.toneAmplitude * 1e-9,
			fullScale: lettersModel.fullScale * 1e-12,
		};
		this.#random = new Random(seed, 1);
		this.#pictures = new Uint8Array(rows * text.length);
		[...text].forEach((letter, picture) => {
			glyph(letter).forEach((ink, pixel) => {
				this.#pictures[pixel * text.length + picture] = pixelCode(255 * ink, pictureBits);
			});
		});
		this.programWeights();
		this.programPictures();
		this.core.calibrate(this.settings, this.#random);
	}

	programWeights(): void {
		this.#program(WEIGHTS, 2 * this.labels.length, lettersModel.codes, lettersModel.bits);
	}

	programPictures(): void {
		this.#program(STORAGE, this.text.length, this.#pictures, lettersModel.pictureBits);
	}

	/** One shot; scores are in core.amperes and core.outputs, picture by picture. */
	shoot(): void {
		this.core.multiply(Mode.TONES_CASCADE, STORAGE, this.text.length, this.settings, this.#random, this.report);
	}

	/** Whether picture k has its own label as the largest of `scores`; the first of equals counts. */
	isRight(scores: ArrayLike<number>, k: number): boolean {
		return this.labels[bestLabel(scores, this.labels.length, k)] === this.text[k];
	}

	/** Counts one shot's letters into `count`. */
	judge(scores: ArrayLike<number>, count: Count): void {
		let right = 0;
		for (let k = 0; k < this.text.length; k++) if (this.isRight(scores, k)) right++;
		count.letters += this.text.length;
		count.shots++;
		count.right += right;
		if (right === this.text.length) count.allRight++;
	}

	#program(array: number, columns: number, codes: Uint8Array, bits: number): void {
		const levels = (1 << bits) - 1;
		this.core.erase(array, this.#random);
		this.core.program(
			array,
			0,
			0,
			lettersModel.rows,
			columns,
			codes,
			levels,
			this.settings,
			this.#random,
			this.#programmed,
		);
	}
}

export function newCount(): Count {
	return { letters: 0, shots: 0, right: 0, allRight: 0 };
}

export function bestLabel(scores: ArrayLike<number>, labels: number, picture: number): number {
	let best = 0;
	for (let j = 1; j < labels; j++) if (scores[picture * labels + j] > scores[picture * labels + best]) best = j;
	return best;
}

export function rootMeanSquare(values: ArrayLike<number>, count = values.length): number {
	let sum = 0;
	for (let n = 0; n < count; n++) sum += values[n] * values[n];
	return Math.sqrt(sum / count);
}
