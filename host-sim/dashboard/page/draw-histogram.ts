import type { Colours } from "./canvas";

/** Bars over an axis with a label at both ends and in the middle. */
export function drawHistogram(
	context: CanvasRenderingContext2D,
	histogram: ArrayLike<number>,
	{
		width,
		height,
		own,
		colour,
		ends,
	}: { width: number; height: number; own: string; colour: Colours; ends: readonly [string, string, string] },
): void {
	const foot = 16;
	let most = 1;
	for (let n = 0; n < histogram.length; n++) most = Math.max(most, histogram[n]);
	const step = width / histogram.length;
	for (let n = 0; n < histogram.length; n++) {
		const isEnd = n === 0 || n === histogram.length - 1;
		const tall = histogram[n] > 0 ? Math.max(1, (histogram[n] / most) * (height - foot - 2)) : 0;
		context.fillStyle = isEnd ? colour("bad") : own;
		context.fillRect(n * step, height - foot - tall, Math.max(1, step - 1), tall);
	}
	context.fillStyle = colour("line");
	context.fillRect(0, height - foot, width, 1);
	context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
	context.textBaseline = "alphabetic";
	context.fillStyle = colour("quiet");
	(["left", "center", "right"] as const).forEach((align, at) => {
		context.textAlign = align;
		context.fillText(ends[at], (at * width) / 2, height - 3);
	});
}
