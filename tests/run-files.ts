// Runs files of tests one after another in this process, as uvu's own command does, and says after each what became of it.
// Files that stand together need the same modules: loading these takes longer than most tests.
import { pathToFileURL } from "node:url";

/** Begins the line in which a file's outcome is told, as JSON. */
export const OUTCOME = "\u0001outcome ";

export interface FileOutcome {
	file: string;
	passed: number;
	total: number;
	skipped: number;
	/** Whether everything that was asked of it passed. */
	good: boolean;
	seconds: number;
}

type Suite = () => Promise<[errors: string | true, passed: number, skipped: number, total: number]>;

declare global {
	var UVU_DEFER: number;
	var UVU_INDEX: number;
	var UVU_QUEUE: (Suite | null)[][];
}

async function runFile(file: string, index: number): Promise<FileOutcome> {
	const began = performance.now();
	const outcome = { file, passed: 0, total: 0, skipped: 0, good: true, seconds: 0 };
	globalThis.UVU_INDEX = index;
	globalThis.UVU_QUEUE[index] = [];
	try {
		await import(pathToFileURL(`tests/${file}`).href);
		for (const suite of globalThis.UVU_QUEUE[index]) {
			const [errors, passed, skipped, total] = await suite!();
			outcome.passed += passed;
			outcome.skipped += skipped;
			outcome.total += total;
			if (errors === true) continue;
			outcome.good = false;
			process.stdout.write(`\n${errors}\n`);
		}
	} catch (error) {
		outcome.good = false;
		process.stdout.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
	}
	outcome.seconds = (performance.now() - began) / 1000;
	return outcome;
}

if (process.argv[1]?.endsWith("run-files.ts")) {
	globalThis.UVU_DEFER = 1;
	globalThis.UVU_QUEUE = [];
	await import("uvu");
	for (const [index, file] of process.argv.slice(2).entries())
		process.stdout.write(`\n${OUTCOME}${JSON.stringify(await runFile(file, index))}\n`);
	// what a test left open must not keep the others waiting
	process.exit(0);
}
