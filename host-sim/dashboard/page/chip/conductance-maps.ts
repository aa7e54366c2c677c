import { useState } from "preact/hooks";
import type { ArrayFact, LettersChipFact } from "../../chip-protocol";
import { Canvas, type Colours, drawPixels } from "../canvas";
import { colourOf, cssColour, diverging, viridis } from "../colour-map";
import { html } from "../html";
import { Panel } from "../panel";

const SHOWN = ["target", "actual", "difference"] as const;
type Shown = (typeof SHOWN)[number];

/** Relative difference at which the scale ends. */
const MOST_DIFFERENCE = 0.1;

/** Both arrays as conductances: what they were to become, what they are, and how far apart that is. */
export function ConductanceMaps({ fact }: { fact: LettersChipFact }) {
	const [shown, show] = useState<Shown>("actual");
	const { storage, weights } = fact;
	return html`<${Panel} title="The arrays" at=${fact.at} class="arrays">
		<div class="choice" role="group" aria-label="What is shown">${SHOWN.map(
			choice =>
				html`<button type="button" key=${choice} aria-pressed=${choice === shown} onClick=${() => show(choice)}>${choice}</button>`,
		)}</div>
		<div class="maps">
			<figure>
				<${ConductanceMap} array=${storage} shown=${shown} label="Storage array" />
				<figcaption><b>Storage</b> ${storage.rows} pixels × ${storage.columns} pictures. ${wordsOf(storage)}</figcaption>
			</figure>
			<figure>
				<${ConductanceMap} array=${weights} shown=${shown} label="Weight array" />
				<figcaption><b>Weights</b> ${weights.rows} pixels × ${weights.columns / 2} classes, + and − cells. ${wordsOf(weights)}</figcaption>
			</figure>
		</div>
		<${Legend} shown=${shown} array=${storage} />
	<//>`;
}

/** How well the cells came out. */
function wordsOf({ target, actual, outcomes }: ArrayFact): string {
	let sum = 0;
	let known = 0;
	let missed = 0;
	for (let n = 0; n < actual.length; n++) {
		if ((outcomes[n] & 3) > 1) missed++;
		if (Number.isNaN(target[n])) continue;
		sum += (actual[n] / target[n] - 1) ** 2;
		known++;
	}
	if (known === 0) return "Not programmed yet.";
	return `Off target by ${(100 * Math.sqrt(sum / known)).toFixed(1)} % rms${missed > 0 ? `, ${missed} missed` : ""}.`;
}

function ConductanceMap({ array, shown, label }: { array: ArrayFact; shown: Shown; label: string }) {
	const { rows, columns } = array;
	return html`<${Canvas}
		class="map"
		label=${`${label}: ${shown} conductances, ${rows} rows of ${columns} columns`}
		on=${[array, shown]}
		draw=${(context: CanvasRenderingContext2D, width: number, height: number, _colour: Colours) =>
			drawPixels(context, pixelsOf(array, shown), { width: columns, height: rows }, { x: 0, y: 0, width, height })}
	/>`;
}

function pixelsOf({ target, actual, minimum, maximum }: ArrayFact, shown: Shown): Uint32Array<ArrayBuffer> {
	const pixels = new Uint32Array(actual.length);
	for (let n = 0; n < pixels.length; n++) {
		if (shown === "difference") {
			const off = actual[n] / target[n] - 1;
			pixels[n] = colourOf(diverging, 0.5 + (Number.isNaN(off) ? 0 : off) / (2 * MOST_DIFFERENCE));
		} else {
			const value = shown === "target" ? target[n] : actual[n];
			pixels[n] = colourOf(viridis, ((Number.isNaN(value) ? minimum : value) - minimum) / (maximum - minimum));
		}
	}
	return pixels;
}

function Legend({ shown, array }: { shown: Shown; array: ArrayFact }) {
	const isDifference = shown === "difference";
	const map = isDifference ? diverging : viridis;
	const stops = Array.from({ length: 9 }, (_, n) => cssColour(map, n / 8)).join(", ");
	const milli = (siemens: number) => `${Number((siemens * 1e3).toPrecision(3))} mS`;
	const [low, high] = isDifference
		? [`−${100 * MOST_DIFFERENCE} %`, `+${100 * MOST_DIFFERENCE} %`]
		: [milli(array.minimum), milli(array.maximum)];
	return html`<p class="legend"><span>${low}</span><i style=${{ background: `linear-gradient(to right, ${stops})` }}></i><span>${high}</span></p>`;
}
