import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Launch, MachineSizes } from "./machine";

/** A machine in a process of its own on this computer. */
export function nativeMachine(executable: string, script: string, sizes: MachineSizes = {}): Launch {
	return reset => {
		const folder = mkdtempSync(join(tmpdir(), "cim-xs-"));
		const path = join(folder, "script.js");
		writeFileSync(path, script);
		const child = spawn(executable, [...sizeArguments(sizes), ...(reset ? ["--reset", reset] : []), path], {
			stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
			// Ctrl-C is for this side, which lets the firmware say goodbye
			detached: true,
		});
		return {
			child,
			replies: child.stdio[3] as Writable,
			requests: child.stdio[4] as Readable,
			release: () => rmSync(folder, { recursive: true, force: true }),
		};
	};
}

function sizeArguments(sizes: MachineSizes): string[] {
	return Object.entries(sizes).flatMap(([name, size]) => [
		`--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`,
		String(size),
	]);
}
