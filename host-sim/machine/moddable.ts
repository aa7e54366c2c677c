import { join } from "node:path";
import { CimError } from "../../firmware/errors";
import type { Machine } from "./machine";

/** The version this project is built and checked with. */
export const MODDABLE_VERSION = "8.2.3";
/** What that version is made for: build/devices/esp32/manifest.json of the SDK, EXPECTED_ESP_IDF. */
export const IDF_VERSION = "6.0";
/** mcconfig 8.2 asks the compiler for `es2025`, which TypeScript has from 6 on. */
export const LEAST_TYPESCRIPT = 6;

const HOSTS: Readonly<Record<string, string>> = { linux: "lin", darwin: "mac" };

/** The SDK's name for this kind of computer. */
export function moddableHost(platform: string): string {
	return HOSTS[platform] ?? "lin";
}

/** Folder of the SDK's own tools. */
export function moddableTools(sdk: string, platform: string): string {
	return join(sdk, "build", "bin", moddableHost(platform), "release");
}

/** The Moddable SDK or ESP-IDF is not there. */
export class ToolchainError extends CimError {
	constructor(words: string) {
		super("toolchain", `${words}; "cim doctor" shows everything that a build needs`);
	}
}

/** Folder of the SDK and its mcconfig. Throws ToolchainError in one line when there is none. */
export function requireModdable(machine: Machine): { sdk: string; mcconfig: string } {
	const sdk = machine.environment.MODDABLE;
	if (!sdk) throw new ToolchainError("the Moddable SDK is not there: MODDABLE is not set");
	if (!machine.exists(join(sdk, "tools", "VERSION")))
		throw new ToolchainError(`the Moddable SDK is not there: MODDABLE is ${sdk}, which holds none`);
	const mcconfig = machine.which("mcconfig");
	if (!mcconfig) throw new ToolchainError(`the Moddable SDK in ${sdk} is not built: it has no mcconfig`);
	return { sdk, mcconfig };
}

/** Throws ToolchainError when there is no ESP-IDF. */
export function requireIdf(machine: Machine): void {
	const idf = machine.environment.IDF_PATH;
	if (!idf) throw new ToolchainError("ESP-IDF is not there: IDF_PATH is not set");
	if (!machine.exists(join(idf, "export.sh")))
		throw new ToolchainError(`ESP-IDF is not there: IDF_PATH is ${idf}, which holds none`);
}

/** Throws ToolchainError when the debugger's log, a Node program of the SDK, has not been installed. */
export function requireLog(machine: Machine, sdk: string): void {
	const folder = join(sdk, "tools", "xsbug-log");
	if (!machine.exists(join(folder, "node_modules")))
		throw new ToolchainError(`the debugger's log is not installed: run npm install in ${folder}`);
}
