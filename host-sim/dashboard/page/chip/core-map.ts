import { grouped } from "../../../terminal/quantity";
import type { NetworkChipFact } from "../../chip-protocol";
import { Canvas, type Colours } from "../canvas";
import { html } from "../html";
import { Panel } from "../panel";
import { layerColour } from "./layer-colours";

const GAP = 6;

/** All cores as they lie on the die, the segments in them to scale; how much each had to do is how full its colour is. */
export function CoreMap({ fact }: { fact: NetworkChipFact }) {
	const { coreRows, coreColumns, cores, segments, layers } = fact;
	const conversions = cores.reduce((sum, core) => sum + core.conversions, 0);
	return html`<${Panel} title="The cores" at=${fact.at} class="cores">
		<p class="about">${coreRows * coreColumns} cores of ${fact.lines} × ${fact.lines} cells; each holds a segment of a layer’s weights. ${cores.length} were at work in this frame and converted ${grouped(conversions)} sums.</p>
		<${Canvas} class="core-map" on=${[fact]}
			label=${`${coreRows} rows of ${coreColumns} cores with ${segments.length} segments of ${layers.length} layers; ${cores.length} at work`}
			draw=${(context: CanvasRenderingContext2D, width: number, height: number, colour: Colours) =>
				drawCores(context, fact, width, height, colour)} />
		<p class="reading" data-text=${fact.text} data-margins=${fact.margins.join(" ")}>Reads <b class=${fact.text === "?" ? "bad" : "accent"}>${fact.text || "no label"}</b>${fact.margins.length > 0 && `, margin ${fact.margins[0]} codes`}</p>
		<ul class="layer-legend">${layers.map(
			(layer, n) => html`<li key=${layer.name}><i style=${{ background: layerColour(n) }}></i>${layer.name}</li>`,
		)}</ul>
	<//>`;
}

function drawCores(
	context: CanvasRenderingContext2D,
	fact: NetworkChipFact,
	width: number,
	height: number,
	colour: Colours,
): void {
	const { coreRows, coreColumns, lines, cores, segments } = fact;
	const side = Math.min((width - (coreColumns - 1) * GAP) / coreColumns, (height - (coreRows - 1) * GAP) / coreRows);
	const left = (width - coreColumns * side - (coreColumns - 1) * GAP) / 2;
	const busiest = Math.max(1, ...cores.map(({ conversions }) => conversions));
	context.font = `11px ${getComputedStyle(context.canvas).fontFamily}`;
	context.textBaseline = "bottom";
	context.textAlign = "right";
	for (let core = 0; core < coreRows * coreColumns; core++) {
		const x = left + (core % coreColumns) * (side + GAP);
		const y = Math.floor(core / coreColumns) * (side + GAP);
		const activity = cores.find(one => one.core === core);
		context.fillStyle = colour("inset");
		context.fillRect(x, y, side, side);
		for (const segment of segments) {
			if (segment.core !== core) continue;
			context.fillStyle = layerColour(segment.layer);
			// on a logarithmic scale: the first layer has a hundred times the vectors of the last
			const share = activity ? Math.log(1 + activity.conversions) / Math.log(1 + busiest) : 0;
			context.globalAlpha = activity ? 0.35 + 0.65 * share : 0.15;
			const scale = side / lines;
			const wide = Math.max(3, (segment.lastColumn - segment.firstColumn + 1) * scale);
			context.fillRect(
				x + segment.firstColumn * scale,
				y + segment.firstRow * scale,
				wide,
				(segment.lastRow - segment.firstRow + 1) * scale,
			);
			context.globalAlpha = 1;
		}
		context.strokeStyle = colour(activity ? "ink" : "line");
		context.lineWidth = 1;
		context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
		context.fillStyle = colour(activity ? "ink" : "quiet");
		context.fillText(String(core), x + side - 3, y + side - 1);
	}
}
