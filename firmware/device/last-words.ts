import type { KeyValueStore } from "../hardware";

/** ECMA-419 key-value storage for values that are text. */
export interface TextStorage {
	/** Throws where there is no such domain and none can be made. */
	open(options: { path: string; format: "string" }): KeyValueStore;
}

/** Domain of the store, and the names in it: what the engine said before it gave up, and that a restart was asked for. */
const DOMAIN = "cim-life";
const WORDS = "words";
const ASKED = "asked";

/** esp_reset_reason_t of ESP-IDF: the chip's own account of why it began anew. */
const SOFTWARE = 3;
const REASONS: Readonly<Record<number, string>> = Object.freeze({
	2: "reset pin or button",
	[SOFTWARE]: "the engine gave up without a word: its stack overflowed, or memory was too full to say more",
	4: "panic: the processor was asked for what it cannot do; the serial line shows where",
	5: "watchdog: an interrupt took too long",
	6: "watchdog: 30 s without a turn",
	7: "watchdog",
	8: "woke from deep sleep",
	9: "brown-out: the supply voltage fell too low",
	10: "reset over SDIO",
	11: "reset over USB",
	12: "reset over JTAG",
	13: "eFuse error",
	14: "glitch of the supply voltage",
	15: "the processor locked up",
});

/** What a board keeps of its end over a restart, so that its next birth message can say it. */
export class LastWords {
	/** Why the device began anew, where that was neither power-on nor asked for. */
	readonly reset: string | undefined;
	readonly #store: KeyValueStore | undefined;
	#hasSpoken = false;

	/** @param reason esp_reset_reason_t */
	constructor(storage: TextStorage, reason: number, log: (line: string) => void) {
		try {
			this.#store = storage.open({ path: DOMAIN, format: "string" });
		} catch (error) {
			log(`key-value store ${DOMAIN}: ${String(error)}; a restart is told without the engine's words`);
		}
		const words = this.#take(WORDS);
		const wasAsked = this.#take(ASKED) !== undefined;
		if (reason !== SOFTWARE) this.reset = REASONS[reason];
		else if (words !== undefined) this.reset = words;
		else if (!wasAsked) this.reset = REASONS[SOFTWARE];
	}

	/** A restart that was asked for follows. */
	ask(): void {
		this.#keep(ASKED, "yes");
	}

	/**
	 * The engine gives up: "memory full", "unhandled exception" ... Called in a machine that is at its end: it may fail at every step,
	 * and what was kept by then holds.
	 */
	give(words: string, exception: unknown): void {
		if (this.#hasSpoken) return;
		this.#hasSpoken = true;
		this.#keep(WORDS, words);
		if (exception !== undefined) this.#keep(WORDS, `${words}: ${String(exception)}`);
	}

	#keep(name: string, text: string): void {
		try {
			this.#store?.write(name, text);
		} catch {
			// the chip's own account has to do
		}
	}

	#take(name: string): string | undefined {
		try {
			const text = this.#store?.read(name);
			if (typeof text !== "string") return undefined;
			this.#store?.delete(name);
			return text;
		} catch {
			return undefined;
		}
	}
}
