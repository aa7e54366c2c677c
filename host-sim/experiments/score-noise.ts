import { exp } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";
import { crossing } from "./crossing";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { type Count, LetterChip, newCount, quiet, rootMeanSquare } from "./letter-chip";

/** Score SNR in dB; letters right and all sixteen right in per cent, as fmc.md expects them with its own font. */
const EXPECTED = [
	[0, 82, 4],
	[3, 94.7, 41],
	[6, 99.3, 90],
	[9, 99.98, 99.7],
];

export const scoreNoise: Experiment = {
	id: "E5",
	title: "Accuracy against score signal-to-noise ratio",
	mirrors: "A curve that the paper does not give: how much noise the recognition stands",
	claim:
		"Noise of equal size on every score of an otherwise exact chip; SNR = root mean square score over the noise's standard deviation. " +
		"Measured: accuracy, and by how many decibels the curve lies beside the source's, whose font and weights are others.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const random = new Random(seed, 5);
		const chip = new LetterChip(quiet, seed);
		chip.shoot();
		const exact = chip.core.amperes.slice(0, chip.report.outputs);
		const signal = rootMeanSquare(exact);
		const levels = [-3, 0, 3, 6, 9, 12, 15];
		const counts: Count[] = [];
		const noisy = new Float64Array(exact.length);
		for (const level of levels) {
			const deviation = signal * exp((-level / 20) * Math.LN10);
			const count = newCount();
			for (let shot = 0; shot < (quick ? 1500 : 10000); shot++) {
				for (let n = 0; n < exact.length; n++) noisy[n] = exact[n] + deviation * random.gaussian();
				chip.judge(noisy, count);
			}
			counts.push(count);
		}
		const letters = counts.map(count => (100 * count.right) / count.letters);
		const all = counts.map(count => (100 * count.allRight) / count.shots);
		const rows = [];
		for (const [level, letter, every] of EXPECTED) {
			const at = levels.indexOf(level);
			const letterShift = crossing(levels, letters, letter) - level;
			rows.push(row(`letters right at ${level} dB`, letters[at], "%", `${letter} %`));
			rows.push(row(`all sixteen right at ${level} dB`, all[at], "%", `${every} %`));
			if (letter < 99.9)
				rows.push(row(`shift of the ${letter} % point`, letterShift, "dB", "below 3 dB either way", -3, 3));
		}
		for (const level of [12, 15]) {
			const at = levels.indexOf(level);
			rows.push(row(`all sixteen right at ${level} dB`, all[at], "%", "100 %", level === 12 ? 99.5 : 100));
		}
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E5: accuracy against score SNR",
				x: { label: "Score SNR (dB)" },
				y: { label: "Right (%)", low: 0, high: 100 },
				series: [
					{ label: "letters", x: levels, y: letters, mark: "both" },
					{ label: "all sixteen", x: levels, y: all, mark: "both" },
					{
						label: "letters, expected",
						x: EXPECTED.map(e => e[0]),
						y: EXPECTED.map(e => e[1]),
						mark: "points",
						reference: true,
					},
					{
						label: "all sixteen, expected",
						x: EXPECTED.map(e => e[0]),
						y: EXPECTED.map(e => e[2]),
						mark: "points",
						reference: true,
					},
				],
			},
		};
	},
};
