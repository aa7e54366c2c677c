import { type Experiment, row } from "./experiment";
import { LetterCircuit, PAPER_TEXT, type ShotOptions } from "./letter-circuit";
import { comb, relativeError } from "./measure";

const TONES = PAPER_TEXT.length;

/** Relative frequency error, expected score error in percent or letters right. */
const POINTS = [
	{ error: 1e-4, expected: 0.14 },
	{ error: 1e-3, expected: 1.4 },
	{ error: 1e-2, expected: 14 },
	{ error: 2e-2, expected: 32 },
];

export const clockError: Experiment = {
	id: "E10",
	title: "Receiver's clock off by a factor",
	mirrors: "receiver clock of the wireless link (FMC figure 3)",
	claim:
		"All sixteen tones (cycles 1 to 16 a window) are sent a factor 1 + e too high; the receiver demodulates at the nominal bins, coherently, with phases " +
		"right at the start of the window. Sixteen tones stand a clock error of 60 ppm without a trace. Measured: rms score error over rms score, with " +
		"equal carrier phases (held to 25 %; the emulator's own Newman phases are reported beside).",
	run({ quick }) {
		const circuit = new LetterCircuit();
		const exact = circuit.ideal();
		const receiverCycles = comb(1, 1, TONES);
		const shoot = (error: number, phases: ShotOptions["phases"]) =>
			circuit.shoot({ phases, receiverCycles, cycles: receiverCycles.map(cycle => cycle * (1 + error)) });
		const percent = (error: number, phases: ShotOptions["phases"]) =>
			100 * relativeError(shoot(error, phases).scores, exact);
		const rows = [];
		for (const { error, expected } of POINTS) {
			rows.push(
				row(`error at ${error}`, percent(error, "equal"), "%", `${expected} %`, expected * 0.75, expected * 1.25),
			);
			rows.push(row(`error at ${error}, Newman phases`, percent(error, "newman"), "%", "reported"));
		}
		rows.push(
			row("letters right at 0.02", shoot(0.02, "equal").right, "of 16", "16 of 16", 16, 16),
			row("letters right at 0.05", shoot(0.05, "equal").right, "of 16", "9 of 16", 7, 11),
			row("letters right at 0.1", shoot(0.1, "equal").right, "of 16", "4 of 16", 2, 6),
		);
		const errors = Array.from({ length: quick ? 7 : 37 }, (_, at) => 10 ** (-5 + (at * 4) / (quick ? 6 : 36)));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E10: score error against the receiver's clock error",
				x: { label: "Relative frequency error", scale: "log", low: 1e-5, high: 0.1 },
				y: { label: "Score error (%)", scale: "log", low: 0.01, high: 200 },
				series: [
					{ label: "equal phases", x: errors, y: errors.map(error => percent(error, "equal")) },
					{ label: "Newman phases", x: errors, y: errors.map(error => percent(error, "newman")) },
					{
						label: "expected",
						x: POINTS.map(point => point.error),
						y: POINTS.map(point => point.expected),
						mark: "points",
						reference: true,
					},
				],
			},
		};
	},
};
