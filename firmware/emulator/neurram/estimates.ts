import type { NeurramProfile } from "../profiles/neurram";

// Estimates from published figures, never measured on this emulator's silicon: sources in profiles/neurram.ts.

/**
 * Seconds of vectors, one after the other, through cores up to \`column\`: each register pattern is moved there, each
 * sample-and-integrate cycle and each step of the conversion takes its time, and after each step the decisions are moved back.
 * @param patterns of a vector, two for each input bit. @param samples all cycles of a vector. @param steps of the slowest conversion
 * of each vector, in sum.
 */
export function vectorsTime(
	{ timing }: NeurramProfile,
	column: number,
	vectors: number,
	patterns: number,
	samples: number,
	steps: number,
): number {
	const shift = (column + 1) * timing.shift;
	return vectors * (patterns * shift + samples * timing.sample) + steps * (shift + timing.step);
}

/** Joules of products of `rows` physical rows by `columns`: two operations a cell, whatever the bits (the survey does not say them). */
export function vectorEnergy(profile: NeurramProfile, rows: number, columns: number): number {
	return (2 * rows * columns) / profile.operationsPerJoule;
}
