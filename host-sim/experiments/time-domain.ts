import { collect, Demodulator, newmanPhases, ToneSource } from "../../firmware/emulator/waveform";
import { Random } from "../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { changed, LetterChip } from "./letter-chip";
import { LetterCircuit } from "./letter-circuit";
import { relativeError } from "./measure";

const ROWS = 25;
const COLUMNS = 9;
const TONES = 16;
const SAMPLES = 128;

export const timeDomain: Experiment = {
	id: "E1",
	title: "Time domain against G^T X",
	mirrors: "FMC figures 1 and 2d; one-shot product of a 25 x 9 array with sixteen tones",
	claim:
		"The product of all sixteen input vectors at once, made sample by sample and demodulated, is the matrix product I = G^T X to rounding. " +
		"Measured: the largest difference over the largest current, random conductances of 0.1 to 1 mS and random signed amplitudes. " +
		"Then the letters demonstration: scores of the emulated chip, which works tone by tone, against the waveforms of the whole cascade, cells linear and cells " +
		"that conduct as a hyperbolic sine; that the chip leaves out between the arrays (rms difference over rms score).",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed, 1);
		const tones = {
			cycles: Array.from({ length: TONES }, (_, k) => k + 1),
			phases: newmanPhases(TONES),
			samples: SAMPLES,
		};
		const source = new ToneSource(tones);
		const demodulator = new Demodulator(tones);
		const conductances = new Float64Array(ROWS * COLUMNS);
		const amplitudes = new Float64Array(ROWS * TONES);
		const voltages = new Float64Array(ROWS * SAMPLES);
		const currents = new Float64Array(COLUMNS * SAMPLES);
		const measured = new Float64Array(COLUMNS * TONES);
		let worst = 0;
		const figure = { exact: [] as number[], measured: [] as number[] };
		for (let draw = 0; draw < (quick ? 4 : 40); draw++) {
			for (let cell = 0; cell < conductances.length; cell++) conductances[cell] = 1e-4 + 9e-4 * random.uniform();
			for (let k = 0; k < amplitudes.length; k++) amplitudes[k] = 2e-3 * (2 * random.uniform() - 1);
			source.synthesise(amplitudes, ROWS, voltages);
			collect(conductances, ROWS, COLUMNS, voltages, SAMPLES, currents);
			demodulator.coherent(currents, COLUMNS, measured);
			let largest = 0;
			let difference = 0;
			for (let column = 0; column < COLUMNS; column++)
				for (let k = 0; k < TONES; k++) {
					let exact = 0;
					for (let line = 0; line < ROWS; line++)
						exact += conductances[line * COLUMNS + column] * amplitudes[line * TONES + k];
					largest = Math.max(largest, Math.abs(exact));
					difference = Math.max(difference, Math.abs(exact - measured[column * TONES + k]));
					if (draw === 0) {
						figure.exact.push(exact * 1e6);
						figure.measured.push(measured[column * TONES + k] * 1e6);
					}
				}
			worst = Math.max(worst, difference / largest);
		}
		return {
			rows: [
				row("largest relative difference", worst, "", "< 1e-12", 0, 1e-12),
				row(
					"emulated chip, letters, linear cells",
					chipAgainstWaveforms(false),
					"",
					"0 (cells in steps of 1 pS)",
					0,
					1e-8,
				),
				row("emulated chip, letters, non-linear cells", chipAgainstWaveforms(true), "", "below 1e-4", 0, 1e-4),
			],
			plot: {
				kind: "curves",
				title: "E1: demodulated waveform against the matrix product",
				x: { label: "Matrix product (µA)" },
				y: { label: "Demodulated waveform (µA)" },
				series: [
					{ label: "equal", x: [-6, 6], y: [-6, 6], reference: true },
					{ label: "144 products of one shot", x: figure.exact, y: figure.measured, mark: "points" },
				],
			},
		};
	},
};

/** The firmware's chip, free of noise and programming error, against the same letters sample by sample. */
function chipAgainstWaveforms(nonlinear: boolean): number {
	const linear = { nonlinearVoltage: 1e6 };
	const profile = changed({
		device: { programmingModel: "gaussian", programming: 0, read: 0, step: 1e-12, ...(nonlinear ? {} : linear) },
		noise: { amplitude: 0 },
	});
	const chip = new LetterChip(profile, 1);
	chip.shoot();
	const { scores } = new LetterCircuit().shoot(nonlinear ? { nonlinearVoltage: profile.device.nonlinearVoltage } : {});
	return relativeError(chip.core.amperes, scores);
}
