import { useState } from "preact/hooks";
import { grouped } from "../../../terminal/quantity";
import type { TwinFact } from "../../chip-protocol";
import { useAsk } from "../ask";
import { Canvas, type Colours } from "../canvas";
import { digits } from "../chip/quantity";
import { drawHistogram } from "../draw-histogram";
import { useElsewhere } from "../elsewhere";
import { html } from "../html";
import { Missing, Panel } from "../panel";
import { type Store, useFact, type ViewProps } from "../store";
import { ConfusionTable } from "../truth/confusion-table";
import { KnownAnswers } from "../truth/known-answers";

/** The analog chip beside exact arithmetic, and both beside the truth where that is known. */
export function Truth({ store }: ViewProps) {
	const twin = useFact(store, "twin");
	const elsewhere = useElsewhere(store);
	if (elsewhere) return elsewhere;
	return html`<div class="truth-view">
		<${Agreement} store=${store} twin=${twin} />
		<${Errors} twin=${twin} />
		<${Panel} title="What was read as what" at=${twin?.confusion && twin.at} class="confusion-panel">${
			twin?.confusion
				? html`<${ConfusionTable} confusion=${twin.confusion} />`
				: html`<${Missing} words="Nobody knows what is there." more="Scenes of letters and digits, and texts that you type in the view Camera, are known." />`
		}<//>
		<${KnownAnswers} store=${store} />
	</div>`;
}

function Agreement({ store, twin }: { store: Store; twin: TwinFact | undefined }) {
	const { ask, isBusy } = useAsk(store);
	const [isFresh, setFresh] = useState(false);
	const anew = async () => {
		await ask({ action: "count-anew" });
		setFresh(true);
	};
	if (!twin || twin.missing)
		return html`<${Panel} title="Digital twin" aging=${false} class="agreement"><${Missing} words=${twin?.missing ?? "Waiting for the first frame."} /><//>`;
	const { agreed, verdicts, exact, analog } = twin;
	const share = verdicts > 0 ? (100 * agreed) / verdicts : 100;
	return html`<${Panel} title="Digital twin" at=${twin.at} class="agreement">
		<p class="about">The same pictures, the same model, exact arithmetic: no noise, no error, no converter.</p>
		<p class=${`big ${share < 90 ? "bad" : share < 99.5 ? "weak" : ""}`}>${verdicts > 0 ? `${share >= 99.95 ? "100" : share.toFixed(1)} %` : "–"}</p>
		<p class="quiet">${grouped(agreed)} of ${grouped(verdicts)} verdicts are the twin's${isFresh && verdicts === 0 ? "; counting anew" : ""}</p>
		<dl class="readings">
			<div><dt>chip</dt><dd class="mono">${[...analog].map((letter, at) => html`<span class=${letter === exact[at] ? "" : "bad"}>${letter}</span>`)}</dd></div>
			<div><dt>twin</dt><dd class="mono">${exact}</dd></div>
		</dl>
		<button type="button" disabled=${isBusy} onClick=${anew}>Count anew</button>
	<//>`;
}

function Errors({ twin }: { twin: TwinFact | undefined }) {
	if (!twin || twin.errors.count === 0)
		return html`<${Panel} title="Error of the scores" at=${undefined} class="errors"><${Missing} words="Nothing was counted yet." /><//>`;
	const { histogram, range, unit, mean, deviation, count } = twin.errors;
	return html`<${Panel} title="Error of the scores" at=${twin.at} class="errors">
		<p class="about">Analog less exact, ${unit}. What lies beyond the range is in the outermost bars.</p>
		<${Canvas} class="error-histogram" on=${[twin]}
			label=${`Errors of ${count} scores: mean ${digits(mean)}, standard deviation ${digits(deviation)} ${unit}`}
			draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: Colours) =>
				drawHistogram(context, histogram, {
					width,
					height,
					own: colour("accent"),
					colour,
					ends: [`−${Math.floor(range)}`, "0", `+${Math.floor(range)}`],
				})} />
		<p class="caption">mean <b>${signed(mean)}</b>, standard deviation <b>${digits(deviation)}</b> ${unit}; ${grouped(count)} scores</p>
	<//>`;
}

function signed(value: number): string {
	return `${value < 0 ? "−" : "+"}${digits(Math.abs(value))}`;
}
