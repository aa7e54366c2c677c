import type { Pooling, Shape } from "../network/graph";

/** The largest or the mean of what the window covers of each channel; padding does not count. */
export function poolValues(
	pooling: Pooling,
	given: Shape,
	made: Shape,
	from: Float32Array,
	to: Float32Array,
	count: number,
): void {
	const { kind, stride, padding } = pooling;
	const { channels } = given;
	const line = given.width * channels;
	let target = 0;
	for (let n = 0; n < count; n++)
		for (let y = 0; y < made.height; y++) {
			const top = Math.max(0, y * stride - padding.top);
			const bottom = Math.min(given.height, y * stride - padding.top + pooling.height);
			for (let x = 0; x < made.width; x++) {
				const left = Math.max(0, x * stride - padding.left);
				const right = Math.min(given.width, x * stride - padding.left + pooling.width);
				const area = (bottom - top) * (right - left);
				for (let channel = 0; channel < channels; channel++) {
					let largest = Number.NEGATIVE_INFINITY;
					let sum = 0;
					for (let row = top; row < bottom; row++) {
						const start = (n * given.height + row) * line + channel;
						for (let at = start + left * channels; at < start + right * channels; at += channels) {
							const value = from[at];
							sum += value;
							if (value > largest) largest = value;
						}
					}
					to[target++] = kind === "maximum" ? largest : sum / area;
				}
			}
		}
}
