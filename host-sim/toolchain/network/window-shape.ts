import type { Padding, Shape } from "./graph";

/** No zeros around. */
export const NO_PADDING: Padding = { top: 0, left: 0, bottom: 0, right: 0 };

/** Zeros around so that there are ceil(size / stride) positions; what cannot be shared evenly goes below and to the right (Keras SAME). */
export function samePadding(
	{ height, width }: Shape,
	kernelHeight: number,
	kernelWidth: number,
	stride: number,
): Padding {
	const [top, bottom] = sides(height, kernelHeight, stride);
	const [left, right] = sides(width, kernelWidth, stride);
	return { top, left, bottom, right };
}

function sides(size: number, kernel: number, stride: number): [number, number] {
	const all = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
	return [Math.floor(all / 2), all - Math.floor(all / 2)];
}

/** Positions of a window over a value; 0 or less where it does not fit. */
export function windowShape(
	{ height, width }: Shape,
	kernelHeight: number,
	kernelWidth: number,
	stride: number,
	{ top, left, bottom, right }: Padding,
	channels: number,
): Shape {
	return {
		height: Math.floor((height + top + bottom - kernelHeight) / stride) + 1,
		width: Math.floor((width + left + right - kernelWidth) / stride) + 1,
		channels,
	};
}
