import type { Machine } from "../machine/machine";
import { boardChecks } from "./board-checks";
import { type Check, type Finding, GROUPS, type Group, wrong } from "./check";
import { demoChecks } from "./demo-checks";
import { rv32Checks } from "./rv32-checks";
import { simulatorChecks } from "./simulator-checks";
import { xsChecks } from "./xs-checks";

export interface Examined extends Finding {
	group: Group;
	name: string;
}

const CHECKS: readonly Check[] = [...demoChecks, ...xsChecks, ...rv32Checks, ...simulatorChecks, ...boardChecks];

/** Every check at once, in the order in which they are shown. What several groups need is looked for once. */
export function examine(machine: Machine): Promise<Examined[]> {
	const looked = new Map<Check["look"], Promise<Finding>>();
	return Promise.all(
		CHECKS.map(async ({ group, name, look }) => {
			const finding = looked.get(look) ?? lookSafely(look, machine);
			looked.set(look, finding);
			return { group, name, ...(await finding) };
		}),
	);
}

/** A check that fails must not hide the others. */
async function lookSafely(look: Check["look"], machine: Machine): Promise<Finding> {
	try {
		return await look(machine);
	} catch (error) {
		return wrong(
			"the check itself failed",
			`please report this: ${error instanceof Error ? error.message : String(error)}`,
		);
	}
}

export function isWell(findings: readonly Examined[], group: Group): boolean {
	return findings.every(finding => finding.group !== group || finding.state === "ok");
}

export const ALL_GROUPS = Object.keys(GROUPS) as Group[];
