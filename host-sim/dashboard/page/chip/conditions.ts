import { useEffect, useRef, useState } from "preact/hooks";
import type { Condition } from "../../../conditions/condition";
import type { ConditionsFact } from "../../chip-protocol";
import { useAsk } from "../ask";
import { html } from "../html";
import { Panel } from "../panel";
import { type Store, useFact } from "../store";
import { digits, spanWords } from "./quantity";
import { PLACES, placeOfValue, valueAtPlace } from "./slider-scale";

/** Milliseconds between two messages while a slider moves, and until it shows what the chip says again. */
const INTERVAL = 60;
const SETTLED = 800;

/** Sliders for the conditions of an emulated chip, and what they have made of it. */
export function Conditions({ store }: { store: Store }) {
	const fact = useFact(store, "conditions");
	const { ask, isBusy, refusal } = useAsk(store);
	if (!fact) return undefined;
	const changed = fact.conditions.filter(({ value, published }) => value !== published);
	return html`<${Panel} title="Conditions" aging=${false} class="conditions">
		<p class=${`difference${changed.length > 0 ? " weak" : ""}`} role="status">${
			changed.length === 0
				? "As the published chip."
				: html`<b>Not the published chip:</b> ${changed.map(({ label }) => label.toLowerCase()).join(", ")}.`
		}</p>
		<div class="sliders">${fact.conditions.map(condition => html`<${Slider} key=${condition.name} store=${store} condition=${condition} />`)}</div>
		<div class="controls">
			<button type="button" disabled=${isBusy || changed.length === 0} onClick=${() => ask({ action: "as-published" })}>As published</button>
			<button type="button" class=${fact.wantsProgramming ? "primary" : ""} disabled=${isBusy || fact.programming} onClick=${() =>
				ask({ action: "program" })}>${fact.programming ? "Programming …" : "Program again"}</button>
		</div>
		<p class=${`outcome${refusal || fact.programmed ? " bad" : ""}`} role="status">${refusal || outcomeOf(fact)}</p>
	<//>`;
}

function outcomeOf({ wantsProgramming, programmed }: ConditionsFact): string {
	if (programmed) return `${programmed} The device tries again by itself.`;
	if (wantsProgramming) return "The weights feel this when they are programmed again.";
	return programmed === "" ? "Programmed; the chip knows the known answer." : "";
}

function Slider({ store, condition }: { store: Store; condition: ConditionsFact["conditions"][number] }) {
	const { name, label, value, published, about } = condition;
	const [held, hold] = useState<number | undefined>(undefined);
	const sending = useRef({ next: undefined as number | undefined, timer: 0, settle: 0 });
	useEffect(() => () => clearTimeout(sending.current.timer), []);
	const shown = held ?? value;

	function send(): void {
		const { next } = sending.current;
		sending.current.timer = 0;
		if (next === undefined) return;
		sending.current.next = undefined;
		store.tell({ action: "adjust", name, value: next });
		sending.current.timer = window.setTimeout(send, INTERVAL);
	}

	function onInput(event: Event): void {
		const wanted = valueAtPlace(condition, Number((event.target as HTMLInputElement).value));
		hold(wanted);
		sending.current.next = wanted;
		if (sending.current.timer === 0) send();
		clearTimeout(sending.current.settle);
		sending.current.settle = window.setTimeout(() => hold(undefined), SETTLED);
	}

	const isChanged = shown !== published;
	return html`<label class=${`slider${isChanged ? " changed" : ""}`} title=${about}>
		<span>${label}</span>
		<output>${valueText(condition, shown)}</output>
		<input type="range" min="0" max=${PLACES} step="1" name=${name} value=${placeOfValue(condition, shown)}
			aria-valuetext=${`${valueText(condition, shown)}; published: ${valueText(condition, published)}`} onInput=${onInput} />
		<small>${isChanged ? `published: ${valueText(condition, published)}` : about}</small>
	</label>`;
}

/** A value with its unit, in words where it is a time. */
export function valueText({ unit }: Pick<Condition, "unit">, value: number): string {
	if (unit === "s") return spanWords(value);
	return `${Number(digits(value))} ${unit}`;
}
