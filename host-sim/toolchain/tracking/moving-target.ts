import type { Random } from "../../../firmware/math/random";

/** Pixels of the sensor's side. */
export const FIELD = 8;

export interface TargetOptions {
	/** Standard deviation of the light's noise in gray steps. */
	noise: number;
	/** Part of the frames in which the target is hidden, in runs of a few. */
	hidden: number;
}

/** A course before the sensor: frames of light, and where the target was, in each of them. */
export interface Course {
	/** Steps x FIELD x FIELD bytes. */
	light: Uint8Array;
	/** Steps x 2: x and y in normalised coordinates, 0 to 1 over the field. */
	position: Float64Array;
}

/** Half the length of the cross's arms, and their half width, pixels. */
const ARM = 1.6;
const WIDTH = 0.6;
const BACKGROUND = 40;
const BRIGHT = 200;

/** A cross that flies straight on and bounces at the walls, in noise, now and then behind something (after Wang S. et al. 2021: a moving cross). */
export function drawCourse(steps: number, { noise, hidden }: TargetOptions, random: Random): Course {
	const light = new Uint8Array(steps * FIELD * FIELD);
	const position = new Float64Array(2 * steps);
	let x = 0.15 + 0.7 * random.uniform();
	let y = 0.15 + 0.7 * random.uniform();
	let speedX = 0.08 * (2 * random.uniform() - 1);
	let speedY = 0.08 * (2 * random.uniform() - 1);
	let behind = 0;
	for (let step = 0; step < steps; step++) {
		x += speedX;
		y += speedY;
		if (x < 0.1 || x > 0.9) speedX = -speedX;
		if (y < 0.1 || y > 0.9) speedY = -speedY;
		x = Math.min(0.9, Math.max(0.1, x));
		y = Math.min(0.9, Math.max(0.1, y));
		position[2 * step] = x;
		position[2 * step + 1] = y;
		if (behind > 0) behind--;
		else if (step > 2 && random.uniform() < hidden / 3) behind = 2 + random.below(3);
		draw(x, y, behind > 0, noise, random, light, step * FIELD * FIELD);
	}
	return { light, position };
}

function draw(
	x: number,
	y: number,
	isHidden: boolean,
	noise: number,
	random: Random,
	light: Uint8Array,
	at: number,
): void {
	for (let i = 0; i < FIELD * FIELD; i++) {
		const across = Math.abs((i % FIELD) + 0.5 - x * FIELD);
		const down = Math.abs(Math.floor(i / FIELD) + 0.5 - y * FIELD);
		const flat = cover(across, ARM) * cover(down, WIDTH);
		const upright = cover(across, WIDTH) * cover(down, ARM);
		const seen = isHidden ? 0 : Math.max(flat, upright);
		const value = Math.floor(BACKGROUND + (BRIGHT - BACKGROUND) * seen + noise * random.gaussian() + 0.5);
		light[at + i] = Math.min(255, Math.max(0, value));
	}
}

/** Part of a pixel at this distance that lies within the half length. */
function cover(distance: number, half: number): number {
	return Math.min(1, Math.max(0, half + 0.5 - distance));
}
