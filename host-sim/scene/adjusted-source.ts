import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "./frame-source";

/** Light of each step of brightness, of 256: half a stop a step. */
const GAINS: Readonly<Record<number, number>> = { [-2]: 128, [-1]: 181, 0: 256, 1: 362, 2: 512 };
/** Bars of the test pattern. */
const BARS = 8;

export function isBrightness(value: number): boolean {
	return value in GAINS;
}

/** @param brightness -2 to 2 */
export function brighten(gray: Uint8Array, brightness: number, out: Uint8Array): void {
	const gain = GAINS[brightness];
	for (let i = 0; i < out.length; i++) out[i] = Math.min(255, (gray[i] * gain + 128) >> 8);
}

/** The simulated sensor's test picture: eight upright bars, white to black. */
export function drawTestPattern(gray: Uint8Array, width: number): void {
	for (let i = 0; i < gray.length; i++) gray[i] = 255 - Math.floor(((i % width) * BARS) / width) * 36;
}

/** How results name what a camera with other settings saw; `parseSource` reads it. */
export function brightenedName(brightness: number, source: string): string {
	return `light:${brightness}:${source}`;
}

export function patternName(width: number, height: number): string {
	return `pattern:${width}x${height}`;
}

/** What a camera sees whose exposure was set. */
export class BrightenedSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	readonly #source: FrameSource;
	readonly #brightness: number;
	readonly #gray: Uint8Array;

	constructor(source: FrameSource, brightness: number) {
		this.width = source.width;
		this.height = source.height;
		this.identification = brightenedName(brightness, source.identification);
		this.#source = source;
		this.#brightness = brightness;
		this.#gray = new Uint8Array(source.width * source.height);
	}

	frame(index: number): Uint8Array {
		brighten(this.#source.frame(index), this.#brightness, this.#gray);
		return this.#gray;
	}
}

/** The test picture, again and again. */
export class PatternSource implements FrameSource {
	readonly width: number;
	readonly height: number;
	readonly identification: string;
	readonly #gray: Uint8Array;

	constructor(width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT) {
		this.width = width;
		this.height = height;
		this.identification = patternName(width, height);
		this.#gray = new Uint8Array(width * height);
		drawTestPattern(this.#gray, width);
	}

	frame(): Uint8Array {
		return this.#gray;
	}
}
