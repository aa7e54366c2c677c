import { createHash } from "node:crypto";
import type { Result } from "../firmware/messaging/messages";
import type { FrameReport } from "../firmware/report";
import type { FrameRecord } from "./frame-record";

export interface FrameJournalOptions {
	/** What the camera is shown in a frame, where that is known. */
	expected?: (frame: number) => string | undefined;
	/** A frame was seen from both ends, or was acknowledged after that; the same record grows. */
	onRecord(record: FrameRecord): void;
	/** Everything that belongs to the frame has come. */
	onComplete(record: FrameRecord): void;
	/** Something does not fit together; one line. */
	onMismatch(line: string): void;
}

interface Entry {
	report?: { boot: number; message: Uint8Array } & Pick<
		FrameRecord,
		"stages" | "wireMicroseconds" | "informationBytes" | "picture"
	>;
	received?: { topic: string; payload: Uint8Array; result: Result };
	acknowledged: boolean;
	record?: FrameRecord;
}

/** Frames on their way at most; beyond, the oldest is given up (a broker that never answers must not fill the memory). */
const LIMIT = 256;

/**
 * Joins, by sequence, the three things that are known of a frame: the device's own report, the message that a
 * subscriber received through the broker, and the broker's acknowledgement to the device.
 */
export class FrameJournal {
	readonly #options: FrameJournalOptions;
	readonly #entries = new Map<number, Entry>();
	/** Frames the device reported. */
	frames = 0;
	/** Frames a subscriber received, byte for byte as they were published. */
	received = 0;
	acknowledged = 0;
	/** Frames of which everything has come. */
	complete = 0;
	/** Letters or digits as expected, and how many were expected. */
	right = 0;
	expected = 0;
	/** Frames with a verdict, all of it as expected (or, where nothing is expected, sure). */
	recognised = 0;

	constructor(options: FrameJournalOptions) {
		this.#options = options;
	}

	/** Frames of which something is still to come. */
	get pending(): number {
		return this.#entries.size;
	}

	/** Copies what it keeps: the device uses the report again. */
	onReport(report: FrameReport): void {
		const { result, message, stages, wireMicroseconds, informationBytes, picture } = report;
		this.frames++;
		const entry = this.#entry(result.sequence);
		entry.report = {
			boot: result.boot,
			message: message.slice(),
			stages: { ...stages },
			wireMicroseconds,
			informationBytes,
			picture: picture?.slice(),
		};
		this.#join(result.sequence, entry);
	}

	onReceived(topic: string, payload: Uint8Array, result: Result): void {
		const entry = this.#entry(result.sequence);
		if (entry.received) return;
		entry.received = { topic, payload: payload.slice(), result };
		this.#join(result.sequence, entry);
	}

	onAcknowledged(sequence: number): void {
		this.acknowledged++;
		const entry = this.#entry(sequence);
		entry.acknowledged = true;
		this.#join(sequence, entry);
	}

	#entry(sequence: number): Entry {
		let entry = this.#entries.get(sequence);
		if (!entry) {
			entry = { acknowledged: false };
			this.#entries.set(sequence, entry);
			if (this.#entries.size > LIMIT) this.#entries.delete(this.#entries.keys().next().value!);
		}
		return entry;
	}

	#join(sequence: number, entry: Entry): void {
		const { report, received } = entry;
		if (!report || !received) return;
		if (!entry.record) {
			if (!this.#isSame(sequence, entry)) return;
			this.received++;
			entry.record = this.#record(report, received);
		}
		entry.record.acknowledged = entry.acknowledged;
		this.#options.onRecord(entry.record);
		if (!entry.acknowledged) return;
		this.#entries.delete(sequence);
		this.complete++;
		this.#options.onComplete(entry.record);
	}

	#isSame(sequence: number, entry: Entry): boolean {
		const { boot, message } = entry.report!;
		const { payload, result } = entry.received!;
		const same = Buffer.compare(message, payload) === 0;
		if (!same) {
			const why =
				result.boot === boot ? "is not what this device published" : "comes from another device of the same name";
			this.#options.onMismatch(`result ${sequence} ${why}; start with another --device name if two are running`);
			entry.received = undefined;
		}
		return same;
	}

	#record(report: NonNullable<Entry["report"]>, received: NonNullable<Entry["received"]>): FrameRecord {
		const { topic, payload, result } = received;
		const expected = this.#options.expected?.(result.frame);
		const isVerdict = result.kind === "letters" || result.kind === "network";
		if (expected !== undefined) {
			let right = 0;
			for (let at = 0; at < expected.length; at++) if (result.text[at] === expected[at]) right++;
			this.right += right;
			this.expected += expected.length;
			if (isVerdict && right === expected.length) this.recognised++;
		} else if (isVerdict && !result.text.includes("?")) this.recognised++;
		return {
			result,
			topic,
			messageBytes: payload.length,
			sha256: createHash("sha256").update(payload).digest("hex"),
			acknowledged: false,
			stages: report.stages,
			wireMicroseconds: report.wireMicroseconds,
			informationBytes: report.informationBytes,
			expected,
			picture: report.picture,
		};
	}
}
