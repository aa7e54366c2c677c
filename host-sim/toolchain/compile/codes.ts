import { largestCode } from "../../../firmware/networks/patches";
import type { Quantization } from "../network/graph";

/** Whole numbers that stand for a value: what arrays take. */
export interface Codes {
	bits: number;
	signed: boolean;
	/** What one code stands for. */
	unit: number;
}

/** Largest code, without its sign. */
export function mostCode({ bits, signed }: Pick<Codes, "bits" | "signed">): number {
	return largestCode(bits, signed);
}

/** The codes that a quantiser of the graph makes (host-sim/toolchain/network/graph.ts, Quantization). */
export function codesOf({ bits, signed, most }: Pick<Quantization, "bits" | "signed" | "most">): Codes {
	return { bits, signed, unit: signed ? most / 2 ** (bits - 1) : most / (2 ** bits - 1) };
}

export function isSameCodes(one: Codes, other: Codes): boolean {
	return one.bits === other.bits && one.signed === other.signed && one.unit === other.unit;
}
