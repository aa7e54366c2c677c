import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { CimError } from "../../firmware/errors";
import type { VirtualTime } from "../node/virtual-time";
import type { EventQueue } from "./event-queue";
import { Event, Request } from "./protocol";

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

export interface XSMachineOptions {
	/** From build.js. */
	executable: string;
	script: string;
	sizes?: MachineSizes;
	/** Answers every request but WAIT. A thrown error refuses it, with its words. */
	serve(kind: number, subject: number, payload: Buffer): Uint8Array | undefined;
	/** What a WAIT is answered from. */
	events: EventQueue;
	time: VirtualTime;
	/** Timers fire when the wall clock has come to their due time; without it as soon as the guest waits. */
	paced?: boolean;
	/** Asked whenever the guest waits: true ends it. */
	isDone?(): boolean;
	onLog?(line: string): void;
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
	readonly #child: ChildProcess;
	readonly #replies: Writable;
	readonly #folder: string;
	readonly #origin = performance.now();
	#received: Buffer = Buffer.alloc(0);
	#errors = "";
	#waiting = false;
	#wake: NodeJS.Timeout | undefined;
	#stop = false;
	/** Resolves when the script has ended well; rejects with an XSError. */
	readonly ended: Promise<void>;

	constructor(options: XSMachineOptions) {
		this.#options = options;
		this.#folder = mkdtempSync(join(tmpdir(), "cim-xs-"));
		const script = join(this.#folder, "script.js");
		writeFileSync(script, options.script);
		this.#child = spawn(options.executable, [...sizeArguments(options.sizes ?? {}), script], {
			stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
		});
		this.#replies = this.#child.stdio[3] as Writable;
		// a machine that is gone reads no replies; how it ended is told by its exit code
		this.#replies.on("error", () => {});
		(this.#child.stdio[4] as Readable).on("data", (data: Buffer) => this.#onData(data));
		for (const output of [this.#child.stdout, this.#child.stderr])
			output?.on("data", data => {
				this.#errors = `${this.#errors}${data}`.slice(-4000);
				options.onLog?.(String(data).trimEnd());
			});
		options.events.onEvent = () => this.#goOn();
		this.ended = new Promise<void>((resolve, reject) => {
			this.#child.on("error", reject);
			this.#child.on("close", (code, signal) => {
				clearTimeout(this.#wake);
				rmSync(this.#folder, { recursive: true, force: true });
				if (code === 0) resolve();
				else reject(this.#error(code, signal));
			});
		});
		this.ended.catch(() => {});
	}

	/** Lets the firmware say goodbye and end. */
	stop(): void {
		if (this.#stop) return;
		this.#stop = true;
		this.#options.events.push(Event.STOP, 0, 0);
	}

	/** Ends the process at once. */
	kill(): void {
		this.#child.kill("SIGKILL");
	}

	#error(code: number | null, signal: NodeJS.Signals | null): XSError {
		const words =
			this.#errors
				.split("\n")
				.findLast(line => line.startsWith("xs: "))
				?.slice(4) ?? this.#errors.trim();
		if (code === null) return new XSError("killed", `the XS machine was ended by ${signal}`);
		return new XSError(ENDINGS[code] ?? "crashed", `the XS machine ended with code ${code}: ${words}`);
	}

	#onData(data: Buffer): void {
		this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
		while (this.#received.length >= REQUEST_HEADER) {
			const end = 4 + this.#received.readUInt32LE(0);
			if (this.#received.length < end) return;
			const request = this.#received.subarray(0, end);
			this.#received = this.#received.subarray(end);
			this.#onRequest(request[4], request.readUInt16LE(5), request.subarray(REQUEST_HEADER));
		}
	}

	#onRequest(kind: number, subject: number, payload: Buffer): void {
		if (kind === Request.WAIT) {
			this.#waiting = true;
			if (this.#options.isDone?.()) this.stop();
			this.#goOn();
			return;
		}
		try {
			this.#reply(DONE, this.#options.serve(kind, subject, payload) ?? NOTHING);
		} catch (error) {
			this.#reply(REFUSED, Buffer.from(error instanceof Error ? error.message : String(error)));
		}
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
		const header = Buffer.alloc(5);
		header.writeUInt32LE(payload.length + 1, 0);
		header[4] = status;
		this.#replies.write(payload.length === 0 ? header : Buffer.concat([header, payload]));
	}
}

function sizeArguments(sizes: MachineSizes): string[] {
	return Object.entries(sizes).flatMap(([name, size]) => [
		`--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`,
		String(size),
	]);
}
