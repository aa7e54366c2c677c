import type { ComponentType, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { VIEW_NAMES, type ViewName } from "../protocol";
import { Age } from "./age";
import { html } from "./html";
import { icon } from "./icons";
import { hashOf } from "./router";
import { type Store, useFact, usePage, type ViewProps } from "./store";
import { chooseTheme, isDark, onThemeChange } from "./theme";
import { Camera } from "./views/camera";
import { Chip } from "./views/chip";
import { Faults } from "./views/faults";
import { Fleet } from "./views/fleet";
import { Now } from "./views/now";
import { Truth } from "./views/truth";
import { Wire } from "./views/wire";

const VIEWS: Readonly<Record<ViewName, { title: string; view: ComponentType<ViewProps> }>> = {
	now: { title: "Now", view: Now },
	chip: { title: "Chip", view: Chip },
	truth: { title: "Truth", view: Truth },
	wire: { title: "Wire", view: Wire },
	fleet: { title: "Fleet", view: Fleet },
	faults: { title: "Faults", view: Faults },
	camera: { title: "Camera", view: Camera },
};

/** What is around every view: who runs, the way to the other views, pause, theme. */
export function Shell({ store }: ViewProps) {
	usePage(store);
	useKeys(store);
	const { view } = store.place;
	const { title, view: View } = VIEWS[view];
	useEffect(() => {
		document.title = `${title} · cim-edge`;
	}, [title]);
	return html`
		<a class="skip" href="#main" onClick=${toMain}>To the view</a>
		<header class="top">
			<a class="brand" href="#/now" aria-label="cim-edge, to the view Now">${icon("brand")}<span>cim-edge</span></a>
			<${Status} store=${store} />
			<div class="tools"><${PauseButton} store=${store} /><${ThemeButton} /></div>
		</header>
		<${Tabs} store=${store} />
		<main id="main" tabindex="-1" class=${`view-${view}${store.isOpen ? "" : " stale"}`}>
			<h1 class="unseen">${title}</h1>
			<${View} store=${store} />
		</main>`;
}

function Tabs({ store }: ViewProps): VNode {
	const { view, device } = store.place;
	const link = (name: ViewName, at: number) => html`<a
		href=${hashOf({ view: name, device })}
		aria-current=${name === view ? "page" : undefined}
		title=${`${VIEWS[name].title} (key ${at + 1})`}
		>${icon(name)}<span>${VIEWS[name].title}</span></a
	>`;
	return html`<nav class="tabs" aria-label="Views">${VIEW_NAMES.map(link)}</nav>` as VNode;
}

/** Who runs, and how it is. */
function Status({ store }: ViewProps) {
	const run = useFact(store, "run");
	const link = useFact(store, "link");
	if (!store.isOpen)
		return html`<p class="status" role="status"><i class="lamp bad"></i><b>The host is gone</b
			><span class="words">trying again; is cim start still running?</span></p>`;
	if (!run) return html`<p class="status" role="status"><i class="lamp"></i><b>Connecting</b></p>`;
	const device = run.device || "No device of its own";
	return html`<p class="status" role="status">
		<i class=${`lamp ${link?.online ? "good" : "bad"}`}></i><b>${device}</b>
		<span class="words">${link ? link.words : ""} <${Age} at=${link?.at} lasts /></span>
	</p>`;
}

function PauseButton({ store }: ViewProps) {
	usePage(store);
	const { isPaused } = store;
	return html`<button
		type="button"
		class="tool"
		aria-pressed=${isPaused}
		title=${isPaused ? "Go on (space)" : "Stand still (space)"}
		onClick=${() => store.pause(!isPaused)}
	>${icon(isPaused ? "play" : "pause")}<span>${isPaused ? "Go on" : "Pause"}</span></button>`;
}

function ThemeButton() {
	const [dark, setDark] = useState(isDark());
	useEffect(() => onThemeChange(() => setDark(isDark())), []);
	const words = dark ? "Light colours" : "Dark colours";
	return html`<button type="button" class="tool bare" title=${words} aria-label=${words} onClick=${() =>
		chooseTheme(dark ? "light" : "dark")}>${icon(dark ? "sun" : "moon")}</button>`;
}

/** 1 to 7 open the views, the space bar pauses; never while somebody types or presses a button. */
function useKeys(store: Store): void {
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
			const { target } = event;
			if (target instanceof Element && target.closest("input, select, textarea, button, a, summary, [tabindex='0']")) {
				if (event.key === " " || target.closest("input, select, textarea")) return;
			}
			const view = VIEW_NAMES[Number(event.key) - 1];
			if (view) store.go({ view });
			else if (event.key === " ") store.pause(!store.isPaused);
			else return;
			event.preventDefault();
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, [store]);
}

/** The hash is the place: a link within the page moves the focus itself. */
function toMain(event: Event): void {
	event.preventDefault();
	document.getElementById("main")!.focus();
}
