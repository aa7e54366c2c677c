import { KEYWORDS } from "../published/keywords";
import { type Measured, rightPart } from "./measured";
import type { PublishedName } from "./published-tasks";
import type { EvaluationTask } from "./task";

/** One figure of a task under one condition. */
export interface Figure {
	name: string;
	unit: "%" | "distance";
	value(measured: Measured, task: Pick<EvaluationTask, "labels" | "before">): number;
}

/** What the chip's authors measured, and how near the emulated chip is to come. */
export interface ChipFigure {
	words: string;
	/** From the figures of all effects together and of the reference. */
	value(all: number, reference: number): number;
	published: number;
	band: number;
	unit: string;
}

export interface PublishedFigures {
	title: string;
	data: string;
	figures: readonly Figure[];
	/** Of the first figure; absent where no figure of the chip is known. */
	chip?: ChipFigure;
}

const accuracy: Figure = {
	name: "accuracy",
	unit: "%",
	value: (measured, { labels }) => 100 * rightPart(measured.confusion[0], labels.length, () => true),
};

/** The authors' own test mix (neurram-recipes.md section 3): ten words, unknown words, and clips of nothing at all. */
const MIX = { words: 4073, silent: 510, unknown: 509 };
const UNKNOWN = KEYWORDS.indexOf("unknown");
const SILENCE = KEYWORDS.indexOf("silence");

const mix: Figure = {
	name: "authors' mix",
	unit: "%",
	value({ confusion: [heard, zeros] }) {
		const size = KEYWORDS.length;
		const words = rightPart(heard, size, label => label !== UNKNOWN && label !== SILENCE);
		const unknown = rightPart(heard, size, label => label === UNKNOWN);
		const silent = rightPart(zeros, size, label => label === SILENCE);
		return (
			(100 * (MIX.words * words + MIX.unknown * unknown + MIX.silent * silent)) / (MIX.words + MIX.unknown + MIX.silent)
		);
	},
};

const reduction: Figure = {
	name: "error taken away",
	unit: "%",
	value: ({ distance, examples }, { before }) => 100 * (1 - distance / examples / (before ?? Number.NaN)),
};

const distance: Figure = {
	name: "distance from the true image",
	unit: "distance",
	value: ({ distance: sum, examples }) => sum / examples,
};

const residual = {
	data: "CIFAR-10, 10,000 test images",
	figures: [accuracy],
};

export const PUBLISHED_FIGURES: Readonly<Record<PublishedName, PublishedFigures>> = {
	digits: {
		title: "MNIST, seven layers, trained with weight noise 0.15",
		data: "10,000 test images",
		figures: [accuracy],
		chip: { words: "accuracy", value: all => all, published: 99.02, band: 0.5, unit: "%" },
	},
	residual: {
		...residual,
		title: "CIFAR-10, ResNet-20, trained with weight noise 0.20",
		chip: { words: "accuracy before fine-tuning", value: all => all, published: 83.67, band: 2, unit: "%" },
	},
	"residual-plain": { ...residual, title: "CIFAR-10, ResNet-20, trained without noise" },
	keywords: {
		title: "Keywords, four long short-term memories",
		data: "4,890 test clips; the authors' mix of them with clips of zeros",
		figures: [mix, accuracy],
		chip: {
			words: "points under the software",
			value: (all, reference) => reference - all,
			published: 3.4,
			band: 2,
			unit: "points",
		},
	},
	recovery: {
		title: "Recovery of images with a fifth of the pixels flipped",
		data: "10,000 test images of MNIST",
		figures: [reduction, distance],
		chip: { words: "error taken away", value: all => all, published: 70, band: 7, unit: "%" },
	},
	"recovery-covered": {
		title: "Recovery of images whose bottom third is covered",
		data: "10,000 test images of MNIST",
		figures: [reduction, distance],
	},
};
