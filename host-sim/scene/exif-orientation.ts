import type { GrayImage } from "./image-file";

const ORIENTATION = 0x0112;
const SHORT = 3;

/** EXIF orientation 1..8 (CIPA DC-008, 4.6.4 A) of an APP1 segment's content; 1, upright, where there is none or it makes no sense. */
export function orientationOf(app1: Uint8Array | undefined): number {
	if (!app1 || app1.length < 9) return 1;
	// jpeg-js leaves the second of the two zero bytes after "Exif" in front of the TIFF header.
	const exif = app1.subarray(1);
	const view = new DataView(exif.buffer, exif.byteOffset, exif.length);
	const little = view.getUint16(0) === 0x4949;
	const directory = view.getUint32(4, little);
	if (directory + 2 > exif.length) return 1;
	const entries = view.getUint16(directory, little);
	for (let i = 0; i < entries; i++) {
		const at = directory + 2 + 12 * i;
		if (at + 12 > exif.length) return 1;
		if (view.getUint16(at, little) !== ORIENTATION || view.getUint16(at + 2, little) !== SHORT) continue;
		const value = view.getUint16(at + 8, little);
		return value >= 1 && value <= 8 ? value : 1;
	}
	return 1;
}

/** The image turned and mirrored so that it is upright. */
export function turn(image: GrayImage, orientation: number): GrayImage {
	if (orientation === 1) return image;
	const { width, height, gray } = image;
	const sideways = orientation >= 5;
	const flipColumns = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8;
	const flipRows = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7;
	const upright = {
		width: sideways ? height : width,
		height: sideways ? width : height,
		gray: new Uint8Array(gray.length),
	};
	for (let y = 0, i = 0; y < upright.height; y++)
		for (let x = 0; x < upright.width; x++, i++) {
			const column = sideways ? y : x;
			const row = sideways ? x : y;
			upright.gray[i] = gray[(flipRows ? height - 1 - row : row) * width + (flipColumns ? width - 1 - column : column)];
		}
	return upright;
}
