import type { TCPClass } from "../../firmware/hardware";

/** No network. */
export const SilentTCP: TCPClass = class {
	read(): undefined {}
	write(): void {}
	close(): void {}
};
