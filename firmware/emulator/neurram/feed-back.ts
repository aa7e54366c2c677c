import { Activation } from "../../accelerator/registers";
import type { OperatingPoint } from "../core";
import { largestInput } from "./input-bits";

/**
 * Recurrent flow: outputs become the next step's inputs, on the scale of the most that a neuron can give (assumed for more
 * than one bit: the chip's own path writes back its latch). Inputs of one signed bit take the sign.
 * @param most largest count of the sigmoid and tanh neurons.
 */
export function feedBack(
	point: OperatingPoint,
	most: number,
	outputs: Int16Array,
	at: number,
	count: number,
	inputs: Int16Array,
): void {
	const { inputBits, inputSigned, activation } = point;
	const largest = largestInput(point);
	const least = inputSigned ? -largest : 0;
	const range = outputRange(point, most);
	for (let n = 0; n < count; n++) {
		const code = outputs[at + n];
		if (inputSigned && inputBits === 1) {
			inputs[n] = code > 0 || (code === 0 && activation === Activation.LINEAR) ? 1 : -1;
			continue;
		}
		const value = Math.floor((code * largest) / range + 0.5);
		inputs[n] = value > largest ? largest : Math.max(value, least);
	}
}

function outputRange({ activation, decrementSteps }: OperatingPoint, most: number): number {
	if (activation === Activation.STOCHASTIC) return 1;
	if (activation === Activation.TANH) return most;
	return activation === Activation.SIGMOID ? 2 * most : decrementSteps;
}
