import type { KnownAnswer } from "../../chip-protocol";
import { useAsk } from "../ask";
import { html } from "../html";
import { Panel } from "../panel";
import { type Store, useFact } from "../store";

const EVERY = [0, 10, 60, 600];
/** Tests that are shown. */
const SHOWN = 60;

/** The device's own test over time: pictures whose scores the model knows, through the chip. */
export function KnownAnswers({ store }: { store: Store }) {
	const fact = useFact(store, "known-answers");
	const { ask, isBusy, refusal } = useAsk(store);
	const tests = fact?.tests.slice(-SHOWN) ?? [];
	const last = tests[tests.length - 1];
	const every = fact?.every ?? 0;
	return html`<${Panel} title="Known-answer test" at=${last?.at} class="known-answers">
		<p class="about">The device brings its chip up anew and lets it score pictures whose answer is in the model’s file. That takes it from
			its frames, so it is done only when asked for: by the device’s own command.</p>
		<div class="controls">
			<button type="button" class="primary" disabled=${isBusy} onClick=${() => ask({ action: "known-answer", every })}>${isBusy ? "Testing …" : "Test now"}</button>
			<label>and again <select value=${every} onChange=${(event: Event) =>
				ask({ action: "known-answer", every: Number((event.target as HTMLSelectElement).value) })}>
				${EVERY.map(seconds => html`<option value=${seconds}>${seconds === 0 ? "only when asked" : seconds < 60 ? `every ${seconds} s` : `every ${seconds / 60} min`}</option>`)}
			</select></label>
		</div>
		<p class="bad" role="alert">${refusal}</p>
		<ol class="timeline" aria-label="Tests, the oldest first">${tests.map(test => html`<li key=${test.at} class=${moodOf(test)} title=${wordsOf(test)}><i></i><span class="unseen">${wordsOf(test)}</span></li>`)}</ol>
		<p class="caption last">${last ? html`<b class=${moodOf(last)}>${last.code ? (moodOf(last) === "bad" ? `failed: ${last.code}` : `not tested: ${last.code}`) : "known"}</b> ${last.words}${last.took !== undefined && ` (${(last.took / 1000).toFixed(1)} s)`}` : "Not run since this page was served."}</p>
	<//>`;
}

/** A test that could not be made says nothing of the chip. */
function moodOf({ code }: KnownAnswer): "good" | "weak" | "bad" {
	if (code === "") return "good";
	return /^(busy|timeout|broker)$/.test(code) ? "weak" : "bad";
}

function wordsOf({ at, code, words }: KnownAnswer): string {
	return `${new Date(at).toLocaleTimeString()}: ${code ? `${code}: ${words}` : "known"}`;
}
