import { Mode } from "../../firmware/accelerator/registers";
import { createFmcCore } from "../../firmware/emulator/fmc-core";
import { fmc } from "../../firmware/emulator/profiles/fmc";
import { Random } from "../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { changed } from "./letter-chip";

const CELLS = fmc.pixels * fmc.pictures;
/** Tone amplitude in millivolts and the mean error that fmc.md expects, per cent. */
const EXPECTED = [
	[1, 4],
	[2, 2],
	[5, 0.8],
	[10, 0.4],
	[20, 0.23],
	[50, 0.8],
	[100, 3.2],
];
/** The expected values have one or two digits, and the mean of 12,000 errors is known to 1 % of itself. */
const TOLERANCE = 0.08;

export const readError: Experiment = {
	id: "E3",
	title: "Read error against tone amplitude",
	mirrors: 'FMC figure 4a and supplement 9 (only "< 2 % at 2 mV" is the paper\'s number)',
	claim:
		"Noise dominates small tones, the cells' curvature large ones. Measured: mean of |I / U0 - G| / G over resistances spread evenly from " +
		"1 to 10 kOhm, 9 nA noise a line, V0 = 0.2 V, no fluctuation of the cells.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed, 3);
		const core = createFmcCore(changed({ device: { read: 0 } }));
		const crossbar = core.crossbars[0];
		const report = { outputs: 0, clipped: 0, conversions: 0, microseconds: 0, noiseFloor: 0, energy: 0 };
		const rows = [];
		const errors: number[] = [];
		for (const [millivolts, expected] of EXPECTED) {
			const settings = { ...core.defaults, toneAmplitude: millivolts * 1e-3 };
			const shots = quick ? 30 : 300;
			let sum = 0;
			for (let shot = 0; shot < shots; shot++) {
				for (let cell = 0; cell < CELLS; cell++) crossbar.set(cell, 1 / (1000 + 9000 * random.uniform()));
				core.multiply(Mode.TONES_READ, 0, fmc.pictures, settings, random, report);
				for (let cell = 0; cell < CELLS; cell++)
					sum += Math.abs(core.amperes[cell] / settings.toneAmplitude / crossbar.conductance(cell) - 1);
			}
			const mean = (100 * sum) / (shots * CELLS);
			errors.push(mean);
			const low = expected * (1 - TOLERANCE);
			const high = expected * (1 + TOLERANCE);
			rows.push(row(`mean error at ${millivolts} mV`, mean, "%", `${expected} %`, low, high));
		}
		const best = EXPECTED[errors.indexOf(Math.min(...errors))][0];
		rows.push(row("amplitude of the smallest error", best, "mV", "20 mV: U shape", 20, 20));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E3: error of a parallel read",
				x: { label: "Tone amplitude U0 (mV)", scale: "log" },
				y: { label: "Mean error of a conductance (%)", scale: "log" },
				series: [
					{ label: "measured", x: EXPECTED.map(([x]) => x), y: errors, mark: "both" },
					{ label: "expected", x: EXPECTED.map(([x]) => x), y: EXPECTED.map(([, y]) => y), reference: true },
				],
			},
			note: "The common gain of the curvature (1 + U0²/8V0²) is left in, as in the paper; a calibrated read would take it out.",
		};
	},
};
