import type { Cell, Look } from "./ansi-grid";

/** Pixels of one character, and around the text. */
const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const FONT_SIZE = 14;
const MARGIN = 18;
const TITLE_HEIGHT = 34;

const BACKGROUND = "#0d1117";
const FRAME = "#30363d";
const FOREGROUND = "#d6dde6";
const DIM = "#7d8794";
/** Red, green, yellow, cyan of a quiet dark palette, by SGR number. */
const COLOURS: Readonly<Record<number, string>> = { 31: "#ff7b72", 32: "#56d364", 33: "#e3b341", 36: "#79c0ff" };

const BLOCKS = " ▏▎▍▌▋▊▉█";

/** Draws the contents of a terminal as an SVG document that needs nothing from elsewhere. */
export function terminalPicture(rows: readonly (readonly Cell[])[], columns: number, title: string): string {
	const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
	const height = TITLE_HEIGHT + rows.length * CELL_HEIGHT + MARGIN;
	const body = rows.map((row, at) => drawRow(row, TITLE_HEIGHT + at * CELL_HEIGHT)).join("");
	const dots = ["#ff5f57", "#febc2e", "#28c840"].map(
		(fill, at) => `<circle cx="${20 + at * 18}" cy="17" r="5.5" fill="${fill}"/>`,
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="${BACKGROUND}" stroke="${FRAME}"/>
${dots.join("")}
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace" font-size="${FONT_SIZE}" xml:space="preserve">
<text x="${width / 2}" y="22" text-anchor="middle" fill="${DIM}">${escaped(title)}</text>
${body}</g>
</svg>
`;
}

/** One text element a run of equal look; bars become rectangles, so that no font leaves gaps between them. */
function drawRow(row: readonly Cell[], top: number): string {
	let drawn = "";
	for (let start = 0; start < row.length; ) {
		const { look } = row[start];
		const isBlock = isBlockCell(row[start]);
		let end = start + 1;
		while (end < row.length && isBlockCell(row[end]) === isBlock && sameLook(row[end].look, look)) end++;
		const run = row.slice(start, end).map(cell => cell.character);
		drawn += isBlock ? drawBar(run, look, start, top) : drawText(run.join(""), look, start, top);
		start = end;
	}
	return drawn;
}

function drawText(text: string, look: Look, column: number, top: number): string {
	const trimmed = text.trim();
	if (trimmed === "") return "";
	const x = MARGIN + (column + [...text].findIndex(character => character !== " ")) * CELL_WIDTH;
	const length = [...trimmed].length * CELL_WIDTH;
	const weight = look.bold ? ' font-weight="bold"' : "";
	return `<text x="${round(x)}" y="${top + 13}" textLength="${round(length)}" lengthAdjust="spacingAndGlyphs" fill="${fillOf(look)}"${weight}>${escaped(trimmed)}</text>\n`;
}

function drawBar(run: readonly string[], look: Look, column: number, top: number): string {
	const eighths = run.reduce((sum, character) => sum + BLOCKS.indexOf(character), 0);
	const x = MARGIN + column * CELL_WIDTH;
	const width = (eighths / 8) * CELL_WIDTH;
	return `<rect x="${round(x)}" y="${top + 3.5}" width="${round(width)}" height="${CELL_HEIGHT - 7}" rx="1" fill="${fillOf(look)}"/>\n`;
}

function isBlockCell(cell: Cell): boolean {
	return cell.character !== " " && BLOCKS.includes(cell.character);
}

function sameLook(a: Look, b: Look): boolean {
	return a.bold === b.bold && a.dim === b.dim && a.colour === b.colour;
}

function fillOf(look: Look): string {
	if (look.colour !== undefined) return COLOURS[look.colour] ?? FOREGROUND;
	return look.dim ? DIM : FOREGROUND;
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
