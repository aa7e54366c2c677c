import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commandLine, runTool } from "../../../host-sim/machine/run-tool";

const MODULE = fileURLToPath(new URL("../../../host-sim/machine/run-tool.ts", import.meta.url));

async function run(script: string, secrets: string[] = []) {
	const said = { code: -1, out: "", error: "" };
	said.code = await runTool({
		program: process.execPath,
		args: ["-e", script],
		folder: tmpdir(),
		environment: { GREETING: "hello" },
		secrets,
		write: text => {
			said.out += text;
		},
		writeError: text => {
			said.error += text;
		},
	});
	return said;
}

/** A process of its own that runs `script` as a tool and ends with its exit code, so that it can be sent signals. */
async function interrupt(script: string, signals: NodeJS.Signals[]) {
	const file = join(mkdtempSync(join(tmpdir(), "cim-tool-")), "driver.mjs");
	const driver = `import { runTool } from ${JSON.stringify(MODULE)};
		const write = text => process.stdout.write(text);
		process.exitCode = await runTool({ program: process.execPath, args: ["-e", ${JSON.stringify(script)}],
			folder: "/", environment: process.env, write, writeError: write });`;
	writeFileSync(file, driver);
	const child = spawn(process.execPath, ["--import", "tsx", file], { stdio: ["ignore", "pipe", "inherit"] });
	let out = "";
	child.stdout.on("data", data => {
		out += data;
		// the tool asks for each signal with a "?"
		for (; out.includes("?"); out = out.replace("?", "")) child.kill(signals.shift());
	});
	const code = await new Promise<number | null>(resolve => child.on("close", resolve));
	return { code, out, left: signals.length };
}

test("outputs are told apart and the exit code comes back", async () => {
	const said = await run('console.log(process.env.GREETING + " ü"); console.error("oh"); process.exitCode = 5;');
	assert.equal(said, { code: 5, out: "hello ü\n", error: "oh\n" });
});

test("a character that is cut between two pieces stays whole, and so does a secret", async () => {
	const said = await run(
		`const bytes = Buffer.from("ü swordfish ü");
		let at = 0;
		const timer = setInterval(() => { process.stdout.write(bytes.subarray(at, at + 1)); if (++at === bytes.length) clearInterval(timer); }, 2);`,
		["swordfish"],
	);
	assert.is(said.out, "ü ******** ü");
});

test("a program that is not there is said by name", async () => {
	const nothing = () => {};
	const tool = { program: "no-such-tool", args: [], folder: "/", environment: {}, write: nothing, writeError: nothing };
	const error: unknown = await runTool(tool).then(nothing, reason => reason);
	assert.match((error as Error).message, /^no-such-tool cannot be run/);
});

test("Ctrl-C reaches the tool once, which ends in its own way; the exit code says 130", async () => {
	const script = `process.on("SIGINT", () => { console.log("tidied"); clearInterval(timer); });
		const timer = setInterval(() => {}, 1000); console.log("?");`;
	const { code, out } = await interrupt(script, ["SIGINT"]);
	assert.is(code, 130);
	assert.is(out.match(/tidied/g)?.length, 1);
});

test("a tool that will not end ends at the second Ctrl-C, with what it started", async () => {
	const script = `process.on("SIGINT", () => console.log("not yet ?")); setInterval(() => {}, 1000); console.log("?");
		require("node:child_process").spawn("sleep", ["60"], { stdio: "inherit" });`;
	const { code, left } = await interrupt(script, ["SIGINT", "SIGINT"]);
	assert.is(left, 0);
	assert.is(code, 130);
});

test("a request to end is passed on too", async () => {
	assert.is((await interrupt('setInterval(() => {}, 1000); console.log("?");', ["SIGTERM"])).code, 143);
});

test("a command line is shown as a shell would take it, without its secrets", () => {
	assert.is(
		commandLine("mcconfig", ["-p", "esp32/x", "ssid=My Net", "password=it's", "x=*"], ["it's"]),
		"mcconfig -p esp32/x 'ssid=My Net' 'password=********' 'x=*'",
	);
	assert.is(commandLine("a", ["it's"]), "a 'it'\\''s'");
});

test.run();
