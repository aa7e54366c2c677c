import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const LAUNCHER = fileURLToPath(new URL("../../../host-sim/cim.js", import.meta.url));

function cim(args: string[], environment: NodeJS.ProcessEnv = {}) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], {
		encoding: "utf8",
		// Any directory will do: the launcher finds its own way.
		cwd: mkdtempSync(join(tmpdir(), "cim-")),
		env: { ...process.env, CIM_DEBUG: "", ...environment },
	});
	return { status, stdout, stderr };
}

test("cim --help names every command and the exit codes", () => {
	const { status, stdout, stderr } = cim(["--help"]);
	assert.is(status, 0);
	assert.is(stderr, "");
	for (const name of ["start", "watch", "replay"]) assert.match(stdout, new RegExp(`^  ${name} +\\S`, "m"));
	assert.match(stdout, "Exit codes: 0 ok, 1 failed, 2 wrong use");
});

test("cim alone is wrong use, and shows the same help on stderr", () => {
	const { status, stdout, stderr } = cim([]);
	assert.is(status, 2);
	assert.is(stdout, "");
	assert.match(stderr, "Commands");
});

test("help of one command can be asked for in both ways", () => {
	const asked = cim(["help", "start"]);
	assert.is(asked.status, 0);
	assert.match(asked.stdout, "cim start [options]");
	assert.match(asked.stdout, "--frames <N>");
	assert.equal(cim(["start", "--frames", "x", "--help"]), asked);
});

test("cim --version is the package's version", () => {
	assert.match(cim(["--version"]).stdout, /^\d+\.\d+\.\d+\n$/);
});

test("an unknown command gets a suggestion", () => {
	const { status, stderr } = cim(["strat"]);
	assert.is(status, 2);
	assert.is(stderr, 'cim: there is no command "strat"; did you mean "cim start"? "cim --help" lists them\n');
});

test("an unknown option gets a suggestion in one line, and a stack only when asked for", () => {
	const { status, stderr } = cim(["start", "--frmes", "3"]);
	assert.is(status, 2);
	assert.is(stderr, 'cim start: there is no option --frmes; did you mean --frames? "cim help start" lists them\n');
	assert.match(cim(["start", "--frmes", "3"], { CIM_DEBUG: "1" }).stderr, /\n {4}at /);
});

test.run();
