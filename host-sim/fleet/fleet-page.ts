import { grouped } from "../terminal/quantity";
import { span } from "./fleet-table";
import type { ScenarioReport } from "./run-scenario";

/** Parts of docs/fleet.md that a run writes: each between its marks. */
const PARTS = { matrix: "fault matrix", soak: "soak" } as const;
type Part = keyof typeof PARTS;

/** The page with one of its parts renewed, or put at the end. */
export function withPart(page: string, part: Part, text: string): string {
	const [begin, end] = [`<!-- ${PARTS[part]} -->`, `<!-- end of ${PARTS[part]} -->`];
	const whole = `${begin}\n\n${text}\n\n${end}`;
	const [from, to] = [page.indexOf(begin), page.indexOf(end)];
	if (from < 0 || to < 0) return `${page.trimEnd()}\n\n${whole}\n`;
	return page.slice(0, from) + whole + page.slice(to + end.length);
}

/** The fault matrix: a row a scenario. */
export function matrixPart(reports: readonly ScenarioReport[], line: string): string {
	const [{ devices, seed, span: faults, interval }] = reports;
	const processor = reports.reduce((sum, report) => sum + report.processor, 0);
	return [
		`*Written by \`${line}\`; do not edit it. ${devices} devices, faults for ${span(faults)} of virtual time, a frame every ${interval / 1000} s, seed ${seed}; ${Math.round(processor)} s of processor time in all.*`,
		"",
		"| scenario | what goes wrong | made | received | as history | repeated | dropped (gap records) | gone with the power | reconnects | power cuts | acknowledged and lost | lost unsaid | wrong |",
		"| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |",
		...reports.map(({ scenario, totals, wrong }) => {
			const { made, received, late, repeated, dropped, gaps, withPower, reconnects, cuts, lost, unsaid } = totals;
			const numbers = [made, received, late, repeated].map(grouped);
			const rest = [withPower, reconnects, cuts, lost, unsaid, wrong.length].map(grouped);
			const inGaps = dropped === 0 ? "0" : `${grouped(dropped)} (${grouped(gaps)})`;
			return `| ${[scenario.name, scenario.words, ...numbers, inGaps, ...rest].join(" | ")} |`;
		}),
	].join("\n");
}

/** A long run under random faults. */
export function soakPart(report: ScenarioReport, line: string): string {
	const { devices, duration, span: faults, interval, seed, totals, heap, processor, messages, digest, wrong } = report;
	const { made, received, late, repeated, dropped, gaps, withPower, reconnects, cuts, mostKept, mostPending } = totals;
	const rows: [string, string][] = [
		["results made", grouped(made)],
		["received by the witness, of them as history", `${grouped(received)}, ${grouped(late)}`],
		["repetitions, told apart by boot and sequence", grouped(repeated)],
		["dropped, in gap records", `${grouped(dropped)}, ${grouped(gaps)}`],
		[
			"acknowledged and lost; lost unsaid; wrong gaps; wrong marks",
			[totals.lost, totals.unsaid, totals.wrongGaps, totals.wrongMarks].join("; "),
		],
		["in memory only when the power went", grouped(withPower)],
		["reconnects; power cuts", `${grouped(reconnects)}; ${grouped(cuts)}`],
		[
			"most results in one device's flash, most messages in its memory, when asked at the quarters",
			`${mostKept}, ${mostPending}`,
		],
		[
			"heap after a collection at the quarters, all devices and the broker",
			heap.map(bytes => `${(bytes / 1e6).toFixed(1)} MB`).join(", "),
		],
		[
			"devices online, drained and answering at the end",
			`${devices - new Set(wrong.map(words => words.split(":")[0])).size} of ${devices}`,
		],
		["messages seen; digest of them all", `${grouped(messages)}; \`${digest.slice(0, 16)}\``],
		["processor time", `${Math.round(processor)} s of one core`],
	];
	return [
		`*Written by \`${line}\`; do not edit it. ${devices} devices, random faults for ${span(faults)} of virtual time (${span(duration)} until all was drained), a frame every ${interval / 1000} s, seed ${seed}.*`,
		"",
		"| | measured |",
		"| --- | --: |",
		...rows.map(([name, value]) => `| ${name} | ${value} |`),
		"",
		wrong.length === 0
			? "Every invariant of the matrix holds."
			: `**It does not hold: ${wrong.slice(0, 5).join("; ")}**`,
	].join("\n");
}
