import type { CimError } from "../errors";
import type { FrameReport } from "../report";
import type { Observer } from "../runtime";

/** Milliseconds by which a line's time is rounded away. */
const SECOND = 1000;

/** What a device says on its serial line: one line for what happened, one for each frame. */
export class SerialLog implements Observer {
	readonly #write: (line: string) => void;

	constructor(write: (line: string) => void) {
		this.#write = write;
	}

	/** A line from any part. */
	readonly line = (text: string): void => {
		this.#write(text);
	};

	/** An exception that a guard caught: with words for a report, for it should not have come there. */
	readonly fault = (error: unknown): void => {
		this.#write(`caught: ${String(error)}; please report this`);
	};

	onReport({ result, message }: FrameReport): void {
		const verdict =
			result.kind === "letters" || result.kind === "network" ? result.text : (result.fault?.message ?? result.kind);
		this.#write(
			`${Math.floor(result.uptime / SECOND)} s, result ${result.sequence}: ${verdict}, ${message.length} bytes`,
		);
	}

	onOnline(): void {
		this.#write("online");
	}

	onOffline(reason: CimError): void {
		this.#write(`offline: ${reason.message}`);
	}

	onDropped(sequence: number, reason: CimError): void {
		this.#write(`result ${sequence} was given up: ${reason.message}`);
	}

	onLog(line: string): void {
		this.#write(line);
	}
}
