import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const LAUNCHER = fileURLToPath(new URL("../../../host-sim/cim.js", import.meta.url));

/** On this computer, but with neither SDK nor IDF, and with a PATH that holds Node and npm alone. */
function doctor(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, "doctor", ...args], {
		encoding: "utf8",
		env: { PATH: dirname(process.execPath), HOME: process.env.HOME },
	});
	return { status, stdout, stderr };
}

test("the demo is all that exit code 0 asks for", () => {
	const { status, stdout, stderr } = doctor();
	assert.is(stderr, "");
	assert.match(stdout, /^the demo \(npm start\): ready\n {2}✓ Node\.js/);
	assert.match(stdout, /a board \(npm run flash\): not ready\n {2}✗ Moddable SDK/);
	assert.is(status, 0);
});

test("--strict asks for everything, and --json gives the same as data", () => {
	const { status, stdout } = doctor("--strict", "--json");
	const { ready, findings } = JSON.parse(stdout) as { ready: Record<string, boolean>; findings: { name: string }[] };
	assert.is(ready.demo, true);
	assert.is(ready.board, false);
	assert.ok(findings.some(({ name }) => name === "serial port"));
	assert.is(status, 1);
});

test.run();
