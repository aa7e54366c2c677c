import { decodeResult } from "../../firmware/messaging/result-message";
import { parseTopic } from "../../firmware/messaging/topics";

interface Entry {
	/** When it was made, milliseconds. */
	at: number;
	acknowledged: boolean;
	received: number;
}

/** What of a fleet's results was acknowledged to the devices and what a consumer has, told apart by device, boot and sequence. */
export class Ledger {
	readonly #entries = new Map<string, Entry>();
	#acknowledged = 0;
	#received = 0;
	/** Came once more. */
	repeated = 0;
	/** Came as history. */
	late = 0;
	/** Given up by the device. */
	dropped = 0;
	/** Milliseconds from making to receiving, of each one when it first came. */
	readonly delays: number[] = [];

	get made(): number {
		return this.#entries.size;
	}
	/** Different ones. */
	get acknowledged(): number {
		return this.#acknowledged;
	}
	get received(): number {
		return this.#received;
	}

	/** Acknowledged to the device, and no consumer has it. */
	get lost(): string[] {
		return [...this.#entries].flatMap(([key, { acknowledged, received }]) => (acknowledged && !received ? [key] : []));
	}

	/** The delay below which this part of them is, milliseconds. */
	delay(part: number): number {
		const sorted = [...this.delays].sort((a, b) => a - b);
		return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
	}

	make(device: string, boot: number, sequence: number): void {
		this.#entries.set(key(device, boot, sequence), {
			at: performance.now(),
			acknowledged: false,
			received: 0,
		});
	}

	acknowledge(device: string, boot: number, sequence: number): void {
		const entry = this.#entries.get(key(device, boot, sequence))!;
		if (!entry.acknowledged) this.#acknowledged++;
		entry.acknowledged = true;
	}

	/** Takes a message of a result or history topic; others are passed over. Throws Error for a result that nobody has made. */
	receive(topic: string, payload: Uint8Array): void {
		const parsed = parseTopic(topic);
		if (parsed?.name !== "result" && parsed?.name !== "history") return;
		const { boot, sequence } = decodeResult(payload);
		const entry = this.#entries.get(key(parsed.device, boot, sequence));
		if (!entry) throw new Error(`${topic}: nobody has made ${boot} ${sequence}`);
		if (parsed.name === "history") this.late++;
		if (entry.received++ > 0) this.repeated++;
		else {
			this.#received++;
			this.delays.push(performance.now() - entry.at);
		}
	}
}

function key(device: string, boot: number, sequence: number): string {
	return `${device} ${boot} ${sequence}`;
}
