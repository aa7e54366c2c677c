import type { Machine } from "../machine/machine";

/** What a part of the machine is needed for, in the order in which it is shown. */
export const GROUPS = {
	demo: "the demo (npm start)",
	xs: "the firmware in XS on this computer (npm start -- --engine xs)",
	rv32: "an emulated microcontroller (npm start -- --engine rv32)",
	simulator: "the Moddable simulator (npm run simulate:moddable)",
	board: "a board (npm run flash)",
} as const;
export type Group = keyof typeof GROUPS;

/** What a check found. Either all is well, or `todo` says the one thing to do. */
export interface Finding {
	state: "ok" | "wrong" | "missing";
	/** Version, or whatever tells this one apart; "" where there is nothing to say. */
	found: string;
	todo?: string;
}

export interface Check {
	group: Group;
	name: string;
	look(machine: Machine): Finding | Promise<Finding>;
}

export const ok = (found: string): Finding => ({ state: "ok", found });
/** It is there, but will not do. */
export const wrong = (found: string, todo: string): Finding => ({ state: "wrong", found, todo });
export const missing = (todo: string, found = ""): Finding => ({ state: "missing", found, todo });

/** First dotted number in a program's words, for example "6.0.2". */
export function versionIn(text: string): string | undefined {
	return /\d+(\.\d+)+/.exec(text)?.[0];
}

/** Whether `version` is at least `least`, number by number. */
export function atLeast(version: string, least: string): boolean {
	const [have, want] = [version, least].map(text => text.split(".").map(part => Number.parseInt(part, 10) || 0));
	for (let at = 0; at < want.length; at++) if ((have[at] ?? 0) !== want[at]) return (have[at] ?? 0) > want[at];
	return true;
}

/** Version that a program gives of itself: undefined when it is not there, "" when it gives none or does not come back. */
export async function programVersion(
	machine: Machine,
	program: string,
	argument = "--version",
): Promise<string | undefined> {
	const outcome = await machine.run(program, [argument]);
	if (!outcome || outcome.code === undefined) return outcome && "";
	return versionIn(outcome.output) ?? "";
}

/** How a package is installed here, for the end of "…: ". */
export function installAdvice(machine: Machine, debian: string, mac: string): string {
	return machine.platform === "darwin" ? `install it: ${mac}` : `install it: sudo apt install ${debian}`;
}
