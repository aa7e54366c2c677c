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
		if (width % columns === 0 && height % rows === 0) this.#gather(gray, width, width / columns, height / rows);
		else this.#gatherUneven(gray, width, height);
		this.#convert();
	}

	/** The light of pixels that are all of one size. */
	#gather(gray: Uint8Array, width: number, across: number, down: number): void {
		const light = this.#light;
		const { columns, rows } = this;
		const step = this.#sampling;
		const samples = Math.ceil(across / step) * Math.ceil(down / step);
		const lines = down * width;
		const lineStep = step * width;
		const isFour = across === 2 * step && down === 2 * step;
		let at = columns + 3;
		let sum = 0;
		let first = 0;
		let line = 0;
		let lastLine = 0;
		let i = 0;
		let last = 0;
		for (let row = 0; row < rows; row++, at += 2)
			for (let column = 0; column < columns; column++, at++) {
				first = row * lines + column * across;
				if (isFour) sum = gray[first] + gray[first + step] + gray[first + lineStep] + gray[first + lineStep + step];
				else {
					sum = 0;
					lastLine = first + lines;
					for (line = first; line < lastLine; line += lineStep) {
						last = line + across;
						for (i = line; i < last; i += step) sum += gray[i];
					}
				}
				light[at] = (sum << LIGHT_BITS) / samples;
			}
	}

	/** The light of a frame that the pixels do not divide evenly. */
	#gatherUneven(gray: Uint8Array, width: number, height: number): void {
		const light = this.#light;
		const { columns, rows } = this;
		const step = this.#sampling;
		let at = columns + 3;
		for (let row = 0; row < rows; row++, at += 2) {
			const top = ((row * height) / rows) | 0;
			const bottom = (((row + 1) * height) / rows) | 0;
			for (let column = 0; column < columns; column++) {
				const left = ((column * width) / columns) | 0;
				const right = (((column + 1) * width) / columns) | 0;
				let sum = 0;
				let count = 0;
				for (let y = top; y < bottom; y += step)
					for (let x = left; x < right; x += step, count++) sum += gray[y * width + x];
				light[at++] = (sum << LIGHT_BITS) / count;
			}
		}
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
		const unit = scale * (1 << LIGHT_BITS);
		// In locals, and sliding along the row: an interpreter pays for every look into an array.
		const a = levels[0];
		const b = levels[1];
		const c = levels[2];
		const d = levels[3];
		const e = levels[4];
		const f = levels[5];
		const g = levels[6];
		const h = levels[7];
		const j = levels[8];
		let above = 0;
		let at = columns + 2;
		let below = 2 * at;
		let aboveLeft = 0;
		let aboveMiddle = 0;
		let aboveRight = 0;
		let left = 0;
		let middle = 0;
		let right = 0;
		let belowLeft = 0;
		let belowMiddle = 0;
		let belowRight = 0;
		let value = 0;
		let whole = 0;
		for (let row = 0, i = 0; row < rows; row++) {
			aboveLeft = light[above++];
			left = light[at++];
			belowLeft = light[below++];
			aboveMiddle = light[above++];
			middle = light[at++];
			belowMiddle = light[below++];
			for (const end = i + columns; i < end; i++) {
				aboveRight = light[above++];
				right = light[at++];
				belowRight = light[below++];
				value =
					(a * aboveLeft +
						b * aboveMiddle +
						c * aboveRight +
						d * left +
						e * middle +
						f * right +
						g * belowLeft +
						h * belowMiddle +
						j * belowRight) /
						unit +
					0.5;
				whole = value | 0;
				// the next whole number below, and within 16 bits: `nearest`, without a call
				if (whole >= 32767 || whole <= -32768) map[i] = nearest(value - 0.5);
				else map[i] = whole > value ? whole - 1 : whole;
				aboveLeft = aboveMiddle;
				aboveMiddle = aboveRight;
				left = middle;
				middle = right;
				belowLeft = belowMiddle;
				belowMiddle = belowRight;
			}
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
