import { html } from "../html";
import { Missing } from "../panel";
import { useFact, type ViewProps } from "../store";

export function Fleet({ store }: ViewProps) {
	const verdict = useFact(store, "verdict");
	return html`<${Missing} words=${verdict ? verdict.result.text : "Waiting for the first frame."} />`;
}
