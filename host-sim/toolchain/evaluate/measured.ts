import type { ChipTally } from "./chip-matrix";

/** What an evaluation counts, of some examples. */
export interface Measured {
	examples: number;
	/** By group of examples: class x verdict, row-major. */
	confusion: number[][];
	/** Sum of the distances of recovered images from the true ones. */
	distance: number;
	chip: ChipTally;
}

export function nothingMeasured(groups: number, classes: number): Measured {
	return {
		examples: 0,
		confusion: Array.from({ length: groups }, () => new Array<number>(classes * classes).fill(0)),
		distance: 0,
		chip: { conversions: 0, clipped: 0, seconds: 0, energy: 0, noise: 0 },
	};
}

/** Adds some examples' counts to others'. */
export function addMeasured(to: Measured, from: Measured): void {
	to.examples += from.examples;
	to.distance += from.distance;
	from.confusion.forEach((counts, group) => {
		counts.forEach((count, n) => {
			to.confusion[group][n] += count;
		});
	});
	for (const key of Object.keys(to.chip) as (keyof ChipTally)[]) to.chip[key] += from.chip[key];
}

/** Part of the examples of these classes that were told right, 0 to 1; NaN where there are none. */
export function rightPart(confusion: readonly number[], classes: number, wanted: (label: number) => boolean): number {
	let right = 0;
	let count = 0;
	for (let label = 0; label < classes; label++) {
		if (!wanted(label)) continue;
		for (let verdict = 0; verdict < classes; verdict++) count += confusion[label * classes + verdict];
		right += confusion[label * classes + label];
	}
	return right / count;
}
