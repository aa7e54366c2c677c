import type { TimerHandle, Timers } from "../hardware";
import { DAMAGED, sealFrame } from "./frame";
import { InterruptWatch } from "./interrupt-watch";
import {
	badWire,
	chipReset,
	inUse,
	type LinkError,
	noBus,
	noChip,
	refused,
	stillBusy,
	timedOut,
	wrongAnswer,
} from "./link-error";
import { type LinkStatistics, noStatistics } from "./link-statistics";
import { CRC_BYTES, frameBytes, HEADER_BYTES, isLong, MAX_TRANSACTION, Opcode, Status } from "./registers";
import { Wire, type WireOptions } from "./wire";

export interface LinkOptions extends WireOptions {
	timers: Timers;
	/** Longest payload of a command or an answer, bytes. Short frames survive a noisy wire; long ones have less overhead. */
	maximumPayload?: number;
	/** Times a transaction may fail before the operation does. */
	retries?: number;
	/** Milliseconds without an interrupt until the chip is asked. */
	patience?: number;
	/** Milliseconds until an operation is given up. */
	timeout?: number;
}

/** Called once, at a later turn, never from inside the call that started the operation; must not throw. */
export type Answered = (error: LinkError | undefined, answerBytes: number) => void;

/** Retries without a pause; later ones wait, so that a burst of interference does not use them all up. */
const IMMEDIATE_RETRIES = 8;
const RETRY_PAUSE = 1;
/** Milliseconds of the reset pulse, and until the chip must answer after it. */
const RESET_TIME = 1;
/** Pauses of the polling, milliseconds: the first, doubled each time up to the last. */
const FIRST_POLL = 1;
const LAST_POLL = 32;

/** Payload of a refusal: room for it is always left. */
const REFUSAL_BYTES = 1;

/** Longest payload where nothing else is said. */
export const USUAL_PAYLOAD = 512;

const DONE = 0;
const SEND = 1;
const FETCH = 2;

/** What is due when the timer fires. */
const RELEASE_RESET = 0;
const ADVANCE = 1;
const POLL = 2;
const DELIVER = 3;

/**
 * One command at a time to the chip and its answer back, over a wire that may fail. A command is sent again until an undamaged
 * answer to it has come; its sequence number keeps it from being executed twice.
 */
export class Link {
	readonly #wire: Wire;
	readonly #timers: Timers;
	readonly #hz: number;
	readonly #retries: number;
	readonly #patience: number;
	readonly #timeout: number;
	readonly maximumPayload: number;
	readonly #statistics = noStatistics();
	readonly #interrupt: InterruptWatch;

	#sequence = 0;
	#opcode: number = Opcode.NOP;
	#frameBytes = 0;
	#answerBytes = 0;
	#long = false;
	#done: Answered | undefined;
	#starting = false;
	#finished = false;
	#error: LinkError | undefined;
	#receivedBytes = 0;

	#tries = 0;
	#resend = true;
	#markSeen = false;
	#strangerSeen = false;
	#timer: TimerHandle | undefined;
	#due = ADVANCE;
	readonly #onTimer = (): void => this.#wake();
	#waiting = false;
	#waited = 0;
	#pause = 0;
	#nextPoll = FIRST_POLL;

	/** A RESET flag is no surprise: the link has reset the chip and the driver has not acknowledged it yet. */
	#resetExpected = false;

	constructor(options: LinkOptions) {
		const { timers, hz, maximumPayload = USUAL_PAYLOAD, retries = 15, patience = 1000, timeout = 10_000 } = options;
		this.#timers = timers;
		this.#hz = hz;
		this.#retries = retries;
		this.#patience = patience;
		this.#timeout = timeout;
		this.maximumPayload = Math.max(64, Math.min(maximumPayload, MAX_TRANSACTION - HEADER_BYTES - CRC_BYTES)) & ~3;
		this.#wire = new Wire(options, frameBytes(this.maximumPayload), () => this.#noticeInterrupt());
		this.#interrupt = new InterruptWatch(this.#wire);
	}

