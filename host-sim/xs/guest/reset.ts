import { readUtf8 } from "../../../firmware/messaging/utf8";

const MAXIMUM = 240;

/** Why the machine began anew; undefined after power-on. */
export function resetReason(): string | undefined {
	const words = new Uint8Array(MAXIMUM);
	const length = host.resetReason(words);
	return length === 0 ? undefined : readUtf8(words, 0, length);
}
