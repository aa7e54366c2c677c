import { useRef } from "preact/hooks";
import type { VerdictFact } from "../../protocol";
import { Canvas } from "../canvas";
import { html } from "../html";

/** Frames that are shown. */
const FRAMES = 120;
const FULL_MARGIN = 128;

interface Point {
	sequence: number;
	least: number;
	isBad: boolean;
}

/** The least margin of the last frames: how near the device came to not being sure. */
export function MarginHistory({ verdict, weak }: { verdict: VerdictFact | undefined; weak: number }) {
	const points = useRef<Point[]>([]);
	const last = points.current[points.current.length - 1];
	if (verdict && verdict.result.sequence !== last?.sequence) {
		const { sequence, margins, text } = verdict.result;
		if (last && sequence < last.sequence) points.current = [];
		const isBad = margins.length === 0 || (verdict.expected !== undefined && text !== verdict.expected);
		points.current.push({ sequence, least: margins.length > 0 ? Math.min(...margins) : 0, isBad });
		if (points.current.length > FRAMES) points.current.shift();
	}
	return html`<${Canvas}
		class="margin-history"
		label="Least margin of the last ${FRAMES} frames"
		on=${[verdict]}
		draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: (name: string) => string) =>
			drawHistory(context, { points: points.current, weak, width, height }, colour)}
	/>`;
}

function drawHistory(
	context: CanvasRenderingContext2D,
	{ points, weak, width, height }: { points: readonly Point[]; weak: number; width: number; height: number },
	colour: (name: string) => string,
): void {
	const step = width / FRAMES;
	const y = (margin: number) => height - 1 - (Math.min(margin, FULL_MARGIN) / FULL_MARGIN) * (height - 2);
	context.strokeStyle = colour("line");
	context.lineWidth = 1;
	for (const level of [0, 64, 128]) line(context, 0, y(level) + 0.5, width, y(level) + 0.5);
	context.strokeStyle = colour("weak");
	context.setLineDash([2, 4]);
	line(context, 0, y(weak) + 0.5, width, y(weak) + 0.5);
	context.setLineDash([]);
	points.forEach(({ least, isBad }, at) => {
		const x = width - (points.length - at) * step;
		context.fillStyle = colour(isBad ? "bad" : least < weak ? "weak" : "accent");
		context.fillRect(x, y(least), Math.max(1, step - 1), height - 1 - y(least));
	});
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
	context.beginPath();
	context.moveTo(x0, y0);
	context.lineTo(x1, y1);
	context.stroke();
}
