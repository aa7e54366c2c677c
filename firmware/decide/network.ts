import { UNSURE } from "./letters";

const LARGEST_CODE = 127;
const LARGEST_MARGIN = 255;
/** Most scores that a result carries. */
const MOST_SCORES = 4096;

/**
 * Scores of a network to a label: that with the best score, unless the second is too near; and the scores as codes of a unit.
 * Reused from frame to frame; the fields hold the last decision.
 */
export class NetworkDecision {
	/** The label, "?" where none is sure, "" where the network has none. */
	text = "";
	/** Best minus second score in codes, of networks with labels; 255 and above is 255. */
	readonly margins: Uint8Array;
	/** -127 to 127, the largest score at one of the ends; none where there are more than a message carries. */
	readonly scores: Int8Array;
	/** What one code stands for. */
	unit = 1;
	/** Of a score, below which a label is not decided. */
	leastMargin: number;
	readonly #labels: readonly string[];

	/** @param leastMargin of a score */
	constructor(labels: readonly string[], scores: number, leastMargin: number) {
		this.#labels = labels;
		this.leastMargin = leastMargin;
		this.margins = new Uint8Array(labels.length > 0 ? 1 : 0);
		this.scores = new Int8Array(scores > MOST_SCORES ? 0 : scores);
	}

	/** @param scores of the network's last value, real */
	decide(scores: Float32Array): void {
		let best = -Infinity;
		let second = -Infinity;
		let label = 0;
		let largest = 0;
		for (let i = 0; i < scores.length; i++) {
			const score = scores[i];
			const magnitude = score < 0 ? -score : score;
			if (magnitude > largest) largest = magnitude;
			if (score > best) {
				second = best;
				best = score;
				label = i;
			} else if (score > second) second = score;
		}
		this.unit = largest > 0 ? Math.fround(largest / LARGEST_CODE) : 1;
		for (let i = 0; i < this.scores.length; i++)
			this.scores[i] = Math.max(-LARGEST_CODE, Math.min(LARGEST_CODE, Math.round(scores[i] / this.unit)));
		if (this.#labels.length === 0) return;
		const margin = scores.length > 1 ? best - second : best;
		this.text = margin < this.leastMargin ? UNSURE : this.#labels[label];
		this.margins[0] = Math.min(LARGEST_MARGIN, Math.round(margin / this.unit));
	}
}
