import { table } from "../commands/options";
import { grouped, plural } from "../terminal/quantity";
import type { ScenarioReport } from "./run-scenario";
import type { MemberVerdict } from "./verdict";

/** Lines of what is wrong, at most. */
const WRONG = 12;

/** "1 h 30 min", "2 min 15 s", from milliseconds. */
export function span(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	const parts = [hours && `${hours} h`, minutes && `${minutes} min`, rest && `${rest} s`];
	return parts.filter(Boolean).join(" ") || "0 s";
}

/** What a terminal shows of a scenario that was run. */
export function reportText(report: ScenarioReport): string {
	const { scenario, devices, duration, seed, totals, wrong, verdicts, heap, messages, digest, processor } = report;
	const rows: [string, string][] = [
		[
			"results",
			`${grouped(totals.made)} made, ${grouped(totals.acknowledged)} acknowledged to the device that made them`,
		],
		[
			"received",
			`${grouped(totals.received)}, of them ${grouped(totals.late)} as history; ${plural(totals.repeated, "repetition")}`,
		],
		[
			"dropped",
			`${grouped(totals.dropped)}, told in ${plural(totals.gaps, "gap record")}; ${grouped(totals.withPower)} lost in memory with the power`,
		],
		[
			"lost",
			`${grouped(totals.lost)} acknowledged, ${grouped(totals.unsaid)} unsaid; ${grouped(totals.wrongGaps)} in wrong gaps, ${grouped(totals.wrongMarks)} wrong marks`,
		],
		[
			"faults",
			`${plural(totals.reconnects, "reconnect")}, ${plural(totals.cuts, "power cut")}, ${plural(totals.faults, "frame")} spoilt`,
		],
		["worst device", worst(verdicts)],
		["messages", `${grouped(messages)}, digest ${digest.slice(0, 16)}`],
		["processor", `${processor.toFixed(1)} s${heapText(heap, devices)}`],
	];
	const head = `${scenario.name}: ${scenario.words}\n  ${plural(devices, "device")}, ${span(duration)} of virtual time, seed ${seed}`;
	return [head, table(rows, 100), verdictText(wrong)].join("\n");
}

export function verdictText(wrong: readonly string[]): string {
	if (wrong.length === 0)
		return "  holds: nothing acknowledged is lost, nothing is lost unsaid, all are online at the end";
	const lines = wrong.slice(0, WRONG).map(words => `  DOES NOT HOLD: ${words}`);
	if (wrong.length > WRONG) lines.push(`  and ${wrong.length - WRONG} more`);
	return lines.join("\n");
}

function worst(verdicts: readonly MemberVerdict[]): string {
	const most = (name: "reconnects" | "cuts" | "dropped" | "mostKept" | "mostPending") =>
		Math.max(...verdicts.map(verdict => verdict[name]));
	return `${plural(most("reconnects"), "reconnect")}, ${plural(most("cuts"), "cut")}, ${grouped(most("dropped"))} dropped, ${grouped(most("mostKept"))} kept in flash and ${grouped(most("mostPending"))} in memory when asked`;
}

/** Megabytes at the quarters. */
function heapText(heap: readonly number[], devices: number): string {
	if (heap.length === 0) return "";
	const marks = heap.map(bytes => (bytes / 1e6).toFixed(1)).join(", ");
	return `; heap ${marks} MB at the quarters (${Math.round(heap[heap.length - 1] / devices / 1000)} kB a device)`;
}

/** One JSON object a scenario. */
export function reportObject({ scenario, verdicts, ...report }: ScenarioReport): object {
	return { scenario: scenario.name, holds: report.wrong.length === 0, ...report, verdicts };
}
