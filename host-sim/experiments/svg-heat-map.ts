import type { HeatMapPlot } from "./experiment";
import { axisTitles, BOTTOM, escapeXml, LEFT, PLOT_HEIGHT, page, px, RIGHT, TOP, WIDTH } from "./svg-page";
import { tickLabel } from "./svg-scale";

const MAP_BAR = 12;

/** A matrix as coloured cells, with a colour bar. */
export function heatMap(plot: HeatMapPlot): string {
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
