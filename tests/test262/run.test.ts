// How tests in the form of test262 are read and run; the tests here are made up.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import { batchesOf, readTest, type Test } from "./batch";
import { runBatch, uncompilable } from "./run";
import { leftOut, metadataOf } from "./selection";

const HARNESS: Record<string, string> = {
	"assert.js": "function assert(truth) { if (truth !== true) throw new Test262Error('not true'); }",
	"sta.js": `function Test262Error(message) { this.message = message; }
Test262Error.prototype.toString = function () {
	return "Test262Error: " + this.message;
};`,
};
const TESTS: Record<string, string> = {
	"good.js": "/*---\nfeatures: [class]\n---*/\nassert(new (class { #x = 6; get x() { return this.#x; } })().x === 6);",
	"wrong.js": "assert(1 === 2);",
	"throws.js": "/*---\nnegative:\n  phase: runtime\n  type: TypeError\n---*/\nnull.x;",
	"ends.js": "const all = []; for (;;) all.push(new Uint8Array(1 << 20));",
	"after.js": "assert(typeof assert === 'function');",
};
const EXPECTED: Record<string, RegExp | undefined> = {
	...{ "good.js": undefined, "throws.js": undefined, "after.js": undefined },
	...{ "wrong.js": /^Test262Error: not true$/, "ends.js": /the machine ended: .*memory full/ },
};

const folder = mkdtempSync(join(tmpdir(), "cim-262-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
for (const [part, files] of [
	["harness", HARNESS],
	["test", TESTS],
] as const) {
	mkdirSync(join(folder, part));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, part, name), text);
}
const tests = Object.keys(TESTS).map(name => readTest(folder, name) as Test);

for (const build of ["native64", "rv32"] satisfies Build[])
	test(`${build}: each test has its own outcome, also after one that ends the machine`, async () => {
		try {
			for (const batch of batchesOf(folder, tests, build === "rv32")) {
				const outcomes = await runBatch(build, batch);
				for (const { path } of batch.tests)
					if (EXPECTED[path]) assert.match(outcomes.get(path) ?? "passed", EXPECTED[path]);
					else assert.equal([outcomes.has(path), outcomes.get(path)], [true, undefined], path);
			}
		} catch (error) {
			if (!(error instanceof XSUnavailable)) throw error;
			process.stdout.write(`skips: ${error.message}\n`);
		}
	});

test("what does not compile is told before", async () => {
	try {
		const broken = { path: "broken.js", source: "let x = ;", includes: [], negative: undefined };
		const found = await uncompilable([...tests, broken]);
		assert.equal([...found.keys()], ["broken.js"]);
		assert.match(found.get("broken.js")!, /does not compile: SyntaxError/);
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
	}
});

test("the head of a test says what it needs, in both forms of a list", () => {
	const source = "/*---\nflags:\n  - onlyStrict\n  - generated\nfeatures: [Symbol, let]\nincludes: [a.js]\n---*/";
	assert.equal(metadataOf(source), {
		...{ flags: ["onlyStrict", "generated"], features: ["Symbol", "let"], includes: ["a.js"] },
		...{ negative: undefined, phase: undefined },
	});
});

test("what cannot run here is left out with a reason", () => {
	for (const [source, reason] of [
		["/*---\nflags: [noStrict]\n---*/", /sloppy/],
		["/*---\nflags: [async]\n---*/", /promises/],
		["/*---\nfeatures: [Temporal]\n---*/", /does not use \(Temporal\)/],
		["/*---\nnegative:\n  phase: parse\n  type: SyntaxError\n---*/", /must not compile/],
		["/*---\n---*/\neval('1');", /parser/],
		["/*---\n---*/\n$262.createRealm();", /realms/],
	] as const)
		assert.match(leftOut(source, metadataOf(source)) ?? "it runs", reason);
	assert.is(leftOut(TESTS["good.js"], metadataOf(TESTS["good.js"])), undefined);
});

test.run();
