import { collect, Demodulator, newmanPhases, ToneSource } from "../../firmware/emulator/waveform";
import { Random } from "../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";

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
		"Measured: the largest difference over the largest current, random conductances of 0.1 to 1 mS and random signed amplitudes.",
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
			rows: [row("largest relative difference", worst, "", "< 1e-12", 0, 1e-12)],
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
