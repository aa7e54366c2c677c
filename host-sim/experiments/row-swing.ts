import { fmc } from "../../firmware/emulator/profiles/fmc";
import { type Experiment, row } from "./experiment";
import { LetterCircuit } from "./letter-circuit";
import { calibratedError } from "./measure";

/** U0 that fills the row swing of the default amplifier, volts (fmc.md 5.7). */
const AMPLITUDE = 5e-3;

/** Transimpedance over the default one, then expected row peak in millivolts and error in percent: equal, Newman. */
const POINTS = [
	{ gain: 1, equal: { peak: 39, error: 0.12 }, newman: { peak: 19, error: 0.02 } },
	{ gain: 4, equal: { peak: 155, error: 1.9 }, newman: { peak: 75, error: 0.29 } },
	{ gain: 8, equal: { peak: 310, error: 8 }, newman: { peak: 151, error: 1.2 } },
	{ gain: 16, equal: { peak: 620, error: 37 }, newman: { peak: 302, error: 4.6 } },
];

export const rowSwing: Experiment = {
	id: "E8",
	title: "Row swing and non-linear cells",
	mirrors: "FMC supplement 10: harmonics at high voltage",
	claim:
		"Cells that conduct as V0 sinh(v / V0), V0 = 0.2 V, couple the tones as the swing on the rows grows; Newman phases, which keep the peak low, " +
		"reduce that about sevenfold at the same gain. Swept is the transimpedance between the arrays (625 ohm and up) at U0 = 5 mV. Measured: rms error of " +
		"the 16 x 9 scores over their rms, after one gain for the whole chip. The source used its own font and weights: equal phases, whose error " +
		"depends on them, are held to a factor of 1.41 (3 dB), Newman phases to 25 %.",
	run() {
		const circuit = new LetterCircuit();
		const rows = [];
		const curves = {
			equal: { x: [] as number[], y: [] as number[] },
			newman: { x: [] as number[], y: [] as number[] },
		};
		let fewest = 16;
		for (const point of POINTS)
			for (const phases of ["equal", "newman"] as const) {
				const resistance = fmc.amplifier.resistance * point.gain;
				const shot = circuit.shoot({
					phases,
					resistance,
					amplitude: AMPLITUDE,
					nonlinearVoltage: fmc.device.nonlinearVoltage,
					samples: 256,
				});
				const error = 100 * calibratedError(shot.scores, circuit.ideal(AMPLITUDE, resistance));
				const expected = point[phases];
				const name = `${phases === "equal" ? "equal" : "Newman"} phases, ${point.gain} x 625 ohm`;
				const factor = phases === "equal" ? 1.41 : 1.25;
				rows.push(
					row(
						`row peak, ${name}`,
						1000 * shot.rowPeak,
						"mV",
						`${expected.peak} mV`,
						expected.peak * 0.95,
						expected.peak * 1.05,
					),
					row(
						`score error, ${name}`,
						error,
						"%",
						`${expected.error} %`,
						expected.error / factor,
						expected.error * factor,
					),
				);
				curves[phases].x.push(1000 * shot.rowPeak);
				curves[phases].y.push(error);
				fewest = Math.min(fewest, shot.right);
			}
		rows.push(row("letters right, all settings", fewest, "of 16", "16 of 16", 16, 16));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E8: non-linear cells against row swing",
				x: { label: "Peak voltage on a row (mV)", scale: "log", low: 10, high: 1000 },
				y: { label: "Score error after calibration (%)", scale: "log", low: 0.01, high: 100 },
				series: [
					{ label: "equal phases", ...curves.equal, mark: "both" },
					{ label: "Newman phases", ...curves.newman, mark: "both" },
					{
						label: "expected",
						x: POINTS.flatMap(point => [point.equal.peak, point.newman.peak]),
						y: POINTS.flatMap(point => [point.equal.error, point.newman.error]),
						mark: "points",
						reference: true,
					},
				],
			},
		};
	},
};
