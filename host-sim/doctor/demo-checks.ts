import { join } from "node:path";
import type { Machine } from "../machine/machine";
import { atLeast, type Check, missing, ok, programVersion, versionIn, wrong } from "./check";

export const demoChecks: readonly Check[] = [
	{
		group: "demo",
		name: "Node.js",
		look(machine) {
			const least = versionIn(`${manifest(machine).engines?.node ?? ""}.0`) ?? "20.0";
			return atLeast(machine.node, least)
				? ok(machine.node)
				: wrong(machine.node, `install Node.js ${Number.parseInt(least, 10)} or newer (nodejs.org)`);
		},
	},
	{
		group: "demo",
		name: "npm",
		async look(machine) {
			const version = await programVersion(machine, "npm");
			if (version === undefined) return missing("install npm; it comes with Node.js (nodejs.org)");
			return version ? ok(version) : wrong("gives no version", "see what npm --version says");
		},
	},
	{
		group: "demo",
		name: "packages of this project",
		look(machine) {
			const wanted = Object.keys(manifest(machine).dependencies ?? {});
			const absent = wanted.filter(name => !machine.exists(join(machine.root, "node_modules", name, "package.json")));
			return absent.length === 0 ? ok(`all ${wanted.length}`) : missing("npm ci", `without ${absent.join(", ")}`);
		},
	},
];

interface Manifest {
	engines?: { node?: string };
	dependencies?: Record<string, string>;
}

function manifest(machine: Machine): Manifest {
	return JSON.parse(machine.read(join(machine.root, "package.json")) ?? "{}") as Manifest;
}
