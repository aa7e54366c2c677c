import type { NetworkInput } from "../model/network";
import { type Codes, largestCode } from "./patches";

/** Numbers of a value: codes, or real ones. */
export type Numbers = Codes | Float32Array;

/**
 * To the nearest of evenly spaced codes, rectified: floor(min(max(x, 0), most unit) / unit + 1/2).
 * @param most largest code
 * @param unit what one code stands for
 */
export function unsignedCode(x: number, most: number, unit: number): number {
	return x >= most * unit ? most : x > 0 ? Math.floor(x / unit + 0.5) : 0;
}

/** To the nearest of evenly spaced codes from -most to most, half to even. */
export function signedCode(x: number, most: number, unit: number): number {
	const steps = x / unit;
	if (!(steps < most)) return most;
	if (steps <= -most) return -most;
	const below = Math.floor(steps);
	const rest = steps - below;
	if (rest === 0.5) return below + (below & 1);
	return rest > 0.5 ? below + 1 : below;
}

/**
 * Numbers to codes.
 * @param sourceUnit what 1 in the source stands for; 1 for real numbers
 * @param unit what one code stands for
 */
export function quantize(
	source: Numbers,
	from: number,
	count: number,
	sourceUnit: number,
	into: Codes,
	at: number,
	bits: number,
	signed: boolean,
	unit: number,
): void {
	const most = largestCode(bits, signed);
	if (signed) for (let i = 0; i < count; i++) into[at + i] = signedCode(source[from + i] * sourceUnit, most, unit);
	else for (let i = 0; i < count; i++) into[at + i] = unsignedCode(source[from + i] * sourceUnit, most, unit);
}

/** The code of each byte 0 to 255, as the network's input wants it. */
export function inputTable({ bits, signed, zero, scale, unit }: NetworkInput): Codes {
	const most = largestCode(bits, signed);
	const table = signed ? new Int8Array(256) : new Uint8Array(256);
	for (let byte = 0; byte < 256; byte++) {
		const x = (byte - zero) / scale;
		table[byte] = signed ? signedCode(x, most, unit) : unsignedCode(x, most, unit);
	}
	return table;
}
