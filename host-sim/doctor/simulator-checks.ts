import { join } from "node:path";
import type { Machine } from "../machine/machine";
import { LEAST_TYPESCRIPT, MODDABLE_VERSION, moddableHost, moddableTools } from "../machine/moddable";
import { atLeast, type Check, type Finding, installAdvice, missing, ok, programVersion, wrong } from "./check";
import { lookForCompiler } from "./xs-checks";

/** Where the installation is written down. */
export const GUIDE = "docs/hardware.md says how";
/** What a build calls; mcsim is for running. */
const TOOLS = ["mcconfig", "xsc", "xsl", "mcrez"] as const;

export function lookForSdk({ environment, read }: Machine): Finding {
	const sdk = environment.MODDABLE;
	if (!sdk) return missing(`install it and set MODDABLE (${GUIDE})`);
	const version = read(join(sdk, "tools", "VERSION"))?.trim();
	if (!version) return wrong(`MODDABLE is ${sdk}, which holds none`, "set MODDABLE to the folder of the SDK");
	return version === MODDABLE_VERSION
		? ok(version)
		: wrong(version, `check out release ${MODDABLE_VERSION}, with which this project is built`);
}

export function lookForTools(machine: Machine): Finding {
	const absent = TOOLS.filter(tool => !machine.which(tool));
	if (absent.length === 0) return ok(TOOLS.join(", "));
	const sdk = machine.environment.MODDABLE;
	return missing(
		sdk
			? `build them: cd ${join(sdk, "build", "makefiles", moddableHost(machine.platform))} && make`
			: "install the SDK first",
		absent.length < TOOLS.length ? `without ${absent.join(", ")}` : "",
	);
}

export async function lookForTypeScript(machine: Machine): Promise<Finding> {
	const version = await programVersion(machine, "tsc");
	if (version === undefined) return missing("npm ci brings it");
	return atLeast(version, `${LEAST_TYPESCRIPT}`)
		? ok(version)
		: wrong(version || "gives no version", `mcconfig needs ${LEAST_TYPESCRIPT} or newer: npm ci brings it`);
}

async function lookForMake(machine: Machine): Promise<Finding> {
	const version = await programVersion(machine, "make");
	if (version === undefined) return missing(installAdvice(machine, "make", "xcode-select --install"));
	return version ? ok(version) : wrong("gives no version", "see what make --version says");
}

export const simulatorChecks: readonly Check[] = [
	{ group: "simulator", name: `Moddable SDK ${MODDABLE_VERSION}`, look: lookForSdk },
	{ group: "simulator", name: "the SDK's tools", look: lookForTools },
	{ group: "simulator", name: "TypeScript for mcconfig", look: lookForTypeScript },
	{ group: "simulator", name: "C compiler (cc)", look: lookForCompiler },
	{ group: "simulator", name: "make", look: lookForMake },
	{
		group: "simulator",
		name: "GLib for C",
		async look(machine) {
			if (machine.platform === "darwin") return ok("not needed here");
			const outcome = await machine.run("pkg-config", ["--modversion", "glib-2.0"]);
			if (outcome?.code === 0) return ok(outcome.output.trim());
			return missing("install it: sudo apt install pkg-config libglib2.0-dev");
		},
	},
	{
		group: "simulator",
		name: "simulator (mcsim)",
		look(machine) {
			const { environment, platform } = machine;
			if (platform !== "linux") return missing("our manifests have a simulator on Linux only; cim start works here");
			const sdk = environment.MODDABLE;
			if (!sdk) return missing("install the SDK first");
			if (!machine.which("mcsim"))
				return missing(`build it: it belongs to the SDK's tools (${moddableTools(sdk, platform)})`);
			if (hasDisplay(machine)) return ok("");
			return wrong(
				"no display",
				`run it under Xvfb (${installAdvice(machine, "xvfb", "").replace(/^install it: /, "")})`,
			);
		},
	},
];

export function hasDisplay({ environment }: Machine): boolean {
	return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}
