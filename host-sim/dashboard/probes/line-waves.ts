import { TransimpedanceAmplifiers } from "../../../firmware/emulator/amplifier";
import type { CoreSettings } from "../../../firmware/emulator/core";
import type { Crossbar } from "../../../firmware/emulator/crossbar";
import { LineMatrix } from "../../../firmware/emulator/line-matrix";
import { driveColumns } from "../../../firmware/emulator/products";
import type { FmcProfile } from "../../../firmware/emulator/profiles/fmc";
import { evenTones, type TonePlan } from "../../../firmware/emulator/tones";
import { collect } from "../../../firmware/emulator/waveform";
import type { Random } from "../../../firmware/math/random";

/** What the output lines of a cascade carry in one window. */
export interface LineWaves {
	plan: TonePlan;
	/** Of the weight array. */
	lines: number;
	/** Amperes, lines x samples: positive less negative line of each pair. */
	waves: Float64Array;
}

/**
 * The output lines of a shot in time, from the cells as they are: every picture's tone through the storage array, the
 * amplifiers, the weights (waveform.ts). Amplitudes after demodulation are the chip's own, noise included: the waves are made
 * so that demodulating them gives these. What stands in the bins between the tones is drawn here with the chip's noise floor,
 * for the chip has no use for it. Where tones leak into each other the noise is white, and the chip's only on the average.
 * @param demodulated the chip's, amperes, tone by tone
 */
export function lineWaves(
	profile: FmcProfile,
	[storage, weights]: readonly Crossbar[],
	settings: CoreSettings,
	vectors: number,
	demodulated: Float64Array,
	noiseFloor: number,
	random: Random,
): LineWaves {
	const { samples, phases } = profile.tones;
	const plan = evenTones(vectors, settings.firstTone, settings.toneSpacing, phases, samples);
	const wires = profile.wires.compensation === "none" ? profile.wires : undefined;
	const rows = rowWaves(profile, new LineMatrix(storage, false, wires), plan, settings.toneAmplitude);
	const matrix = new LineMatrix(weights, true, wires);
	matrix.refresh();
	const conductances = new Float64Array(matrix.rows * matrix.columns);
	for (let row = 0, n = 0; row < matrix.rows; row++)
		for (let column = 0; column < matrix.columns; column++, n++) conductances[n] = matrix.conductance(row, column);
	const currents = new Float64Array(matrix.columns * samples);
	collect(conductances, matrix.rows, matrix.columns, rows, samples, currents);
	const lines = matrix.outputs;
	const waves = new Float64Array(lines * samples);
	for (let line = 0; line < lines; line++)
		for (let n = 0; n < samples; n++)
			waves[line * samples + n] = currents[2 * line * samples + n] - currents[(2 * line + 1) * samples + n];
	addNoise(plan, waves, lines, demodulated, noiseFloor, random);
	return { plan, lines, waves };
}

/** Voltages of the rows between the arrays, rows x samples. */
function rowWaves(profile: FmcProfile, matrix: LineMatrix, plan: TonePlan, amplitude: number): Float64Array {
	const { resistance, saturation } = profile.amplifier;
	const { rows, crossbar } = matrix;
	const { count, samples } = plan;
	const byTone = new Float64Array(count * rows);
	matrix.refresh();
	driveColumns(matrix, count, amplitude, crossbar.cell.fundamentalGain(amplitude), 0, undefined, byTone);
	new TransimpedanceAmplifiers(resistance, saturation, count, samples).amplify(byTone, rows, plan);
	const byRow = new Float64Array(rows * count);
	for (let row = 0; row < rows; row++) for (let k = 0; k < count; k++) byRow[row * count + k] = byTone[k * rows + row];
	const waves = new Float64Array(rows * samples);
	plan.source.synthesise(byRow, rows, waves);
	return waves;
}

function addNoise(
	plan: TonePlan,
	waves: Float64Array,
	lines: number,
	demodulated: Float64Array,
	floor: number,
	random: Random,
): void {
	const { count, samples } = plan;
	// of an amplitude that is a mean over the window, back to one sample
	const deviation = floor * Math.sqrt(samples / 2);
	if (deviation > 0) for (let n = 0; n < waves.length; n++) waves[n] += deviation * random.gaussian();
	if (!plan.orthogonal) return;
	const found = new Float64Array(lines * count);
	plan.demodulator.coherent(waves, lines, found);
	for (let line = 0; line < lines; line++)
		for (let k = 0; k < count; k++) found[line * count + k] = demodulated[k * lines + line] - found[line * count + k];
	const missing = new Float64Array(lines * samples);
	plan.source.synthesise(found, lines, missing);
	for (let n = 0; n < waves.length; n++) waves[n] += missing[n];
}
