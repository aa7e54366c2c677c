import { decibels } from "../../firmware/math/elementary";
import { crossing } from "./crossing";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { changed, LetterChip, newCount } from "./letter-chip";

const DEVIATIONS = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5];

export const programmingError: Experiment = {
	id: "E7",
	title: "Letters against programming error",
	mirrors: "Robustness of the demonstration to imprecise conductances",
	claim:
		"A relative error of normal distribution on every cell of both arrays, defaults otherwise. Measured: shots with all sixteen letters " +
		"right by the chip's 8-bit outputs, each shot on a newly programmed chip.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const letters: number[] = [];
		const all: number[] = [];
		for (const programming of DEVIATIONS) {
			const count = newCount();
			const chip = new LetterChip(changed({ device: { programmingModel: "gaussian", programming } }), seed);
			for (let shot = 0; shot < (quick ? 300 : 2500); shot++) {
				chip.programWeights();
				chip.programPictures();
				chip.shoot();
				chip.judge(chip.core.outputs, count);
			}
			letters.push((100 * count.right) / count.letters);
			all.push((100 * count.allRight) / count.shots);
		}
		const at = (deviation: number): number => all[DEVIATIONS.indexOf(deviation)];
		const falling = all.map(value => -value);
		const shift = decibels((crossing(DEVIATIONS, falling, -94) / 0.3) ** 2);
		return {
			rows: [
				row("all sixteen right at 10 %", at(0.1), "%", "100 %", 99.9),
				row("all sixteen right at 15 %", at(0.15), "%", "100 %", 99.5),
				row("all sixteen right at 20 %", at(0.2), "%", "99.8 %", 98.5),
				row("all sixteen right at 30 %", at(0.3), "%", "94 %", 92),
				row("error at which 94 % are right, against 30 %", shift, "dB", "below 3 dB either way", -3, 3),
			],
			plot: {
				kind: "curves",
				title: "E7: letters against programming error of both arrays",
				x: { label: "Relative programming error (%)" },
				y: { label: "Right (%)" },
				series: [
					{ label: "letters", x: DEVIATIONS.map(d => 100 * d), y: letters, mark: "both" },
					{ label: "all sixteen", x: DEVIATIONS.map(d => 100 * d), y: all, mark: "both" },
					{ label: "all sixteen, expected", x: [15, 20, 30], y: [100, 99.8, 94], mark: "points", reference: true },
				],
			},
		};
	},
};
