// npm run test262 -- <folder> [part of a path]...: the part of test262 that the firmware rests on (selection.ts), on XS as a process and
// on the emulated microcontroller with preloaded built-ins. The folder is a checkout of tc39/test262 that somebody brought.
//   --engine native64|rv32 (default both)   --list: every failure by itself
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Build, xsHost } from "../../host-sim/xs/build.js";
import { checkQemu } from "../../host-sim/xs/rv32/qemu";
import { batchesOf, readTest, type Test } from "./batch";
import { reasonFor } from "./reasons";
import { type Outcomes, runBatch, uncompilable } from "./run";
import { FOLDERS, isRepeated } from "./selection";

/** Of each kind of failure so many paths are shown. */
const SHOWN = 3;
/** Tests that are compiled by one process. */
const TOGETHER = 500;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { engine: { type: "string" }, list: { type: "boolean" } },
});
const [folder, ...parts] = positionals;
if (!folder) throw new Error("npm run test262 -- <folder of a checkout of tc39/test262> [part of a path]...");
const builds = (values.engine ? [values.engine] : ["native64", "rv32"]) as Build[];

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const count = <K>(counts: Map<K, number>, key: K): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);

function testsIn(name: string): string[] {
	return readdirSync(join(folder, "test", name), { recursive: true, encoding: "utf8" })
		.filter(file => file.endsWith(".js") && !file.includes("_FIXTURE"))
		.map(file => `${name}/${file}`)
		.filter(path => !isRepeated(path));
}

const skipped = new Map<string, number>();
const tests: Test[] = [];
const paths = FOLDERS.flatMap(testsIn).filter(path => parts.length === 0 || parts.some(part => path.includes(part)));
for (const path of paths.sort()) {
	const test = readTest(folder, path);
	if (typeof test === "string") count(skipped, test.replace(/ \(.*/, ""));
	else tests.push(test);
}

const broken: Outcomes = new Map();
for (let at = 0; at < tests.length; at += TOGETHER)
	for (const [path, words] of await uncompilable(tests.slice(at, at + TOGETHER))) broken.set(path, words);
const compiled = tests.filter(({ path }) => !broken.has(path));

say(`${paths.length} tests in ${FOLDERS.length} folders; ${tests.length} of them run`);
for (const [reason, number] of [...skipped].sort((a, b) => b[1] - a[1])) say(`  left out ${number}: ${reason}`);

/** Failures with the same words, but for names and numbers, are of one kind. */
function kindOf(words: string): string {
	return words
		.replace(/[«"'][^»"']*[»"']/g, "…")
		.replace(/\d+/g, "n")
		.slice(0, 100);
}

/** Failures by path. */
async function run(build: Build): Promise<Map<string, string>> {
	// without it nothing can be said
	await xsHost(build);
	if (build === "rv32") checkQemu();
	const began = performance.now();
	const failures = new Map<string, string>();
	for (const batch of batchesOf(folder, compiled, build === "rv32"))
		for (const [path, words] of await runBatch(build, batch)) if (words !== undefined) failures.set(path, words);
	const seconds = ((performance.now() - began) / 1000).toFixed(0);
	const failed = failures.size + broken.size;
	say(
		`\n${build}: ${tests.length - failed} passed, ${failed} failed, ${broken.size} of them in compiling; ${seconds} s`,
	);
	return failures;
}

function report(build: Build, failures: ReadonlyMap<string, string>, kind: (path: string, words: string) => string) {
	const kinds = new Map<string, string[]>();
	for (const [path, words] of failures) kinds.set(kind(path, words), [...(kinds.get(kind(path, words)) ?? []), path]);
	say(`\n${build}`);
	for (const [words, of] of [...kinds].sort((a, b) => b[1].length - a[1].length)) {
		say(`  ${of.length} ${words}`);
		for (const path of values.list ? of : of.slice(0, SHOWN)) say(`      ${path}: ${failures.get(path)}`);
	}
}

const failed = await Promise.all(builds.map(run));
const natively = failed[builds.indexOf("native64")];
report("native64", new Map([...broken, ...(natively ?? [])]) as Map<string, string>, (_, words) => kindOf(words));
if (builds.includes("rv32"))
	report("rv32", failed[builds.indexOf("rv32")], (path, words) =>
		natively?.has(path) ? "fails on native64 too" : (reasonFor(path, words) ?? kindOf(words)),
	);
