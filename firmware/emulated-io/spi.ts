// Stands in for embedded:io/spi. Mapped to that specifier, so its import must hold from embedded:io/ as well as from this folder.
import { deviceBoard } from "../emulator/device-board";
import type { SPIBus, SPIOptions } from "../hardware";

/** A bus with the emulated chip on it. */
export default class SPI implements SPIBus {
	readonly #bus: SPIBus;
	constructor(options: SPIOptions) {
		this.#bus = new (deviceBoard().SPI)(options);
	}
	transfer(buffer: Uint8Array): void {
		this.#bus.transfer(buffer);
	}
	write(buffer: Uint8Array): void {
		this.#bus.write(buffer);
	}
	close(): void {
		this.#bus.close();
	}
}
