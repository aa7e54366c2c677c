import type { DigitalOptions, DigitalPin, SPIBus, SPIOptions } from "../../../firmware/hardware";
import { Request } from "../protocol";
import { pins } from "./events";
import { bytes, send, view } from "./line";

/** The ECMA-419 SPI class pattern over the bridge. One bus. */
export class SPI implements SPIBus {
	constructor(options: SPIOptions) {
		view.setUint32(0, options.hz, true);
		send(Request.SPI_OPEN, 0, 4);
	}
	transfer(buffer: Uint8Array): void {
		host.call(Request.SPI_TRANSFER, 0, buffer);
	}
	write(buffer: Uint8Array): void {
		host.call(Request.SPI_WRITE, 0, buffer);
	}
	close(): void {
		host.call(Request.SPI_CLOSE);
	}
}

const NO_VALUE = 255;

/** The ECMA-419 Digital class pattern over the bridge; Moddable's numbers. */
export class Digital implements DigitalPin {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly Output = 8;
	static readonly Rising = 1;
	static readonly Falling = 2;
	readonly #id: number;

	constructor(options: DigitalOptions) {
		const { pin, mode, edge = 0, initialValue, onReadable } = options;
		this.#id = pins.add(onReadable ?? ignore);
		bytes[0] = pin;
		bytes[1] = mode;
		bytes[2] = onReadable ? edge : 0;
		bytes[3] = initialValue === undefined ? NO_VALUE : initialValue;
		send(Request.PIN_OPEN, this.#id, 4);
	}
	read(): number {
		send(Request.PIN_READ, this.#id, 0);
		return bytes[0];
	}
	write(value: number): void {
		bytes[0] = value;
		send(Request.PIN_WRITE, this.#id, 1);
	}
	close(): void {
		host.call(Request.PIN_CLOSE, this.#id);
		pins.remove(this.#id);
	}
}

function ignore(): void {}
