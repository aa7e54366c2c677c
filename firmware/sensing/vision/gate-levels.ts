import { CimError } from "../../errors";
import { type Kernel, TAPS } from "./kernel";

/** A kernel or a sensor that cannot be set. */
export class VisionError extends CimError {}

/** A kernel as the sensor's gates have it. */
export interface GateLevels {
	/** One a tap, -limit to limit. */
	levels: Int8Array;
	/** Levels that a weight of 1 stands for. */
	scale: number;
}

/** Power of the light that nine neighbours share over that of their differences (assumed). */
const SHARED_LIGHT = 100;
/** Scales that are tried for each level of the range. */
const SCALES_PER_LEVEL = 8;

/**
 * The gate levels of a kernel, out of 2^bits - 1 evenly spaced photoresponses. Of the scales that use at least half of the range it
 * takes the one that leaves the smallest error; a kernel that does not see even light should go on not seeing it.
 * @param bits 2 to 8. @throws VisionError
 */
export function gateLevels(kernel: Kernel, bits: number): GateLevels {
	if (kernel.length !== TAPS)
		throw new VisionError("vision-kernel", `a kernel has ${TAPS} weights, row by row, not ${kernel.length}`);
	if (!Number.isInteger(bits) || bits < 2 || bits > 8)
		throw new VisionError("vision-bits", `gate levels of ${bits} bits: use 2 to 8`);
	for (let tap = 0; tap < TAPS; tap++)
		if (!(kernel[tap] >= -1 && kernel[tap] <= 1))
			throw new VisionError(
				"vision-kernel",
				`weight ${tap} is ${kernel[tap]}: it must be a part of the largest response, -1 to 1`,
			);
	const limit = (1 << (bits - 1)) - 1;
	let least = Infinity;
	let best = limit;
	for (let n = SCALES_PER_LEVEL * limit; 2 * n >= SCALES_PER_LEVEL * limit; n--) {
		const error = errorAt(kernel, n / SCALES_PER_LEVEL);
		if (error < least) {
			least = error;
			best = n / SCALES_PER_LEVEL;
		}
	}
	const levels = new Int8Array(TAPS);
	for (let tap = 0; tap < TAPS; tap++) levels[tap] = nearest(kernel[tap] * best);
	return { levels, scale: best };
}

/** Squared error of a kernel at a scale: of its weights, and of what it makes of even light. */
function errorAt(kernel: Kernel, scale: number): number {
	let squares = 0;
	let sum = 0;
	for (let tap = 0; tap < TAPS; tap++) {
		const error = nearest(kernel[tap] * scale) / scale - kernel[tap];
		squares += error * error;
		sum += error;
	}
	return squares + SHARED_LIGHT * sum * sum;
}

/** Halves away from zero, so that a kernel's two sides stay alike. */
function nearest(value: number): number {
	return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}
