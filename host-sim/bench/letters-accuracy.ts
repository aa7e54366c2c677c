import { LettersDecision, UNSURE } from "../../firmware/decide/letters";
import type { Core } from "../../firmware/emulator/core";
import { Random } from "../../firmware/math/random";
import type { Model } from "../../firmware/model/model";
import { SheetReader } from "../../firmware/sensing/sheet-reader";
import { randomText, sceneFor } from "../scene/scene";
import { SceneRenderer } from "../scene/scene-renderer";
import { DEFAULT_TEXT } from "../scene/sheet";
import { CoreRunner } from "../toolchain/core-runner";

const WIDTH = 160;
const HEIGHT = 120;

export interface LettersAccuracyOptions {
	scenes: number;
	/** Seed of the scenes, of the texts and of the chip. */
	seed: number;
	model: Model;
	core: Core;
	/** A text of its own for each scene, drawn from the model's labels; else the paper's string. */
	randomTexts: boolean;
}

export interface LettersAccuracy {
	scenes: number;
	/** Frames in which no sheet was found. */
	unread: number;
	/** Frames with all sixteen letters right. */
	allRight: number;
	/** Letters, of sixteen a frame, that were read right, wrong, or left undecided; those of unread frames count as undecided. */
	right: number;
	wrong: number;
	unsure: number;
	/** Score of the letter that is there less the best other score, converter codes, ascending; frames that were read. */
	margins: Int16Array;
	/** Margins of the letters that were read wrong had there been no smallest margin, ascending. */
	wrongMargins: number[];
}

/** Letters read from rendered scenes over the whole range: scene -> sheet reader -> core -> decision, without the wire. */
export function lettersAccuracy(options: LettersAccuracyOptions): LettersAccuracy {
	const { scenes, seed, model, core, randomTexts } = options;
	const renderer = new SceneRenderer(WIDTH, HEIGHT);
	const reader = new SheetReader({ width: WIDTH, height: HEIGHT });
	const chip = new CoreRunner(model, core, seed);
	const decision = new LettersDecision(model.labels, model.vectors, model.minimumMargin);
	const texts = new Random(seed, 5);
	const labels = model.labels.length;
	const result = { scenes, unread: 0, allRight: 0, right: 0, wrong: 0, unsure: 0 };
	const margins: number[] = [];
	const wrongMargins: number[] = [];
	for (let frame = 0; frame < scenes; frame++) {
		const text = randomTexts ? randomText(texts, model.labels.join("")) : DEFAULT_TEXT;
		if (!reader.read(renderer.render(sceneFor(seed, frame, text)))) {
			result.unread++;
			result.unsure += model.vectors;
			continue;
		}
		const scores = chip.readInk(reader.pictures, frame);
		decision.decide(scores, 1);
		if (decision.text === text) result.allRight++;
		for (let k = 0; k < model.vectors; k++) {
			const found = decision.text[k];
			if (found === text[k]) result.right++;
			else if (found === UNSURE) result.unsure++;
			else result.wrong++;
			const margin = marginOf(scores, k * labels, labels, model.labels.indexOf(text[k]));
			margins.push(margin);
			if (margin < 0) wrongMargins.push(decision.margins[k]);
		}
	}
	return {
		...result,
		margins: Int16Array.from(margins).sort(),
		wrongMargins: wrongMargins.sort((a, b) => a - b),
	};
}

function marginOf(scores: Int8Array, from: number, labels: number, own: number): number {
	let best = -Infinity;
	for (let j = 0; j < labels; j++) if (j !== own) best = Math.max(best, scores[from + j]);
	return scores[from + own] - best;
}
