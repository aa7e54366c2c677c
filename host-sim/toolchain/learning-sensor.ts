import type { Random } from "../../firmware/math/random";
import { TAPS } from "../../firmware/sensing/vision/kernel";
import { lightOf, MAP_PIXELS, PAPER, SENSOR_SIDE, type SensorFields } from "../../firmware/sensing/vision/sensor-stage";
import { pixelCode } from "./ideal-chip";
import type { LearningFront } from "./trainer";

export interface LearningSensorOptions {
	kernels: number;
	/** Bits of a gate level. */
	bits: number;
	/** Standard deviation of the response from sub-pixel to sub-pixel, and of an output's noise over its currents. */
	spread: number;
	noise: number;
	/** Ink of a gray step of a map, of 256. */
	gain: number;
	/** Bits that a pixel of a map is stored with, and smallest over largest conductance of a cell. */
	pictureBits: number;
	floor: number;
	/** First step width of Adam. */
	rate: number;
}

/**
 * A vision sensor whose gate voltages are learned together with the crossbar's weights. What it does to the light it does with
 * levels as few as the gates have and, for each batch, pixels of another die: spread and noise are in the loop. Slopes pass levels and
 * codes as if these were not rounded (straight-through).
 */
export class LearningSensor implements LearningFront {
	readonly #options: LearningSensorOptions;
	readonly #random: Random;
	/** Kernels x taps, -1 to 1. */
	readonly #wanted: Float64Array;
	readonly #rounded: Float64Array;
	readonly #responses: Float64Array;
	readonly #light: Uint8Array;
	/** Sums of the last sample, and whether a slope passes them. */
	readonly #sums: Float64Array;
	readonly #passes: Uint8Array;
	readonly #gradient: Float64Array;
	readonly #mean: Float64Array;
	readonly #square: Float64Array;
	#meanLeft = 1;
	#squareLeft = 1;

	constructor(options: LearningSensorOptions, random: Random) {
		const { kernels } = options;
		const taps = kernels * TAPS;
		this.#options = options;
		this.#random = random;
		this.#wanted = Float64Array.from({ length: taps }, () => 0.4 * random.gaussian());
		for (let n = 0; n < taps; n += TAPS) this.#balance(n);
		this.#rounded = new Float64Array(taps);
		this.#responses = new Float64Array(taps * MAP_PIXELS);
		this.#light = new Uint8Array(MAP_PIXELS).fill(PAPER);
		this.#sums = new Float64Array(kernels * MAP_PIXELS);
		this.#passes = new Uint8Array(kernels * MAP_PIXELS);
		this.#gradient = new Float64Array(taps);
		this.#mean = new Float64Array(taps);
		this.#square = new Float64Array(taps);
		this.#newDie();
	}

