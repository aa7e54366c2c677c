import type { Experiment, ExperimentResult, Row } from "./experiment";

/** An experiment with what it gave; `failure` when it threw instead. */
export interface Finished {
	experiment: Experiment;
	result: ExperimentResult;
	failure?: string;
}

/** Four significant digits, small and large numbers by their power of ten; the same text on every machine. */
export function format(value: number): string {
	if (!Number.isFinite(value)) return String(value);
	const magnitude = Math.abs(value);
	if (Number.isInteger(value) && magnitude < 1e6) return String(value);
	if (magnitude < 1e-3 || magnitude >= 1e6) return value.toExponential(1);
	return String(Number(value.toPrecision(4)));
}

export function measuredText(entry: Row): string {
	return entry.unit ? `${format(entry.measured)} ${entry.unit}` : format(entry.measured);
}

/** The bounds a row keeps, in words. */
export function boundsText({ low, high }: Row): string {
	if (low !== undefined && high !== undefined) return low === high ? format(low) : `${format(low)} to ${format(high)}`;
	if (low !== undefined) return `at least ${format(low)}`;
	return high === undefined ? "reported" : `at most ${format(high)}`;
}

export function passed({ result, failure }: Finished): boolean {
	return failure === undefined && result.rows.every(entry => entry.pass);
}

/** What the terminal shows of one experiment: the numbers beside the expected ones, aligned. */
export function textTable(finished: Finished): string {
	const { experiment, result, failure } = finished;
	const lines = [`${experiment.id}  ${experiment.title}  (${experiment.mirrors})`];
	if (failure !== undefined) return `${lines[0]}\n  ✗ ${failure}\n`;
	const cells = result.rows.map(entry => [entry.quantity, measuredText(entry), entry.expected, boundsText(entry)]);
	cells.unshift(["", "measured", "expected", "bounds"]);
	const widths = [0, 1, 2].map(column => Math.max(...cells.map(line => line[column].length)));
	cells.forEach((line, at) => {
		const mark = at === 0 ? " " : result.rows[at - 1].pass ? "✓" : "✗";
		const padded = line.map((cell, column) =>
			column === 1 ? cell.padStart(widths[1]) : cell.padEnd(widths[column] ?? 0),
		);
		lines.push(`  ${mark} ${padded.join("  ")}`.trimEnd());
	});
	if (result.note) lines.push(`    ${result.note}`);
	return `${lines.join("\n")}\n`;
}
