import type { CurvePlot, Series } from "./experiment";
import { axisTitles, BOTTOM, escapeXml, LEFT, PLOT_HEIGHT, page, px, RIGHT, TOP, WIDTH } from "./svg-page";
import { type Scale, scale } from "./svg-scale";

const LEGEND_LINE = 18;
/** Marks on the frame are drawn whole. */
const CLIP_MARGIN = 5;

/** Lines and points over two axes, with a legend below. */
export function curves(plot: CurvePlot): string {
	const right = WIDTH - RIGHT;
	const bottom = TOP + PLOT_HEIGHT;
	const x = scale(
		plot.x,
		plot.series.flatMap(series => series.x),
		LEFT,
		right,
	);
	const y = scale(
		plot.y,
		plot.series.flatMap(series => series.y),
		bottom,
		TOP,
	);
	const body: string[] = [];
	for (const tick of x.ticks) {
		const at = px(x.place(tick.value));
		body.push(`<line class="grid" x1="${at}" y1="${TOP}" x2="${at}" y2="${bottom}"/>`);
		body.push(`<text x="${at}" y="${bottom + 17}" text-anchor="middle">${tick.label}</text>`);
	}
	for (const tick of y.ticks) {
		const at = px(y.place(tick.value));
		body.push(`<line class="grid" x1="${LEFT}" y1="${at}" x2="${right}" y2="${at}"/>`);
		body.push(`<text x="${LEFT - 8}" y="${px(Number(at) + 4)}" text-anchor="end">${tick.label}</text>`);
	}
	body.push(`<rect class="frame" x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${PLOT_HEIGHT}"/>`);
	body.push(...axisTitles(plot.x.label, plot.y.label, bottom));
	body.push(
		`<clipPath id="plot"><rect x="${LEFT - CLIP_MARGIN}" y="${TOP - CLIP_MARGIN}" width="${right - LEFT + 2 * CLIP_MARGIN}" height="${PLOT_HEIGHT + 2 * CLIP_MARGIN}"/></clipPath>`,
	);
	body.push('<g clip-path="url(#plot)">');
	plot.series.forEach((series, index) => {
		body.push(...drawSeries(series, index, x, y));
	});
	body.push("</g>");
	const { lines, height } = legend(plot.series, bottom + BOTTOM);
	body.push(...lines);
	return page(height, plot.title, body);
}

function drawSeries(series: Series, index: number, x: Scale, y: Scale): string[] {
	const colour = `c${index % 6}`;
	const mark = series.mark ?? "line";
	const out: string[] = [];
	if (mark !== "points") {
		const points = series.x.map((value, at) => `${px(x.place(value))},${px(y.place(series.y[at]))}`).join(" ");
		out.push(`<polyline class="line ${colour}${series.reference ? " reference" : ""}" points="${points}"/>`);
	}
	if (mark !== "line")
		series.x.forEach((value, at) => {
			const hollow = series.reference ? " hollow" : "";
			out.push(
				`<circle class="${colour}${hollow}" cx="${px(x.place(value))}" cy="${px(y.place(series.y[at]))}" r="3"/>`,
			);
		});
	return out;
}

/** Labels below the plot, as many in a line as fit; about 7 pixels a character at 12 pixels. */
function legend(series: Series[], top: number): { lines: string[]; height: number } {
	const lines: string[] = [];
	let left = LEFT;
	let line = top;
	series.forEach((entry, index) => {
		const width = 40 + entry.label.length * 7;
		if (left > LEFT && left + width > WIDTH - RIGHT) {
			left = LEFT;
			line += LEGEND_LINE;
		}
		const colour = `c${index % 6}`;
		const mark = entry.mark ?? "line";
		if (mark !== "points")
			lines.push(
				`<line class="line ${colour}${entry.reference ? " reference" : ""}" x1="${px(left)}" y1="${line}" x2="${px(left + 22)}" y2="${line}"/>`,
			);
		if (mark !== "line")
			lines.push(
				`<circle class="${colour}${entry.reference ? " hollow" : ""}" cx="${px(left + 11)}" cy="${line}" r="3"/>`,
			);
		lines.push(`<text x="${px(left + 28)}" y="${line + 4}">${escapeXml(entry.label)}</text>`);
		left += width;
	});
	return { lines, height: line + 14 };
}
