import type { Axis, CurvePlot, HeatMapPlot, PlotData, Series } from "./experiment";

// Our own small figures: no library, no script, no font of their own, the same bytes for the same numbers. Colours are
// classes, so that a viewer in dark mode gets light lines on a transparent ground.

const WIDTH = 640;
const LEFT = 74;
const RIGHT = 18;
const TOP = 40;
const BOTTOM = 54;
const PLOT_HEIGHT = 290;
const LEGEND_LINE = 18;

const STYLE = `
text { font: 12px system-ui, "Helvetica Neue", Arial, sans-serif; fill: #333 }
.title { font-size: 14px; font-weight: 600; fill: #111 }
.frame { fill: none; stroke: #888 }
.grid { stroke: #ddd }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.reference { stroke-dasharray: 5 4 }
.c0 { stroke: #0b62c4; fill: #0b62c4 } .c1 { stroke: #c8501a; fill: #c8501a } .c2 { stroke: #13845c; fill: #13845c }
.c3 { stroke: #8a4fbf; fill: #8a4fbf } .c4 { stroke: #a0740a; fill: #a0740a } .c5 { stroke: #666; fill: #666 }
.line.c0, .line.c1, .line.c2, .line.c3, .line.c4, .line.c5 { fill: none }
.hollow { fill-opacity: 0 }
@media (prefers-color-scheme: dark) {
text { fill: #ccc } .title { fill: #eee } .frame { stroke: #777 } .grid { stroke: #3a3a3a }
.c0 { stroke: #63a8ff; fill: #63a8ff } .c1 { stroke: #ff9259; fill: #ff9259 } .c2 { stroke: #4cc79a; fill: #4cc79a }
.c3 { stroke: #c79bf2; fill: #c79bf2 } .c4 { stroke: #e0b04a; fill: #e0b04a } .c5 { stroke: #aaa; fill: #aaa }
}`.trim();

/** The figure as an SVG document. */
export function svg(plot: PlotData): string {
	return plot.kind === "curves" ? curves(plot) : heatMap(plot);
}

function page(height: number, title: string, body: string[]): string {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
		`<style>${STYLE}</style>`,
		`<text class="title" x="${LEFT}" y="22">${escapeXml(title)}</text>`,
		...body,
		"</svg>\n",
	].join("\n");
}

function escapeXml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Two decimals are a hundredth of a pixel: enough, and the same text on every machine. */
function px(value: number): string {
	return String(Math.round(value * 100) / 100);
}

/** Values to pixels, with the ticks that fit. */
interface Scale {
	place(value: number): number;
	ticks: { value: number; label: string }[];
}

function scale(axis: Axis, values: number[], from: number, to: number): Scale {
	const logarithmic = axis.scale === "log";
	const usable = values.filter(value => Number.isFinite(value) && (!logarithmic || value > 0));
	let low = axis.low ?? Math.min(...usable);
	let high = axis.high ?? Math.max(...usable);
	if (!(low < high)) {
		low = logarithmic ? low / 2 : low - 1;
		high = logarithmic ? high * 2 : high + 1;
	}
	if (logarithmic) {
		const first = Math.log10(low);
		const span = Math.log10(high) - first;
		const place = (value: number) => from + ((Math.log10(Math.max(value, low)) - first) / span) * (to - from);
		return { place, ticks: logarithmicTicks(low, high) };
	}
	const step = niceStep((high - low) / 6);
	if (axis.low === undefined) low = Math.floor(low / step + 1e-9) * step;
	if (axis.high === undefined) high = Math.ceil(high / step - 1e-9) * step;
	const ticks: Scale["ticks"] = [];
	for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
		ticks.push({ value: k * step, label: tickLabel(k * step) });
	return { place: value => from + ((value - low) / (high - low)) * (to - from), ticks };
}

function niceStep(raw: number): number {
	const power = 10 ** Math.floor(Math.log10(raw));
	const part = raw / power;
	return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
}

function logarithmicTicks(low: number, high: number): Scale["ticks"] {
	const decades = Math.log10(high / low);
	const parts = decades <= 2.5 ? [1, 2, 5] : [1];
	const every = Math.max(1, Math.ceil(decades / 9));
	const ticks: Scale["ticks"] = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
		if (power % every !== 0) continue;
		for (const part of parts) {
			const value = part * 10 ** power;
			if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push({ value, label: tickLabel(value) });
		}
	}
	return ticks;
}

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function tickLabel(value: number): string {
	const magnitude = Math.abs(value);
	if (magnitude < 1e-12) return "0";
	if (magnitude >= 1e-3 && magnitude < 1e5) return String(Number(value.toPrecision(6)));
	const power = Math.floor(Math.log10(magnitude) + 1e-9);
	const part = Number((value / 10 ** power).toPrecision(3));
	const digits = [...String(Math.abs(power))].map(digit => SUPERSCRIPT[Number(digit)]).join("");
	return `${part === 1 ? "" : `${part}·`}10${power < 0 ? "⁻" : ""}${digits}`;
}

