import { GROUPS } from "../doctor/check";
import { ALL_GROUPS, type Examined, examine, isWell } from "../doctor/examine";
import { localMachine } from "../machine/local-machine";
import { wrap } from "../terminal/wrap";
import { type Command, EXIT_FAILED, EXIT_OK } from "./command";
import { helpText, type Options, parseOptions } from "./options";

const OPTIONS = {
	strict: { type: "boolean", about: "exit code 1 when anything at all is missing" },
	json: { type: "boolean", about: "one JSON object" },
} as const satisfies Options;

export const command: Command = {
	name: "doctor",
	summary: "what this computer has and lacks, and the one thing to do about it",
	help: helpText({
		usage: "doctor [options]",
		about: `Looks for everything that this project can use, grouped by what it is needed for:
the demo, XS on this computer, an emulated microcontroller, the Moddable simulator,
a board. Each thing is shown with its version, or with the one thing to do. Nothing
is changed and nothing is opened; it takes a few seconds at most.

Exit code 0 when the demo can run. Only the demo is needed to try this project out.`,
		options: OPTIONS,
		examples: [
			["cim doctor", "what is there"],
			["cim doctor --strict", "for scripts: fail when anything is missing"],
			["cim doctor --json | jq .findings", "the same as data"],
		],
	}),
	async run(args) {
		const { values } = parseOptions("doctor", OPTIONS, args);
		const findings = await examine(localMachine());
		process.stdout.write(values.json ? `${JSON.stringify(asJson(findings))}\n` : asText(findings));
		const wanted = values.strict ? ALL_GROUPS : (["demo"] as const);
		return wanted.every(group => isWell(findings, group)) ? EXIT_OK : EXIT_FAILED;
	},
};

/** For programs: which groups are complete, and every finding. */
export function asJson(findings: readonly Examined[]): object {
	return { ready: Object.fromEntries(ALL_GROUPS.map(group => [group, isWell(findings, group)])), findings };
}

const MARKS = { ok: "✓", wrong: "!", missing: "✗" } as const;
const WIDTH = 80;

/** For people: group by group, at most 80 columns, except where a path or command must not be broken. */
export function asText(findings: readonly Examined[]): string {
	const name = Math.max(...findings.map(finding => finding.name.length));
	const indent = " ".repeat(4 + name + 2);
	const lines: string[] = [];
	const advised = new Set<string>();
	for (const group of ALL_GROUPS) {
		lines.push(`${GROUPS[group]}: ${isWell(findings, group) ? "ready" : "not ready"}`);
		for (const finding of findings) {
			if (finding.group !== group) continue;
			const { state, found, todo } = finding;
			const known = todo !== undefined && advised.has(finding.name);
			if (todo) advised.add(finding.name);
			const words = [found, known ? "see above" : todo].filter(Boolean).join(": ");
			const [first = "", ...rest] = wrap(words, WIDTH - indent.length);
			lines.push(
				`  ${MARKS[state]} ${finding.name.padEnd(name)}  ${first}`.trimEnd(),
				...rest.map(line => indent + line),
			);
		}
		lines.push("");
	}
	return lines.join("\n");
}
