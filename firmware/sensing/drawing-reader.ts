import { DRAWING_INSET, DRAWING_SIDE } from "./drawing-layout";
import { DrawingLight } from "./drawing-light";
import { FrameFinder, type SheetFailure } from "./frame-finder";
import { sample } from "./sampling";
import { FRAME_SIDE } from "./sheet-layout";

/** Samples of the drawing across and down. */
const GRID = 48;
/** Ink below the first is paper with noise, above the second full ink. */
const PAPER = 56;
const FULL = 200;
/** Ink that counts for the drawing's box, and how many samples of a line must have it. */
const BOX_INK = 128;
const LEAST_SAMPLES = 2;
/** Least side of a drawing, in samples. */
const LEAST_SIDE = 8;
/** A drawing's larger side over the side of the picture: 20 of 28 pixels, as MNIST has it. */
const BOX = 20 / 28;

const EMPTY: SheetFailure = {
	code: "empty",
	message: "there is nothing on the sheet: draw one digit in its middle with a thick dark pen, clear of the frame",
};

/**
 * Finds a sheet in a gray frame and makes a picture of what is drawn on it, normalised as MNIST is: the larger side of its
 * box is 20 pixels of 28, its centre of mass in the middle (Y. LeCun, C. Cortes, C. Burges, the MNIST database). Any frame is
 * safe to read; the work is bounded and no memory is taken.
 */
export class DrawingReader {
	/** Side x side pixels, row by row; 0 is paper, 255 is ink. Valid after `read` returned true. */
	readonly picture: Uint8Array;
	/** Why the last `read` returned false; undefined when it returned true. */
	failure: SheetFailure | undefined;
	readonly #side: number;
	readonly #width: number;
	readonly #height: number;
	readonly #finder: FrameFinder;
	readonly #light = new DrawingLight();
	readonly #ink = new Uint8Array(GRID * GRID);
	/** Box of the ink in samples, right and bottom beyond it; and its centre of mass. */
	#left = 0;
	#right = 0;
	#top = 0;
	#bottom = 0;
	#x = 0;
	#y = 0;

	/**
	 * Size of the frames in pixels, at least 16 x 16 and at most 8192 across.
	 * @param side of the picture in pixels
	 */
	constructor({ width, height, side }: { width: number; height: number; side: number }) {
		this.picture = new Uint8Array(side * side);
		this.#side = side;
		this.#width = width;
		this.#height = height;
		this.#finder = new FrameFinder(width, height, gray => this.#light.fit(gray, width, height, this.#finder.map));
	}

	/** Corners of the frame (middle of its line) in pixels: x, y of top left, top right, bottom right, bottom left. */
	get corners(): Float64Array {
		return this.#finder.corners;
	}

	/** @param gray width x height bytes. @returns whether a drawing was read; if not, `failure` says why. */
	read(gray: Uint8Array): boolean {
		this.failure = this.#finder.find(gray) ? undefined : this.#finder.failure;
		if (this.failure) return false;
		this.#sampleInk(gray);
		if (!this.#findBox()) this.failure = EMPTY;
		else this.#draw();
		return this.failure === undefined;
	}

	#sampleInk(gray: Uint8Array): void {
		const { map } = this.#finder;
		const light = this.#light;
		const scale = 255 / (1 - light.black);
		for (let row = 0, at = 0; row < GRID; row++)
			for (let column = 0; column < GRID; column++, at++) {
				const u = (DRAWING_INSET + ((column + 0.5) / GRID) * DRAWING_SIDE) / FRAME_SIDE;
				const v = (DRAWING_INSET + ((row + 0.5) / GRID) * DRAWING_SIDE) / FRAME_SIDE;
				map.project(u, v);
				const seen = sample(gray, this.#width, this.#height, map.x, map.y);
				const ink = ((1 - seen / light.white(u, v)) * scale - PAPER) * (255 / (FULL - PAPER));
				this.#ink[at] = ink <= 0 ? 0 : Math.min(ink, 255);
			}
	}

	/** Where the ink is; false where there is too little of it. */
	#findBox(): boolean {
		const ink = this.#ink;
		this.#left = this.#top = GRID;
		this.#right = this.#bottom = 0;
		for (let line = 0; line < GRID; line++) {
			let across = 0;
			let down = 0;
			for (let i = 0; i < GRID; i++) {
				if (ink[line * GRID + i] >= BOX_INK) across++;
				if (ink[i * GRID + line] >= BOX_INK) down++;
			}
			if (across >= LEAST_SAMPLES) {
				if (line < this.#top) this.#top = line;
				this.#bottom = line + 1;
			}
			if (down >= LEAST_SAMPLES) {
				if (line < this.#left) this.#left = line;
				this.#right = line + 1;
			}
		}
		if (Math.max(this.#right - this.#left, this.#bottom - this.#top) < LEAST_SIDE) return false;
		let mass = 0;
		let x = 0;
		let y = 0;
		for (let row = this.#top; row < this.#bottom; row++)
			for (let column = this.#left; column < this.#right; column++) {
				const amount = ink[row * GRID + column];
				mass += amount;
				x += amount * column;
				y += amount * row;
			}
		this.#x = x / mass;
		this.#y = y / mass;
		return true;
	}

	/** The picture: each pixel the mean of four samples. */
	#draw(): void {
		const side = this.#side;
		const step = Math.max(this.#right - this.#left, this.#bottom - this.#top) / (BOX * side);
		const quarter = step / 4;
		const middle = (side - 1) / 2;
		for (let row = 0, at = 0; row < side; row++)
			for (let column = 0; column < side; column++, at++) {
				const x = this.#x + (column - middle) * step;
				const y = this.#y + (row - middle) * step;
				const sum =
					this.#at(x - quarter, y - quarter) +
					this.#at(x + quarter, y - quarter) +
					this.#at(x - quarter, y + quarter) +
					this.#at(x + quarter, y + quarter);
				this.picture[at] = sum / 4 + 0.5;
			}
	}

	/** Ink between samples; none outside the box. */
	#at(x: number, y: number): number {
		if (x < this.#left || y < this.#top || x > this.#right - 1 || y > this.#bottom - 1) return 0;
		return sample(this.#ink, GRID, GRID, x, y);
	}
}
