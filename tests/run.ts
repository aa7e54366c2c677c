// Runs every tests/**/*.test.ts in a process of its own, two at a time, and fails when tests are missing:
// uvu exits 0 for a file that forgets test.run() and for a pattern that matches nothing.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Raise it when tests are added: fewer than this many passing tests is a failure. */
const MINIMUM_TESTS = 1700;
const TIMEOUT_MS = 200_000;

const wanted = process.argv.slice(2);
const files = readdirSync("tests", { recursive: true, encoding: "utf8" })
	.filter(name => name.endsWith(".test.ts"))
	.filter(name => wanted.length === 0 || wanted.some(part => name.includes(part)))
	.sort();

let passed = 0;
let failed = 0;
let skipped = 0;

interface Outcome {
	output: string;
	code: number | null;
	seconds: number;
}

function runFile(name: string): Promise<Outcome> {
	return new Promise(resolve => {
		const started = performance.now();
		const child = spawn(process.execPath, ["--import", "tsx", `tests/${name}`], {
			stdio: ["ignore", "pipe", "pipe"],
			timeout: TIMEOUT_MS,
			killSignal: "SIGKILL",
			env: { ...process.env, NO_COLOR: "1" },
		});
		let output = "";
		child.stdout.on("data", data => (output += data));
		child.stderr.on("data", data => (output += data));
		child.on("close", code => resolve({ output, code, seconds: (performance.now() - started) / 1000 }));
	});
}

function count(output: string, word: string): number {
	let sum = 0;
	for (const match of output.matchAll(new RegExp(`^\\s*${word}:\\s+(\\d+)$`, "gm"))) sum += Number(match[1]);
	return sum;
}

async function worker(): Promise<void> {
	for (let name = files.shift(); name !== undefined; name = files.shift()) {
		const { output, code, seconds } = await runFile(name);
		const total = count(output, "Total");
		const ok = count(output, "Passed");
		const skips = count(output, "Skipped");
		const bad = Math.max(total - ok - skips, code === 0 && total > 0 ? 0 : 1);
		passed += ok;
		skipped += skips;
		failed += bad;
		const mark = bad ? "FAIL" : "ok  ";
		process.stdout.write(
			`${mark} ${name}  ${ok}/${total}${skips ? `, ${skips} skipped` : ""}  ${seconds.toFixed(1)} s\n`,
		);
		// uvu's dots may stand before what a test prints
		for (const [, line] of output.matchAll(/^[•✘\s]*((?:skips|measured): .*)$/gm))
			process.stdout.write(`       ${line}\n`);
		if (total === 0) process.stdout.write("       no test ran: does the file call test.run()?\n");
		if (bad) process.stdout.write(`${output}\n`);
	}
}

await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
if (wanted.length === 0 && passed + skipped < MINIMUM_TESTS) {
	process.stdout.write(`only ${passed + skipped} tests ran, at least ${MINIMUM_TESTS} are expected\n`);
	failed++;
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed ? 1 : 0;
