import { WEAK_MARGIN } from "../../../terminal/letters";
import type { VerdictFact } from "../../protocol";
import { html } from "../html";

/** Codes at which a margin's bar is full. */
const FULL_MARGIN = 128;

/** Sixteen letters as on the sheet, each with its margin: how far the best score was ahead of the second. */
export function Letters({ verdict }: { verdict: VerdictFact }) {
	const { result, expected } = verdict;
	const letters = [...result.text];
	return html`<ol class="letters">${letters.map((letter, at) => {
		const margin = result.margins[at] ?? 0;
		const mood = moodOf(letter, expected?.[at], margin);
		return html`<li class=${mood} key=${at}>
			<b>${letter}</b><span class="number">${margin}</span>
			<i class="bar"><i style=${{ transform: `scaleX(${Math.min(1, margin / FULL_MARGIN)})` }}></i></i>
		</li>`;
	})}</ol>`;
}

function moodOf(letter: string, expected: string | undefined, margin: number): "good" | "weak" | "bad" {
	if (letter === "?" || (expected !== undefined && letter !== expected)) return "bad";
	return margin < WEAK_MARGIN ? "weak" : "good";
}

/** "16 of 16 right", or how sure the device is where nobody knows better. */
export function judgement({ result, expected }: VerdictFact): { words: string; mood: "good" | "weak" | "bad" } {
	if (result.kind === "no-sheet") return { words: "no sheet in view", mood: "weak" };
	if (result.kind === "fault") return { words: "fault", mood: "bad" };
	const letters = [...result.text];
	const unsure = letters.filter(letter => letter === "?").length;
	if (expected === undefined) {
		if (unsure === letters.length) return { words: "not sure", mood: "weak" };
		return unsure > 0 ? { words: `${unsure} not sure`, mood: "weak" } : { words: "sure", mood: "good" };
	}
	if (result.kind === "network") {
		const isRight = result.text === expected;
		if (unsure > 0) return { words: `not sure; drawn: ${expected}`, mood: "weak" };
		return { words: isRight ? "right" : `wrong; drawn: ${expected}`, mood: isRight ? "good" : "bad" };
	}
	const right = letters.filter((letter, at) => letter === expected[at]).length;
	return { words: `${right} of ${letters.length} right`, mood: right === letters.length ? "good" : "bad" };
}
