import { grouped } from "../../../terminal/quantity";
import type { LayerFact, NetworkChipFact } from "../../chip-protocol";
import { Canvas, type Colours } from "../canvas";
import { drawHistogram } from "../draw-histogram";
import { html } from "../html";
import { Panel } from "../panel";
import { layerColour } from "./layer-colours";

/** For each layer how its sums lie in the range of the converters, and how many met the end of it. */
export function ConverterUse({ fact }: { fact: NetworkChipFact }) {
	return html`<${Panel} title="The converters" at=${fact.at} class="converters">
		<p class="about">Codes of each layer over the range of its converters. Those at either end were clipped; a narrow hill wastes range.</p>
		<div class="histograms">${fact.layers.map((layer, n) => html`<${Use} key=${layer.name} layer=${layer} colour=${layerColour(n)} />`)}</div>
	<//>`;
}

function Use({ layer, colour: own }: { layer: LayerFact; colour: string }) {
	const { name, conversions, clipped, range, histogram } = layer;
	const share = conversions > 0 ? (100 * clipped) / conversions : 0;
	return html`<figure>
		<figcaption><b>${name}</b><span>${grouped(conversions)} sums, ${html`<span class=${share > 1 ? "weak" : ""}>${share.toFixed(share < 1 ? 2 : 1)} % clipped</span>`}</span></figcaption>
		<${Canvas} class="histogram" on=${[layer]} label=${`Codes of ${name} from −${range} to ${range}; ${share.toFixed(1)} percent clipped`}
			draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: Colours) =>
				drawHistogram(context, histogram, { width, height, own, colour, ends: [`−${range}`, "0", String(range)] })} />
	</figure>`;
}
