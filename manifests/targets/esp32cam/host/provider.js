// What the SDK wants to know of a board (globalThis.device). The firmware uses the classes themselves.
import Digital from "embedded:io/digital";
import DigitalBank from "embedded:io/digitalbank";
import Serial from "embedded:io/serial";
import SPI from "embedded:io/spi";

const device = {
	SPI: { default: { io: SPI, clock: 14, in: 2, out: 13, port: 1 } },
	Serial: { default: { io: Serial, port: 0, receive: 3, transmit: 1 } },
	io: { Digital, DigitalBank, Serial, SPI },
	pin: { led: 33, flash: 4 },
};

export default device;
