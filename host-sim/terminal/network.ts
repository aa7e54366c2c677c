import { bar } from "./bar";
import { type Line, span } from "./line";

/** What the block of a network shows. */
export interface NetworkVerdict {
	/** The label, "?" where the device was not sure, "" where the network has no labels. */
	text: string;
	/** What was really there, where that is known. */
	expected?: string;
	/** -127 to 127 each. */
	scores: Int8Array;
	/** Ink of what the network was given, side x side, where it is known. */
	picture?: Uint8Array;
}

/** From paper to ink. */
const SHADES = " .:-=+*#%@";
const LARGEST = 127;
const WIDEST_BAR = 24;
/** Scores shown one under another. */
const MOST_SCORES = 14;

/** The picture as the network saw it, and beside it a bar for each score: the best is marked as right or wrong. */
export function networkBlock(verdict: NetworkVerdict, width: number): Line[] {
	const picture = verdict.picture ? pictureLines(verdict.picture) : [];
	const across = picture[0]?.length ?? 0;
	const room = Math.max(4, Math.min(WIDEST_BAR, width - across - 14));
	const scores = scoreLines(verdict, room);
	const lines: Line[] = [];
	const first = Math.max(0, (picture.length - scores.length) >> 1);
	for (let n = 0; n < Math.max(picture.length, first + scores.length); n++)
		lines.push([span(`  ${(picture[n] ?? "").padEnd(across)}  `), ...(scores[n - first] ?? [])]);
	return lines;
}

/** Two rows of pixels a line: characters are about twice as high as wide. */
function pictureLines(picture: Uint8Array): string[] {
	const side = Math.round(Math.sqrt(picture.length));
	const lines: string[] = [];
	for (let row = 0; row + 1 < side; row += 2) {
		let line = "";
		for (let column = 0; column < side; column++) {
			const ink = (picture[row * side + column] + picture[(row + 1) * side + column]) / 2;
			line += SHADES[Math.min(SHADES.length - 1, Math.floor((ink * SHADES.length) / 256))];
		}
		lines.push(line);
	}
	return lines;
}

function scoreLines({ text, expected, scores }: NetworkVerdict, width: number): Line[] {
	if (scores.length === 0 || scores.length > MOST_SCORES) return [];
	const best = scores.indexOf(Math.max(...scores));
	const least = Math.min(...scores);
	const style = text === "?" ? "weak" : expected !== undefined && text !== expected ? "bad" : "good";
	return Array.from(scores, (score, n): Line => {
		const isBest = n === best;
		return [
			span(String(n).padStart(2), isBest ? "strong" : "quiet"),
			span(` ${bar((score - least) / (LARGEST - least), width)}`, isBest ? style : "plain"),
			span(String(score).padStart(5), isBest ? style : "quiet"),
		];
	});
}
