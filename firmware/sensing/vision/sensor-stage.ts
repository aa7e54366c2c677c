import { GLYPH_SIDE } from "../sheet-layout";
import type { GateLevels } from "./gate-levels";
import { rectifiedMaps } from "./rectified-maps";
import { type PixelPhysics, VisionSensor } from "./vision-sensor";

/** A glyph with one pixel of paper around it: every stroke has two edges. */
export const SENSOR_SIDE = GLYPH_SIDE + 2;
/** Pixels of a kernel's map. */
export const MAP_PIXELS = SENSOR_SIDE * SENSOR_SIDE;
const GLYPH_PIXELS = GLYPH_SIDE * GLYPH_SIDE;
/** Light of paper, and what full ink takes of it, gray steps. */
export const PAPER = 230;
const INK = 207;

/** The sensor that a model was trained behind: its kernels, and what a gray step of a map is as ink, of 256. */
export interface SensorFields {
	gain: number;
	kernels: GateLevels[];
}

/** Chance of an emulated sensor comes from a seed, as that of the chip. */
export type SeededPhysics = PixelPhysics & { reseed(seed: number): void };

/**
 * The vision sensor in front of the accelerator: what the digital camera saw of each letter stands for the light, magnitudes of
 * the kernels' maps go into the crossbar. Whole numbers; nothing is allocated per frame.
 */
export class SensorStage {
	/** Kernels x pixels a letter; 0 is even light, 255 the strongest edge. Reused. */
	readonly maps: Uint8Array;
	readonly #sensor: VisionSensor;
	readonly #physics: SeededPhysics | undefined;
	readonly #gain: number;
	readonly #light = new Uint8Array(MAP_PIXELS);

	/** @param letters of a frame. @throws VisionError */
	constructor({ kernels, gain }: SensorFields, letters: number, physics?: SeededPhysics) {
		this.#sensor = new VisionSensor({ columns: SENSOR_SIDE, rows: SENSOR_SIDE, kernels, physics });
		this.#physics = physics;
		this.#gain = gain;
		this.maps = new Uint8Array(letters * kernels.length * MAP_PIXELS);
		this.#light.fill(PAPER);
	}

	/** @param pictures ink of the letters, as the sheet reader cuts them. @param seed of an emulated sensor's noise */
	see(pictures: Uint8Array, seed: number): Uint8Array {
		this.#physics?.reseed(seed);
		const { maps } = this;
		const step = this.#sensor.conversions;
		for (let from = 0, at = 0; at < maps.length; from += GLYPH_PIXELS, at += step)
			this.seeOne(pictures, from, maps, at);
		return maps;
	}

	/** One letter's ink from `from`; its maps go to out[at..]. */
	seeOne(ink: Uint8Array, from: number, out: Uint8Array, at: number): void {
		lightOf(ink, from, this.#light);
		this.#sensor.exposePixels(this.#light);
		rectifiedMaps(this.#sensor, this.#gain, out, at);
	}
}
Object.freeze(SensorStage.prototype);

/** Light of a letter's ink from `from`, amid paper that is there already. */
export function lightOf(ink: Uint8Array, from: number, light: Uint8Array): void {
	for (let y = 0, i = from; y < GLYPH_SIDE; y++)
		for (let x = 0; x < GLYPH_SIDE; x++, i++)
			light[(y + 1) * SENSOR_SIDE + x + 1] = PAPER - (((ink[i] * INK + 254) / 255) | 0);
}
