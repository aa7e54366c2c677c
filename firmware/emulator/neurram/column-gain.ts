import type { OperatingPoint } from "../core";
import type { NeurramProfile } from "../profiles/neurram";

/**
 * Undoes the gain of voltage mode: what a linear code of one pass says of sum_i G_i x_i, in siemens times input units,
 * where `total` is the sum of the conductances (siemens) that load the line. Without the neuron's own gain and offset,
 * which only a calibration of the line finds.
 */
export function weightedSum(code: number, total: number, point: OperatingPoint, profile: NeurramProfile): number {
	return ((code + 0.5) * total) / codesPerMean(code, point, profile);
}

/** Codes of a line whose weighted mean is one input unit: 2 x pulse multiplier x attenuation x read voltage / step. */
export function codesPerMean(code: number, point: OperatingPoint, { neuron }: NeurramProfile): number {
	const voltage = (point.positiveVoltage + point.negativeVoltage) / 2;
	const step = code < 0 ? point.decrementUp - neuron.stepOffset : point.decrementDown + neuron.stepOffset;
	return (2 * point.pulseMultiplier * neuron.attenuation * voltage) / step;
}
