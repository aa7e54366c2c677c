import { DAMAGED, judgeFrame, sealFrame } from "../accelerator/frame";
import {
	CRC_BYTES,
	ErrorCode,
	HEADER_BYTES,
	MAX_TRANSACTION,
	Opcode,
	Register,
	Status,
} from "../accelerator/registers";
import { CimError } from "../errors";
import type { TimerHandle, Timers } from "../hardware";
import { ChipOperations } from "./chip-operations";
import { ChipRegisters } from "./chip-registers";
import { ChipReply, FIRST_ROOM } from "./chip-reply";
import type { AnyCore } from "./core";

const NO_ANSWER = HEADER_BYTES + CRC_BYTES;

/**
 * The chip behind the SPI bytes: the protocol state machine of docs/spi-protocol.md around a core.
 * `select`, `exchange`, `deselect` are the wire; `onInterrupt` is told the level of the interrupt line when it changes.
 */
export class Chip {
	readonly #core: AnyCore;
	readonly #timers: Timers;
	readonly #onInterrupt: (level: number) => void;
	readonly registers: ChipRegisters;
	readonly #reply: ChipReply;
	readonly #operations: ChipOperations;

	#received = new Uint8Array(FIRST_ROOM);
	#payload = new DataView(this.#received.buffer, HEADER_BYTES);
	#receivedBytes = 0;

	/** What stands for the kept answer while the chip is busy or was told nonsense: a frame without payload. */
	readonly #notice = new Uint8Array(NO_ANSWER);
	#answerBytes = 0;
	#offered = this.#notice;
	#offeredBytes = 0;
	#position = 0;

	#selected = false;
	#resetHeld = false;
	#damaged = false;
	#busy = false;
	#sequence = 0;
	#interrupt = 0;
	#timer: TimerHandle | undefined;
	/** What the core threw last: for whoever debugs an operation that failed with INTERNAL or BAD_VALUE. */
	fault: unknown;

	constructor(core: AnyCore, timers: Timers, onInterrupt: (level: number) => void) {
		this.#core = core;
		this.#timers = timers;
		this.#onInterrupt = onInterrupt;
		this.registers = new ChipRegisters(core);
		this.#reply = new ChipReply();
		this.#operations = new ChipOperations(core, this.registers, this.#reply);
	}

	/** Level of the interrupt line. */
	get interrupt(): number {
		return this.#interrupt;
	}

	/** The reset line: the chip is silent while it is low. */
	holdReset(held: boolean): void {
		if (held && !this.#resetHeld) this.reset();
		this.#resetHeld = held;
	}

	/** What reset line and RESET do: all is forgotten but the cells and the counters. */
	reset(): void {
		this.registers.count(Register.RESETS);
		this.registers.reset();
		this.#operations.reset();
		this.#core.reset();
		this.#timers.clear(this.#timer);
		this.#timer = undefined;
		this.#busy = false;
		this.#damaged = false;
		this.#sequence = 0;
		this.#answerBytes = 0;
		this.#selected = false;
		this.#setInterrupt(0);
	}

	/** Chip select falls. */
	select(): void {
		if (this.#resetHeld) return;
		this.#selected = true;
		this.#receivedBytes = 0;
		this.#position = 0;
		if (this.#damaged || this.#busy || this.#answerBytes === 0) {
			this.#offered = this.#notice;
			this.#offeredBytes = sealFrame(this.#notice, this.#noticeStatus(), this.#sequence, 0);
		} else {
			this.#offered = this.#reply.frame;
			this.#offeredBytes = this.#answerBytes;
		}
	}

	/** Clocks bytes through: `out` to the chip, into `into` (may be the same) from it. A chip not selected gives zeros. */
	exchange(out: Uint8Array, into?: Uint8Array): void {
		if (this.#receivedBytes + out.length > this.#received.length) this.#makeRoom();
		for (let i = 0; i < out.length; i++) {
			const byte = out[i];
			if (into) {
				const offers = this.#selected && this.#position < this.#offeredBytes;
				into[i] = offers ? this.#offered[this.#position] : 0;
			}
			this.#position++;
			if (this.#receivedBytes < MAX_TRANSACTION) this.#received[this.#receivedBytes] = byte;
			this.#receivedBytes++;
		}
	}

	/** For the longest transaction there is; what comes beyond it is only counted. */
	#makeRoom(): void {
		if (this.#received.length === MAX_TRANSACTION) return;
		const longer = new Uint8Array(MAX_TRANSACTION);
		longer.set(this.#received);
		this.#received = longer;
		this.#payload = new DataView(longer.buffer, HEADER_BYTES);
	}

	/** Chip select rises: the transaction is judged, and a command begun. */
	deselect(): void {
		if (!this.#selected) return;
		this.#selected = false;
		if (this.#receivedBytes === 0) return;
		const payloadBytes = judgeFrame(this.#received, this.#receivedBytes);
		const opcode = this.#received[0];
		const sequence = this.#received[1];
		if (payloadBytes === DAMAGED || (sequence === 0 && opcode !== Opcode.NOP)) {
			this.registers.count(Register.DAMAGED_FRAMES);
			this.#damaged = true;
			return;
		}
		this.#damaged = false;
		if (opcode === Opcode.NOP) return;
		if (opcode === Opcode.RESET) this.reset();
		else if (sequence === this.#sequence) this.registers.count(Register.REPEATED_FRAMES);
		else if (!this.#busy) this.#execute(opcode, sequence, payloadBytes);
	}

	#execute(opcode: number, sequence: number, payloadBytes: number): void {
		this.#sequence = sequence;
		this.#setInterrupt(0);
		this.registers.count(Register.OPERATIONS);
		let error: number;
		try {
			error = this.#operations.run(opcode, this.#payload, payloadBytes);
		} catch (fault) {
			this.fault = fault;
			// a worded error of the core is one of the settings: tones out of its band, say
			error = fault instanceof CimError ? ErrorCode.BAD_VALUE : ErrorCode.INTERNAL;
		}
		if (error) {
			this.#reply.view.setUint8(0, error);
			this.#answerBytes = sealFrame(this.#reply.frame, this.#status(Status.READY | Status.FAILED), sequence, 1);
			return;
		}
		this.#answerBytes = sealFrame(this.#reply.frame, this.#status(Status.READY), sequence, this.#reply.bytes);
		if (!this.#reply.long) return;
		this.#busy = true;
		this.#timer = this.#timers.set(this.#complete, Math.max(1, Math.ceil(this.#reply.microseconds / 1000)));
	}

	#complete = (): void => {
		this.#timer = undefined;
		this.#busy = false;
		this.#setInterrupt(1);
	};

	#status(bits: number): number {
		return Status.MARK | bits | (this.registers.acknowledged ? 0 : Status.RESET);
	}

	#noticeStatus(): number {
		return this.#status((this.#damaged ? Status.DAMAGED : 0) | (this.#busy ? Status.BUSY : 0));
	}

	#setInterrupt(level: number): void {
		if (level === this.#interrupt) return;
		this.#interrupt = level;
		this.#onInterrupt(level);
	}
}
