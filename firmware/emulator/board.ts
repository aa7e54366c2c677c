import type { DigitalClass, DigitalOptions, DigitalPin, SPIBus, SPIClass, SPIOptions, Timers } from "../hardware";
import { Chip } from "./chip";
import type { AnyCore } from "./core";

export interface BoardPins {
	select: number;
	interrupt: number;
	reset: number;
}

export interface BoardOptions {
	core: AnyCore;
	timers: Timers;
	pins: BoardPins;
}

/** Moddable's numbers (modules/io/digital). */
const Input = 0;
const InputPullUp = 1;
const InputPullDown = 2;
const Output = 8;
const Rising = 1;
const Falling = 2;

interface Watcher {
	edge: number;
	pending: boolean;
	readonly deliver: () => void;
}

/** One wire of the board: a level, who drives it from the chip's side, and who waits for its edges. */
interface Net {
	level: number;
	readonly watchers: Watcher[];
	readonly onLevel: ((level: number) => void) | undefined;
}

/**
 * A board with the emulated chip on its SPI bus. `SPI` and `Digital` are ECMA-419 class patterns bound to it: what is written
 * to the select and reset pins reaches the chip, its interrupt line can be read and watched. Edges are delivered at a later
 * turn through the timers. Other pins are wires that end nowhere.
 */
export class EmulatedBoard {
	readonly chip: Chip;
	readonly SPI: SPIClass;
	readonly Digital: DigitalClass;
	readonly #timers: Timers;
	readonly #nets = new Map<number, Net>();

	constructor({ core, timers, pins }: BoardOptions) {
		this.#timers = timers;
		this.chip = new Chip(core, timers, level => this.#drive(this.#net(pins.interrupt), level));
		this.#nets.set(pins.select, { level: 1, watchers: [], onLevel: level => this.#onSelect(level) });
		this.#nets.set(pins.reset, { level: 1, watchers: [], onLevel: level => this.chip.holdReset(level === 0) });
		this.SPI = this.#makeSPI();
		this.Digital = this.#makeDigital();
	}

	#onSelect(level: number): void {
		if (level) this.chip.deselect();
		else this.chip.select();
	}

	#net(pin: number): Net {
		const known = this.#nets.get(pin);
		if (known) return known;
		const net: Net = { level: 0, watchers: [], onLevel: undefined };
		this.#nets.set(pin, net);
		return net;
	}

	#drive(net: Net, level: number): void {
		if (net.level === level) return;
		net.level = level;
		net.onLevel?.(level);
		const edge = level ? Rising : Falling;
		for (const watcher of net.watchers) {
			if (!(watcher.edge & edge) || watcher.pending) continue;
			watcher.pending = true;
			this.#timers.set(watcher.deliver, 0);
		}
	}

	#makeSPI(): SPIClass {
		const { chip } = this;
		return class implements SPIBus {
			#open = true;
			constructor(options: SPIOptions) {
				if (!(options.hz >= 1 && options.hz <= 40_000_000)) throw new RangeError("hz must be 1 to 40000000");
			}
			transfer(buffer: Uint8Array): void {
				this.#check();
				chip.exchange(buffer, buffer);
			}
			write(buffer: Uint8Array): void {
				this.#check();
				chip.exchange(buffer);
			}
			close(): void {
				this.#open = false;
			}
			#check(): void {
				if (!this.#open) throw new Error("SPI is closed");
			}
		};
	}

	#makeDigital(): DigitalClass {
		const netOf = (pin: number): Net => this.#net(pin);
		const drive = (net: Net, level: number): void => this.#drive(net, level);
		return class implements DigitalPin {
			static readonly Input = Input;
			static readonly InputPullUp = InputPullUp;
			static readonly InputPullDown = InputPullDown;
			static readonly Output = Output;
			static readonly Rising = Rising;
			static readonly Falling = Falling;
			readonly #net: Net;
			readonly #output: boolean;
			readonly #watcher: Watcher | undefined;

			constructor(options: DigitalOptions) {
				this.#net = netOf(options.pin);
				this.#output = options.mode === Output;
				if (this.#output && options.initialValue !== undefined) drive(this.#net, options.initialValue ? 1 : 0);
				const { edge, onReadable } = options;
				if (this.#output || !edge || !onReadable) return;
				const watcher: Watcher = {
					edge,
					pending: false,
					deliver: () => {
						watcher.pending = false;
						if (this.#net.watchers.includes(watcher)) onReadable();
					},
				};
				this.#watcher = watcher;
				this.#net.watchers.push(watcher);
			}
			read(): number {
				return this.#net.level;
			}
			write(value: number): void {
				if (!this.#output) throw new Error("the pin is an input");
				drive(this.#net, value ? 1 : 0);
			}
			close(): void {
				const at = this.#watcher ? this.#net.watchers.indexOf(this.#watcher) : -1;
				if (at >= 0) this.#net.watchers.splice(at, 1);
			}
		};
	}
}
