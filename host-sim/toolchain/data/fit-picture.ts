import type { Shape } from "../network/graph";

/** Colour pixels, red, green, blue, row by row. */
export interface ColorPicture {
	width: number;
	height: number;
	rgb: Uint8Array;
}

/**
 * The middle of a picture, cut to the shape's proportions and scaled to it: each pixel is the mean of the area that it covers.
 * One channel is luma (ITU-R BT.601), three are red, green and blue.
 */
export function fitPicture({ width, height, rgb }: ColorPicture, shape: Shape, to: Uint8Array, at: number): void {
	const scale = Math.min(width / shape.width, height / shape.height);
	const left = (width - scale * shape.width) / 2;
	const top = (height - scale * shape.height) / 2;
	for (let y = 0; y < shape.height; y++) {
		const upper = top + y * scale;
		for (let x = 0; x < shape.width; x++) {
			const first = left + x * scale;
			let [red, green, blue] = [0, 0, 0];
			for (let row = Math.floor(upper); row < Math.min(height, upper + scale - 1e-9); row++) {
				const tall = Math.min(row + 1, upper + scale) - Math.max(row, upper);
				for (let column = Math.floor(first); column < Math.min(width, first + scale - 1e-9); column++) {
					const area = tall * (Math.min(column + 1, first + scale) - Math.max(column, first));
					const from = 3 * (row * width + column);
					red += area * rgb[from];
					green += area * rgb[from + 1];
					blue += area * rgb[from + 2];
				}
			}
			const pixel = at + (y * shape.width + x) * shape.channels;
			const area = scale * scale;
			if (shape.channels === 1) to[pixel] = (0.299 * red + 0.587 * green + 0.114 * blue) / area + 0.5;
			else {
				to[pixel] = red / area + 0.5;
				to[pixel + 1] = green / area + 0.5;
				to[pixel + 2] = blue / area + 0.5;
			}
		}
	}
}
