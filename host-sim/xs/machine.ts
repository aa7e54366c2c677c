import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { CimError } from "../../firmware/errors";
import type { VirtualTime } from "../node/virtual-time";
import type { EventQueue } from "./event-queue";
import { Event, Request } from "./protocol";
import type { Recording, Replay } from "./recording";

/** The machine ended as it should not have; `code` says how: uncaught-exception, memory-full, stack-overflow, lost-bridge ... */
export class XSError extends CimError {}

/** Exit codes of the host (host/machine.h). */
const ENDINGS: Record<number, string> = {
	64: "wrong-use",
	70: "uncaught-exception",
	71: "memory-full",
	72: "stack-overflow",
	73: "lost-bridge",
	74: "keys-full",
	75: "unhandled-rejection",
	76: "engine-abort",
	77: "trap",
};

/** Sizes a machine begins with. Bytes: arena (all it ever gets), chunks; slots: slots, stack; number of names: keys. */
export interface MachineSizes {
	arena?: number;
	chunks?: number;
	chunkIncrement?: number;
	slots?: number;
	slotIncrement?: number;
	stack?: number;
	keys?: number;
}

/** A machine that has been switched on. */
export interface Launched {
	child: ChildProcess;
	/** The two directions of the bridge. */
	requests: Readable;
	replies: Writable;
	/** It begins anew by itself, as often as it was told; the child goes on. */
	restartsItself?: boolean;
	/** After the bridge was cut: new ends of it, if the machine lives on. */
	reconnect?(): Pick<Launched, "requests" | "replies">;
	/** Called when the child has ended. */
	release(): void;
}

/** Switches a machine on; `reset` says why it begins anew, "" for power-on; `restarts` how often it may. */
export type Launch = (reset: string, restarts: number) => Launched;

export interface XSMachineOptions {
	launch: Launch;
	/** How often a machine that ended badly begins anew, and is told why. */
	restarts?: number;
	/** Answers every request but WAIT. A thrown error refuses it, with its words. */
	serve(kind: number, subject: number, payload: Buffer): Uint8Array | undefined;
	/** What a WAIT is answered from. */
	events: EventQueue;
	time: VirtualTime;
	/** Timers fire when the wall clock has come to their due time; without it as soon as the guest waits. */
	paced?: boolean;
	/** Asked whenever the guest waits: true ends it. */
	isDone?(): boolean;
	/** Each line that the machine writes. */
	onLog?(line: string): void;
	/** Everything that goes over the bridge is put into it. */
	recording?: Recording;
	/** Every request is answered from it; nothing is served. */
	replay?: Replay;
}

const NOTHING = new Uint8Array(0);
const REQUEST_HEADER = 7;
const DONE = 0;
const REFUSED = 1;

/**
 * One XS machine in a process of its own. Time stands still while it works: it goes on, one timer after the other, only
 * while the machine waits for an event, so a run in virtual time is the same every time.
 */
export class XSMachine {
	readonly #options: XSMachineOptions;
	readonly #origin = performance.now();
	#launched: Launched;
	#restarts: number;
	#received: Buffer = Buffer.alloc(0);
	#errors = "";
	/** The beginning of a line. */
	#line = "";
	/** The one that waits for its reply, where it is recorded. */
	#request: Uint8Array = NOTHING;
	#waiting = false;
	#wake: NodeJS.Timeout | undefined;
	#stop = false;
	/** Resolves when the script has ended well; rejects with an XSError. */
	readonly ended: Promise<void>;
	#end: (error?: Error) => void = () => {};

	constructor(options: XSMachineOptions) {
		this.#options = options;
		this.#restarts = options.restarts ?? 0;
		options.events.onEvent = () => this.#goOn();
		this.ended = new Promise<void>((resolve, reject) => {
			this.#end = error => (error ? reject(error) : resolve());
		});
		this.ended.catch(() => {});
		this.#launched = this.#launch("");
	}

