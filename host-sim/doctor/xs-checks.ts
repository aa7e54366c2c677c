import { join } from "node:path";
import type { Machine } from "../machine/machine";
import { type Check, type Finding, installAdvice, missing, ok, programVersion, wrong } from "./check";

const PACKAGE = join("node_modules", "@agoric", "xsnap");
/** Where host-sim/xs/build.js puts what it makes: out/xs/native64-<key>/xs-host-<key>. */
const BUILDS = join("out", "xs");

/** The compiler that the XS host and the SDK's Linux build are made with. */
export async function lookForCompiler(machine: Machine): Promise<Finding> {
	const program = machine.environment.CC || "cc";
	const version = await programVersion(machine, program);
	if (version === undefined)
		return missing(
			installAdvice(machine, "build-essential", "xcode-select --install"),
			program === "cc" ? "" : program,
		);
	return version ? ok(version) : wrong("gives no version", `see what ${program} --version says`);
}

export function lookForSources(machine: Machine): Finding {
	const text = machine.read(join(machine.root, PACKAGE, "package.json"));
	if (text === undefined) return missing("npm install --include=optional");
	const { version } = JSON.parse(text) as { version: string };
	return machine.exists(join(machine.root, PACKAGE, "moddable", "xs", "sources", "xsAll.c"))
		? ok(version)
		: wrong(`${version}, without its sources`, "npm ci");
}

export const xsChecks: readonly Check[] = [
	{ group: "xs", name: "C compiler (cc)", look: lookForCompiler },
	{ group: "xs", name: "XS sources (@agoric/xsnap)", look: lookForSources },
	{
		group: "xs",
		name: "XS host",
		look(machine) {
			const builds = join(machine.root, BUILDS);
			const isHost = (name: string): boolean => name.startsWith("xs-host-");
			const built = machine.list(builds).some(name => machine.list(join(builds, name)).some(isHost));
			return ok(built ? "built" : "not built yet: the first use builds it");
		},
	},
];
