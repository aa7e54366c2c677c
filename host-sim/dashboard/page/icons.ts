import type { VNode } from "preact";
import { html } from "./html";

/** Strokes on a grid of 24. */
const ICONS = {
	brand: "M3 8h18M3 12h18M3 16h18M8 3v18M12 3v18M16 3v18",
	now: "M3 12h4l3-7 4 14 3-7h4",
	chip: "M7 7h10v10H7zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4",
	truth: "M12 3v18M5 21h14M4 8h16M4 8l-2 6h4zM20 8l-2 6h4z",
	wire: "M2 16h4V8h5v8h5V8h6M2 20h20",
	fleet: "M3 4h7v7H3zM14 4h7v7h-7zM3 14h7v7H3zM14 14h7v7h-7z",
	faults: "M13 2 5 14h6l-1 8 9-13h-6z",
	camera: "M3 7h4l2-3h6l2 3h4v12H3zM12 9a4 4 0 1 0 0 8 4 4 0 0 0 0-8",
	upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
	pause: "M8 5v14M16 5v14",
	play: "M7 4l13 8-13 8z",
	sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.500 1.500M17.500 17.500 19 19M19 5l-1.500 1.500M6.500 17.500 5 19",
	moon: "M20 14A8.500 8.500 0 0 1 10 4a8.500 8.500 0 1 0 10 10",
} as const;

export type IconName = keyof typeof ICONS;

/** Says nothing to those who listen: a word stands beside it. */
export function icon(name: IconName): VNode {
	return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]} /></svg>` as VNode;
}
