import type {
	DigitalClass,
	DigitalOptions,
	DigitalPin,
	SPIBus,
	SPIClass,
	SPIOptions,
	Timers,
} from "../../firmware/hardware";
import { log } from "../../firmware/math/elementary";
import { Random } from "../../firmware/math/random";

export interface FaultyWireOptions {
	SPI: SPIClass;
	Digital: DigitalClass;
	timers: Timers;
	/** Pin of the interrupt line. */
	interrupt: number;
	/** Resets the chip as a dip of its supply would. */
	resetChip(): void;
	seed: number;
}

/** What was done to the transactions of one kind. A transaction counts once in each line that it belongs to. */
export interface FaultCounts {
	transactions: number;
	/** Transactions with flipped bits on the way to the chip. */
	damagedOut: number;
	/** Transactions with flipped bits on the way back, where they are sampled. */
	damagedIn: number;
	/** Transactions of which the chip missed a byte. */
	shortened: number;
	flippedBits: number;
}

type Level = 0 | 1;
type Transform = (buffer: Uint8Array) => void;

/**
 * A wire that fails, between the firmware's SPI and Digital classes and those of a board. Everything it does follows from
 * `seed` and is counted, apart for command transactions (`write`) and answer transactions (`transfer`).
 */
export class FaultyWire {
	readonly SPI: SPIClass;
	readonly Digital: DigitalClass;
	/** Probability that a bit is flipped, in each direction. */
	bitErrorRate = 0;
	/** Probability that a transaction loses a byte: the chip misses eight clock edges. */
	lostByteRate = 0;
	/** The line to the chip, or from it, shows this level whatever is sent. */
	stuckOut: Level | undefined;
	stuckIn: Level | undefined;
	/** The chip is reset in front of the transaction of this number (counted from 0 over both kinds). */
	resetAt = -1;
	/** Transactions so far. */
	transactions = 0;
	readonly commands: FaultCounts = noFaults();
	readonly answers: FaultCounts = noFaults();

	readonly #options: FaultyWireOptions;
	readonly #random: Random;
	#bitsToFlip = 0;
	#rate = 0;
	#stuckInterrupt: Level | undefined;
	readonly #interruptPins = new Set<() => void>();

	constructor(options: FaultyWireOptions) {
		this.#options = options;
		this.#random = new Random(options.seed);
		this.SPI = this.#makeSPI();
		this.Digital = this.#makeDigital();
	}

