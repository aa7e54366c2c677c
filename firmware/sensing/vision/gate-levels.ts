import { CimError } from "../../errors";
import { type Kernel, TAPS } from "./kernel";

/** A kernel or a sensor that cannot be set. */
export class VisionError extends CimError {}

/**
 * The gate levels of a kernel: its weights to the nearest of 2^bits - 1 evenly spaced photoresponses, -limit to limit with
 * limit = 2^(bits - 1) - 1, as the sensor's gate converter sets them.
 * @param bits 2 to 8. @throws VisionError
 */
export function gateLevels(kernel: Kernel, bits: number): Int8Array {
	if (kernel.length !== TAPS)
		throw new VisionError("vision-kernel", `a kernel has ${TAPS} weights, row by row, not ${kernel.length}`);
	if (!Number.isInteger(bits) || bits < 2 || bits > 8)
		throw new VisionError("vision-bits", `gate levels of ${bits} bits: use 2 to 8`);
	const limit = largestLevel(bits);
	const levels = new Int8Array(TAPS);
	for (let tap = 0; tap < TAPS; tap++) {
		const weight = kernel[tap];
		if (!(weight >= -1 && weight <= 1))
			throw new VisionError(
				"vision-kernel",
				`weight ${tap} is ${weight}: it must be a part of the largest response, -1 to 1`,
			);
		levels[tap] = Math.floor(weight * limit + 0.5);
	}
	return levels;
}

export function largestLevel(bits: number): number {
	return (1 << (bits - 1)) - 1;
}
