import type { OperatingPoint } from "../core";

/** Magnitude bits that go through the drivers in one pass; more are two passes, each with a conversion of its own (figure 3f). */
export const PASS_BITS = 4;

/** Bits of the largest magnitude: a signed input's sign is not driven as a bit. */
export function magnitudeBits(point: OperatingPoint): number {
	return point.inputSigned ? Math.max(point.inputBits - 1, 1) : point.inputBits;
}

/** Bits of the second pass; 0 where one pass is enough. */
export function lowBits(point: OperatingPoint): number {
	return point.inputBits > PASS_BITS ? magnitudeBits(point) >> 1 : 0;
}

/** Largest input magnitude. */
export function largestInput(point: OperatingPoint): number {
	return (1 << magnitudeBits(point)) - 1;
}
