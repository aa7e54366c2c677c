import { CimError } from "../errors";
import type { Random } from "../math/random";
import type { TwoSlotRecord } from "../storage/two-slot-record";
import { type ActionDone, actions, type Workshop } from "./actions";
import { type Command, decodeCommand, encodeAnswer } from "./command-message";
import type { Fields } from "./fields";

/** Commands that are remembered after they were answered: one that comes again gets the same answer and is not done again. */
const REMEMBERED = 16;
/** Commands that may be under way at once. */
const AT_ONCE = 4;
/** Milliseconds over which the answers to a broadcast are spread. */
const JITTER = 2000;
/** Milliseconds after coming online in which what comes may have waited at the broker. */
const QUEUED = 2000;
/** Milliseconds that the answer to `reboot` has to get out. */
const FAREWELL = 1000;

export interface DeskOptions extends Workshop {
	random: Random;
	/** Boot identifier. */
	boot: number;
	/** Remembers the id of a reboot over the restart. */
	rebooted?: TwoSlotRecord;
	/** Publishes to topic `ack/<name>`. */
	answer(name: string, message: Uint8Array): void;
	onFault(error: unknown): void;
}

interface Remembered {
	id: string;
	/** Absent while it is under way. */
	answer: Uint8Array | undefined;
}

/**
 * Takes commands and answers each: done, or why not. The answer comes after the work. A command is done once however often it
 * comes, not at all when it has expired, and never when it was retained.
 */
export class CommandDesk {
	readonly #options: DeskOptions;
	readonly #remembered: Remembered[] = [];
	#underWay = 0;
	#onlineSince = 0;
	#mayBeQueued = false;

	constructor(options: DeskOptions) {
		this.#options = options;
		const id = options.rebooted?.read();
		if (id && id.length > 0) {
			let text = "";
			for (let i = 0; i < id.length; i++) text += String.fromCharCode(id[i]);
			this.#remember(text).answer = encodeAnswer({ id: text, boot: options.boot, code: "", result: {} });
		}
	}

	/** A connection began at `since`; `sessionPresent`: messages may have waited for it. */
	online(since: number, sessionPresent: boolean): void {
		this.#onlineSince = since;
		this.#mayBeQueued = sessionPresent;
	}

	/** A message to `cmd/<name>`, for this device or for all. Copies what it keeps of the payload. */
	take(name: string, payload: Uint8Array, isForAll: boolean): void {
		const { timers, random, clock } = this.#options;
		const hasWaited = this.#mayBeQueued && clock.milliseconds - this.#onlineSince < QUEUED;
		if (!isForAll) {
			this.#handle(name, payload, hasWaited);
			return;
		}
		const copy = payload.slice();
		timers.set(() => this.#handle(name, copy, hasWaited), random.below(JITTER));
	}

	#handle(name: string, payload: Uint8Array, hasWaited: boolean): void {
		let command: Command;
		try {
			command = decodeCommand(payload);
		} catch (error) {
			this.#answer(name, "", error);
			return;
		}
		for (let i = 0; i < this.#remembered.length; i++) {
			const { id, answer } = this.#remembered[i];
			if (id !== command.id) continue;
			if (answer) this.#options.answer(name, answer);
			return;
		}
		const remembered = this.#remember(command.id);
		const error = this.#reasonAgainst(name, command, hasWaited);
		if (error) remembered.answer = this.#answer(name, command.id, error);
		else this.#perform(name, command, remembered);
	}

	#reasonAgainst(name: string, { expires }: Command, hasWaited: boolean): CimError | undefined {
		if (!Object.hasOwn(actions, name))
			return new CimError("unknown-command", `there is none; there are ${Object.keys(actions).join(", ")}`);
		if (this.#underWay >= AT_ONCE)
			return new CimError("busy", `${AT_ONCE} commands are under way: send it again later`);
		if (expires === undefined) return undefined;
		const { time } = this.#options.clock;
		if (time !== undefined)
			return time <= expires ? undefined : new CimError("expired", `it expired ${time - expires} ms ago`);
		// Nobody has set the clock. What comes while the connection is new may have waited at the broker: who knows how long.
		return hasWaited
			? new CimError("expired", "it waited for the device, whose clock is not set: it may be too late")
			: undefined;
	}

	#perform(name: string, { id, values }: Command, remembered: Remembered): void {
		this.#underWay++;
		let isDone = false;
		const done: ActionDone = (error, result) => {
			if (isDone) return;
			isDone = true;
			this.#underWay--;
			remembered.answer = this.#answer(name, id, error, result);
			if (name === "reboot" && !error) this.#reboot(id);
		};
		try {
			actions[name](this.#options, values, done);
		} catch (error) {
			done(error instanceof CimError ? error : new CimError("internal", String(error)));
		}
	}

	#reboot(id: string): void {
		const { rebooted, timers, restart, onFault } = this.#options;
		try {
			// It must not come again after the restart and be done again, for ever.
			rebooted?.write(Uint8Array.from(id, character => character.charCodeAt(0)));
		} catch (error) {
			onFault(error);
		}
		timers.set(() => restart?.(), FAREWELL);
	}

	#remember(id: string): Remembered {
		const remembered: Remembered = { id, answer: undefined };
		this.#remembered.push(remembered);
		if (this.#remembered.length > REMEMBERED) this.#remembered.shift();
		return remembered;
	}

	#answer(name: string, id: string, error: unknown, result?: Fields): Uint8Array {
		const { boot, answer, onFault } = this.#options;
		let message: Uint8Array;
		try {
			if (error === undefined) message = encodeAnswer({ id, boot, code: "", result });
			else {
				const { code, message: words } = error as CimError;
				message = encodeAnswer({ id, boot, code: code ?? "internal", message: words ?? String(error) });
			}
		} catch (fault) {
			message = encodeAnswer({ id, boot, code: "internal", message: String(fault) });
		}
		message = message.slice();
		try {
			answer(name, message);
		} catch (fault) {
			// a name that is no topic: nobody could be waiting there
			onFault(fault);
		}
		return message;
	}
}
