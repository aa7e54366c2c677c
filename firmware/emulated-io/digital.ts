// Stands in for embedded:io/digital. Mapped to that specifier, so its import must hold from embedded:io/ as well as from this folder.
import { deviceBoard } from "../emulator/device-board";
import type { DigitalOptions, DigitalPin } from "../hardware";

/** The pins of the emulated chip; Moddable's numbers. */
export default class Digital implements DigitalPin {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly Rising = 1;
	static readonly Falling = 2;
	readonly #pin: DigitalPin;
	constructor(options: DigitalOptions) {
		this.#pin = new (deviceBoard().Digital)(options);
	}
	read(): number {
		return this.#pin.read();
	}
	write(value: number): void {
		this.#pin.write(value);
	}
	close(): void {
		this.#pin.close();
	}
}
