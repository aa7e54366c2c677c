import { html } from "../html";
import { Missing } from "../panel";
import type { ViewProps } from "../store";

export function Wire(_props: ViewProps) {
	return html`<${Missing} words="Nothing here yet." />`;
}
