/** Light, dark, or as the system has it. */
export type Theme = "light" | "dark" | "system";

const KEY = "cim-edge-theme";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** Calls when colours have changed, so that canvases are drawn anew. */
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");
system.addEventListener("change", () => changed());

export function theme(): Theme {
	const kept = localStorage.getItem(KEY);
	return THEMES.find(known => known === kept) ?? "system";
}

export function isDark(): boolean {
	const chosen = theme();
	return chosen === "system" ? system.matches : chosen === "dark";
}

export function chooseTheme(chosen: Theme): void {
	localStorage.setItem(KEY, chosen);
	changed();
}

export function onThemeChange(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Puts the colours on the document. */
export function applyTheme(): void {
	document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

function changed(): void {
	applyTheme();
	for (const listener of listeners) listener();
}
