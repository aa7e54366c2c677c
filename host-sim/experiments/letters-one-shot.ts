import { fmc } from "../../firmware/emulator/profiles/fmc";
import { decibels } from "../../firmware/math/elementary";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "./experiment";
import { bestLabel, LetterChip, newCount, rootMeanSquare } from "./letter-chip";

export const lettersOneShot: Experiment = {
	id: "E4",
	title: "Sixteen letters in one shot",
	mirrors: "FMC figure 3d: the letters NAINVINAJNGINUHC recognised at once, class by tone",
	claim:
		"With the defaults every letter of every shot is right, pictures and weights programmed by write-verify. Measured: letters right by the " +
		"chip's 8-bit outputs over all shots, each of a newly programmed chip; score SNR = root mean square score over the standard deviation " +
		"of one score from shot to shot.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const chips = quick ? 20 : 100;
		const repeats = 20;
		const count = newCount();
		let power = 0;
		let noise = 0;
		let floor = 0;
		let lit = 0;
		let values: number[] = [];
		let labels: readonly string[] = [];
		let text = "";
		for (let n = 0; n < chips; n++) {
			const chip = new LetterChip(fmc, seed * 1000 + n);
			const scores = chip.text.length * chip.labels.length;
			const sums = new Float64Array(scores);
			const squares = new Float64Array(scores);
			for (let shot = 0; shot < repeats; shot++) {
				chip.shoot();
				chip.judge(chip.core.outputs, count);
				floor += chip.report.noiseFloor ** 2 / (chips * repeats);
				for (let k = 0; k < scores; k++) {
					sums[k] += chip.core.amperes[k];
					squares[k] += chip.core.amperes[k] ** 2;
				}
			}
			power += rootMeanSquare(sums) ** 2 / repeats ** 2 / chips;
			for (let k = 0; k < scores; k++) noise += (squares[k] - sums[k] ** 2 / repeats) / (repeats - 1) / scores / chips;
			if (n > 0) continue;
			labels = chip.labels;
			text = chip.text;
			for (let k = 0; k < text.length; k++) if (labels[bestLabel(chip.core.outputs, labels.length, k)] === "N") lit++;
			values = Array.from({ length: scores }, (_, at) => {
				const label = Math.floor(at / text.length);
				return chip.core.outputs[(at % text.length) * labels.length + label];
			});
		}
		return {
			rows: [
				row("letters right", (100 * count.right) / count.letters, "%", "16 of 16", 100),
				row("shots with all sixteen right", (100 * count.allRight) / count.shots, "%", "100 %", 100),
				row("score SNR at U0 = 2 mV", decibels(power / noise), "dB", "40 dB, font +-3 dB", 37, 43),
				row("tones that light class N", lit, "", "5", 5, 5),
				row(
					"noise floor in quiet bins over noise of a score",
					Math.sqrt(floor / noise),
					"",
					"1 less cell noise",
					0.8,
					1.02,
				),
			],
			plot: {
				kind: "heat map",
				title: "E4: sixteen letters in one shot",
				x: "Tone (letter on it)",
				y: "Class",
				value: "Score (converter codes)",
				columnLabels: [...text],
				rowLabels: [...labels],
				values,
			},
		};
	},
};
