import type { LongShortTermMemoryStep } from "../../../firmware/model/network";
import type { LongShortTermMemory } from "../network/graph";
import { type Codes, codesOf } from "./codes";

/** One pass through the drivers has four bits and a sign. */
const HIDDEN_BITS = 5;

/** The hidden state as it goes back into the chip. */
export function hiddenCodesOf({ inputBits, hiddenMost }: LongShortTermMemory): Codes {
	if (inputBits > 0) return codesOf({ bits: inputBits, signed: true, most: hiddenMost });
	// within -1 and 1: tanh times sigmoid; a signed range ends a step before `most`
	const steps = 2 ** (HIDDEN_BITS - 1);
	return codesOf({ bits: HIDDEN_BITS, signed: true, most: Math.min(hiddenMost, steps / (steps - 1)) });
}

/** The step of the firmware; what the bias rows cannot hold comes later. */
export function memoryStep(
	{ hidden, limits }: LongShortTermMemory,
	input: number,
	inputMatrix: number,
	hiddenMatrix: number,
	{ bits, unit }: Codes,
): LongShortTermMemoryStep {
	const { a3, a4, a5, a6, a7, a8, a9, a10, a12, a13, a14 } = limits;
	return {
		kind: "lstm",
		...{ input, hidden, inputMatrix, hiddenMatrix, hiddenBits: bits, hiddenUnit: unit },
		limits: Float32Array.of(a3, a4, a5, a6, a7, a8, a9, a10, a12, a13, a14),
		inputOffset: new Float32Array(0),
		hiddenOffset: new Float32Array(0),
		shape: { height: 1, width: 1, channels: hidden },
	};
}
