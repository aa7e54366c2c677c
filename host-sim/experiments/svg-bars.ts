import type { BarPlot } from "./experiment";
import { BOTTOM, escapeXml, page, px, RIGHT, TOP, WIDTH } from "./svg-page";
import { scale } from "./svg-scale";

const LINE = 30;
const BAR = 16;
/** Room for the longest label, about 6.4 pixels a character. */
const CHARACTER = 6.4;

/** Horizontal bars with their labels on the left and an optional reference line across. */
export function bars(plot: BarPlot): string {
	const left = 24 + CHARACTER * Math.max(...plot.bars.map(bar => bar.label.length));
	const right = WIDTH - RIGHT;
	const bottom = TOP + plot.bars.length * LINE;
	const x = scale(
		plot.x,
		plot.bars.map(bar => bar.value),
		left,
		right,
	);
	const body: string[] = [];
	for (const tick of x.ticks) {
		const at = px(x.place(tick.value));
		body.push(`<line class="grid" x1="${at}" y1="${TOP}" x2="${at}" y2="${bottom}"/>`);
		body.push(`<text x="${at}" y="${bottom + 17}" text-anchor="middle">${tick.label}</text>`);
	}
	plot.bars.forEach((bar, index) => {
		const top = TOP + index * LINE + (LINE - BAR) / 2;
		const width = Math.max(1, x.place(bar.value) - left);
		body.push(`<rect class="c0" x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${BAR}"/>`);
		body.push(`<text x="${px(left - 8)}" y="${px(top + 12)}" text-anchor="end">${escapeXml(bar.label)}</text>`);
	});
	body.push(
		`<rect class="frame" x="${px(left)}" y="${TOP}" width="${px(right - left)}" height="${bottom - TOP}"/>`,
		`<text x="${px((left + right) / 2)}" y="${bottom + 38}" text-anchor="middle">${escapeXml(plot.x.label)}</text>`,
	);
	if (plot.reference) {
		const at = px(x.place(plot.reference.value));
		const line = bottom + BOTTOM;
		body.push(
			`<line class="line c1 reference" x1="${at}" y1="${TOP}" x2="${at}" y2="${bottom}"/>`,
			`<line class="line c1 reference" x1="${px(left)}" y1="${line}" x2="${px(left + 22)}" y2="${line}"/>`,
			`<text x="${px(left + 28)}" y="${line + 4}">${escapeXml(plot.reference.label)}</text>`,
		);
	}
	return page(bottom + BOTTOM + (plot.reference ? 14 : 0), plot.title, body);
}
