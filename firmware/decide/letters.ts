import { decibels } from "../math/elementary";

/** What stands where no letter was sure enough. */
export const UNSURE = "?";

/**
 * Scores of one shot to letters: the label with the best score, unless the second is too near.
 * Reused from frame to frame; `text`, `margins` and `snr` hold the last decision.
 */
export class LettersDecision {
	readonly #labels: string[];
	readonly #pictures: number;
	/** Converter codes below which a letter is not decided. */
	minimumMargin: number;
	/** Best minus second score of each picture, converter codes. */
	readonly margins: Uint8Array;
	/** One character a picture. */
	text = "";
	/** Root mean square score over the noise floor, tenths of a decibel; 0 where there is no noise floor. */
	snr = 0;

	constructor(labels: string[], pictures: number, minimumMargin: number) {
		this.#labels = labels;
		this.#pictures = pictures;
		this.minimumMargin = minimumMargin;
		this.margins = new Uint8Array(pictures);
	}

	/**
	 * @param scores converter codes, picture by picture, label by label
	 * @param noiseFloor noise of one score, in converter codes
	 */
	decide(scores: Int8Array, noiseFloor: number): void {
		const labels = this.#labels.length;
		let text = "";
		let power = 0;
		for (let picture = 0, at = 0; picture < this.#pictures; picture++) {
			let best = -129;
			let second = -129;
			let label = 0;
			for (let j = 0; j < labels; j++, at++) {
				const score = scores[at];
				power += score * score;
				if (score > best) {
					second = best;
					best = score;
					label = j;
				} else if (score > second) second = score;
			}
			const margin = best - second;
			this.margins[picture] = margin;
			text += margin < this.minimumMargin ? UNSURE : this.#labels[label];
		}
		this.text = text;
		const ratio = noiseFloor > 0 ? power / (this.#pictures * labels) / (noiseFloor * noiseFloor) : 0;
		this.snr = ratio > 0 ? Math.round(10 * decibels(ratio)) : 0;
	}
}
