import { fmc } from "../../firmware/emulator/profiles/fmc";
import { Demodulator, distort, ToneSource } from "../../firmware/emulator/waveform";
import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { calibratedError, comb, rms } from "./measure";

/** Voltage on the row, rms. */
const ROW_VOLTS = 20e-3;
/** Tones, expected error in percent and the range of it that FACTOR widens. */
const POINTS = [
	{ tones: 4, expected: "0.09 %", low: 0.09, high: 0.09 },
	{ tones: 16, expected: "0.25 %", low: 0.25, high: 0.25 },
	{ tones: 64, expected: "0.40 %; its formula 0.32 %", low: 0.32, high: 0.4 },
	{ tones: 256, expected: "0.31 to 0.32 %", low: 0.31, high: 0.32 },
];
const FACTOR = 1.25;

export const intermodulation: Experiment = {
	id: "E15",
	title: "Intermodulation against the number of tones",
	mirrors: 'FMC discussion: "how many tones"',
	claim:
		"At a fixed rms voltage on a row, what non-linear cells mix into the tones does not grow with their number: it saturates at 1.9 g3 V^2 = 0.32 % for 20 mV " +
		"(g3 = 1 / (6 V0^2), V0 = 0.2 V). One row, adjacent tones from cycle 1, signed Gaussian amplitudes, carriers in phase. Measured: rms error of the amplitudes over their rms after one " +
		"gain, rms over draws. The source's 0.40 % for 64 tones is above its own formula, so both bound that row.",
	run({ seed, quick }) {
		const random = new Random(seed, 15);
		const rows = [];
		const measured: number[] = [];
		for (const { tones, expected, low, high } of POINTS) {
			const errors: number[] = [];
			const draws = Math.min(4000, Math.ceil((quick ? 25_000 : 100_000) / tones));
			const samples = 8 * tones;
			const carriers = { cycles: comb(1, 1, tones), phases: new Float64Array(tones), samples };
			const source = new ToneSource(carriers);
			const demodulator = new Demodulator(carriers);
			const voltage = new Float64Array(samples);
			const found = new Float64Array(tones);
			for (let draw = 0; draw < draws; draw++) {
				const amplitudes = Float64Array.from({ length: tones }, () => random.gaussian());
				const scale = ROW_VOLTS / Math.sqrt(amplitudes.reduce((sum, value) => sum + (value * value) / 2, 0));
				for (let k = 0; k < tones; k++) amplitudes[k] *= scale;
				source.synthesise(amplitudes, 1, voltage);
				distort(voltage, samples, fmc.device.nonlinearVoltage);
				demodulator.coherent(voltage, 1, found);
				errors.push(100 * calibratedError(found, amplitudes));
			}
			const error = rms(errors);
			measured.push(error);
			rows.push(row(`${tones} tones`, error, "%", expected, low / FACTOR, high * FACTOR));
		}
		rows.push(row("256 over 64 tones", measured[3] / measured[2], "", "saturates", 0.8, 1.25));
		const tones = POINTS.map(point => point.tones);
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E15: intermodulation at 20 mV rms on the row",
				x: { label: "Tones", scale: "log", low: 3, high: 300 },
				y: { label: "Amplitude error after calibration (%)", low: 0, high: 0.5 },
				series: [
					{ label: "measured", x: tones, y: measured, mark: "both" },
					{ label: "1.9 g3 V² for many tones", x: [3, 300], y: [0.317, 0.317], reference: true },
					{ label: "expected", x: tones, y: [0.09, 0.25, 0.4, 0.315], mark: "points", reference: true },
				],
			},
		};
	},
};
