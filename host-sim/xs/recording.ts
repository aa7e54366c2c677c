import { CimError } from "../../firmware/errors";

/** What went over a machine's bridge, in order: each request as it came, and what it was answered with. */
export interface Recording {
	exchanges: { request: Uint8Array; status: number; reply: Uint8Array }[];
}

/** A machine that is given what was recorded asks for something else: it is not the same machine or not the same firmware. */
export class ReplayError extends CimError {}

/** Answers a machine from a recording, and holds it to every byte it said then. */
export class Replay {
	readonly #recording: Recording;
	#next = 0;

	constructor(recording: Recording) {
		this.#recording = recording;
	}

	/** @throws ReplayError when this is not what was asked at this point */
	answer(request: Uint8Array): { status: number; reply: Uint8Array } {
		const recorded = this.#recording.exchanges[this.#next];
		if (!recorded) throw new ReplayError("replay-over", `request ${this.#next} comes after the recording's end`);
		if (Buffer.compare(recorded.request, request) !== 0)
			throw new ReplayError(
				"replay-differs",
				`request ${this.#next} is of kind ${request[4]} with ${request.length} bytes; recorded: kind ${recorded.request[4]} with ${recorded.request.length} bytes`,
			);
		this.#next++;
		return recorded;
	}

	get isOver(): boolean {
		return this.#next === this.#recording.exchanges.length;
	}
}
