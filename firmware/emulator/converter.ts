import type { Random } from "../math/random";

/** Steps of the slow ramp that calibration measures with: it resolves 1/256 of a code. */
const RAMP = 256;
/** Test level of the gain measurement, as a fraction of the full scale. */
const GAIN_LEVEL = 0.75;

/**
 * The output converters: a current to a signed code, rounded and limited to the range. Until it is calibrated a converter has
 * an offset (a fraction of the full scale) and a gain error; calibration measures both and trims them out before the rounding.
 */
export class Converter {
	/** Largest code; the smallest is its negative. One bit gives -1 and 1. */
	readonly largest: number;
	readonly #bits: number;
	readonly #offset: number;
	readonly #gain: number;
	#offsetTrim = 0;
	#gainTrim = 0;
	/** Conversions that met the range, since it was last set to 0. */
	clipped = 0;

	/** @param bits 1 to 12. Throws RangeError. */
	constructor(bits: number, offset = 0, gain = 0) {
		if (!(bits >= 1 && bits <= 12 && Math.floor(bits) === bits))
			throw new RangeError(`a converter of ${bits} bits: 1 to 12 are modelled`);
		this.largest = bits === 1 ? 1 : (1 << (bits - 1)) - 1;
		this.#bits = bits;
		this.#offset = offset;
		this.#gain = gain;
	}

	/** Forgets the calibration. */
	reset(): void {
		this.#offsetTrim = 0;
		this.#gainTrim = 0;
	}

	/** Code of a current, both in amperes. */
	convert(current: number, fullScale: number): number {
		const raw = (current / fullScale) * (1 + this.#gain) + this.#offset;
		const trimmed = (raw - this.#offsetTrim) / (1 + this.#gainTrim);
		if (this.#bits === 1) return trimmed < 0 ? -1 : 1;
		const code = Math.round(trimmed * this.largest);
		if (code > this.largest) {
			this.clipped++;
			return this.largest;
		}
		if (code < -this.largest) {
			this.clipped++;
			return -this.largest;
		}
		return code === 0 ? 0 : code;
	}

	/**
	 * Measures offset and gain with a slow ramp of one code's width around zero and around a test level, with the lines' noise
	 * (amperes) on it, and trims them out. Returns the offset in amperes and the relative gain error. One bit has neither.
	 */
	calibrate(fullScale: number, noise: number, random: Random): { offset: number; gain: number } {
		this.reset();
		if (this.#bits === 1) return { offset: 0, gain: 0 };
		const zero = this.#measure(0, fullScale, noise, random);
		const level = this.#measure(GAIN_LEVEL, fullScale, noise, random);
		this.#offsetTrim = zero;
		this.#gainTrim = (level - zero) / GAIN_LEVEL - 1;
		return { offset: zero * fullScale, gain: this.#gainTrim };
	}

	/** Mean reading of a level, as a fraction of the full scale. */
	#measure(level: number, fullScale: number, noise: number, random: Random): number {
		let sum = 0;
		for (let n = 0; n < RAMP; n++) {
			const ramp = ((n + 0.5) / RAMP - 0.5) / this.largest;
			const current = (level + ramp) * fullScale + (noise === 0 ? 0 : noise * random.gaussian());
			sum += this.convert(current, fullScale);
		}
		return sum / (RAMP * this.largest);
	}
}
