import { CimError } from "../errors";

/** Image types by Commodetto's numbers. Monochrome is 8-bit gray, as Moddable's ESP32 camera understands it. */
export const ImageType = { Monochrome: 3, RGB565LE: 7, RGB565BE: 8, YUV422: 20 } as const;

/** A frame that cannot be converted to gray. */
export class PixelError extends CimError {}

/** Bytes of a frame of `pixels` pixels. Throws PixelError "image-type" for a type that is not known. */
export function frameByteLength(imageType: number, pixels: number): number {
	switch (imageType) {
		case ImageType.Monochrome:
			return pixels;
		case ImageType.RGB565LE:
		case ImageType.RGB565BE:
		case ImageType.YUV422:
			return 2 * pixels;
	}
	throw new PixelError(
		"image-type",
		`camera image type ${imageType} is not supported: use 3 (8-bit gray), 7 (RGB565LE), 8 (RGB565BE) or 20 (YUV422)`,
	);
}

/** Throws PixelError "image-type" or "frame-length" unless a frame of `bytes` bytes is width x height pixels of that type. */
export function checkFrameLength(bytes: number, imageType: number, width: number, height: number): void {
	const expected = frameByteLength(imageType, width * height);
	if (bytes !== expected)
		throw new PixelError(
			"frame-length",
			`a frame of ${width} x ${height} pixels of image type ${imageType} has ${expected} bytes, not ${bytes}: is the camera set to another size or type?`,
		);
}

/**
 * Converts a frame of width x height pixels to 8-bit gray, one byte a pixel, into `gray`.
 * Throws PixelError "image-type" or "frame-length"; `gray` is then unchanged.
 */
export function toGray(frame: Uint8Array, imageType: number, width: number, height: number, gray: Uint8Array): void {
	checkFrameLength(frame.length, imageType, width, height);
	if (gray.length !== width * height)
		throw new PixelError(
			"frame-length",
			`${gray.length} gray levels cannot hold a frame of ${width} x ${height} pixels: is the camera set to another size?`,
		);
	if (imageType === ImageType.Monochrome) gray.set(frame);
	else if (imageType === ImageType.YUV422) lumaToGray(frame, gray);
	else rgb565ToGray(frame, gray, imageType === ImageType.RGB565LE ? 1 : 0);
}

/** @param high which byte of a pixel holds red. */
function rgb565ToGray(frame: Uint8Array, gray: Uint8Array, high: number): void {
	const low = 1 - high;
	for (let i = 0, from = 0; i < gray.length; i++, from += 2) {
		const pixel = (frame[from + high] << 8) | frame[from + low];
		const red = pixel >> 11;
		const green = (pixel >> 5) & 63;
		const blue = pixel & 31;
		// Channels expanded to 8 bits, then (3 red + 4 green + blue) / 8 as Commodetto does.
		gray[i] = (3 * ((red << 3) | (red >> 2)) + 4 * ((green << 2) | (green >> 4)) + ((blue << 3) | (blue >> 2))) >> 3;
	}
}

/** YUYV: every even byte is a pixel's luma. */
function lumaToGray(frame: Uint8Array, gray: Uint8Array): void {
	for (let i = 0, from = 0; i < gray.length; i++, from += 2) gray[i] = frame[from];
}
