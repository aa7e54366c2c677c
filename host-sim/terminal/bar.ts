const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A horizontal bar `width` columns wide, full at `fraction` 1, in steps of an eighth of a column. */
export function bar(fraction: number, width: number): string {
	const clamped = Math.min(1, Math.max(0, fraction));
	const eighths = Math.round(clamped * width * 8);
	const full = eighths >> 3;
	const rest = EIGHTHS[eighths & 7];
	return "█".repeat(full) + rest + " ".repeat(width - full - (rest ? 1 : 0));
}
