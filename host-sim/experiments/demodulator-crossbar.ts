import { collect, ToneSource } from "../../firmware/emulator/waveform";
import { sinTurns } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";
import { type Experiment, row } from "./experiment";
import { comb, rms } from "./measure";

/** The group's later numerology: 32 samples a window, 15 tones (bin 16 has no sine). */
export const SAMPLES = 32;
export const TONES = 15;

/**
 * A real Fourier transform as differential conductances: row = sample, columns 2k and 2k + 1 = cosine and sine of tone k,
 * weights held as whole parts of the largest one, each cell then off by a relative Gaussian error.
 * @returns SAMPLES x 2 TONES weights (positive less negative cell), scaled so that a tone comes out with its amplitude.
 */
export function demodulatorWeights(bits: number, weightError: number, random: Random): Float64Array {
	const levels = 2 ** bits - 1;
	const weights = new Float64Array(SAMPLES * 2 * TONES);
	for (let n = 0; n < SAMPLES; n++)
		for (let k = 0; k < TONES; k++)
			for (let part = 0; part < 2; part++) {
				// Cosine, then minus sine: the phase comes out as the carrier's.
				const value = sinTurns(((k + 1) * n) / SAMPLES + (part === 0 ? 0.25 : 0.5));
				const level = Math.round(Math.abs(value) * levels) / levels;
				const cell = level * (1 + weightError * random.gaussian());
				weights[n * 2 * TONES + 2 * k + part] = ((value < 0 ? -1 : 1) * cell * 2) / SAMPLES;
			}
	return weights;
}

const POINTS = [
	{ bits: 4, weightError: 0, expected: 2.5 },
	{ bits: 6, weightError: 0, expected: 0.58 },
	{ bits: 8, weightError: 0, expected: 0.15 },
	{ bits: 8, weightError: 0.01, expected: 1 },
	{ bits: 8, weightError: 0.02, expected: 2 },
	{ bits: 8, weightError: 0.05, expected: 4.7 },
];

export const demodulatorCrossbar: Experiment = {
	id: "E14",
	title: "A crossbar as demodulator",
	mirrors: "FMC supplement 6: 32-point Fourier transform in conductances",
	claim:
		"32 samples of a multi-tone signal on the rows, in-phase and quadrature of fifteen tones on pairs of columns. Sixteen levels are enough for 2.5 %; with " +
		"cells off by a few per cent, the result is off by as much. Measured: rms error of the complex amplitudes over their rms, random amplitudes and phases. A weight is the " +
		"cell of its sign, the other cell of the pair off, as in the group's later chip.",
	run({ seed, quick }) {
		const random = new Random(seed, 14);
		const source = new ToneSource({
			cycles: Float64Array.from({ length: 2 * TONES }, (_, c) => 1 + Math.floor(c / 2)),
			phases: Float64Array.from({ length: 2 * TONES }, (_, c) => (c % 2) / 4),
			samples: SAMPLES,
		});
		const signal = new Float64Array(SAMPLES);
		const found = new Float64Array(2 * TONES);
		const measure = (bits: number, weightError: number) => {
			const errors: number[] = [];
			for (let draw = 0; draw < (quick ? 100 : 1000); draw++) {
				const weights = demodulatorWeights(bits, weightError, random);
				const sent = Float64Array.from({ length: 2 * TONES }, () => random.gaussian());
				source.synthesise(sent, 1, signal);
				collect(weights, SAMPLES, 2 * TONES, signal, 1, found);
				errors.push(100 * Math.sqrt(energy(found, sent) / energy(sent)));
			}
			return rms(errors);
		};
		const rows = POINTS.map(({ bits, weightError, expected }) =>
			row(
				`${bits} bits, weights off by ${100 * weightError} %`,
				measure(bits, weightError),
				"%",
				`${expected} %`,
				expected * 0.85,
				expected * 1.15,
			),
		);
		const bits = Array.from(comb(2, 1, 9));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E14: 32 x 30 crossbar as demodulator",
				x: { label: "Levels of a weight (bits)", low: 2, high: 10 },
				y: { label: "Error of the amplitudes (%)", scale: "log", low: 0.01, high: 20 },
				series: [0, 0.01, 0.02, 0.05].map(weightError => ({
					label: weightError ? `cells off by ${100 * weightError} %` : "exact cells",
					x: bits,
					y: bits.map(count => measure(count, weightError)),
					mark: "both" as const,
				})),
			},
		};
	},
};

/** Sum of squares, of the difference where two are given. */
function energy(values: Float64Array, from?: Float64Array): number {
	let sum = 0;
	for (let n = 0; n < values.length; n++) sum += (values[n] - (from ? from[n] : 0)) ** 2;
	return sum;
}
