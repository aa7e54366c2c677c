import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { XSUnavailable, xsHost } from "../../host-sim/xs/build.js";
import { LEFT_OUT } from "./left-out";
import { type Outcome, runInXS } from "./run-in-xs";

const FIRMWARE = "tests/firmware/";

/**
 * Makes a test of every file of tests of a folder of tests/firmware (one level of it, or all below): it passes when all of the
 * file's own tests pass inside XS, but for those that left-out.ts names with the reason.
 */
export async function testOnXS(folders: readonly string[], { isDeep = true } = {}): Promise<void> {
	let executable: string;
	try {
		executable = await xsHost("native64");
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		test.skip("needs XS");
		return;
	}
	const files = folders.flatMap(folder =>
		readdirSync(FIRMWARE + folder, { recursive: isDeep, encoding: "utf8" })
			.filter(name => name.endsWith(".test.ts"))
			.map(name => (folder ? `${folder}/${name}` : name)),
	);
	let passed = 0;
	let seen = 0;
	for (const file of files.sort()) {
		const left = LEFT_OUT[file] ?? {};
		if ("*" in left) {
			process.stdout.write(`skips: on XS ${file}: ${left["*"]}\n`);
			continue;
		}
		seen++;
		test(file, async () => {
			const outcome = await runInXS(executable, FIRMWARE + file, Object.keys(left));
			assert.equal(outcome.failures, []);
			assert.ok(outcome.passed > 0 && outcome.passed === outcome.total, describe(outcome));
			for (const [name, reason] of Object.entries(left))
				assert.ok(outcome.leftOut.includes(name), `left-out.ts names a test that is not there (${reason}): ${name}`);
			passed += outcome.passed;
		});
	}
	test.after(() => {
		process.stdout.write(`measured: ${passed} tests of ${seen} files of firmware ran inside XS\n`);
	});
}

function describe({ passed, total }: Outcome): string {
	return total < 0 ? "the tests did not come to their end" : `${passed} of ${total} passed`;
}
