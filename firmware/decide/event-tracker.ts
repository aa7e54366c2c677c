import { UNSURE } from "./letters";

/** Something came into view, became something else, or went. */
export type EventKind = "new" | "update" | "end";

/** How often frames must agree. */
export interface Consensus {
	/** Frames in a row with the same text, all of it sure, before it counts. */
	agree: number;
	/** The same where some of it is unsure. */
	agreeUnsure: number;
	/** Frames in a row without a text before it counts as gone: a hand over the sheet is no end. */
	absent: number;
}

export const defaultConsensus: Consensus = { agree: 3, agreeUnsure: 8, absent: 4 };

/** Verdicts of single frames to events: what many frames in a row agree on, against what was there before. */
export class EventTracker {
	/** What counts as being there; "" for nothing. */
	standing = "";
	/** Whether the last frames agree on what stands: nothing more is to be learnt from the scene as it is. */
	settled = false;
	readonly #consensus: Consensus;
	#candidate = "";
	#count = 0;

	constructor(consensus: Consensus = defaultConsensus) {
		this.#consensus = consensus;
	}

	/** @param text of one frame's verdict, "" where there was none. @returns the event that it completes */
	observe(text: string): EventKind | undefined {
		if (text === this.#candidate) this.#count++;
		else {
			this.#candidate = text;
			this.#count = 1;
		}
		this.settled = this.#count >= this.#needed(text);
		if (!this.settled || text === this.standing) return undefined;
		const before = this.standing;
		this.standing = text;
		if (text === "") return "end";
		return before === "" ? "new" : "update";
	}

	#needed(text: string): number {
		const { agree, agreeUnsure, absent } = this.#consensus;
		if (text === "") return absent;
		return text.indexOf(UNSURE) < 0 ? agree : agreeUnsure;
	}
}
Object.freeze(EventTracker.prototype);