	#launch(reset: string): Launched {
		const launched = this.#options.launch(reset, this.#restarts);
		const { child } = launched;
		this.#errors = "";
		this.#listen(launched);
		for (const output of [child.stdout, child.stderr])
			output?.on("data", (data: Buffer) => this.#onOutput(String(data)));
		child.on("error", error => this.#end(error));
		child.on("close", (code, signal) => {
			clearTimeout(this.#wake);
			if (this.#line) this.#onOutput("\n");
			launched.release();
			if (code === 0) return this.#end();
			const error = this.#error(code, signal);
			if (this.#restarts === 0 || code === null || launched.restartsItself) return this.#end(error);
			this.#restarts--;
			this.#launched = this.#launch(this.#words());
		});
		return launched;
	}

	#onOutput(text: string): void {
		const lines = `${this.#line}${text}`.split("\n");
		this.#line = lines.pop()!;
		for (const line of lines) {
			this.#errors = `${this.#errors}${line}\n`.slice(-4000);
			this.#options.onLog?.(line);
		}
	}

	#listen({ replies, requests }: Launched): void {
		this.#received = Buffer.alloc(0);
		this.#waiting = false;
		clearTimeout(this.#wake);
		// a machine that is gone reads no replies; how it ended is told by its exit code
		replies.on("error", () => {});
		requests.on("data", (data: Buffer) => this.#onData(data));
	}

	/** Lets the firmware say goodbye and end. */
	stop(): void {
		if (this.#stop) return;
		this.#stop = true;
		this.#options.events.push(Event.STOP, 0, 0);
	}

	/** Cuts the bridge, as when this side of it ends, and is there again at once. */
	cutBridge(): void {
		const { requests, replies, reconnect } = this.#launched;
		const ends = reconnect?.();
		requests.destroy();
		replies.destroy();
		if (!ends) return;
		Object.assign(this.#launched, ends);
		this.#listen(this.#launched);
	}

	/** Ends the process at once. */
	kill(): void {
		this.#launched.child.kill("SIGKILL");
	}

	#error(code: number | null, signal: NodeJS.Signals | null): XSError {
		if (code === null) return new XSError("killed", `the XS machine was ended by ${signal}`);
		return new XSError(ENDINGS[code] ?? "crashed", `the XS machine ended with code ${code}: ${this.#words()}`);
	}

	/** What the machine said of its end. */
	#words(): string {
		const line = this.#errors.split("\n").findLast(line => line.startsWith("xs: "));
		return line?.slice(4) ?? this.#errors.trim();
	}

	#onData(data: Buffer): void {
		this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
		while (this.#received.length >= REQUEST_HEADER) {
			const end = 4 + this.#received.readUInt32LE(0);
			if (this.#received.length < end) return;
			const request = this.#received.subarray(0, end);
			this.#received = this.#received.subarray(end);
			if (this.#options.recording) this.#request = Uint8Array.from(request);
			if (this.#options.replay) this.#replay(this.#options.replay, request);
			else this.#onRequest(request[4], request.readUInt16LE(5), request.subarray(REQUEST_HEADER));
		}
	}

	#replay(replay: Replay, request: Buffer): void {
		try {
			const { status, reply } = replay.answer(request);
			this.#reply(status, reply);
		} catch (error) {
			this.#end(error as Error);
			this.kill();
		}
	}

	#onRequest(kind: number, subject: number, payload: Buffer): void {
		if (kind === Request.WAIT) {
			this.#waiting = true;
			if (this.#options.isDone?.()) this.stop();
			this.#goOn();
			return;
		}
		const { replies } = this.#launched;
		let status = DONE;
		let answer: Uint8Array;
		try {
			answer = this.#options.serve(kind, subject, payload) ?? NOTHING;
		} catch (error) {
			status = REFUSED;
			answer = Buffer.from(error instanceof Error ? error.message : String(error));
		}
		// a bridge that was cut meanwhile takes no answers from the one before
		if (replies === this.#launched.replies) this.#reply(status, answer);
	}

	/** Answers a waiting guest with the next event; time goes on until there is one. */
	#goOn(): void {
		if (!this.#waiting) return;
		const { events, time, paced } = this.#options;
		while (events.isEmpty) {
			const due = time.next;
			if (due === undefined) return;
			const early = paced ? due - (performance.now() - this.#origin) : 0;
			if (early > 0) {
				clearTimeout(this.#wake);
				this.#wake = setTimeout(() => this.#goOn(), early);
				return;
			}
			this.#waiting = false;
			time.fireNext(due);
			this.#waiting = true;
		}
		this.#waiting = false;
		clearTimeout(this.#wake);
		this.#reply(DONE, events.shift(time.milliseconds));
	}

	#reply(status: number, payload: Uint8Array): void {
		this.#options.recording?.exchanges.push({ request: this.#request, status, reply: Uint8Array.from(payload) });
		const header = Buffer.alloc(5);
		header.writeUInt32LE(payload.length + 1, 0);
		header[4] = status;
		this.#launched.replies.write(payload.length === 0 ? header : Buffer.concat([header, payload]));
	}
}
