// What all figures share: size, style, the page. Colours are classes, so that a viewer in dark mode gets light lines on a
// dark page; no script, no library.

export const WIDTH = 640;
export const LEFT = 74;
export const RIGHT = 18;
export const TOP = 40;
export const BOTTOM = 54;
export const PLOT_HEIGHT = 290;

const STYLE = `
text { font: 12px system-ui, "Helvetica Neue", Arial, sans-serif; fill: #333 }
.title { font-size: 14px; font-weight: 600; fill: #111 }
.page { fill: #fff }
.frame { fill: none; stroke: #888 }
.grid { stroke: #ddd }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.reference { stroke-dasharray: 5 4 }
.c0 { stroke: #0b62c4; fill: #0b62c4 } .c1 { stroke: #c8501a; fill: #c8501a } .c2 { stroke: #13845c; fill: #13845c }
.c3 { stroke: #8a4fbf; fill: #8a4fbf } .c4 { stroke: #a0740a; fill: #a0740a } .c5 { stroke: #666; fill: #666 }
.line.c0, .line.c1, .line.c2, .line.c3, .line.c4, .line.c5 { fill: none }
.hollow { fill-opacity: 0 }
@media (prefers-color-scheme: dark) {
.page { fill: #0d1117 }
text { fill: #ccc } .title { fill: #eee } .frame { stroke: #777 } .grid { stroke: #3a3a3a }
.c0 { stroke: #63a8ff; fill: #63a8ff } .c1 { stroke: #ff9259; fill: #ff9259 } .c2 { stroke: #4cc79a; fill: #4cc79a }
.c3 { stroke: #c79bf2; fill: #c79bf2 } .c4 { stroke: #e0b04a; fill: #e0b04a } .c5 { stroke: #aaa; fill: #aaa }
}`.trim();

/** An SVG document. */
export function page(height: number, title: string, body: string[]): string {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
		`<style>${STYLE}</style>`,
		`<rect class="page" width="${WIDTH}" height="${height}" rx="6"/>`,
		`<text class="title" x="${LEFT}" y="22">${escapeXml(title)}</text>`,
		...body,
		"</svg>\n",
	].join("\n");
}

export function escapeXml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Two decimals are a hundredth of a pixel: enough, and the same text on every machine. */
export function px(value: number): string {
	return String(Math.round(value * 100) / 100);
}

export function axisTitles(x: string, y: string, bottom: number): string[] {
	const middle = (TOP + bottom) / 2;
	return [
		`<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${bottom + 38}" text-anchor="middle">${escapeXml(x)}</text>`,
		`<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(y)}</text>`,
	];
}
