import { type GateLevels, VisionError } from "./gate-levels";
import { TAPS } from "./kernel";

/** What the sensor's pixels do with the light, beside weighing it: an emulated sensor's physics, absent for an ideal one. */
export interface PixelPhysics {
	/** Photoresponse of a pixel at a level of its gate, NOMINAL for a level's nominal one. Called when kernels are set. */
	response(kernel: number, tap: number, pixel: number): number;
	/** Light as the pixels have followed it, in place, 0..255 in 8.4 fixed point. */
	follow?(light: Uint16Array): void;
	/** Noise of one output, in its unit. @param magnitude sum of the photocurrents' magnitudes, same unit */
	noise?(magnitude: number): number;
}

export interface VisionSensorOptions {
	/** Pixels across and down. */
	columns: number;
	rows: number;
	kernels: readonly GateLevels[];
	/** Every so manieth row and column of the frame is light; the rest falls between the pixels' sensitive parts. 1 where absent. */
	sampling?: number;
	physics?: PixelPhysics;
}

/** Fraction bits of the light. */
const LIGHT_BITS = 4;
/** A nominal response: with a level of 8 bits and half as much again it fits 16 bits. */
export const NOMINAL = 128;
const MOST_PIXELS = 65_536;

/**
 * A vision sensor that computes before it converts: every pixel's photoresponse is set by its gate, positive or negative, and
 * the currents of nine neighbours are summed on one wire (Wang C.-Y. et al., Science Advances 6, eaba6173, 2020; model: fmc.md
 * section 3.3). The digital camera's frame stands for the light. Sums are of whole numbers, nothing is allocated per frame.
 *
 * An output is the sum over the kernel of level / scale x light, in 8-bit gray steps; beyond the edge the light of the edge
 * goes on.
 */
export class VisionSensor {
	readonly columns: number;
	readonly rows: number;
	/** A map a kernel, row by row, gray steps, -32768 to 32767. */
	readonly maps: readonly Int16Array[];
	/** Conversions of the last exposure: one a kernel and pixel. */
	readonly conversions: number;
	readonly #kernels: readonly GateLevels[];
	readonly #sampling: number;
	readonly #physics: PixelPhysics | undefined;
	/** Light with a border of one pixel, 8.4 fixed point. */
	readonly #light: Uint16Array;
	/** Of every kernel: response x level of every pixel's nine sub-pixels, undefined for an ideal sensor. */
	readonly #weights: readonly Int16Array[] | undefined;

	/** @throws VisionError */
	constructor({ columns, rows, kernels, sampling = 1, physics }: VisionSensorOptions) {
		if (!(columns >= 1 && rows >= 1 && columns * rows <= MOST_PIXELS))
			throw new VisionError("vision-size", `a sensor of ${columns} x ${rows} pixels: use 1 to ${MOST_PIXELS} in all`);
		this.columns = columns;
		this.rows = rows;
		this.#kernels = kernels;
		this.#sampling = sampling;
		this.#physics = physics;
		this.#light = new Uint16Array((columns + 2) * (rows + 2));
		this.maps = kernels.map(() => new Int16Array(columns * rows));
		this.conversions = kernels.length * columns * rows;
		this.#weights = physics && kernels.map(({ levels }, kernel) => this.#weightsOf(levels, kernel, physics));
	}

	/**
	 * Exposes the sensor to a frame, which is spread over all of it: a pixel takes the mean light of its area.
	 * @param gray width x height bytes. @throws VisionError for a frame smaller than the sensor
	 */
	expose(gray: Uint8Array, width: number, height: number): void {
		const { columns, rows } = this;
		if (gray.length !== width * height || width < columns || height < rows)
			throw new VisionError(
				"vision-frame",
				`a frame of ${width} x ${height} pixels and ${gray.length} bytes for a sensor of ${columns} x ${rows}: use a larger one`,
			);
		const stride = columns + 2;
		const step = this.#sampling;
		for (let row = 0; row < rows; row++) {
			const top = ((row * height) / rows) | 0;
			const bottom = (((row + 1) * height) / rows) | 0;
			for (let column = 0; column < columns; column++) {
				const left = ((column * width) / columns) | 0;
				const right = (((column + 1) * width) / columns) | 0;
				let sum = 0;
				let count = 0;
				for (let y = top; y < bottom; y += step)
					for (let x = left; x < right; x += step, count++) sum += gray[y * width + x];
				this.#light[(row + 1) * stride + column + 1] = ((sum << LIGHT_BITS) / count) | 0;
			}
		}
		this.#convert();
	}

