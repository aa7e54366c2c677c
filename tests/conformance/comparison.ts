import { readFileSync } from "node:fs";
import { clientCases, sections } from "./client-cases";
import { runMqttJs, STAYED_CONNECTED } from "./mqttjs-client";

/** The document that shows the comparison. */
export const DOCUMENT = "docs/conformance.md";
const BEGIN = "<!-- comparison: node --import tsx tests/conformance/write-comparison.ts -->";
const END = "<!-- end of comparison -->";

export interface Comparison {
	version: string;
	/** By section: cases, those that MQTT.js can be held to, the same, where it goes on and we do not, otherwise different. */
	rows: { name: string; cases: number; applicable: number; same: number; lenient: number; different: number }[];
	/** Case and difference, where MQTT.js does something else than going on. */
	differences: [name: string, difference: string][];
}

/** Holds the conversations with MQTT.js. */
export async function compare(): Promise<Comparison> {
	const { version } = JSON.parse(readFileSync("node_modules/mqtt/package.json", "utf8")) as { version: string };
	const rows: Comparison["rows"] = [];
	const differences: Comparison["differences"] = [];
	for (const [name, cases] of sections) {
		const applicable = cases.filter(({ oursOnly }) => oursOnly === undefined);
		let same = 0;
		let lenient = 0;
		for (const one of applicable) {
			const difference = await runMqttJs(one);
			if (difference === undefined) same++;
			else if (difference.endsWith(STAYED_CONNECTED)) lenient++;
			else differences.push([one.name, difference.slice(one.name.length + 2)]);
		}
		const different = applicable.length - same - lenient;
		rows.push({ name, cases: cases.length, applicable: applicable.length, same, lenient, different });
	}
	return { version, rows, differences };
}

/** The document's text with this comparison in it. */
export function withComparison(text: string, { version, rows, differences }: Comparison): string {
	const sum = (pick: (row: Comparison["rows"][number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
	const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
	const total = {
		name: "**all**",
		cases: clientCases.length,
		applicable: sum(row => row.applicable),
		same: sum(row => row.same),
		lenient: sum(row => row.lenient),
		different: sum(row => row.different),
	};
	const table = [
		line(["about", "cases, all held by ours", `held with MQTT.js ${version}`, "the same", "goes on", "different"]),
		"|---|---|---|---|---|---|",
		...[...rows, total].map(({ name, cases, applicable, same, lenient, different }) =>
			line([name, cases, applicable, same, lenient, different]),
		),
		"",
		...differences.map(([name, difference]) => `- ${name}: ${readable(difference)}`),
	];
	const start = text.indexOf(BEGIN);
	const end = text.indexOf(END);
	if (start < 0 || end < start) throw new Error(`${DOCUMENT} has no place for the comparison`);
	return `${text.slice(0, start)}${BEGIN}\n${table.join("\n")}\n${text.slice(end)}`;
}

function readable(difference: string): string {
	return difference.replaceAll(/\b([0-9a-f]{8,})\b/g, "`$1`");
}
