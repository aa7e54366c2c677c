import { inflateSync } from "node:zlib";
import { decode as decodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { CimError } from "../../firmware/errors";
import { orientationOf, turn } from "./exif-orientation";
import { type JpegMeans, jpegMeans } from "./jpeg-means";

/** An image file that cannot be shown to the camera; the words name the file. */
export class ImageError extends CimError {}

/** 8-bit gray, row by row. */
export interface GrayImage {
	width: number;
	height: number;
	gray: Uint8Array;
}

/** Largest JPEG in pixels: what phones take. */
const MAXIMUM_PIXELS = 50_000_000;
/** The same where every pixel is decoded: twelve megapixels and some. That takes half a gigabyte of memory at most. */
const MAXIMUM_WHOLE_PIXELS = 16_000_000;
const MAXIMUM_JPEG_MEGABYTES = 512;
/** A JPEG is decoded at an eighth of its size where that is still so many times the frame's. */
const LEAST_SURPLUS = 1.5;
/** No honest file has more pixels a byte: deflate packs 1032 : 1 (1-bit gray), JPEG spends a bit or more on a block of 64. */
const PNG_PIXELS_PER_BYTE = 8 * 1032;
const JPEG_PIXELS_PER_BYTE = 1024;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_HEADER_END = 33;

/**
 * Decodes a PNG or JPEG file, told apart by content, to gray (ITU-R BT.601 luma), upright as its EXIF orientation says;
 * what is transparent is white. `name` is for the words of the error.
 * Throws ImageError "image-format", "image-broken" or "image-too-large".
 */
export function decodeImage(bytes: Uint8Array, name: string): GrayImage {
	const { image, orientation } = read(bytes, name);
	return turn(toGray(image), orientation);
}

/**
 * The same, upright, for a frame of width x height pixels: a JPEG that is much larger comes at an eighth of its size, which takes
 * hardly more memory than its file. Throws what decodeImage throws.
 */
export function decodeForFrame(bytes: Uint8Array, name: string, width: number, height: number): GrayImage {
	const size = isJpeg(bytes) ? jpegSize(bytes) : undefined;
	if (!size || !hasSurplus(size, width, height)) return decodeImage(bytes, name);
	checkSize(size.width, size.height, name, JPEG_PIXELS_PER_BYTE * bytes.length, MAXIMUM_PIXELS);
	let means: JpegMeans | undefined;
	try {
		means = jpegMeans(bytes);
	} catch (cause) {
		throw broken(name, "JPEG", cause);
	}
	return means ? turn(means.image, orientationOf(means.exif)) : decodeImage(bytes, name);
}

/** Whether an eighth of an image is still much larger than the frame, whichever side is up. */
function hasSurplus(size: { width: number; height: number }, width: number, height: number): boolean {
	const upright = Math.max(size.width / width, size.height / height);
	const turned = Math.max(size.height / width, size.width / height);
	return Math.min(upright, turned) >= 8 * LEAST_SURPLUS;
}

/** The same in colour: red, green and blue of each pixel, row by row. */
export function decodeColors(bytes: Uint8Array, name: string): { width: number; height: number; rgb: Uint8Array } {
	const { image, orientation } = read(bytes, name);
	const planes = [0, 1, 2].map(channel => turn(toPlane(image, channel), orientation));
	const { width, height } = planes[0];
	const rgb = new Uint8Array(3 * width * height);
	for (const [channel, { gray }] of planes.entries())
		for (let i = 0; i < gray.length; i++) rgb[3 * i + channel] = gray[i];
	return { width, height, rgb };
}

function read(bytes: Uint8Array, name: string): { image: Rgba; orientation: number } {
	if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return { image: readPng(bytes, name), orientation: 1 };
	if (isJpeg(bytes)) return readJpeg(bytes, name);
	throw new ImageError("image-format", `${name} is not an image that can be read: use PNG or JPEG`);
}

function isJpeg(bytes: Uint8Array): boolean {
	return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

interface Rgba {
	width: number;
	height: number;
	data: Uint8Array;
}

function readPng(bytes: Uint8Array, name: string): Rgba {
	if (bytes.length < PNG_HEADER_END) throw broken(name, "PNG", "it ends within its header");
	const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const width = header.getUint32(16);
	const height = header.getUint32(20);
	checkSize(width, height, name, PNG_PIXELS_PER_BYTE * bytes.length);
	try {
		if (bytes[28] === 1) checkInterlaced(bytes, width, height);
		return PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
	} catch (cause) {
		throw broken(name, "PNG", cause);
	}
}

/** pngjs unpacks interlaced data without a limit: unpack it once with one. */
function checkInterlaced(bytes: Uint8Array, width: number, height: number): void {
	const parts: Uint8Array[] = [];
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	for (let at = 8; at + 12 <= bytes.length; ) {
		const length = view.getUint32(at);
		if (view.getUint32(at + 4) === 0x49444154) parts.push(bytes.subarray(at + 8, at + 8 + length));
		at += 12 + length;
	}
	// At most 8 bytes a pixel and, over seven passes, two filter bytes a row at most.
	inflateSync(Buffer.concat(parts), { maxOutputLength: 8 * width * height + 16 * (height + 8) });
}

function readJpeg(bytes: Uint8Array, name: string): { image: Rgba; orientation: number } {
	const size = jpegSize(bytes);
	if (size) checkSize(size.width, size.height, name, JPEG_PIXELS_PER_BYTE * bytes.length);
	let image: Rgba & { exifBuffer?: Uint8Array };
	try {
		image = decodeJpeg(bytes, {
			useTArray: true,
			maxResolutionInMP: MAXIMUM_WHOLE_PIXELS / 1e6,
			maxMemoryUsageInMB: MAXIMUM_JPEG_MEGABYTES,
		});
	} catch (cause) {
		if (/^max(Resolution|Memory)/.test(wordsOf(cause)))
			throw new ImageError("image-too-large", `${name} is too large: ${wordsOf(cause)}`);
		throw broken(name, "JPEG", cause);
	}
	return { image, orientation: orientationOf(image.exifBuffer) };
}

/** Size in a JPEG's start-of-frame segment, if there is one. */
function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
	for (let at = 2; at + 9 < bytes.length; ) {
		if (bytes[at] !== 0xff) return undefined;
		const marker = bytes[at + 1];
		if (marker >= 0xc0 && marker <= 0xc2)
			return {
				height: (bytes[at + 5] << 8) | bytes[at + 6],
				width: (bytes[at + 7] << 8) | bytes[at + 8],
			};
		at += marker === 0xff ? 1 : 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
	}
	return undefined;
}

/** @param plausible pixels that a file of this length can hold at most. */
function checkSize(width: number, height: number, name: string, plausible: number, most = MAXIMUM_WHOLE_PIXELS): void {
	if (width === 0 || height === 0) throw broken(name, "image", "it has no pixels");
	if (width * height > most)
		throw new ImageError(
			"image-too-large",
			`${name} has ${width} x ${height} pixels, at most ${most / 1e6} million can be read: scale it down`,
		);
	if (width * height > plausible) throw broken(name, "image", `it is too short for ${width} x ${height} pixels`);
}

function broken(name: string, format: string, cause: unknown): ImageError {
	return new ImageError("image-broken", `${name} is a broken ${format}: ${wordsOf(cause)}`);
}

function wordsOf(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}

function toGray(image: Rgba): GrayImage {
	const { width, height, data } = image;
	const gray = new Uint8Array(width * height);
	for (let i = 0, from = 0; i < gray.length; i++, from += 4) {
		const luma = 77 * data[from] + 150 * data[from + 1] + 29 * data[from + 2];
		const alpha = data[from + 3];
		gray[i] = alpha === 255 ? luma >> 8 : Math.floor((luma * alpha + 65280 * (255 - alpha)) / 65280);
	}
	return { width, height, gray };
}

/** One channel on white paper. */
function toPlane(image: Rgba, channel: number): GrayImage {
	const { width, height, data } = image;
	const gray = new Uint8Array(width * height);
	for (let i = 0, from = 0; i < gray.length; i++, from += 4) {
		const alpha = data[from + 3];
		gray[i] = Math.floor((data[from + channel] * alpha + 255 * (255 - alpha)) / 255);
	}
	return { width, height, gray };
}