	/** Where the payload of the next command is written, `maximumPayload` bytes. */
	get payload(): DataView {
		return this.#wire.payload;
	}
	/** Payload of the last answer, valid until the next operation starts. */
	get answer(): DataView {
		return this.#wire.answer;
	}
	/** Reused. */
	get statistics(): Readonly<LinkStatistics> {
		const statistics = this.#statistics;
		statistics.transactions = this.#wire.transactions;
		statistics.bytesOut = this.#wire.bytesOut;
		statistics.bytesIn = this.#wire.bytesIn;
		statistics.interruptFaults = this.#interrupt.faults;
		statistics.wireMicroseconds = this.wireMicroseconds(this.#wire.bytesOut);
		return statistics;
	}
	/** Time of this many bytes on the wire at the bus clock. */
	wireMicroseconds(bytes: number): number {
		return (bytes * 8e6) / this.#hz;
	}
	get isBusy(): boolean {
		return this.#done !== undefined;
	}
	/** The link polls because the interrupt line is missing or was seen to be stuck. */
	get isPolling(): boolean {
		return !this.#interrupt.isTrusted;
	}

	/**
	 * Sends `opcode` with the first `payloadBytes` of `payload`; the answer has `answerBytes`.
	 * @throws LinkError in-use, when the last operation is not done
	 */
	execute(opcode: number, payloadBytes: number, answerBytes: number, done: Answered): void {
		this.#begin(opcode, done);
		this.#sequence = (this.#sequence % 255) + 1;
		this.#frameBytes = sealFrame(this.#wire.command, opcode, this.#sequence, payloadBytes);
		this.#answerBytes = answerBytes;
		this.#long = isLong(opcode);
		this.#resend = true;
		this.#starting = true;
		this.#advance();
		this.#starting = false;
	}

	/**
	 * Opens bus and pins if they are not, resets the chip (by its line, else by command) and waits for its RESET flag.
	 * @throws LinkError in-use, when the last operation is not done
	 */
	reset(done: Answered): void {
		this.#begin(Opcode.RESET, done);
		try {
			this.#wire.open();
		} catch (cause) {
			this.#finish(noBus(cause));
			this.#schedule(DELIVER, 0);
			return;
		}
		this.#resetExpected = true;
		this.#sequence = (this.#sequence % 255) + 1;
		this.#frameBytes = sealFrame(this.#wire.command, Opcode.RESET, this.#sequence, 0);
		this.#answerBytes = 0;
		this.#long = false;
		this.#resend = !this.#wire.hasReset;
		this.#wire.driveReset(0);
		this.#schedule(RELEASE_RESET, RESET_TIME);
	}

	/** Gives up what runs, without calling its `done`, and closes bus and pins. */
	close(): void {
		this.#timers.clear(this.#timer);
		this.#timer = undefined;
		this.#waiting = false;
		this.#done = undefined;
		this.#wire.close();
	}

	#begin(opcode: number, done: Answered): void {
		if (this.#done) throw inUse(opcode, this.#opcode);
		this.#opcode = opcode;
		this.#done = done;
		this.#finished = false;
		this.#error = undefined;
		this.#tries = 0;
		this.#markSeen = false;
		this.#strangerSeen = false;
		this.#waiting = false;
		this.#waited = 0;
		this.#nextPoll = FIRST_POLL;
		this.#interrupt.begin(opcode);
	}

	#schedule(due: number, milliseconds: number): void {
		this.#due = due;
		this.#timer = this.#timers.set(this.#onTimer, milliseconds);
	}

