import type { GraphNode, Quantization } from "../network/graph";
import type { ChosenRange } from "./activation-range";
import { type Codes, codesOf, isSameCodes } from "./codes";

/** Bits of an input that several quantisers take: the finest that a chip drives. */
const FINE_BITS = 8;

/**
 * What codes the network's input has: those of its quantiser; finer ones where several take it in different ways; and from
 * representative inputs where none does.
 * @param users nodes that take the input
 */
export function inputCodes(
	users: readonly GraphNode[],
	range: () => ChosenRange,
): { codes: Codes; note: string | undefined } {
	const quantizers = users.flatMap(({ operation }): Pick<Quantization, "bits" | "signed" | "most">[] => {
		if (operation.kind === "quantization") return [operation];
		if (operation.kind === "lstm" && operation.inputBits > 0)
			return [{ bits: operation.inputBits, signed: true, most: operation.inputMost }];
		return [];
	});
	if (quantizers.length > 0 && quantizers.length === users.length) {
		const [first, ...others] = quantizers.map(codesOf);
		if (others.every(other => isSameCodes(first, other))) return { codes: first, note: undefined };
		const signed = quantizers.some(quantizer => quantizer.signed);
		const most = Math.max(...quantizers.map(quantizer => quantizer.most));
		return {
			codes: codesOf({ bits: FINE_BITS, signed, most }),
			note: `input: ${quantizers.length} quantisers take it, so it comes in ${FINE_BITS} bits, range ${most.toPrecision(4)}`,
		};
	}
	const { quantization, percentile } = range();
	const { bits, signed, most } = quantization;
	return {
		codes: codesOf(quantization),
		note: `input: quantised to ${bits} ${signed ? "signed" : "unsigned"} bits, range ${most.toPrecision(4)} from the ${percentile}th percentile of representative inputs`,
	};
}
