import type { Quantization } from "../network/graph";

/** Candidates for the end of a range: beyond it numbers are clipped. */
const PERCENTILES = [98, 99, 99.5, 99.8, 99.9, 99.95, 100];

/** A quantiser chosen from data, and the percentile of the numbers that it was set to. */
export interface ChosenRange {
	quantization: Quantization;
	percentile: number;
}

/**
 * A quantiser for numbers that a network without its own makes: signed where any is below zero, its range the percentile of
 * their sizes that leaves the least square error of rounding and clipping together.
 * @param unsignedBits bits where none is below zero, @param signedBits else
 */
export function chooseRange(values: Float32Array, unsignedBits: number, signedBits: number): ChosenRange {
	const signed = values.some(value => value < 0);
	const sizes = values.map(Math.abs).sort();
	const bits = signed ? signedBits : unsignedBits;
	const levels = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
	let chosen = { percentile: 100, top: sizes[sizes.length - 1] || 1, error: Number.POSITIVE_INFINITY };
	for (const percentile of PERCENTILES) {
		const top = percentileOf(sizes, percentile);
		if (!(top > 0)) continue;
		const error = squareError(sizes, top, levels);
		if (error < chosen.error) chosen = { percentile, top, error };
	}
	// a signed range ends a step before `most`
	const most = signed ? (chosen.top * (levels + 1)) / levels : chosen.top;
	return { quantization: { kind: "quantization", bits, signed, most }, percentile: chosen.percentile };
}

/** Of ascending numbers, linear between neighbours as numpy's. */
export function percentileOf(sorted: Float32Array | Float64Array, percent: number): number {
	const at = ((sorted.length - 1) * percent) / 100;
	const below = Math.floor(at);
	return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}

function squareError(sizes: Float32Array, top: number, levels: number): number {
	const step = top / levels;
	let sum = 0;
	for (const size of sizes) {
		const error = Math.min(Math.round(size / step), levels) * step - size;
		sum += error * error;
	}
	return sum;
}
