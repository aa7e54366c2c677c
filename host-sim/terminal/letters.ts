import { bar } from "./bar";
import { type Line, type Span, type Style, span } from "./line";

/** What the letters block shows. */
export interface Letters {
	/** One character a picture, "?" where the device was not sure. */
	text: string;
	/** Best minus second score, converter codes, one a picture. */
	margins: ArrayLike<number>;
	/** What was really there, where that is known. */
	expected?: string;
}

const COLUMNS = 4;
/** Room for the letter, its mark, the margin and the gaps: what a cell takes beside its bar. */
const CELL_EXTRA = 8;
const WIDEST_BAR = 9;
/** Converter codes; below this a letter is marked as weak (about twice the margin at which models give up, assumed). */
export const WEAK_MARGIN = 16;
/** Converter codes at which the bar is full. */
const FULL_MARGIN = 128;

/** Sixteen letters as four by four, each with its margin as bar and number; marks: "!" weak, "×" wrong. */
export function lettersBlock(letters: Letters, width: number): Line[] {
	const shown = [...letters.text];
	const rows = Math.ceil(shown.length / COLUMNS);
	const barWidth = Math.max(1, Math.min(WIDEST_BAR, Math.floor((width - 2) / COLUMNS) - CELL_EXTRA));
	const lines: Line[] = [];
	for (let row = 0; row < rows; row++) {
		const line: Span[] = [span("  ")];
		for (let column = 0; column < COLUMNS; column++) {
			const at = row * COLUMNS + column;
			if (at >= shown.length) break;
			const margin = letters.margins[at] ?? 0;
			const { style, mark } = judge(shown[at], letters.expected?.[at], margin);
			line.push(
				span(shown[at], style === "good" ? "strong" : style),
				span(mark, style),
				span(bar(margin / FULL_MARGIN, barWidth), style),
				span(String(margin).padStart(4), style === "good" ? "quiet" : style),
				span(column < COLUMNS - 1 ? "  " : ""),
			);
		}
		lines.push(line);
	}
	return lines;
}

/** How many letters are as expected; undefined where nothing is expected. */
export function countRight(letters: Letters): number | undefined {
	const { expected, text } = letters;
	if (expected === undefined) return undefined;
	return [...text].filter((letter, at) => letter === expected[at]).length;
}

function judge(letter: string, expected: string | undefined, margin: number): { style: Style; mark: string } {
	if (letter === "?") return { style: "bad", mark: " " };
	if (expected !== undefined && letter !== expected) return { style: "bad", mark: "×" };
	if (margin < WEAK_MARGIN) return { style: "weak", mark: "!" };
	return { style: "good", mark: " " };
}
