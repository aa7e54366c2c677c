import { noiseComparisonResult } from "../toolchain/train/noise-comparison";
import type { FinetuningRecord, TrainingRecord } from "../toolchain/train/training-record";
import { svg } from "./svg";
import { measuredText } from "./table";

/** Where the part about training begins and ends in docs/fidelity.md. */
const BEGIN = "<!-- training -->";
const END = "<!-- /training -->";

const INTRODUCTION = `## Training for the emulated NeuRRAM chip

*Written by \`npm run cim -- train digits --data … --compare\` and \`finetune … --record\` from docs/training.json, which they measure. Do
not edit it.*`;

/** The part of docs/fidelity.md about training, between its marks; its figure is docs/figures/training.svg. */
export function trainingPart({ noise, published, finetuning }: TrainingRecord): string {
	const parts = [BEGIN, INTRODUCTION];
	if (noise) {
		const { rows } = noiseComparisonResult(noise);
		parts.push(
			[
				"### Noise-resilient training",
				"",
				`The digits network (\`cim train digits\`), trained briefly in several ways: ${noise.recipe}. Each is tried on`,
				`${noise.pictures.toLocaleString("en")} test pictures in software and on dies ${noise.dies.join(", ")} of the emulated chip with all it is known for, a day after`,
				`programming; and on the first ${noise.trial.toLocaleString("en")} with its weights disturbed, the mean of draws. On this chip the weights of so small a network are off by`,
				"less than training foresees: there noise-resilient training wins nothing, and costs a little in software. What it is for begins at",
				"weights that are off by a tenth of the largest.",
				"",
				"![accuracy against weight noise](figures/training.svg)",
				"",
				"| | measured |",
				"| --- | --: |",
				...rows.map(entry => `| ${entry.quantity} | ${measuredText(entry)} |`),
			].join("\n"),
		);
	}
	if (published)
		parts.push(
			`The authors' ResNet-20 for CIFAR-10 shows it on the chip itself: trained plainly (noise 0.00) it reads ${published.plain.toFixed(2)} % of the first ${published.pictures.toLocaleString("en")} test
pictures right on calibrated chips, trained with noise 0.20 it reads ${published.resilient.toFixed(2)} % on the same dies (\`cim finetune --epochs 0 --test ${published.pictures}\`).`,
		);
	if (finetuning) parts.push(finetuningText(finetuning));
	return [...parts, END].join("\n\n");
}

function finetuningText({ recipe, pictures, software, calibrated, tuned, stages }: FinetuningRecord): string {
	const lines = [
		"### Chip-in-the-loop fine-tuning",
		"",
		`${recipe}. Every stage lies on a die of its own, a day old, calibrated with what it is given; the authors' network too is spread`,
		"over several dies. Before and after are the same dies, programmed by the same seeds; other dies lose less or more (above, one die",
		"with the whole network). The watched pictures are training pictures that are not learned from: few, and known to the network",
		"that came, so they hardly move.",
		"",
		"| | right |",
		"| --- | --: |",
	];
	const whole = (words: string, value: number | undefined) => {
		if (value !== undefined)
			lines.push(`| ${words}, ${pictures.toLocaleString("en")} test pictures | ${value.toFixed(2)} % |`);
	};
	whole("software", software);
	whole("calibrated chips", calibrated);
	whole("the same chips, fine-tuned", tuned);
	if (calibrated !== undefined && tuned !== undefined)
		lines.push(`| **won back** | **${(tuned - calibrated).toFixed(2)} points** |`);
	lines.push("", "| frozen up to | watched, rest in software | after retraining it |", "| --- | --: | --: |");
	for (const { upTo, before, after } of stages)
		lines.push(`| ${upTo} | ${before.toFixed(2)} % | ${after.toFixed(2)} % |`);
	return lines.join("\n");
}

/** The figure of the comparison, where there is one. */
export function trainingFigure({ noise }: TrainingRecord): string | undefined {
	return noise && svg(noiseComparisonResult(noise).plot);
}

/** The page with its part about training renewed, or put at the end. */
export function withTrainingPart(page: string, record: TrainingRecord): string {
	const from = page.indexOf(BEGIN);
	const to = page.indexOf(END);
	const part = trainingPart(record);
	if (from < 0 || to < 0) return `${page.trimEnd()}\n\n${part}\n`;
	return page.slice(0, from) + part + page.slice(to + END.length);
}
