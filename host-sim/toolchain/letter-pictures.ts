import type { Random } from "../../firmware/math/random";
import { GLYPH_SIZE, glyph } from "../scene/font";

/** How far a picture of a printed letter may differ from the letter: half-widths of uniform draws, in pixels of the 5x5 grid. */
export interface Perturbation {
	/** Shift of the whole grid. */
	shift: number;
	/** Growth, shear and rotation: shift at the outermost pixel's centre, relative to the middle. */
	strain: number;
	/** Part of a pixel's ink that goes to each neighbour by blur, at most. */
	blur: number;
	/** Level of full ink after light is normalised (1 is where it clips): lowest and highest. */
	ink: readonly [number, number];
	/** Level of paper, at most. */
	paper: number;
	/** Standard deviation of what is left of sensor noise in one pixel. */
	noise: number;
}

/**
 * What the sheet reader leaves, with much to spare: the root mean square error of a picture is 0.01 in the middle and 0.18 at
 * the worst thousandth of 24,000 letters of rendered scenes over the whole range, and 0.18 and 0.34 of these pictures.
 */
export const sheetPerturbation: Perturbation = {
	shift: 0.15,
	strain: 0.09,
	blur: 0.085,
	ink: [0.9, 1.3],
	paper: 0.1,
	noise: 0.04,
};

const PIXELS = GLYPH_SIZE * GLYPH_SIZE;
const MIDDLE = (GLYPH_SIZE - 1) / 2;

/**
 * Pictures of letters as a camera gives them, without a camera: a sum of shifted, blurred squares in changing light.
 * Only + - * / and Random, so the same seed gives the same pictures on every machine.
 */
export class LetterPictures {
	readonly #glyphs: Uint8Array[];
	readonly #perturbation: Perturbation;
	readonly #across = new Float64Array(PIXELS);

	/** @throws RangeError for a letter that the font does not have */
	constructor(letters: readonly string[], perturbation: Perturbation = sheetPerturbation) {
		this.#glyphs = letters.map(glyph);
		this.#perturbation = perturbation;
	}

	/** Writes ink 0 to 255 of letter `index` into `out`, 25 pixels row by row from `at`. */
	draw(index: number, random: Random, out: Uint8Array, at = 0): void {
		const { shift, strain, blur, ink: levels, paper: whitest, noise } = this.#perturbation;
		const print = this.#glyphs[index];
		const across = this.#across;
		const shiftX = spread(random, shift);
		const shiftY = spread(random, shift);
		const growX = spread(random, strain) / MIDDLE;
		const growY = spread(random, strain) / MIDDLE;
		const shearX = spread(random, strain) / MIDDLE;
		const shearY = spread(random, strain) / MIDDLE;
		const bleed = blur * random.uniform();
		const paper = whitest * random.uniform();
		const black = levels[0] + (levels[1] - levels[0]) * random.uniform();
		for (let row = 0; row < GLYPH_SIZE; row++)
			for (let column = 0; column < GLYPH_SIZE; column++) {
				const moved = shiftX + growX * (column - MIDDLE) + shearX * (row - MIDDLE);
				const here = row * GLYPH_SIZE + column;
				const before = column > 0 ? print[here - 1] : 0;
				const after = column < GLYPH_SIZE - 1 ? print[here + 1] : 0;
				across[here] = mix(before, print[here], after, moved, bleed);
			}
		for (let row = 0; row < GLYPH_SIZE; row++)
			for (let column = 0; column < GLYPH_SIZE; column++) {
				const moved = shiftY + growY * (row - MIDDLE) + shearY * (column - MIDDLE);
				const here = row * GLYPH_SIZE + column;
				const above = row > 0 ? across[here - GLYPH_SIZE] : 0;
				const below = row < GLYPH_SIZE - 1 ? across[here + GLYPH_SIZE] : 0;
				const seen = mix(above, across[here], below, moved, bleed);
				const value = paper + (black - paper) * seen + noise * random.gaussian();
				out[at + here] = value <= 0 ? 0 : value >= 1 ? 255 : Math.floor(value * 255 + 0.5);
			}
	}
}

function spread(random: Random, halfWidth: number): number {
	return halfWidth * (2 * random.uniform() - 1);
}

/** A pixel that sees its neighbours: `moved` pixels towards the one after it, `bleed` of blur from each. */
function mix(before: number, here: number, after: number, moved: number, bleed: number): number {
	const left = Math.max(-moved, 0) + bleed;
	const right = Math.max(moved, 0) + bleed;
	return left * before + (1 - left - right) * here + right * after;
}
