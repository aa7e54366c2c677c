import { html } from "./html";
import { Missing } from "./panel";
import { hashOf } from "./router";
import { type Store, useFact } from "./store";

/**
 * Why a view of the inside of a device shows nothing of the one that a link names: only the device that runs here can be
 * looked into. Undefined where it can.
 */
export function useElsewhere(store: Store) {
	const run = useFact(store, "run");
	const { view, device } = store.place;
	if (!run) return undefined;
	if (!run.device)
		return html`<${Missing} words="No device runs in this process." more="npm start runs one that can be looked into." />`;
	if (device === "" || device === run.device) return undefined;
	return html`<div>
		<${Missing} words=${`${device} cannot be looked into from here.`} more="Only what it publishes is known: the view Fleet has it." />
		<p><a href=${hashOf({ view, device: run.device })}>Show ${run.device}, which runs here</a></p>
	</div>`;
}