function curves(plot: CurvePlot): string {
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
		`<clipPath id="plot"><rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${PLOT_HEIGHT}"/></clipPath>`,
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

function axisTitles(x: string, y: string, bottom: number): string[] {
	const middle = (TOP + bottom) / 2;
	return [
		`<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${bottom + 38}" text-anchor="middle">${escapeXml(x)}</text>`,
		`<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(y)}</text>`,
	];
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

/** Labels below the plot, as many in a line as fit; about 6.6 pixels a character at 12 pixels. */
function legend(series: Series[], top: number): { lines: string[]; height: number } {
	const lines: string[] = [];
	let left = LEFT;
	let line = top;
	series.forEach((entry, index) => {
		const width = 34 + entry.label.length * 6.6;
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

const MAP_BAR = 12;

function heatMap(plot: HeatMapPlot): string {
	const columns = plot.columnLabels.length;
	const rows = plot.rowLabels.length;
	const barLeft = WIDTH - 76;
	const cellWidth = (barLeft - 18 - LEFT) / columns;
	const cellHeight = Math.min(32, PLOT_HEIGHT / rows);
	const bottom = TOP + rows * cellHeight;
	const low = Math.min(0, ...plot.values);
	const high = Math.max(0, ...plot.values);
	const body: string[] = [];
	plot.values.forEach((value, at) => {
		const column = at % columns;
		const row = (at - column) / columns;
		body.push(
			`<rect x="${px(LEFT + column * cellWidth)}" y="${px(TOP + row * cellHeight)}" width="${px(cellWidth + 0.2)}" height="${px(cellHeight + 0.2)}" fill="${colour(value, low, high)}"/>`,
		);
	});
	plot.columnLabels.forEach((label, column) => {
		body.push(
			`<text x="${px(LEFT + (column + 0.5) * cellWidth)}" y="${px(bottom + 17)}" text-anchor="middle">${escapeXml(label)}</text>`,
		);
	});
	plot.rowLabels.forEach((label, row) => {
		body.push(
			`<text x="${LEFT - 8}" y="${px(TOP + (row + 0.5) * cellHeight + 4)}" text-anchor="end">${escapeXml(label)}</text>`,
		);
	});
	body.push(
		`<rect class="frame" x="${LEFT}" y="${TOP}" width="${px(columns * cellWidth)}" height="${px(rows * cellHeight)}"/>`,
	);
	body.push(...axisTitles(plot.x, plot.y, bottom));
	const steps = 40;
	for (let step = 0; step < steps; step++) {
		const value = high - ((high - low) * (step + 0.5)) / steps;
		body.push(
			`<rect x="${barLeft}" y="${px(TOP + ((bottom - TOP) * step) / steps)}" width="${MAP_BAR}" height="${px((bottom - TOP) / steps + 0.2)}" fill="${colour(value, low, high)}"/>`,
		);
	}
	body.push(`<text x="${barLeft + MAP_BAR + 6}" y="${TOP + 10}">${tickLabel(Number(high.toPrecision(3)))}</text>`);
	body.push(`<text x="${barLeft + MAP_BAR + 6}" y="${px(bottom)}">${tickLabel(Number(low.toPrecision(3)))}</text>`);
	body.push(`<text x="${WIDTH - RIGHT}" y="${px(bottom + 38)}" text-anchor="end">${escapeXml(plot.value)}</text>`);
	return page(Math.round(bottom + BOTTOM), plot.title, body);
}

/** Blue below zero, orange above, near the middle gray of both light and dark pages at zero. */
function colour(value: number, low: number, high: number): string {
	const part = value >= 0 ? (high > 0 ? value / high : 0) : low < 0 ? value / low : 0;
	const end = value >= 0 ? [232, 93, 4] : [11, 98, 196];
	const channels = [128, 128, 128].map((gray, at) => Math.round(gray + (end[at] - gray) * Math.min(1, part)));
	const opacity = 0.06 + 0.94 * Math.min(1, part);
	return `rgb(${channels.join(" ")} / ${Math.round(opacity * 100)}%)`;
}
