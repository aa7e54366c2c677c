import type { DigitalClass, DigitalPin, SPIBus, SPIClass, SPIOptions } from "../hardware";
import { judgeFrame, sealFrame } from "./frame";
import { frameBytes, HEADER_BYTES, Opcode } from "./registers";

/** The bus and pins of the accelerator, as the ECMA-419 classes want them. */
export interface WireOptions extends SPIOptions {
	SPI: SPIClass;
	Digital: DigitalClass;
	/** Pin of the chip select, low while a transaction runs. */
	select: number;
	/** Pin of the interrupt line, high when a long operation is complete; without one the link polls. */
	interrupt?: number;
	/** Pin of the reset line, low resets; without one the link resets by command. */
	reset?: number;
}

/**
 * Transactions: chip select, command frames out, answer frames in, and the two other lines. Knows nothing of sequence numbers.
 * Buffers are made once; a view for every length in use is made once and kept.
 */
export class Wire {
	readonly #options: WireOptions;
	readonly #commandViews: Uint8Array[] = [];
	readonly #exchangeViews: Uint8Array[] = [];
	readonly #exchange: Uint8Array;
	readonly #onInterrupt: () => void;
	#spi: SPIBus | undefined;
	#select: DigitalPin | undefined;
	#interrupt: DigitalPin | undefined;
	#reset: DigitalPin | undefined;

	/** The command frame; its payload goes to `payload`. */
	readonly command: Uint8Array;
	/** The command's payload. */
	readonly payload: DataView;
	/** Payload of the last answer. */
	readonly answer: DataView;
	transactions = 0;
	bytesOut = 0;
	bytesIn = 0;

	/**
	 * @param bytes longest transaction, a multiple of 4
	 * @param onInterrupt called at a later turn after the interrupt line rose; must not throw
	 */
	constructor(options: WireOptions, bytes: number, onInterrupt: () => void) {
		this.#options = options;
		this.#onInterrupt = onInterrupt;
		// each in a buffer of its own, so that the bytes are 4-byte aligned and nothing else is read past their end
		this.command = new Uint8Array(bytes);
		this.#exchange = new Uint8Array(bytes);
		this.payload = new DataView(this.command.buffer, HEADER_BYTES);
		this.answer = new DataView(this.#exchange.buffer, HEADER_BYTES);
	}

	/** Opens bus and pins if they are not; throws what their classes throw. */
	open(): void {
		if (this.#spi) return;
		const { SPI, Digital, clock, in: input, out, port, hz, mode = 0, select, interrupt, reset } = this.#options;
		try {
			this.#select = new Digital({ pin: select, mode: Digital.Output, initialValue: 1 });
			if (reset !== undefined) this.#reset = new Digital({ pin: reset, mode: Digital.Output, initialValue: 1 });
			if (interrupt !== undefined)
				this.#interrupt = new Digital({
					pin: interrupt,
					mode: Digital.InputPullDown,
					edge: Digital.Rising,
					onReadable: this.#onInterrupt,
				});
			this.#spi = new SPI({ clock, in: input, out, port, hz, mode });
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Lets go of the chip: not selected, not in reset. */
	close(): void {
		this.#reset?.write(1);
		this.#select?.write(1);
		this.#spi?.close();
		this.#select?.close();
		this.#interrupt?.close();
		this.#reset?.close();
		this.#spi = this.#select = this.#interrupt = this.#reset = undefined;
	}

	get hasInterrupt(): boolean {
		return this.#interrupt !== undefined;
	}

	get hasReset(): boolean {
		return this.#reset !== undefined;
	}

	/** Level of the interrupt line. */
	get interruptLevel(): number {
		return this.#interrupt ? this.#interrupt.read() : 0;
	}

	/** Level of the reset line: 0 holds the chip in reset. */
	driveReset(level: number): void {
		this.#reset?.write(level);
	}

	/** One write transaction: the first `bytes` of `command`. */
	send(bytes: number): void {
		const view = viewOf(this.command, this.#commandViews, bytes);
		this.transactions++;
		this.bytesOut += bytes;
		this.#select!.write(0);
		try {
			this.#spi!.write(view);
		} finally {
			this.#select!.write(1);
		}
	}

	/**
	 * One full-duplex transaction: a NOP out, an answer of up to `payloadBytes` of payload in.
	 * @returns bytes of the answer's payload, or DAMAGED (frame.ts)
	 */
	fetch(payloadBytes: number): number {
		const bytes = frameBytes(payloadBytes);
		const view = viewOf(this.#exchange, this.#exchangeViews, bytes);
		view.fill(0);
		sealFrame(view, Opcode.NOP, 0, 0);
		this.transactions++;
		this.bytesOut += bytes;
		this.bytesIn += bytes;
		this.#select!.write(0);
		try {
			this.#spi!.transfer(view);
		} finally {
			this.#select!.write(1);
		}
		return judgeFrame(view, bytes);
	}

	/** Status byte of the last answer. */
	get status(): number {
		return this.#exchange[0];
	}

	/** Sequence number of the last answer. */
	get sequence(): number {
		return this.#exchange[1];
	}
}

/** The first `bytes` of a buffer: the same object each time, and none for lengths that are never used. */
function viewOf(buffer: Uint8Array, views: Uint8Array[], bytes: number): Uint8Array {
	const index = bytes >> 2;
	let view: Uint8Array | undefined = views[index];
	if (!view) {
		view = new Uint8Array(buffer.buffer, 0, bytes);
		views[index] = view;
	}
	return view;
}
