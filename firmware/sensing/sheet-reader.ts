import { FrameFinder, type SheetFailure } from "./frame-finder";
import { sample } from "./sampling";
import { FIRST_LETTER, FRAME_SIDE, GLYPH_SIDE, LETTER_PITCH, LETTERS_ACROSS } from "./sheet-layout";
import { SheetLight } from "./sheet-light";

/** Distance from the middle of a glyph pixel to each of its four samples, in modules. */
const SPREAD = 0.2;
/** Share of a neighbour's ink that blur carries over, and the gain that keeps threshold and full ink in place afterwards. */
const SHARPNESS = 0.25;
const SHARP_GAIN = 0.8;

const PIXELS = GLYPH_SIDE * GLYPH_SIDE;
const PICTURES = LETTERS_ACROSS * LETTERS_ACROSS;

/**
 * Finds the printed sheet in a gray frame, rectifies it, takes the light out and cuts the sixteen letters: samples of every
 * glyph pixel. Any frame is safe to read; the work is bounded and no memory is taken.
 */
export class SheetReader {
	/** Sixteen pictures of 25 pixels, row by row; 0 is paper, 255 is ink. Valid after `read` returned true. */
	readonly pictures = new Uint8Array(PICTURES * PIXELS);
	readonly #width: number;
	readonly #height: number;
	readonly #finder: FrameFinder;
	readonly #light = new SheetLight();
	readonly #soft = new Float64Array(PIXELS);

	/** Size of the frames in pixels, at least 16 x 16 and at most 8192 across. */
	constructor({ width, height }: { width: number; height: number }) {
		this.#width = width;
		this.#height = height;
		this.#finder = new FrameFinder(width, height, gray => this.#light.fit(gray, width, height, this.#finder.map));
	}

	/** Corners of the frame (middle of its line) in pixels: x, y of top left, top right, bottom right, bottom left. */
	get corners(): Float64Array {
		return this.#finder.corners;
	}

	/** Why the last `read` returned false; undefined when it returned true. */
	get failure(): SheetFailure | undefined {
		return this.#finder.failure;
	}

	/** @param gray width x height bytes. @returns whether a sheet was read; if not, `failure` says why. */
	read(gray: Uint8Array): boolean {
		if (!this.#finder.find(gray)) return false;
		this.#cut(gray);
		return true;
	}

	#cut(gray: Uint8Array): void {
		for (let row = 0, at = 0; row < LETTERS_ACROSS; row++)
			for (let column = 0; column < LETTERS_ACROSS; column++, at += PIXELS) {
				const left = FIRST_LETTER + column * LETTER_PITCH + 0.5;
				const top = FIRST_LETTER + row * LETTER_PITCH + 0.5;
				for (let y = 0, i = 0; y < GLYPH_SIDE; y++)
					for (let x = 0; x < GLYPH_SIDE; x++, i++) this.#soft[i] = this.#ink(gray, left + x, top + y);
				this.#sharpen(at);
			}
	}

	/** Takes back part of what blur carried over from the four neighbours; around a letter is paper. */
	#sharpen(at: number): void {
		const soft = this.#soft;
		for (let y = 0, i = 0; y < GLYPH_SIDE; y++)
			for (let x = 0; x < GLYPH_SIDE; x++, i++) {
				let around = 0;
				if (x > 0) around += soft[i - 1];
				if (x < GLYPH_SIDE - 1) around += soft[i + 1];
				if (y > 0) around += soft[i - GLYPH_SIDE];
				if (y < GLYPH_SIDE - 1) around += soft[i + GLYPH_SIDE];
				const ink = (soft[i] + SHARPNESS * (4 * soft[i] - around)) * SHARP_GAIN + 0.5;
				this.pictures[at + i] = ink <= 0 ? 0 : ink >= 255 ? 255 : ink | 0;
			}
	}

	/** Ink of the module around (u, v), in modules from the frame's top left corner: 0 paper, 255 as dark as the frame line. */
	#ink(gray: Uint8Array, u: number, v: number): number {
		const { map } = this.#finder;
		const white = this.#light.white(u / FRAME_SIDE, v / FRAME_SIDE);
		let sum = 0;
		for (let i = 0; i < 4; i++) {
			map.project(
				((i & 1) === 0 ? u - SPREAD : u + SPREAD) / FRAME_SIDE,
				((i & 2) === 0 ? v - SPREAD : v + SPREAD) / FRAME_SIDE,
			);
			sum += sample(gray, this.#width, this.#height, map.x, map.y);
		}
		return ((1 - sum / (4 * white)) * 255) / (1 - this.#light.black);
	}
}
