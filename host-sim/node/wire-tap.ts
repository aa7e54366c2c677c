import type {
	Clock,
	DigitalClass,
	DigitalOptions,
	DigitalPin,
	SPIBus,
	SPIClass,
	SPIOptions,
} from "../../firmware/hardware";

/** What went over the wire while chip select was low. */
export interface Transaction {
	/** Microseconds at which chip select fell, on the tap's own time. */
	at: number;
	/** Clock rate, hertz. */
	hz: number;
	/** Bytes from the host. */
	sent: Uint8Array;
	/** Bytes that the host took in; undefined where it did not look. */
	received: Uint8Array | undefined;
	/** Whether the interrupt line was high when chip select fell. */
	interrupt: boolean;
}

export interface WireTapOptions {
	SPI: SPIClass;
	Digital: DigitalClass;
	clock: Clock;
	/** Pins of the chip's lines. */
	select: number;
	interrupt: number;
	/** Bytes that are kept between two calls of `take`, at most. */
	most?: number;
}

/** A turn of the bus, microseconds: the least time between two transactions (docs/spi-protocol.md). */
const TURNAROUND = 5;
/** Bytes that are kept: a network is written with some hundred thousand. */
const USUAL_MOST = 4 << 20;

/**
 * Listens on the wires between the firmware and a board, on the host's side: what the firmware sends and what it takes in.
 * While nobody listens everything passes and nothing is kept. Transactions of one instant of the device's clock are laid out
 * one after the other, each as long as its bits take at the bus clock.
 */
export class WireTap {
	readonly SPI: SPIClass;
	readonly Digital: DigitalClass;
	/** Keep what goes over the wire. */
	isListening = false;
	readonly #options: WireTapOptions;
	#open: Transaction | undefined;
	#kept: Transaction[] = [];
	#bytes = 0;
	#end = 0;
	#interrupt: DigitalPin | undefined;
	/** Transactions that there was no room for. */
	#lost = 0;

	constructor(options: WireTapOptions) {
		this.#options = options;
		this.SPI = this.#makeSPI();
		this.Digital = this.#makeDigital();
	}

	/** What was kept since the last call, and how many transactions there was no room for. */
	take(): { transactions: Transaction[]; lost: number } {
		const taken = { transactions: this.#kept, lost: this.#lost };
		this.#kept = [];
		this.#bytes = 0;
		this.#lost = 0;
		return taken;
	}

	#select(level: number): void {
		if (level !== 0) this.#open = undefined;
		else if (this.isListening) {
			const at = Math.max(this.#options.clock.milliseconds * 1000, this.#end + TURNAROUND);
			const interrupt = this.#interrupt?.read() === 1;
			this.#open = { at, hz: 0, sent: NOTHING, received: undefined, interrupt };
		}
	}

	#note(sent: Uint8Array, received: Uint8Array | undefined, hz: number): void {
		const transaction = this.#open;
		if (!transaction || !this.isListening) return;
		this.#end = transaction.at + (sent.length * 8e6) / hz;
		this.#bytes += sent.length;
		if (this.#bytes > (this.#options.most ?? USUAL_MOST)) {
			this.#lost++;
			return;
		}
		transaction.hz = hz;
		transaction.sent = sent;
		transaction.received = received;
		this.#kept.push(transaction);
		this.#open = undefined;
	}

	#makeSPI(): SPIClass {
		const { SPI } = this.#options;
		const isListening = (): boolean => this.isListening;
		const note = (sent: Uint8Array, received: Uint8Array | undefined, hz: number): void =>
			this.#note(sent, received, hz);
		return class implements SPIBus {
			readonly #bus: SPIBus;
			readonly #hz: number;
			constructor(options: SPIOptions) {
				this.#bus = new SPI(options);
				this.#hz = options.hz;
			}
			write(buffer: Uint8Array): void {
				if (isListening()) note(buffer.slice(), undefined, this.#hz);
				this.#bus.write(buffer);
			}
			transfer(buffer: Uint8Array): void {
				if (!isListening()) {
					this.#bus.transfer(buffer);
					return;
				}
				const sent = buffer.slice();
				this.#bus.transfer(buffer);
				note(sent, buffer.slice(), this.#hz);
			}
			close(): void {
				this.#bus.close();
			}
		};
	}

	#makeDigital(): DigitalClass {
		const { Digital, select, interrupt } = this.#options;
		const onSelect = (level: number): void => this.#select(level);
		const setInterrupt = (pin: DigitalPin | undefined): void => {
			this.#interrupt = pin;
		};
		return class implements DigitalPin {
			static readonly Input = Digital.Input;
			static readonly InputPullDown = Digital.InputPullDown;
			static readonly Output = Digital.Output;
			static readonly Rising = Digital.Rising;
			static readonly Falling = Digital.Falling;
			readonly #pin: DigitalPin;
			readonly #number: number;
			constructor(options: DigitalOptions) {
				this.#pin = new Digital(options);
				this.#number = options.pin;
				if (this.#number === interrupt) setInterrupt(this.#pin);
			}
			read(): number {
				return this.#pin.read();
			}
			write(value: number): void {
				if (this.#number === select) onSelect(value);
				this.#pin.write(value);
			}
			close(): void {
				if (this.#number === interrupt) setInterrupt(undefined);
				this.#pin.close();
			}
		};
	}
}

const NOTHING = new Uint8Array(0);
