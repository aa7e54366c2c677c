import { nearestState } from "../../firmware/emulator/devices/cell";
import type { FmcProfile } from "../../firmware/emulator/profiles/fmc";
import type { ModelFields } from "../../firmware/model/model";

/** Largest converter code of a score. */
export const LARGEST_CODE = 127;

/** Code of a picture's pixel in the storage array, 0 = paper: what the accelerator program makes of ink 0 to 255. */
export function pixelCode(ink: number, bits: number): number {
	return Math.floor((ink * ((1 << bits) - 1) + 127) / 255);
}

/** Mean conductance in siemens of a cell programmed to `code` of `bits`, `age` seconds before where that is given. */
export function conductance(code: number, bits: number, profile: FmcProfile, age?: number): number {
	const { minimum, maximum } = profile.device;
	const wanted = minimum + (code / ((1 << bits) - 1)) * (maximum - minimum);
	const { cell } = profile;
	if (cell === undefined) return wanted;
	const state = nearestState(cell, wanted);
	return age === undefined || cell.expected === undefined ? state : cell.expected(state, age);
}

type Weights = Pick<ModelFields, "labels" | "rows" | "codes" | "bits" | "pictureBits" | "toneAmplitude">;

/**
 * Scores of pictures in amperes on a chip without noise, error or non-linearity (fmc.md 5.2):
 * Rf * U0 * sum over pixels of (G+ - G-) * G_A. Picture by picture, label by label.
 * @param pictures pixel codes of pictureBits, picture by picture
 */
export function idealScores(model: Weights, pictures: Uint8Array, profile: FmcProfile): Float64Array {
	const { rows, codes, bits, pictureBits } = model;
	const labels = model.labels.length;
	const count = pictures.length / rows;
	const gain = profile.amplifier.resistance * model.toneAmplitude * 1e-9;
	const weights = new Float64Array(rows * labels);
	for (let n = 0; n < weights.length; n++)
		weights[n] =
			conductance(codes[2 * n], bits, profile, profile.age?.weights) -
			conductance(codes[2 * n + 1], bits, profile, profile.age?.weights);
	const scores = new Float64Array(count * labels);
	for (let k = 0; k < count; k++)
		for (let i = 0; i < rows; i++) {
			const ink = conductance(pictures[k * rows + i], pictureBits, profile, profile.age?.storage);
			for (let j = 0; j < labels; j++) scores[k * labels + j] += weights[i * labels + j] * ink * gain;
		}
	return scores;
}

/** Scores in amperes as converter codes. @param fullScale picoamperes */
export function scoreCodes(scores: Float64Array, fullScale: number): Int8Array {
	const codes = new Int8Array(scores.length);
	for (let n = 0; n < scores.length; n++) {
		const code = Math.round((scores[n] / (fullScale * 1e-12)) * LARGEST_CODE);
		codes[n] = Math.min(LARGEST_CODE, Math.max(-LARGEST_CODE, code));
	}
	return codes;
}
