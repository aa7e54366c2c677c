import { decibels } from "../../firmware/math/elementary";
import { crossing } from "./crossing";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { changed, LetterChip, newCount } from "./letter-chip";

/** Tone amplitude in microvolts; letters right and all sixteen right in per cent, as fmc.md expects them with its own font. */
const EXPECTED = [
	[20, 80, 3.5],
	[50, 99.9, 99],
	[100, 100, 100],
];
const AMPLITUDES = [10, 14, 20, 28, 35, 50, 70, 100, 200, 500, 2000];

export const amplitudeSweep: Experiment = {
	id: "E6",
	title: "Letters against tone amplitude",
	mirrors: "The paper's claim that millivolts suffice",
	claim:
		"The smaller the tones, the more the 9 nA of noise at both stages count; cells exactly on target. Measured: accuracy on the scores in " +
		"front of the converter (which would follow with its range), and the amplitude of 80 % beside the source's 20 µV, as a power ratio.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const chip = new LetterChip(changed({ device: { programmingModel: "gaussian", programming: 0, read: 0 } }), seed);
		const letters: number[] = [];
		const all: number[] = [];
		for (const microvolts of AMPLITUDES) {
			const count = newCount();
			chip.settings.toneAmplitude = microvolts * 1e-6;
			for (let shot = 0; shot < (quick ? 500 : 4000); shot++) {
				chip.shoot();
				chip.judge(chip.core.amperes, count);
			}
			letters.push((100 * count.right) / count.letters);
			all.push((100 * count.allRight) / count.shots);
		}
		const rows = [];
		for (const [microvolts, letter, every] of EXPECTED) {
			const at = AMPLITUDES.indexOf(microvolts);
			const sure = microvolts >= 100;
			rows.push(row(`letters right at ${microvolts} µV`, letters[at], "%", `${letter} %`, sure ? 100 : undefined));
			rows.push(row(`all sixteen right at ${microvolts} µV`, all[at], "%", `${every} %`, sure ? 100 : undefined));
		}
		const shift = decibels((crossing(AMPLITUDES, letters, 80) / 20) ** 2);
		rows.push(row("amplitude of 80 % against 20 µV", shift, "dB", "below 3 dB either way", -3, 3));
		rows.push(row("all sixteen right at 2 mV", all[AMPLITUDES.indexOf(2000)], "%", "100 %", 100));
		return {
			rows,
			plot: {
				kind: "curves",
				title: "E6: letters against tone amplitude, 9 nA at both stages",
				x: { label: "Tone amplitude U0 (µV)", scale: "log" },
				y: { label: "Right (%)", low: 0, high: 100 },
				series: [
					{ label: "letters", x: AMPLITUDES, y: letters, mark: "both" },
					{ label: "all sixteen", x: AMPLITUDES, y: all, mark: "both" },
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
