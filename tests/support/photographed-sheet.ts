import { Random } from "../../firmware/math/random";
import { SHEET_SIDE } from "../../firmware/sensing/sheet-layout";
import { printSheet } from "../../host-sim/scene/sheet";
import { type Pose, View } from "../../host-sim/scene/view";

/** Points of the print to a module; a lens and a printer make its edges soft. */
const FINENESS = 16;
const SOFTNESS = 5;
const NOISES = 65_536;

export interface Photograph {
	width: number;
	height: number;
	/** Row by row, 0 black to 255 white. */
	gray: Uint8Array;
}

const AIMED: Pose = { rotation: 6, tilt: 14, tiltAxis: 0.17, distance: 3, size: 0.9, shiftX: 0.2, shiftY: -0.3 };

/**
 * What a phone takes of a printed sheet, of any size: perspective, light that falls off to one side and to the corners, soft edges,
 * a table with stripes, noise that grows with the light. Quick enough for twelve million pixels.
 */
export function photographSheet(text: string, width: number, height: number, pose = AIMED): Photograph {
	const { toSheet: m } = new View(pose, width, height);
	const print = softPrint(text);
	const side = SHEET_SIDE * FINENESS;
	const noise = noises();
	const gray = new Uint8Array(width * height);
	for (let y = 0, i = 0; y < height; y++) {
		const down = y / height - 0.5;
		for (let x = 0; x < width; x++, i++) {
			const across = x / width - 0.5;
			const w = m[6] * x + m[7] * y + m[8];
			const u = ((m[0] * x + m[1] * y + m[2]) / w) * FINENESS + side / 2;
			const v = ((m[3] * x + m[4] * y + m[5]) / w) * FINENESS + side / 2;
			const onSheet = u >= 0 && v >= 0 && u < side && v < side;
			const stripe = (Math.floor((x + 2 * y) / (height / 16)) & 1) * 0.06;
			const reflectance = onSheet ? print[(v | 0) * side + (u | 0)] : 0.36 + stripe;
			const light = 235 * (1 - 0.3 * across - 0.7 * (across * across + down * down));
			const level = reflectance * light;
			gray[i] = Math.max(0, Math.min(255, level + (0.5 + 0.02 * level) * noise[(Math.imul(i, 40_503) >>> 7) % NOISES]));
		}
	}
	return { width, height, gray };
}

/** Reflectance of paper and print, smoothed by two boxes. */
function softPrint(text: string): Float32Array {
	const modules = printSheet(text);
	const side = SHEET_SIDE * FINENESS;
	const sharp = new Float32Array(side * side);
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++)
			sharp[y * side + x] =
				modules[Math.floor(y / FINENESS) * SHEET_SIDE + Math.floor(x / FINENESS)] === 1 ? 0.08 : 0.86;
	return smooth(smooth(sharp, 1), side);
}

function smooth(from: Float32Array, step: number): Float32Array {
	const to = new Float32Array(from.length);
	for (let i = 0; i < from.length; i++) {
		let sum = 0;
		for (let k = -SOFTNESS; k <= SOFTNESS; k++) {
			const at = i + k * step;
			sum += from[at < 0 || at >= from.length ? i : at];
		}
		to[i] = sum / (2 * SOFTNESS + 1);
	}
	return to;
}

function noises(): Float32Array {
	const random = new Random(12, 1);
	return Float32Array.from({ length: NOISES }, () => random.gaussian());
}
