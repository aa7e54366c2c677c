import { escapeXml, page, px, WIDTH } from "../../experiments/svg-page";
import type { CompileReport, SegmentReport } from "./compile-report";
import { layerLetter } from "./map-text";

const MARGIN = 16;
const TOP = 40;
const GAP = 8;
const LEGEND_LINE = 18;
const LEGEND_COLUMNS = 3;
const COLOURS = 6;

/** The chip as it is filled: every core with its segments to scale, rows downwards; what each is shows under the pointer. */
export function mapSvg(report: CompileReport, coreColumns: number, lines: number): string {
	const { name, layers, segments, chipCores } = report;
	const side = (WIDTH - 2 * MARGIN - (coreColumns - 1) * GAP) / coreColumns;
	const body: string[] = [];
	for (let core = 0; core < chipCores; core++) {
		const left = MARGIN + (core % coreColumns) * (side + GAP);
		const top = TOP + Math.floor(core / coreColumns) * (side + GAP);
		body.push(`<rect class="frame" x="${px(left)}" y="${px(top)}" width="${px(side)}" height="${px(side)}"/>`);
		for (const segment of segments)
			if (segment.core === core) body.push(...piece(segment, layers[segment.layer].name, left, top, side / lines));
	}
	const legend = TOP + Math.ceil(chipCores / coreColumns) * (side + GAP) + LEGEND_LINE;
	layers.forEach((layer, n) => {
		const x = MARGIN + (n % LEGEND_COLUMNS) * ((WIDTH - 2 * MARGIN) / LEGEND_COLUMNS);
		const y = legend + Math.floor(n / LEGEND_COLUMNS) * LEGEND_LINE;
		body.push(
			`<rect class="c${n % COLOURS}" x="${px(x)}" y="${px(y - 9)}" width="10" height="10" fill-opacity="0.6"/>`,
		);
		body.push(`<text x="${px(x + 15)}" y="${px(y)}">${escapeXml(`${layerLetter(n)} ${layer.name}`)}</text>`);
	});
	const bottom = legend + Math.ceil(layers.length / LEGEND_COLUMNS) * LEGEND_LINE + MARGIN;
	const used = (100 * report.chipUtilisation).toFixed(1);
	return page(Math.round(bottom), `${name}: ${report.cells.toLocaleString("en")} cells, ${used} % of the chip`, body);
}

function piece(segment: SegmentReport, name: string, left: number, top: number, scale: number): string[] {
	const { layer, copy, core, firstRow, lastRow, rows, firstColumn, columns } = segment;
	const x = left + firstColumn * scale;
	const y = top + firstRow * scale;
	const height = (lastRow - firstRow + 1) * scale;
	const words = `${name}${copy > 0 ? `, copy ${copy + 1}` : ""}: core ${core}, ${rows} x ${columns} cells, rows ${firstRow} to ${lastRow}, columns ${firstColumn} to ${firstColumn + columns - 1}`;
	const label = columns * scale >= 7 && height >= 11;
	return [
		`<rect class="c${layer % COLOURS}" x="${px(x)}" y="${px(y)}" width="${px(columns * scale)}" height="${px(height)}" fill-opacity="0.6"><title>${escapeXml(words)}</title></rect>`,
		...(label ? [`<text x="${px(x + 1)}" y="${px(y + 11)}">${layerLetter(layer)}</text>`] : []),
	];
}
