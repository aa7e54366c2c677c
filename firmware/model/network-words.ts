import { ModelError } from "./model-error";
import { RECOMPILE } from "./network-limits";

/** A field with a value that it cannot have. */
export function refuse(field: string, value: unknown, allowed: string): never {
	throw new ModelError("model-field", field, `it is ${JSON.stringify(value)}, allowed is ${allowed}; ${RECOMPILE}`);
}

/** Fields that do not fit each other. */
export function mismatch(field: string, words: string): never {
	throw new ModelError("model-size", field, `${words}; ${RECOMPILE}`);
}

export function demandInteger(field: string, value: number, least: number, most: number): void {
	if (!Number.isInteger(value) || value < least || value > most)
		refuse(field, value, `a whole number from ${least} to ${most}`);
}

/** Above zero and finite. */
export function demandUnit(field: string, value: number): void {
	if (!(value > 0 && value < Infinity)) refuse(field, value, "a number above 0");
}

export function demandText(field: string, value: string, most: number): void {
	let sound = value.length > 0 && value.length <= most;
	for (let n = 0; sound && n < value.length; n++) {
		const character = value.charCodeAt(n);
		sound = character >= 0x20 && character < 0x7f;
	}
	if (!sound) refuse(field, value, `1 to ${most} printable ASCII characters`);
}

export function demandCount(field: string, values: { length: number }, expected: number, what: string): void {
	if (values.length !== expected) mismatch(field, `it has ${values.length} values, ${what} are ${expected}`);
}

/** Codes of so many bits; the number below the smallest of a signed one has no meaning. */
export function demandCodes(field: string, codes: Int8Array | Uint8Array, bits: number, signed: boolean): void {
	const most = (1 << (signed ? bits - 1 : bits)) - 1;
	const least = signed ? -most : 0;
	for (let n = 0; n < codes.length; n++)
		if (codes[n] < least || codes[n] > most) refuse(`${field}[${n}]`, codes[n], `a code from ${least} to ${most}`);
}

/** Bits of codes: a signed one has at least two. */
export function demandBits(field: string, bits: number, signed: boolean): void {
	demandInteger(field, bits, signed ? 2 : 1, 8);
}

export function demandFinite(field: string, numbers: Float32Array): void {
	for (let n = 0; n < numbers.length; n++)
		if (!Number.isFinite(numbers[n])) refuse(`${field}[${n}]`, String(numbers[n]), "a finite number");
}