	#wake(): void {
		this.#timer = undefined;
		switch (this.#due) {
			case RELEASE_RESET:
				this.#wire.driveReset(1);
				this.#schedule(ADVANCE, RESET_TIME);
				break;
			case POLL:
				this.#waiting = false;
				this.#waited += this.#pause;
				this.#advance();
				break;
			case DELIVER:
				this.#deliver();
				break;
			default:
				this.#advance();
		}
	}

	#advance(): void {
		try {
			this.#transact();
		} catch (cause) {
			this.#finish(noBus(cause));
		}
		if (!this.#finished) return;
		if (this.#starting) this.#schedule(DELIVER, 0);
		else this.#deliver();
	}

	/** Transactions until the operation ends, has to wait, or has failed too often. */
	#transact(): void {
		while (this.#tries <= this.#retries) {
			if (this.#resend) {
				if (this.#tries > 0) this.#statistics.repeats++;
				this.#wire.send(this.#frameBytes);
			}
			const next = this.#judge();
			if (next === DONE) return;
			this.#resend = next === SEND;
			this.#tries++;
			if (this.#tries > IMMEDIATE_RETRIES) {
				this.#schedule(ADVANCE, RETRY_PAUSE);
				return;
			}
		}
		this.#finish(this.#giveUp());
	}

	/** Fetches an answer: DONE when the operation is, or waits; else what to do next. */
	#judge(): number {
		const levelBefore = this.#wire.interruptLevel;
		const answerBytes = this.#wire.fetch(this.#answerBytes || REFUSAL_BYTES);
		const status = this.#wire.status;
		if ((status & Status.MARK_MASK) === Status.MARK) this.#markSeen = true;
		if (answerBytes === DAMAGED || (status & Status.MARK_MASK) !== Status.MARK) {
			this.#statistics.damagedAnswers++;
			return SEND;
		}
		if (this.#opcode === Opcode.RESET) return this.#judgeReset(status);
		if (status & Status.RESET && !this.#resetExpected) {
			this.#statistics.resets++;
			return this.#finish(chipReset(this.#opcode));
		}
		if (status & Status.DAMAGED) this.#statistics.damagedCommands++;
		if (this.#wire.sequence !== this.#sequence) {
			if (status & Status.BUSY) this.#strangerSeen = true;
			return SEND;
		}
		if (!(status & Status.RESET)) this.#resetExpected = false;
		if (status & Status.BUSY) return this.#wait(levelBefore);
		if (!(status & Status.READY)) return FETCH;
		const failed = (status & Status.FAILED) !== 0;
		const expectedBytes = failed ? REFUSAL_BYTES : this.#answerBytes;
		if (answerBytes !== expectedBytes) return this.#finish(wrongAnswer(this.#opcode, answerBytes, expectedBytes));
		if (failed) return this.#finish(refused(this.#opcode, this.#wire.answer.getUint8(0)));
		return this.#finish(this.#long ? this.#interrupt.complete() : undefined, answerBytes);
	}

	#judgeReset(status: number): number {
		return status & Status.RESET ? this.#finish(undefined) : SEND;
	}

	/** The chip works on it. Its line must be low: it was read before the chip said so. */
	#wait(level: number): number {
		this.#interrupt.busy(level);
		this.#tries = 0;
		this.#resend = false;
		if (this.#waited >= this.#timeout) {
			this.#statistics.timeouts++;
			return this.#finish(timedOut(this.#opcode, this.#waited));
		}
		if (this.#interrupt.isTrusted) this.#pause = this.#patience;
		else {
			this.#pause = this.#nextPoll;
			this.#nextPoll = Math.min(this.#nextPoll * 2, LAST_POLL);
		}
		this.#waiting = true;
		this.#schedule(POLL, this.#pause);
		return DONE;
	}

	/** An edge, some time ago: what counts is the level now. */
	#noticeInterrupt(): void {
		if (!this.#waiting || !this.#interrupt.isTrusted || !this.#wire.interruptLevel) return;
		this.#waiting = false;
		this.#timers.clear(this.#timer);
		this.#timer = undefined;
		this.#advance();
	}

	#giveUp(): LinkError {
		if (!this.#markSeen) return noChip(this.#opcode, this.#tries);
		if (this.#strangerSeen) return stillBusy(this.#opcode, this.#tries);
		return badWire(this.#opcode, this.#tries, this.#hz);
	}

	#finish(error: LinkError | undefined, answerBytes = 0): number {
		this.#error = error;
		this.#receivedBytes = answerBytes;
		this.#finished = true;
		return DONE;
	}

	#deliver(): void {
		const done = this.#done;
		this.#done = undefined;
		done?.(this.#error, this.#receivedBytes);
	}
}
