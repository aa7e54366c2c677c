import { Driver } from "../../firmware/accelerator/driver";
import { DAMAGED, judgeFrame, sealFrame } from "../../firmware/accelerator/frame";
import type { LinkOptions } from "../../firmware/accelerator/link";
import type { LinkError } from "../../firmware/accelerator/link-error";
import {
	Control,
	frameBytes,
	HEADER_BYTES,
	MAX_TRANSACTION,
	Opcode,
	Register,
} from "../../firmware/accelerator/registers";
import { EmulatedBoard } from "../../firmware/emulator/board";
import type { AnyCore } from "../../firmware/emulator/core";
import { FaultyWire } from "../../host-sim/node/faulty-wire";
import { VirtualTime } from "../../host-sim/node/virtual-time";

const pins = { select: 2, interrupt: 3, reset: 4 };
const bus = { clock: 7, in: 8, out: 9, port: 1, hz: 20_000_000 };

/** What came back of one transaction with the chip. */
export interface RawAnswer {
	status: number;
	sequence: number;
	payload: Uint8Array;
	/** All bytes, the zeros after the frame among them. */
	bytes: Uint8Array;
}

/** A chip on a board, in virtual time: behind a wire that may fail, or to be spoken to byte by byte. */
export class AcceleratorBench<C extends AnyCore> {
	readonly timers = new VirtualTime();
	readonly core: C;
	readonly board: EmulatedBoard;
	readonly wire: FaultyWire;
	readonly driver: Driver;
	/** What a Link or a LettersProgram is made of. */
	readonly options: LinkOptions;

	constructor(core: C, settings: Partial<LinkOptions> & { seed?: number } = {}) {
		this.core = core;
		const { timers } = this;
		this.board = new EmulatedBoard({ core, timers, pins });
		this.wire = new FaultyWire({
			SPI: this.board.SPI,
			Digital: this.board.Digital,
			timers,
			interrupt: pins.interrupt,
			resetChip: () => this.board.chip.reset(),
			seed: settings.seed ?? 1,
		});
		this.options = { SPI: this.wire.SPI, Digital: this.wire.Digital, timers, ...bus, ...pins, ...settings };
		this.driver = new Driver(this.options);
	}

	/** Lets an operation run to its end; its error. Throws when there is none within `limit` virtual milliseconds. */
	run(start: (done: (error: LinkError | undefined) => void) => void, limit = 60_000): LinkError | undefined {
		let ends = 0;
		let failure: LinkError | undefined;
		start(error => {
			ends++;
			failure = error;
		});
		if (ends > 0) throw new Error("done was called from inside the call that started the operation");
		if (!this.timers.advanceUntil(() => ends > 0, limit)) throw new Error(`no answer within ${limit} ms`);
		if (ends > 1) throw new Error("done was called twice");
		return failure;
	}

	/** As `run`, for what must succeed. */
	must(start: (done: (error: LinkError | undefined) => void) => void): void {
		const error = this.run(start);
		if (error) throw error;
	}

	counter(register: number): number {
		return this.board.chip.registers.read(register);
	}

	/** Bytes to the chip in one transaction, and what came back. */
	exchange(bytes: Uint8Array): Uint8Array {
		const back = Uint8Array.from(bytes);
		const { chip } = this.board;
		chip.select();
		chip.exchange(back, back);
		chip.deselect();
		return back;
	}

	/** One command frame. */
	command(opcode: number, sequence: number, payload: ArrayLike<number> = []): void {
		this.exchange(commandFrame(opcode, sequence, payload));
	}

	/** Fetches an answer with a NOP in a transaction of `length` bytes. */
	fetch(length = 64): RawAnswer {
		const bytes = new Uint8Array(length);
		bytes.set(commandFrame(Opcode.NOP, 0));
		const back = this.exchange(bytes);
		const payloadBytes = judgeFrame(back, back.length);
		if (payloadBytes === DAMAGED) throw new Error("the chip's answer is damaged");
		const payload = back.slice(HEADER_BYTES, HEADER_BYTES + payloadBytes);
		return { status: back[0], sequence: back[1], payload, bytes: back };
	}

	/** Acknowledges the reset with sequence number 1, raw. */
	acknowledge(): void {
		this.command(Opcode.WRITE_REGISTERS, 1, words16(Register.CONTROL, 1, Control.ACKNOWLEDGE_RESET, 0));
	}
}

/** A command as it stands on the wire. */
export function commandFrame(opcode: number, sequence: number, payload: ArrayLike<number> = []): Uint8Array {
	const bytes = new Uint8Array(Math.max(frameBytes(payload.length), MAX_TRANSACTION));
	bytes.set(payload, HEADER_BYTES);
	return bytes.slice(0, sealFrame(bytes, opcode, sequence, payload.length));
}

/** u16 values as little-endian bytes. */
export function words16(...values: number[]): number[] {
	return values.flatMap(value => [value & 0xff, value >> 8]);
}