	/** What it has learned so far, as a model holds it. */
	get fields(): SensorFields {
		const { kernels, gain } = this.#options;
		const limit = this.#limit;
		const levels = (kernel: number): Int8Array =>
			Int8Array.from({ length: TAPS }, (_, tap) => Math.round(limit * this.#wanted[kernel * TAPS + tap]));
		return { gain, kernels: Array.from({ length: kernels }, (_, k) => ({ levels: levels(k), scale: limit })) };
	}

	/** Exposes it to a letter's ink; relative conductances of its maps go to inputs[at..]. */
	see(ink: Uint8Array, inputs: Float64Array, at: number): void {
		const { kernels, noise, gain, pictureBits, floor } = this.#options;
		const largest = (1 << pictureBits) - 1;
		lightOf(ink, 0, this.#light);
		for (let kernel = 0, n = 0; kernel < kernels; kernel++)
			for (let pixel = 0; pixel < MAP_PIXELS; pixel++, n++) {
				let sum = 0;
				let magnitude = 0;
				for (let tap = 0; tap < TAPS; tap++) {
					const from = neighbour(pixel, tap);
					const weight = this.#rounded[kernel * TAPS + tap] * this.#response(kernel, tap, from);
					const current = weight * this.#light[from];
					sum += current;
					magnitude += Math.abs(current);
				}
				sum += noise * magnitude * this.#random.gaussian();
				const value = (Math.abs(sum) * gain) / 256;
				this.#sums[n] = sum;
				this.#passes[n] = value < 255 ? 1 : 0;
				inputs[at + n] = floor + (pixelCode(Math.min(255, value), pictureBits) / largest) * (1 - floor);
			}
	}

	back(slopes: Float64Array): void {
		const { kernels, gain, floor } = this.#options;
		const unit = ((1 - floor) / 255) * (gain / 256);
		for (let kernel = 0, n = 0; kernel < kernels; kernel++)
			for (let pixel = 0; pixel < MAP_PIXELS; pixel++, n++) {
				if (this.#passes[n] === 0) continue;
				const slope = slopes[n] * unit * (this.#sums[n] < 0 ? -1 : 1);
				for (let tap = 0; tap < TAPS; tap++) {
					const from = neighbour(pixel, tap);
					this.#gradient[kernel * TAPS + tap] += slope * this.#response(kernel, tap, from) * this.#light[from];
				}
			}
	}

	step(batch: number, left: number): void {
		this.#meanLeft *= 0.9;
		this.#squareLeft *= 0.999;
		const width = this.#options.rate * left;
		for (let n = 0; n < this.#wanted.length; n++) {
			const slope = this.#gradient[n] / batch;
			this.#mean[n] += 0.1 * (slope - this.#mean[n]);
			this.#square[n] += 0.001 * (slope * slope - this.#square[n]);
			const move = this.#mean[n] / (1 - this.#meanLeft) / (Math.sqrt(this.#square[n] / (1 - this.#squareLeft)) + 1e-12);
			this.#wanted[n] = Math.min(1, Math.max(-1, this.#wanted[n] - width * move));
		}
		this.#gradient.fill(0);
		this.#newDie();
	}

	get #limit(): number {
		return (1 << (this.#options.bits - 1)) - 1;
	}

	/** A kernel that begins blind to even light, with its largest weight a full response. */
	#balance(from: number): void {
		const own = this.#wanted.subarray(from, from + TAPS);
		const mean = own.reduce((sum, weight) => sum + weight, 0) / TAPS;
		let most = 0;
		for (let tap = 0; tap < TAPS; tap++) {
			own[tap] -= mean;
			most = Math.max(most, Math.abs(own[tap]));
		}
		for (let tap = 0; tap < TAPS; tap++) own[tap] /= most;
	}

	/** Levels as few as the gates have, and other pixels. */
	#newDie(): void {
		const limit = this.#limit;
		for (let n = 0; n < this.#rounded.length; n++) this.#rounded[n] = Math.round(limit * this.#wanted[n]) / limit;
		const { spread } = this.#options;
		for (let n = 0; n < this.#responses.length; n++)
			this.#responses[n] = spread === 0 ? 1 : 1 + spread * this.#random.gaussian();
	}

	#response(kernel: number, tap: number, pixel: number): number {
		return this.#responses[(kernel * TAPS + tap) * MAP_PIXELS + pixel];
	}
}

const NEIGHBOURS = Int32Array.from({ length: TAPS * MAP_PIXELS }, (_, n) => {
	const pixel = Math.floor(n / TAPS);
	const tap = n % TAPS;
	const clamp = (at: number): number => Math.min(Math.max(at, 0), SENSOR_SIDE - 1);
	const row = clamp(Math.floor(pixel / SENSOR_SIDE) + Math.floor(tap / 3) - 1);
	return row * SENSOR_SIDE + clamp((pixel % SENSOR_SIDE) + (tap % 3) - 1);
});

/** The pixel that a tap of an output looks at; beyond the edge it is the edge's. */
function neighbour(pixel: number, tap: number): number {
	return NEIGHBOURS[pixel * TAPS + tap];
}
