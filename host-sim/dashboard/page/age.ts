import { useEffect, useState } from "preact/hooks";
import { html } from "./html";

const listeners = new Set<() => void>();
let ticking = false;

/** One clock for all ages. */
function onTick(listener: () => void): () => void {
	listeners.add(listener);
	if (!ticking) {
		ticking = true;
		setInterval(() => {
			for (const tell of listeners) tell();
		}, 1000);
	}
	return () => listeners.delete(listener);
}

/** How long ago something was, in a few characters. */
export function ageWords(milliseconds: number): string {
	const seconds = milliseconds / 1000;
	if (seconds < 1.5) return "now";
	if (seconds < 60) return `${Math.round(seconds)} s ago`;
	if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
	return seconds < 172_800 ? `${Math.round(seconds / 3600)} h ago` : `${Math.round(seconds / 86_400)} d ago`;
}

export interface AgeProps {
	at: number | undefined;
	/** It is meant to last: it grows old without anything being wrong. */
	lasts?: boolean;
}

/** The age of a value, told anew every second; "nothing yet" where there is none. */
export function Age({ at, lasts = false }: AgeProps) {
	const [, draw] = useState(0);
	useEffect(() => onTick(() => draw(count => count + 1)), []);
	if (at === undefined) return html`<span class="age">nothing yet</span>`;
	const age = Date.now() - at;
	return html`<span class=${`age${age > 10_000 && !lasts ? " old" : ""}`}>${ageWords(age)}</span>`;
}
