import type { FrameFact } from "../../protocol";
import { Canvas } from "../canvas";
import { html } from "../html";

/** The pictures that the chip gets, as the codes that it gets; four across where there are many. */
export function ChipPictures({ frame }: { frame: FrameFact | undefined }) {
	const pictures = frame?.pictures;
	const count = pictures ? pictures.codes.length / pictures.side ** 2 : 0;
	const label = pictures
		? `${count} ${count === 1 ? "picture" : "pictures"} of ${pictures.side} by ${pictures.side} codes that the chip gets`
		: "Pictures that the chip gets: none";
	return html`<${Canvas}
		class="chip-pictures"
		label=${label}
		on=${[frame]}
		draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: (name: string) => string) => {
			if (pictures) drawPictures(context, pictures, Math.min(width, height), colour);
		}}
	/>`;
}

function drawPictures(
	context: CanvasRenderingContext2D,
	{ codes, side, levels }: NonNullable<FrameFact["pictures"]>,
	size: number,
	colour: (name: string) => string,
): void {
	const count = codes.length / side ** 2;
	const across = Math.ceil(Math.sqrt(count));
	const gap = across > 1 ? size / 24 : 0;
	const pitch = (size + gap) / across;
	const pixel = (pitch - gap) / side;
	const line = pixel > 5 ? 1 : 0;
	const ink = colour("cell");
	const paper = colour("paper");
	for (let picture = 0, at = 0; picture < count; picture++) {
		const left = (picture % across) * pitch;
		const top = Math.floor(picture / across) * pitch;
		context.globalAlpha = 1;
		context.fillStyle = paper;
		context.fillRect(left, top, pixel * side, pixel * side);
		context.fillStyle = ink;
		for (let y = 0; y < side; y++)
			for (let x = 0; x < side; x++, at++) {
				const code = codes[at];
				if (code === 0) continue;
				context.globalAlpha = code / (levels - 1);
				// one more where pixels touch: no hairlines between them
				context.fillRect(
					left + x * pixel,
					top + y * pixel,
					pixel - line + (line ? 0 : 0.5),
					pixel - line + (line ? 0 : 0.5),
				);
			}
	}
	context.globalAlpha = 1;
}
