import { UNSURE } from "../decide/letters";

/** Something came into view, became something else, or went. */
export type EventKind = "new" | "update" | "end";

/** How often frames must agree. */
export interface Consensus {
	/** Frames in a row with the same text, all of it sure, before it counts. */
	agree: number;
	/** The same where some of it is unsure. */
	agreeUnsure: number;
	/** Milliseconds without a text before it counts as gone: somebody in front of the sheet is no end. */
	absence: number;
}

export const defaultConsensus: Consensus = { agree: 3, agreeUnsure: 8, absence: 60_000 };

/** Verdicts of single frames to events: what many frames in a row agree on, against what was there before. */
export class EventTracker {
	/** What counts as being there; "" for nothing. */
	standing = "";
	/** Whether the last frames agree on what stands: nothing more is to be learnt from the scene as it is. */
	settled = false;
	readonly #consensus: Consensus;
	#candidate = "";
	#count = 0;
	#since = 0;

	constructor(consensus: Consensus = defaultConsensus) {
		this.#consensus = consensus;
	}

	/**
	 * @param text of one frame's verdict, "" where there was none
	 * @param now milliseconds of any clock that does not go back
	 * @returns the event that it completes
	 */
	observe(text: string, now: number): EventKind | undefined {
		if (text === this.#candidate && this.#count > 0) this.#count++;
		else {
			this.#candidate = text;
			this.#count = 1;
			this.#since = now;
		}
		this.settled = this.#agree(text, now);
		if (!this.settled || text === this.standing) return undefined;
		const before = this.standing;
		this.standing = text;
		if (text === "") return "end";
		return before === "" ? "new" : "update";
	}

	/** The scene is again what was settled, and was not looked at closely: whatever came between is over. */
	unchanged(): void {
		this.#candidate = this.standing;
		this.#count = 0;
	}

	/** Nothing where nothing was needs no patience. */
	#agree(text: string, now: number): boolean {
		const { agree, agreeUnsure, absence } = this.#consensus;
		if (text === "" && this.standing !== "") return now - this.#since >= absence;
		return this.#count >= (text.indexOf(UNSURE) < 0 ? agree : agreeUnsure);
	}
}
Object.freeze(EventTracker.prototype);