	/** The interrupt line shows this level whatever the chip does; undefined lets it go. */
	set stuckInterrupt(level: Level | undefined) {
		const wasHigh = this.#stuckInterrupt === 1;
		this.#stuckInterrupt = level;
		if (level === 1 && !wasHigh) for (const onEdge of this.#interruptPins) this.#options.timers.set(onEdge, 0);
	}
	get stuckInterrupt(): Level | undefined {
		return this.#stuckInterrupt;
	}

	/** Flips bits at the bit error rate; how many. The distance to the next flip is geometric, so good bytes cost nothing. */
	#flip(bytes: Uint8Array): number {
		if (this.bitErrorRate !== this.#rate) {
			this.#rate = this.bitErrorRate;
			this.#bitsToFlip = this.#nextFlip();
		}
		if (this.#rate === 0) return 0;
		const bits = bytes.length * 8;
		let flipped = 0;
		while (this.#bitsToFlip < bits) {
			bytes[this.#bitsToFlip >> 3] ^= 0x80 >> (this.#bitsToFlip & 7);
			this.#bitsToFlip += this.#nextFlip() + 1;
			flipped++;
		}
		this.#bitsToFlip -= bits;
		return flipped;
	}

	/** Good bits before the next flipped one. */
	#nextFlip(): number {
		if (this.#rate <= 0) return 0;
		return Math.floor(log(1 - this.#random.uniform()) / log(1 - this.#rate));
	}

	/** What the chip receives of `sent`; `lost` is the index of a byte that it misses, or -1. */
	#corruptOut(sent: Uint8Array, lost: number, counts: FaultCounts): Uint8Array {
		const received = Uint8Array.from(sent);
		const flipped = this.#flip(received);
		if (flipped > 0) counts.damagedOut++;
		counts.flippedBits += flipped;
		if (this.stuckOut !== undefined) received.fill(this.stuckOut ? 0xff : 0);
		if (lost < 0) return received;
		counts.shortened++;
		received.copyWithin(lost, lost + 1);
		return received.subarray(0, -1);
	}

	#begin(counts: FaultCounts): void {
		if (this.transactions === this.resetAt) this.#options.resetChip();
		this.transactions++;
		counts.transactions++;
	}

	#loseByte(bytes: number): number {
		return this.lostByteRate > 0 && this.#random.uniform() < this.lostByteRate ? this.#random.below(bytes) : -1;
	}

	#write(buffer: Uint8Array, pass: Transform): void {
		this.#begin(this.commands);
		pass(this.#corruptOut(buffer, this.#loseByte(buffer.length), this.commands));
	}

	#transfer(buffer: Uint8Array, pass: Transform): void {
		const counts = this.answers;
		this.#begin(counts);
		const lost = this.#loseByte(buffer.length);
		const received = this.#corruptOut(buffer, lost, counts);
		pass(received);
		const before = lost < 0 ? received.length : lost;
		buffer.set(received.subarray(0, before));
		if (lost >= 0) {
			// The chip stood still for a byte: the host takes in an idle line, then the rest one byte late.
			buffer[lost] = 0;
			buffer.set(received.subarray(lost), lost + 1);
		}
		const flipped = this.#flip(buffer);
		if (flipped > 0) counts.damagedIn++;
		counts.flippedBits += flipped;
		if (this.stuckIn !== undefined) buffer.fill(this.stuckIn ? 0xff : 0);
	}

	#makeSPI(): SPIClass {
		const { SPI } = this.#options;
		const write = (buffer: Uint8Array, pass: Transform): void => this.#write(buffer, pass);
		const transfer = (buffer: Uint8Array, pass: Transform): void => this.#transfer(buffer, pass);
		return class implements SPIBus {
			readonly #bus: SPIBus;
			constructor(options: SPIOptions) {
				this.#bus = new SPI(options);
			}
			write(buffer: Uint8Array): void {
				write(buffer, bytes => this.#bus.write(bytes));
			}
			transfer(buffer: Uint8Array): void {
				transfer(buffer, bytes => this.#bus.transfer(bytes));
			}
			close(): void {
				this.#bus.close();
			}
		};
	}

	#makeDigital(): DigitalClass {
		const { Digital, interrupt } = this.#options;
		const pins = this.#interruptPins;
		const stuck = (): Level | undefined => this.#stuckInterrupt;
		return class implements DigitalPin {
			static readonly Input = Digital.Input;
			static readonly InputPullDown = Digital.InputPullDown;
			static readonly Output = Digital.Output;
			static readonly Rising = Digital.Rising;
			static readonly Falling = Digital.Falling;
			readonly #pin: DigitalPin;
			readonly #onEdge: (() => void) | undefined;
			readonly #watched: boolean;
			constructor(options: DigitalOptions) {
				this.#watched = options.pin === interrupt;
				const { onReadable } = options;
				if (!this.#watched || !onReadable) {
					this.#pin = new Digital(options);
					return;
				}
				this.#onEdge = () => onReadable();
				this.#pin = new Digital({
					...options,
					onReadable: () => {
						if (stuck() === undefined) onReadable();
					},
				});
				pins.add(this.#onEdge);
			}
			read(): number {
				const level = this.#watched ? stuck() : undefined;
				return level ?? this.#pin.read();
			}
			write(value: number): void {
				this.#pin.write(value);
			}
			close(): void {
				if (this.#onEdge) pins.delete(this.#onEdge);
				this.#pin.close();
			}
		};
	}
}

function noFaults(): FaultCounts {
	return { transactions: 0, damagedOut: 0, damagedIn: 0, shortened: 0, flippedBits: 0 };
}
