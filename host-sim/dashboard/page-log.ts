import { printable } from "../printable";
import type { Hub } from "./hub";
import type { LogLine } from "./protocol";

/** Lines that are kept for pages that open later. */
const KEPT = 200;

/** What was done to the device and what it did about it, line by line. */
export class PageLog {
	readonly #hub: Hub;
	readonly #lines: LogLine[] = [];
	#count = 0;

	constructor(hub: Hub) {
		this.#hub = hub;
		hub.whole("log", () => ({ kind: "log", at: Date.now(), lines: [...this.#lines] }));
	}

	/** Words may come from elsewhere. */
	add(by: LogLine["by"], mood: LogLine["mood"], words: string): void {
		const at = Date.now();
		const line: LogLine = { number: ++this.#count, at, by, mood, words: printable(words, 400) };
		this.#lines.push(line);
		if (this.#lines.length > KEPT) this.#lines.shift();
		this.#hub.publish({ kind: "log", at, lines: [line] });
	}
}
