import type { Shape, Window } from "../model/network";
import type { Numbers } from "./quantize";

/**
 * The largest number under each position of a window; what lies outside the value counts as nothing.
 * @param output shape of what is made: positions down and across, channels as in the source
 */
export function maximumPool(
	source: Numbers,
	from: number,
	shape: Shape,
	window: Window,
	output: Shape,
	into: Numbers,
	at: number,
): void {
	const { channels } = shape;
	const line = shape.width * channels;
	let write = at;
	for (let row = 0; row < output.height; row++) {
		const top = Math.max(0, row * window.stride - window.top);
		const bottom = Math.min(shape.height, row * window.stride - window.top + window.height);
		for (let column = 0; column < output.width; column++) {
			const left = Math.max(0, column * window.stride - window.left);
			const right = Math.min(shape.width, column * window.stride - window.left + window.width);
			for (let channel = 0; channel < channels; channel++) {
				let most = -Infinity;
				for (let y = top; y < bottom; y++) {
					const end = from + y * line + right * channels + channel;
					for (let read = from + y * line + left * channels + channel; read < end; read += channels)
						if (source[read] > most) most = source[read];
				}
				into[write++] = most;
			}
		}
	}
}

/**
 * The mean of the numbers under each position of a window; what lies outside the value does not count.
 * @param unit what 1 in the source stands for; 1 for real numbers
 */
export function averagePool(
	source: Numbers,
	from: number,
	shape: Shape,
	unit: number,
	window: Window,
	output: Shape,
	into: Float32Array,
	at: number,
): void {
	const { channels } = shape;
	const line = shape.width * channels;
	let write = at;
	for (let row = 0; row < output.height; row++) {
		const top = Math.max(0, row * window.stride - window.top);
		const bottom = Math.min(shape.height, row * window.stride - window.top + window.height);
		for (let column = 0; column < output.width; column++) {
			const left = Math.max(0, column * window.stride - window.left);
			const right = Math.min(shape.width, column * window.stride - window.left + window.width);
			const scale = unit / Math.max(1, (bottom - top) * (right - left));
			for (let channel = 0; channel < channels; channel++) {
				let sum = 0;
				for (let y = top; y < bottom; y++) {
					const end = from + y * line + right * channels + channel;
					for (let read = from + y * line + left * channels + channel; read < end; read += channels)
						sum += source[read];
				}
				into[write++] = sum * scale;
			}
		}
	}
}
