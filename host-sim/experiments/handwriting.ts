import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** Handwritten digits as the chip gets them. */
export interface Digits {
	/** Ink 0 to 255, SIDE x SIDE pixels row by row, picture by picture. */
	ink: Uint8Array;
	/** The digit that each picture shows. */
	labels: Uint8Array;
}

/** Side of a picture in pixels: 8 x 8 = 64 rows of the chip. */
export const SIDE = 8;
const PIXELS = SIDE * SIDE;

/** The data folder is no part of the product: it lies beside the checkout, or where CIM_DATA says. */
function dataFile(path: string): string | undefined {
	const folder = process.env["CIM_DATA"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
	const file = `${folder}/${path}`;
	return existsSync(file) ? file : undefined;
}

/** UCI optdigits (Alpaydin, Kaynak): 1,797 digits of 8 x 8 pixels, 0 to 16 pen strokes a pixel. Undefined where absent. */
export function smallDigits(): Digits | undefined {
	const file = dataFile("small_digits/uci_optdigits_8x8.tes");
	if (!file) return undefined;
	const rows = readFileSync(file, "utf8").trim().split("\n");
	const ink = new Uint8Array(rows.length * PIXELS);
	const labels = new Uint8Array(rows.length);
	rows.forEach((row, n) => {
		const values = row.split(",").map(Number);
		for (let i = 0; i < PIXELS; i++) ink[n * PIXELS + i] = Math.floor((values[i] * 255) / 16 + 0.5);
		labels[n] = values[PIXELS];
	});
	return { ink, labels };
}

/**
 * MNIST (LeCun, Cortes, Burges): 28 x 28 pixels, clipped to the middle 24 x 24 (the digits keep to the middle 20 x 20, moved
 * by their centre of mass), then the mean of each 3 x 3. Undefined where absent.
 */
export function mnist(part: "train" | "t10k"): Digits | undefined {
	const imageFile = dataFile(`mnist/${part}-images-idx3-ubyte.gz`);
	const labelFile = dataFile(`mnist/${part}-labels-idx1-ubyte.gz`);
	if (!imageFile || !labelFile) return undefined;
	const images = gunzipSync(readFileSync(imageFile)).subarray(16);
	const labels = new Uint8Array(gunzipSync(readFileSync(labelFile)).subarray(8));
	const ink = new Uint8Array(labels.length * PIXELS);
	for (let n = 0; n < labels.length; n++)
		for (let row = 0; row < SIDE; row++)
			for (let column = 0; column < SIDE; column++) {
				let sum = 0;
				for (let y = 0; y < 3; y++)
					for (let x = 0; x < 3; x++) sum += images[n * 784 + (2 + 3 * row + y) * 28 + 2 + 3 * column + x];
				ink[n * PIXELS + row * SIDE + column] = Math.floor(sum / 9 + 0.5);
			}
	return { ink, labels };
}

/** The digits from number `from` up to, not including, number `to`. */
export function digitsBetween({ ink, labels }: Digits, from: number, to: number): Digits {
	return { ink: ink.subarray(from * PIXELS, to * PIXELS), labels: labels.subarray(from, to) };
}
