import type { VerdictFact } from "../../protocol";
import { html } from "../html";

/** Scores shown, at most. */
const MOST = 16;

/** A network's scores, one bar a label, from the least to the largest. */
export function LabelScores({ verdict, labels }: { verdict: VerdictFact; labels: readonly string[] }) {
	const { scores } = verdict.result;
	const best = scores.indexOf(Math.max(...scores));
	const least = Math.min(...scores);
	const shown = Array.from(scores).slice(0, MOST);
	return html`<ol class="label-scores">${shown.map((score, at) => {
		const part = (score - least) / Math.max(1, scores[best] - least);
		return html`<li class=${at === best ? "best" : ""} key=${at}>
			<b>${labels[at] ?? at}</b><i class="bar"><i style=${{ transform: `scaleX(${part})` }}></i></i
			><span class="number">${score}</span>
		</li>`;
	})}</ol>`;
}
