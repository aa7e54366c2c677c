import type { Random } from "../../../firmware/math/random";

const SIDE = 28;
/** Largest shift, pixels. */
const SHIFT = 1.5;
/** Largest change of each entry of the matrix that maps places: turns, slants and sizes of about so much. */
const BEND = 0.1;

const source = new Uint8Array(SIDE * SIDE);

/**
 * A handwritten digit moved, turned, slanted and scaled a little, and its ink made lighter or darker; 28 x 28 bytes in place.
 * Places come from a random matrix near the identity, so no angle is needed.
 */
export function disturbDigit(picture: Uint8Array, chance: Random): void {
	source.set(picture);
	const spread = (most: number) => most * (2 * chance.uniform() - 1);
	const turn = spread(BEND);
	const xx = 1 + spread(BEND);
	const yy = 1 + spread(BEND);
	const xy = turn + spread(BEND / 2);
	const yx = -turn + spread(BEND / 2);
	const center = (SIDE - 1) / 2;
	const dx = center + spread(SHIFT);
	const dy = center + spread(SHIFT);
	const ink = 1 + spread(0.15);
	for (let y = 0, at = 0; y < SIDE; y++)
		for (let x = 0; x < SIDE; x++, at++) {
			const fromX = dx + xx * (x - center) + xy * (y - center);
			const fromY = dy + yx * (x - center) + yy * (y - center);
			const value = ink * between(fromX, fromY);
			picture[at] = value < 255 ? value + 0.5 : 255;
		}
}

/** Ink between four pixels; paper outside. */
function between(x: number, y: number): number {
	const left = Math.floor(x);
	const top = Math.floor(y);
	const right = x - left;
	const below = y - top;
	return (
		(1 - below) * ((1 - right) * inkAt(left, top) + right * inkAt(left + 1, top)) +
		below * ((1 - right) * inkAt(left, top + 1) + right * inkAt(left + 1, top + 1))
	);
}

function inkAt(x: number, y: number): number {
	return x >= 0 && x < SIDE && y >= 0 && y < SIDE ? source[y * SIDE + x] : 0;
}
