import { crc32 } from "../math/crc32";

/** Pixels in a row, at most: larger frames are thinned out, so that an image costs no more than 10 kB of memory. */
const MAXIMUM_WIDTH = 160;
/** Adler-32, RFC 1950. */
const ADLER = 65521;

/** An image and its size, pixels. */
export interface Image {
	bytes: Uint8Array;
	width: number;
	height: number;
}

/**
 * A gray frame as a PNG of sixteen grays, not compressed: a chunk of stored deflate is a few lines where a compressor is
 * kilobytes of code (PNG, third edition, W3C 2025; RFC 1950, RFC 1951 §3.2.4).
 */
export function grayPng(gray: Uint8Array, width: number, height: number): Image {
	const step = Math.ceil(width / MAXIMUM_WIDTH);
	const across = Math.floor(width / step);
	const down = Math.floor(height / step);
	const row = 1 + ((across + 1) >> 1);
	const raw = row * down;
	const data = 2 + 5 + raw + 4;
	const bytes = new Uint8Array(8 + 25 + 12 + data + 12);
	const view = new DataView(bytes.buffer);
	bytes.set(SIGNATURE);
	let at = begin(view, 8, 13, "IHDR");
	view.setUint32(at, across);
	view.setUint32(at + 4, down);
	bytes[at + 8] = 4; // bits a pixel; gray, deflate, no filter method, not interlaced: 0
	at = end(view, at + 13, 13);

	at = begin(view, at, data, "IDAT");
	bytes.set([0x78, 0x01, 1, raw & 255, raw >> 8, ~raw & 255, (~raw >> 8) & 255], at);
	at += 7;
	let low = 1;
	let high = 0;
	for (let y = 0; y < down; y++) {
		const start = at++;
		for (let x = 0; x < across; x++) {
			const value = gray[(y * width + x) * step] >> 4;
			if (x & 1) bytes[at++] |= value;
			else bytes[at] = value << 4;
		}
		if (across & 1) at++;
		for (let i = start; i < at; i++) {
			low = (low + bytes[i]) % ADLER;
			high = (high + low) % ADLER;
		}
	}
	view.setUint16(at, high);
	view.setUint16(at + 2, low);
	at = end(view, at + 4, data);
	end(view, begin(view, at, 0, "IEND"), 0);
	return { bytes, width: across, height: down };
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A chunk's length and type; returns where its data begins. */
function begin(view: DataView, at: number, length: number, type: string): number {
	view.setUint32(at, length);
	for (let i = 0; i < 4; i++) view.setUint8(at + 4 + i, type.charCodeAt(i));
	return at + 8;
}

/** The CRC of the chunk whose data of `length` bytes ends at `at`; returns where the next one begins. */
function end(view: DataView, at: number, length: number): number {
	view.setUint32(at, crc32(new Uint8Array(view.buffer), at - length - 4, at));
	return at + 4;
}
