import type { Homography } from "./homography";
import { sample, sampleSmooth } from "./sampling";
import { FIRST_GAP, FRAME_SIDE, GAPS_ACROSS, LETTER_PITCH } from "./sheet-layout";

/** A place on the ring of paper may miss the fitted light by this fraction; more, and something covers it. */
const STRAY = 0.2;
/** Least white level anywhere on the sheet, in gray levels. */
const LEAST_WHITE = 16;
/** Most gray of the frame line over that of paper: ink is darker. */
const MOST_BLACK = 0.7;
/** Samples of the frame line on each side, for the black level. */
const BLACK_SAMPLES = 16;
const MIDDLE = (GAPS_ACROSS - 1) / 2;
/** Places on the ring, and the sum of their squared distances from its middle in either direction, in pitches. */
const PLACES = 16;
const SQUARES = 44;

/**
 * Light on a sheet whose middle nobody knows: white level as a plane through sixteen places of the ring of paper inside the
 * frame, black level as the ratio of frame line to white.
 */
export class DrawingLight {
	/** Gray of the frame line over gray of white paper at the same place. */
	black = 0;
	#mean = 0;
	#u = 0;
	#v = 0;
	readonly #levels = new Float64Array(PLACES);

	/** Reads paper and frame; false when the paper is not evenly light, so that something else must be in view. */
	fit(gray: Uint8Array, width: number, height: number, map: Homography): boolean {
		this.#mean = this.#u = this.#v = 0;
		for (let place = 0; place < PLACES; place++) {
			const p = acrossOf(place);
			const q = downOf(place);
			map.project(positionOf(p), positionOf(q));
			const level = sampleSmooth(gray, width, height, map.x, map.y);
			this.#levels[place] = level;
			this.#mean += level / PLACES;
			this.#u += (level * p) / SQUARES;
			this.#v += (level * q) / SQUARES;
		}
		for (let place = 0; place < PLACES; place++) {
			const white = this.#mean + this.#u * acrossOf(place) + this.#v * downOf(place);
			if (white < LEAST_WHITE || Math.abs(this.#levels[place] - white) > STRAY * white) return false;
		}
		return this.#readFrame(gray, width, height, map);
	}

	/** White level at (u, v) of the frame's unit square, in gray levels. */
	white(u: number, v: number): number {
		const scale = FRAME_SIDE / LETTER_PITCH;
		const origin = FIRST_GAP / LETTER_PITCH + MIDDLE;
		return this.#mean + this.#u * (u * scale - origin) + this.#v * (v * scale - origin);
	}

	#readFrame(gray: Uint8Array, width: number, height: number, map: Homography): boolean {
		let sum = 0;
		for (let side = 0; side < 4; side++)
			for (let i = 0; i < BLACK_SAMPLES; i++) {
				const along = (i + 0.5) / BLACK_SAMPLES;
				const u = side & 1 ? side >> 1 : along;
				const v = side & 1 ? along : side >> 1;
				map.project(u, v);
				sum += sample(gray, width, height, map.x, map.y) / this.white(u, v);
			}
		this.black = sum / (4 * BLACK_SAMPLES);
		return this.black < MOST_BLACK;
	}
}

/** The ring's places, clockwise from the top left: -2 to 2 across and down. */
function acrossOf(place: number): number {
	if (place < 4) return place - MIDDLE;
	if (place < 8) return MIDDLE;
	if (place < 12) return MIDDLE - (place - 8);
	return -MIDDLE;
}
function downOf(place: number): number {
	return place < 4 ? -MIDDLE : acrossOf((place + 12) & 15);
}

function positionOf(place: number): number {
	return (FIRST_GAP + (place + MIDDLE) * LETTER_PITCH) / FRAME_SIDE;
}
