// The two products of a frequency-multiplexed window, amplitude by amplitude: an array read by tones, and voltages through
// weights. A cell's noise is independent of its neighbours' and adds up linearly on its line, so the sum is drawn once a line
// and tone with the variance of the sum: exact in distribution, and one normal variate instead of one a cell.
// Amplitudes are tone by tone: element k * lines + line. Without a random generator there is no noise.

import type { Random } from "../math/random";
import type { LineMatrix } from "./line-matrix";

/** A normal variate of this standard deviation; nothing is drawn for 0. */
export function gaussian(deviation: number, random: Random): number {
	return deviation === 0 ? 0 : deviation * random.gaussian();
}

/**
 * Read mode: column k carries `amplitude` volts of tone k, so the current of row i holds gain x amplitude x G_ik at tone k.
 * @param gain of the cell's fundamental. @param added noise of a line, amperes. @param currents tones x rows, overwritten.
 */
export function driveColumns(
	matrix: LineMatrix,
	tones: number,
	amplitude: number,
	gain: number,
	added: number,
	random: Random | undefined,
	currents: Float64Array,
): void {
	const { rows, crossbar } = matrix;
	const { cell, age } = crossbar;
	const drive = amplitude * gain;
	const base = added * added;
	const square = amplitude * amplitude;
	for (let k = 0, n = 0; k < tones; k++)
		for (let row = 0; row < rows; row++, n++) {
			const conductance = matrix.conductance(row, k);
			currents[n] = drive * conductance;
			if (random === undefined) continue;
			const noise = cell.readNoise(conductance, age);
			const total = base + square * (noise * noise);
			if (total !== 0) currents[n] += Math.sqrt(total) * random.gaussian();
		}
}

/**
 * Compute mode: row voltages through the weights, for every tone.
 * @param voltages tones x rows. @param added noise of a physical line, amperes. @param currents tones x outputs, overwritten.
 */
export function driveRows(
	weights: LineMatrix,
	tones: number,
	voltages: Float64Array,
	added: number,
	random: Random | undefined,
	currents: Float64Array,
): void {
	const { rows, outputs, weight, weightVariance } = weights;
	const base = (weights.columns / outputs) * added * added;
	for (let k = 0; k < tones; k++) {
		for (let j = 0; j < outputs; j++) {
			let sum = 0;
			let spread = base;
			for (let i = 0; i < rows; i++) {
				const voltage = voltages[k * rows + i];
				sum += weight[j * rows + i] * voltage;
				spread += weightVariance[j * rows + i] * voltage * voltage;
			}
			if (random !== undefined && spread !== 0) sum += Math.sqrt(spread) * random.gaussian();
			currents[k * outputs + j] = sum;
		}
	}
}

/** The noise of driveRows a quarter turn away from each tone: that of the voltages through the weights, and the lines' own. */
export function driveRowsQuadrature(
	weights: LineMatrix,
	tones: number,
	voltages: Float64Array | undefined,
	added: number,
	random: Random,
	currents: Float64Array,
): void {
	const { rows, outputs, weight } = weights;
	const deviation = Math.sqrt(weights.columns / outputs) * added;
	for (let k = 0; k < tones; k++) {
		for (let j = 0; j < outputs; j++) {
			let sum = gaussian(deviation, random);
			if (voltages !== undefined) for (let i = 0; i < rows; i++) sum += weight[j * rows + i] * voltages[k * rows + i];
			currents[k * outputs + j] = sum;
		}
	}
}

/** Root mean square over `bins` quiet bins of what `lines` plain lines hold there, amperes. */
export function lineFloor(lines: number, bins: number, added: number, random: Random): number {
	const count = lines * bins;
	if (added === 0 || count <= 0) return 0;
	let sum = 0;
	for (let n = 0; n < count; n++) {
		const value = added * random.gaussian();
		sum += value * value;
	}
	return Math.sqrt(sum / count);
}

/**
 * Root mean square over `bins` quiet bins and all outputs: the lines' own noise and, through the weights, that of rows with
 * `rowNoise` volts. @param scratch one value a row.
 */
export function outputFloor(
	weights: LineMatrix,
	bins: number,
	added: number,
	rowNoise: number,
	random: Random,
	scratch: Float64Array,
): number {
	if (added === 0 || bins <= 0) return 0;
	const { rows, outputs, weight } = weights;
	const deviation = added * Math.sqrt(weights.columns / outputs);
	let sum = 0;
	for (let bin = 0; bin < bins; bin++) {
		for (let i = 0; i < rows; i++) scratch[i] = gaussian(rowNoise, random);
		for (let j = 0; j < outputs; j++) {
			let value = deviation * random.gaussian();
			for (let i = 0; i < rows; i++) value += weight[j * rows + i] * scratch[i];
			sum += value * value;
		}
	}
	return Math.sqrt(sum / (bins * outputs));
}
