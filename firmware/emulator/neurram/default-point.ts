import { Activation, ConverterKind } from "../../accelerator/registers";
import type { OperatingPoint } from "../core";
import type { NeurramProfile } from "../profiles/neurram";

/** The chip's byte is a sign and seven bits. */
const OUTPUT_BITS = 8;

/** Where every core starts: pairs of rows, unsigned inputs, linear codes of the charge decrement, one pass of programming. */
export function defaultPoint({ point, neuron, programming }: NeurramProfile): OperatingPoint {
	return {
		...point,
		inputSigned: 0,
		pairs: 1,
		converter: ConverterKind.DECREMENT,
		outputBits: OUTPUT_BITS,
		activation: Activation.LINEAR,
		comparatorOffset: neuron.comparatorOffset,
		rowGating: 1,
		absoluteTolerance: programming.tolerance,
		programPasses: 1,
	};
}
