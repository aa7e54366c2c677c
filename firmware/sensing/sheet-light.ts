import type { Homography } from "./homography";
import { sample, sampleSmooth } from "./sampling";
import { FIRST_GAP, FRAME_SIDE, GAPS_ACROSS, LETTER_PITCH } from "./sheet-layout";

/** A crossing of paper strips may miss the fitted light by this fraction; more, and something covers it. */
const STRAY = 0.15;
/** Least white level anywhere on the sheet, in gray levels. */
const LEAST_WHITE = 16;
/** Samples of the frame line on each side, for the black level. */
const BLACK_SAMPLES = 16;

const MIDDLE = (GAPS_ACROSS - 1) / 2;

/**
 * Light on the sheet: white level as a quadratic surface through the paper between the letters, black level as the ratio
 * of frame line to white. The crossings of the paper strips are a regular 5 x 5 grid, so the least-squares fit
 * is five sums with orthogonal polynomials 1, p, p^2 - 2 (p = -2..2).
 */
export class SheetLight {
	/** Gray of the frame line over gray of white paper at the same place. */
	black = 0;
	#mean = 0;
	#u = 0;
	#v = 0;
	#uu = 0;
	#vv = 0;
	#uv = 0;
	readonly #levels = new Float64Array(GAPS_ACROSS * GAPS_ACROSS);

	/** Reads paper and frame; false when the paper is not evenly light, so that something else must be in view. */
	fit(gray: Uint8Array, width: number, height: number, map: Homography): boolean {
		this.#readPaper(gray, width, height, map);
		this.#fitSurface();
		return this.#isEven() && this.#readFrame(gray, width, height, map);
	}

	/** White level at (u, v) of the frame's unit square, in gray levels. */
	white(u: number, v: number): number {
		const p = (u * FRAME_SIDE - FIRST_GAP) / LETTER_PITCH - MIDDLE;
		const q = (v * FRAME_SIDE - FIRST_GAP) / LETTER_PITCH - MIDDLE;
		return this.#whiteAt(p, q);
	}

	#whiteAt(p: number, q: number): number {
		return this.#mean + this.#u * p + this.#v * q + this.#uu * (p * p - 2) + this.#vv * (q * q - 2) + this.#uv * p * q;
	}

	#readPaper(gray: Uint8Array, width: number, height: number, map: Homography): void {
		const spread = 0.3 / FRAME_SIDE;
		for (let row = 0; row < GAPS_ACROSS; row++)
			for (let column = 0; column < GAPS_ACROSS; column++) {
				const u = (FIRST_GAP + column * LETTER_PITCH) / FRAME_SIDE;
				const v = (FIRST_GAP + row * LETTER_PITCH) / FRAME_SIDE;
				let sum = 0;
				for (let i = 0; i < 4; i++) {
					map.project((i & 1) === 0 ? u - spread : u + spread, (i & 2) === 0 ? v - spread : v + spread);
					sum += sampleSmooth(gray, width, height, map.x, map.y);
				}
				this.#levels[row * GAPS_ACROSS + column] = sum / 4;
			}
	}

	#fitSurface(): void {
		let mean = 0;
		let u = 0;
		let v = 0;
		let uu = 0;
		let vv = 0;
		let uv = 0;
		for (let row = 0, i = 0; row < GAPS_ACROSS; row++)
			for (let column = 0; column < GAPS_ACROSS; column++, i++) {
				const level = this.#levels[i];
				const p = column - MIDDLE;
				const q = row - MIDDLE;
				mean += level;
				u += p * level;
				v += q * level;
				uu += (p * p - 2) * level;
				vv += (q * q - 2) * level;
				uv += p * q * level;
			}
		this.#mean = mean / 25;
		this.#u = u / 50;
		this.#v = v / 50;
		this.#uu = uu / 70;
		this.#vv = vv / 70;
		this.#uv = uv / 100;
	}

	#isEven(): boolean {
		for (let row = 0, i = 0; row < GAPS_ACROSS; row++)
			for (let column = 0; column < GAPS_ACROSS; column++, i++) {
				const white = this.#whiteAt(column - MIDDLE, row - MIDDLE);
				const miss = this.#levels[i] - white;
				if (white < LEAST_WHITE) return false;
				if (miss > STRAY * white || miss < -STRAY * white) return false;
			}
		return true;
	}

	#readFrame(gray: Uint8Array, width: number, height: number, map: Homography): boolean {
		let sum = 0;
		for (let i = 0; i < 4 * BLACK_SAMPLES; i++) {
			const along = ((i >> 2) + 0.5) / BLACK_SAMPLES;
			const side = i & 3;
			const u = side === 0 ? along : side === 1 ? 1 : side === 2 ? along : 0;
			const v = side === 0 ? 0 : side === 1 ? along : side === 2 ? 1 : along;
			map.project(u, v);
			const white = this.white(u, v);
			if (white < LEAST_WHITE) return false;
			sum += sample(gray, width, height, map.x, map.y) / white;
		}
		this.black = sum / (4 * BLACK_SAMPLES);
		return this.black < 0.8;
	}
}
