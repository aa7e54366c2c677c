import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html";
import { onThemeChange } from "./theme";

/** Draws into a canvas of `width` x `height` CSS pixels; the context is scaled to the screen's. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number, colour: Colours) => void;

/** A colour of styles.css by name, "--accent" without the dashes. */
export type Colours = (name: string) => string;

export interface CanvasProps {
	/** What it shows, in words, for those who do not see it. */
	label: string;
	draw: Draw;
	/** Drawn anew when one of these changes. */
	on: readonly unknown[];
	class?: string;
}

/** A canvas that is as large as its box (styles.css gives the box its size) and is drawn anew with its size and the theme. */
export function Canvas({ label, draw, on, class: name = "" }: CanvasProps) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const latest = useRef(draw);
	latest.current = draw;
	const paint = useRef(() => {
		const element = canvas.current;
		if (!element) return;
		const { clientWidth: width, clientHeight: height } = element;
		if (width === 0 || height === 0) return;
		const ratio = devicePixelRatio;
		const across = Math.round(width * ratio);
		const down = Math.round(height * ratio);
		if (element.width !== across || element.height !== down) {
			element.width = across;
			element.height = down;
		}
		const context = element.getContext("2d")!;
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.clearRect(0, 0, width, height);
		const style = getComputedStyle(element);
		latest.current(context, width, height, colour => style.getPropertyValue(`--${colour}`).trim());
	});
	useLayoutEffect(() => paint.current(), on as unknown[]);
	useEffect(() => {
		const repaint = paint.current;
		const observer = new ResizeObserver(repaint);
		observer.observe(canvas.current!);
		const forget = onThemeChange(repaint);
		return () => {
			observer.disconnect();
			forget();
		};
	}, []);
	return html`<canvas ref=${canvas} class=${name} role="img" aria-label=${label}></canvas>`;
}

const scratch = document.createElement("canvas");

/** Draws pixels (each a 32-bit ABGR number) into a rectangle, blocky. */
export function drawPixels(
	context: CanvasRenderingContext2D,
	pixels: Uint32Array<ArrayBuffer>,
	size: { width: number; height: number },
	box: { x: number; y: number; width: number; height: number },
): void {
	scratch.width = size.width;
	scratch.height = size.height;
	const image = new ImageData(new Uint8ClampedArray(pixels.buffer), size.width, size.height);
	scratch.getContext("2d")!.putImageData(image, 0, 0);
	context.imageSmoothingEnabled = false;
	context.drawImage(scratch, box.x, box.y, box.width, box.height);
}
