// Runs every tests/**/*.test.ts, two processes at a time, and fails when tests are missing: uvu exits 0 for a file that forgets
// test.run() and for a pattern that matches nothing.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type FileOutcome, OUTCOME } from "./run-files";

/** Raise it when tests are added: fewer than this many passing tests is a failure. */
const MINIMUM_TESTS = 2000;
/** For a file; machines that have much else to do are slow. */
const TIMEOUT_MS = 300_000;
/** Files that share a process. */
const FILES_TOGETHER = 12;
/** Each of these takes long: they go first, and alone. */
const LONG = /^(xs|browser)\//;
/** These wait for brokers and browsers as long as they work: they go beside the others. */
const WAITING = /^(brokers|browser)\//;

const wanted = process.argv.slice(2);
const files = readdirSync("tests", { recursive: true, encoding: "utf8" })
	.filter(name => name.endsWith(".test.ts"))
	.filter(name => wanted.length === 0 || wanted.some(part => name.includes(part)))
	.sort();

let passed = 0;
let failed = 0;
let skipped = 0;

function inGroups(files: readonly string[]): string[][] {
	const groups: string[][] = files.filter(name => LONG.test(name)).map(name => [name]);
	let group: string[] = [];
	for (const name of files.filter(file => !LONG.test(file))) {
		if (group.length === 0 || group.length >= FILES_TOGETHER) {
			group = [];
			groups.push(group);
		}
		group.push(name);
	}
	return groups;
}

interface Part {
	outcome: FileOutcome;
	output: string;
}

/** Resolves when all files of a group have ended, the last of them perhaps badly; those after it did not run. */
function runGroup(group: readonly string[]): Promise<void> {
	return new Promise(resolve => {
		const child = spawn(process.execPath, ["--import", "tsx", "tests/run-files.ts", ...group], {
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, NO_COLOR: "1" },
		});
		let output = "";
		let seen = 0;
		let limit = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
		const take = (data: Buffer): void => {
			output += data;
			for (let part = cutPart(); part; part = cutPart()) {
				seen++;
				tell(part);
				clearTimeout(limit);
				limit = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
			}
		};
		const cutPart = (): Part | undefined => {
			const at = output.indexOf(OUTCOME);
			const end = output.indexOf("\n", at);
			if (at < 0 || end < 0) return undefined;
			const part = { output: output.slice(0, at), outcome: JSON.parse(output.slice(at + OUTCOME.length, end)) };
			output = output.slice(end + 1);
			return part;
		};
		child.stdout.on("data", take);
		child.stderr.on("data", take);
		child.on("close", (code, signal) => {
			clearTimeout(limit);
			for (const [n, file] of group.slice(seen).entries()) {
				const words =
					n === 0 ? `the process ended with ${signal ?? code}\n${output}` : "did not run: see the file before";
				tell({ output: words, outcome: { file, passed: 0, total: 0, skipped: 0, good: false, seconds: 0 } });
			}
			resolve();
		});
	});
}

function tell({ output, outcome }: Part): void {
	const { file, passed: ok, total, skipped: skips, good, seconds } = outcome;
	const bad = Math.max(total - ok, good && total + skips > 0 ? 0 : 1);
	passed += ok;
	skipped += skips;
	failed += bad;
	const mark = bad ? "FAIL" : "ok  ";
	process.stdout.write(
		`${mark} ${file}  ${ok}/${total}${skips ? `, ${skips} skipped` : ""}  ${seconds.toFixed(1)} s\n`,
	);
	// uvu's dots may stand before what a test prints
	for (const [, line] of output.matchAll(/^[•✘\s]*((?:skips|measured): .*)$/gm))
		process.stdout.write(`       ${line}\n`);
	if (good && total + skips === 0) process.stdout.write("       no test ran: does the file call test.run()?\n");
	if (bad) process.stdout.write(`${output}\n`);
}

if (files.length === 0) {
	process.stdout.write(`no file of tests has ${wanted.join(" or ")} in its name\n`);
	failed++;
}
async function worker(groups: string[][]): Promise<void> {
	for (let group = groups.shift(); group; group = groups.shift()) await runGroup(group);
}
const waiting = inGroups(files.filter(name => WAITING.test(name)));
const working = inGroups(files.filter(name => !WAITING.test(name)));
await Promise.all([
	worker(waiting).then(() => worker(working)),
	...Array.from({ length: Math.min(2, availableParallelism()) }, () => worker(working)),
]);
if (wanted.length === 0 && passed + skipped < MINIMUM_TESTS) {
	process.stdout.write(`only ${passed + skipped} tests ran, at least ${MINIMUM_TESTS} are expected\n`);
	failed++;
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed ? 1 : 0;
