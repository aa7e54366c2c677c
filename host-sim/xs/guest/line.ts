import { readUtf8, utf8Length, writeUtf8 } from "../../../firmware/messaging/utf8";

/** Bytes of the longest request that is put together here, or of its reply. */
const CAPACITY = 2048;

/**
 * Requests are put together here, one at a time, and their replies are read from here. Outside the heap, as the buffers of a
 * device's drivers are, and made by openLine: this module may lie in flash, where nothing can be written.
 */
export let bytes: Uint8Array;
export let view: DataView;

/** Before anything else is done with the other end. */
export function openLine(): void {
	const memory = host.buffer(CAPACITY);
	bytes = new Uint8Array(memory);
	view = new DataView(memory);
}

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
