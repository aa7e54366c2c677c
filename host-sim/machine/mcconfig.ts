import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Machine } from "./machine";
import { commandLine, runTool } from "./run-tool";

/** Exit codes from here on say that a signal ended it: whoever sent it knows. */
export const INTERRUPTED = 128;

/** Builds land here, in a folder that git ignores. */
export const BUILD_FOLDER = "out/moddable";

export interface Build {
	/** As -p takes it. */
	platform: string;
	/** Make's target: "build", "deploy"; undefined builds, installs and starts the debugger's log. */
	target?: "build" | "deploy";
	debug: boolean;
	/** What goes into mc/config; undefined ones are left to the manifests. */
	settings: Readonly<Record<string, string | undefined>>;
}

/** Arguments of mcconfig for one run. */
export function mcconfigArguments({ platform, target, debug, settings }: Build): string[] {
	const given = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
	return [
		// -dl: the debugger's log comes to this terminal, and no window opens
		...(debug ? ["-dl"] : []),
		...["-m", "-p", platform],
		...(target ? ["-t", target] : []),
		...["-o", BUILD_FOLDER, "./manifest.json"],
		...given,
	];
}

export interface Terminal {
	write(text: string): void;
	writeError(text: string): void;
}

/** Runs mcconfig in the project's folder, showing its command line first. Resolves to its exit code. */
export function runMcconfig(
	machine: Machine,
	mcconfig: string,
	build: Build,
	environment: Readonly<Record<string, string>>,
	secrets: readonly string[],
	terminal: Terminal,
): Promise<number> {
	// mcconfig wants the folder to be there
	mkdirSync(join(machine.root, BUILD_FOLDER), { recursive: true });
	terminal.write(`${shownCommand(build, environment, secrets)}\n`);
	return runTool({
		program: mcconfig,
		args: mcconfigArguments(build),
		folder: machine.root,
		environment: { ...machine.environment, ...environment },
		secrets,
		...terminal,
	});
}

/** The command line as it is shown: secrets masked. */
export function shownCommand(
	build: Build,
	environment: Readonly<Record<string, string>>,
	secrets: readonly string[],
): string {
	const set = Object.entries(environment).map(([name, value]) => `${name}=${value} `);
	return set.join("") + commandLine("mcconfig", mcconfigArguments(build), secrets);
}

/** What the Linux build makes; its folder has the name that manifests/base.json gives the application. */
export function simulatorApplication({ root, read }: Pick<Machine, "root" | "read">): string {
	const base = JSON.parse(read(join(root, "manifests", "base.json")) ?? "{}") as { build?: { NAME?: string } };
	return join(root, BUILD_FOLDER, "bin", "lin", "mc", "release", base.build?.NAME ?? basename(root), "mc.so");
}
