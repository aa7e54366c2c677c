import { createColors } from "picocolors";

/** How a piece of text is meant; what that looks like is decided in one place. */
export type Style = "plain" | "strong" | "quiet" | "good" | "weak" | "bad" | "accent";

export interface Span {
	text: string;
	style?: Style;
}

/** One line of the terminal, before colour: pure data, so that a view is a function from data to lines. */
export type Line = readonly Span[];

export const BLANK: Line = [];

export function span(text: string, style: Style = "plain"): Span {
	return { text, style };
}

/** Columns a line takes. Views use only characters one column wide. */
export function widthOf(line: Line): number {
	let width = 0;
	for (const { text } of line) width += [...text].length;
	return width;
}

/** The line cut to `width` columns; a cut shows as "…". */
export function cut(line: Line, width: number): Line {
	if (widthOf(line) <= width) return line;
	const short: Span[] = [];
	let room = Math.max(0, width - 1);
	for (const piece of line) {
		const characters = [...piece.text];
		short.push({ ...piece, text: characters.slice(0, room).join("") });
		room -= Math.min(room, characters.length);
		if (room === 0) break;
	}
	if (width > 0) short.push(span("…", "quiet"));
	return short;
}

/** Parts with " · " between them, as many as fit: the last ones are left out, the first is always there. */
export function fitting(parts: readonly Line[], width: number): Line {
	const line: Span[] = [];
	for (const [at, part] of parts.entries()) {
		const next = at === 0 ? part : [span(" · ", "quiet"), ...part];
		if (at > 0 && widthOf(line) + widthOf(next) > width) break;
		line.push(...next);
	}
	return line;
}

/** What a terminal would act on instead of showing it. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text for the terminal, with escape sequences only where `colour` says so. Texts come from messages too, so whatever is
 * not a character to be shown becomes "\ufffd".
 */
export function paint(line: Line, colour: boolean): string {
	const colours = createColors(colour);
	const painters: Record<Style, (text: string) => string> = {
		plain: String,
		strong: colours.bold,
		quiet: colours.dim,
		good: colours.green,
		weak: colours.yellow,
		bad: text => colours.bold(colours.red(text)),
		accent: colours.cyan,
	};
	let text = "";
	for (const piece of line)
		if (piece.text) text += painters[piece.style ?? "plain"](piece.text.replace(UNSHOWABLE, "\ufffd"));
	return text;
}
