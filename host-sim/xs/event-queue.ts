import { EVENT_HEADER } from "./protocol";

interface QueuedEvent {
	kind: number;
	subject: number;
	value: number;
	text: string;
}

/** What has happened and the guest has not been told yet, in order. */
export class EventQueue {
	readonly #events: QueuedEvent[] = [];
	/** Called after an event was put in. */
	onEvent: () => void = () => {};

	get isEmpty(): boolean {
		return this.#events.length === 0;
	}

	push(kind: number, subject: number, value: number, text = ""): void {
		this.#events.push({ kind, subject, value, text });
		this.onEvent();
	}

	/** Takes back what was not told yet: the timer was cleared, the socket closed. */
	drop(kinds: readonly number[], subject: number): void {
		for (let at = this.#events.length - 1; at >= 0; at--) {
			const event = this.#events[at];
			if (event.subject === subject && kinds.includes(event.kind)) this.#events.splice(at, 1);
		}
	}

	clear(): void {
		this.#events.length = 0;
	}

	/** The oldest event as bytes, stamped with the time. */
	shift(milliseconds: number): Uint8Array {
		const { kind, subject, value, text } = this.#events.shift()!;
		const words = Buffer.from(text);
		const bytes = Buffer.alloc(EVENT_HEADER + words.length);
		bytes[0] = kind;
		bytes.writeUInt16LE(subject, 1);
		bytes.writeInt32LE(value, 3);
		bytes.writeDoubleLE(milliseconds, 7);
		words.copy(bytes, EVENT_HEADER);
		return bytes;
	}
}
