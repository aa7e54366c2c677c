import type { FrameFact } from "../../protocol";
import { Canvas, drawPixels } from "../canvas";
import { colourOf, grays } from "../colour-map";
import { html } from "../html";

/** What the camera gave, with the outline of what was found in it. */
export function FramePicture({ frame }: { frame: FrameFact | undefined }) {
	const label = !frame
		? "The camera's frame: none yet"
		: `The camera's frame ${frame.frame}, ${frame.corners ? "with the sheet found" : "without a sheet"}`;
	return html`<${Canvas}
		class="frame-picture"
		label=${label}
		on=${[frame]}
		draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: (name: string) => string) => {
			if (frame) drawFrame(context, frame, { width, height }, colour("mark"));
		}}
	/>`;
}

function drawFrame(
	context: CanvasRenderingContext2D,
	{ gray, width, height, corners }: FrameFact,
	box: { width: number; height: number },
	mark: string,
): void {
	const scale = Math.min(box.width / width, box.height / height);
	const left = (box.width - width * scale) / 2;
	const top = (box.height - height * scale) / 2;
	const pixels = new Uint32Array(width * height);
	for (let i = 0; i < pixels.length; i++) pixels[i] = colourOf(grays, gray[i] / 255);
	drawPixels(context, pixels, { width, height }, { x: left, y: top, width: width * scale, height: height * scale });
	if (!corners) return;
	context.strokeStyle = mark;
	context.fillStyle = mark;
	context.lineWidth = 2;
	context.lineJoin = "round";
	context.beginPath();
	for (let i = 0; i < corners.length; i += 2)
		context.lineTo(left + (corners[i] + 0.5) * scale, top + (corners[i + 1] + 0.5) * scale);
	context.closePath();
	context.stroke();
	for (let i = 0; i < corners.length; i += 2) {
		context.beginPath();
		context.arc(left + (corners[i] + 0.5) * scale, top + (corners[i + 1] + 0.5) * scale, 3.5, 0, 2 * Math.PI);
		context.fill();
	}
}
