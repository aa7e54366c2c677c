import { readUtf8, utf8Length, writeUtf8 } from "../../../firmware/messaging/utf8";

/** Bytes of the longest request that is put together here, or of its reply. */
const CAPACITY = 2048;

/** Requests are put together here, one at a time, and their replies are read from here. */
export const bytes = new Uint8Array(CAPACITY);
export const view = new DataView(bytes.buffer);

/** Puts a text at `at`, as much as fits; returns where it ends. */
export function putText(text: string, at: number): number {
	const fitting = utf8Length(text) > CAPACITY - at ? text.slice(0, (CAPACITY - at) >> 2) : text;
	return writeUtf8(fitting, bytes, at);
}

export function getText(start: number, end: number): string {
	return readUtf8(bytes, start, end) ?? "";
}

/** Sends the first `length` bytes; returns the length of the reply. */
export function send(kind: number, subject: number, length: number): number {
	return host.call(kind, subject, bytes, length);
}
