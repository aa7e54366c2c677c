import type { ComponentChildren } from "preact";
import { Age } from "./age";
import { html } from "./html";

export interface PanelProps {
	title: string;
	/** When what it shows was so; absent where there is nothing to age. */
	at?: number;
	/** Shows an age even where there is nothing yet. */
	aging?: boolean;
	class?: string;
	children?: ComponentChildren;
}

/** A titled part of a view, with the age of what it shows. */
export function Panel({ title, at, aging = true, class: name = "", children }: PanelProps) {
	return html`<section class=${`panel ${name}`} aria-label=${title}>
		<header><h2>${title}</h2>${aging && html`<${Age} at=${at} />`}</header>
		${children}
	</section>`;
}

/** Says what is missing, and what to do. */
export function Missing({ words, more }: { words: string; more?: string }) {
	return html`<p class="missing"><strong>${words}</strong>${more && html` <span>${more}</span>`}</p>`;
}

/** Names and values, one under another. */
export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) {
	return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
