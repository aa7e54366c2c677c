import { grouped } from "../../../terminal/quantity";
import { Age } from "../age";
import { useAsk } from "../ask";
import { html } from "../html";
import { Facts, Panel } from "../panel";
import { type Store, useFact } from "../store";

/** What the counters of command outbox mean; those that are not here are told by their own names. */
const WORDS: Readonly<Record<string, string>> = {
	pending: "waiting in memory",
	kept: "kept in flash",
	parked: "given up into flash",
	gaps: "gaps told",
};

/** Results on their way: as the host counts them, and as the device says when asked. */
export function OutboxPanel({ store }: { store: Store }) {
	const fact = useFact(store, "outbox");
	const { ask, isBusy, refusal } = useAsk(store);
	const { told } = fact ?? {};
	return html`<${Panel} title="On the way" at=${fact?.at} class="outbox">
		<${Facts} facts=${[
			["in flight", fact ? grouped(fact.inFlight) : "–"],
			["acknowledged", fact ? grouped(fact.acknowledged) : "–"],
			["given up", fact ? grouped(fact.dropped) : "–"],
		]} />
		<header class="told"><h3>as the device says</h3>${told && html`<${Age} at=${told.at} />`}</header>
		${
			told
				? html`<${Facts} facts=${Object.entries(told.counters).map(([name, value]) => [WORDS[name] ?? name, grouped(value)] as const)} />`
				: html`<p class="quiet">It was not asked.</p>`
		}
		<button type="button" disabled=${isBusy} onClick=${() => ask({ action: "outbox" })}>${isBusy ? "Asking …" : "Ask the device"}</button>
		<p class="bad" role="alert">${refusal}</p>
	<//>`;
}
