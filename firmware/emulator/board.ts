import type { DigitalClass, DigitalOptions, SPIBus, SPIClass, SPIOptions, Timers } from "../hardware";
import { BoardPin, BoardWire } from "./board-wires";
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

/**
 * A board with the emulated chip on its SPI bus. `SPI` and `Digital` are ECMA-419 class patterns bound to it: what is written
 * to the select and reset pins reaches the chip, its interrupt line can be read and watched. Other pins are wires that end
 * nowhere.
 */
export class EmulatedBoard {
	readonly chip: Chip;
	readonly SPI: SPIClass;
	readonly Digital: DigitalClass;

	constructor({ core, timers, pins }: BoardOptions) {
		const interrupt = new BoardWire(0);
		const chip = new Chip(core, timers, level => interrupt.drive(level));
		const wires = new Map<number, BoardWire>();
		wires.set(pins.interrupt, interrupt);
		wires.set(pins.select, new BoardWire(1, level => (level ? chip.deselect() : chip.select())));
		wires.set(pins.reset, new BoardWire(1, level => chip.holdReset(level === 0)));
		this.chip = chip;
		this.SPI = class extends BoardBus {
			constructor(options: SPIOptions) {
				super(chip, options);
			}
		};
		this.Digital = class extends BoardPin {
			constructor(options: DigitalOptions) {
				super(wireOf(wires, options.pin), timers, options);
			}
		};
	}
}

function wireOf(wires: Map<number, BoardWire>, pin: number): BoardWire {
	let wire = wires.get(pin);
	if (!wire) {
		wire = new BoardWire(0);
		wires.set(pin, wire);
	}
	return wire;
}

/** ECMA-419 SPI class pattern with one chip on the bus. */
class BoardBus implements SPIBus {
	readonly #chip: Chip;
	#isOpen = true;

	constructor(chip: Chip, options: SPIOptions) {
		if (!(options.hz >= 1 && options.hz <= 40_000_000)) throw new RangeError("hz must be 1 to 40000000");
		this.#chip = chip;
	}

	transfer(buffer: Uint8Array): void {
		this.#check();
		this.#chip.exchange(buffer, buffer);
	}

	write(buffer: Uint8Array): void {
		this.#check();
		this.#chip.exchange(buffer);
	}

	close(): void {
		this.#isOpen = false;
	}

	#check(): void {
		if (!this.#isOpen) throw new Error("SPI is closed");
	}
}
