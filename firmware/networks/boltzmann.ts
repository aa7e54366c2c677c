import type { Random } from "../math/random";
import { sigmoid } from "../math/sigmoid";
import type { Codes } from "./patches";

/** Probabilities that units are on, of their sums; source and destination may be the same. */
export function probabilities(sums: Float32Array, from: number, count: number, into: Float32Array, at: number): void {
	for (let i = 0; i < count; i++) into[at + i] = sigmoid(sums[from + i]);
}

/** Units that are on with these probabilities. @param one code of a unit that is on */
export function sampleUnits(
	probability: Float32Array,
	from: number,
	count: number,
	random: Random,
	one: number,
	into: Codes,
	at: number,
): void {
	for (let i = 0; i < count; i++) into[at + i] = random.uniform() < probability[from + i] ? one : 0;
}

/** Units that are rather on than off. @param one code of a unit that is on */
export function likelyUnits(
	probability: Float32Array,
	from: number,
	count: number,
	one: number,
	into: Codes,
	at: number,
): void {
	for (let i = 0; i < count; i++) into[at + i] = probability[from + i] > 0.5 ? one : 0;
}

/**
 * Puts known numbers back.
 * @param known 1 where a number is known; none where all are unknown
 * @param unit what one code of the source stands for
 */
export function putBackKnown(
	source: Codes,
	from: number,
	count: number,
	unit: number,
	known: Uint8Array,
	into: Float32Array,
	at: number,
): void {
	for (let i = 0; i < known.length && i < count; i++) if (known[i] !== 0) into[at + i] = source[from + i] * unit;
}