	/** Exposes it to light that has its own size, for example one letter. @param light columns x rows bytes */
	exposePixels(light: Uint8Array): void {
		const { columns, rows } = this;
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++)
				this.#light[(row + 1) * (columns + 2) + column + 1] = light[row * columns + column] << LIGHT_BITS;
		this.#convert();
	}

	#convert(): void {
		this.#physics?.follow?.(this.#light);
		this.#extend();
		for (let kernel = 0; kernel < this.maps.length; kernel++)
			if (this.#weights) this.#sumWeighted(this.#weights[kernel], this.#kernels[kernel].scale, this.maps[kernel]);
			else this.#sum(this.#kernels[kernel], this.maps[kernel]);
	}

	/** The light beyond the edge is that of the edge. */
	#extend(): void {
		const light = this.#light;
		const { columns, rows } = this;
		const stride = columns + 2;
		for (let row = 1; row <= rows; row++) {
			light[row * stride] = light[row * stride + 1];
			light[row * stride + columns + 1] = light[row * stride + columns];
		}
		light.copyWithin(0, stride, 2 * stride);
		light.copyWithin((rows + 1) * stride, rows * stride, (rows + 1) * stride);
	}

	#sum({ levels, scale }: GateLevels, map: Int16Array): void {
		const light = this.#light;
		const { columns, rows } = this;
		const stride = columns + 2;
		const unit = scale * (1 << LIGHT_BITS);
		for (let row = 0, i = 0; row < rows; row++)
			for (let column = 0, at = row * stride; column < columns; column++, at++, i++) {
				const sum =
					levels[0] * light[at] +
					levels[1] * light[at + 1] +
					levels[2] * light[at + 2] +
					levels[3] * light[at + stride] +
					levels[4] * light[at + stride + 1] +
					levels[5] * light[at + stride + 2] +
					levels[6] * light[at + 2 * stride] +
					levels[7] * light[at + 2 * stride + 1] +
					levels[8] * light[at + 2 * stride + 2];
				map[i] = nearest(sum / unit);
			}
	}

	#sumWeighted(weights: Int16Array, scale: number, map: Int16Array): void {
		const light = this.#light;
		const { columns, rows } = this;
		const stride = columns + 2;
		const unit = NOMINAL * scale * (1 << LIGHT_BITS);
		const physics = this.#physics!;
		for (let row = 0, i = 0; row < rows; row++)
			for (let column = 0; column < columns; column++, i++) {
				let sum = 0;
				let magnitude = 0;
				for (let tap = 0; tap < TAPS; tap++) {
					const y = tap < 3 ? 0 : tap < 6 ? 1 : 2;
					const current = weights[TAPS * i + tap] * light[(row + y) * stride + column + tap - 3 * y];
					sum += current;
					magnitude += current < 0 ? -current : current;
				}
				const noise = physics.noise ? physics.noise(magnitude / unit) : 0;
				map[i] = nearest(sum / unit + noise);
			}
	}

	/** Level x response of the nine sub-pixels that feed each output. */
	#weightsOf(levels: Int8Array, kernel: number, physics: PixelPhysics): Int16Array {
		const { columns, rows } = this;
		const weights = new Int16Array(TAPS * columns * rows);
		for (let row = 0, i = 0; row < rows; row++)
			for (let column = 0; column < columns; column++, i++)
				for (let tap = 0; tap < TAPS; tap++) {
					const y = Math.min(Math.max(row + ((tap / 3) | 0) - 1, 0), rows - 1);
					const x = Math.min(Math.max(column + (tap % 3) - 1, 0), columns - 1);
					weights[TAPS * i + tap] = nearest(levels[tap] * physics.response(kernel, tap, y * columns + x));
				}
		return weights;
	}
}
Object.freeze(VisionSensor.prototype);

function nearest(value: number): number {
	const rounded = Math.floor(value + 0.5);
	return rounded > 32767 ? 32767 : Math.max(rounded, -32768);
}
