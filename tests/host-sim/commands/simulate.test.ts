import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../host-sim/commands/command";
import { simulate } from "../../../host-sim/commands/simulate";
import { localMachine } from "../../../host-sim/machine/local-machine";
import type { Machine } from "../../../host-sim/machine/machine";
import { fakeMachine } from "../../support/fake-machine";
import { FakeToolchain } from "../../support/fake-toolchain";

const APPLICATION = "out/moddable/bin/lin/mc/release/somename/mc.so";
/** What the fake mcconfig adds to make a build that succeeds. */
const BUILDS = `const { mkdirSync, writeFileSync } = require("node:fs"); const path = require("node:path");
	mkdirSync(path.dirname(${JSON.stringify(APPLICATION)}), { recursive: true });
	writeFileSync(${JSON.stringify(APPLICATION)}, "");`;

function workshop(toolchain: FakeToolchain, environment: Record<string, string> = {}): Machine {
	const root = realpathSync(mkdtempSync(join(tmpdir(), "cim-project-")));
	mkdirSync(join(root, "manifests"));
	writeFileSync(join(root, "manifests", "base.json"), '{"build":{"NAME":"somename"}}');
	const machine = localMachine({ ...toolchain.environment, ...environment });
	// whatever this computer has of these, the test decides
	const which = (name: string) =>
		["stdbuf", "xvfb-run"].includes(name) && !machine.which(name)?.startsWith(tmpdir())
			? undefined
			: machine.which(name);
	return { ...machine, root, platform: "linux", which };
}

async function say(args: string[], machine: Machine) {
	const said = { code: -1, out: "", error: "", thrown: undefined as Error | undefined };
	try {
		said.code = await simulate(
			args,
			machine,
			text => {
				said.out += text;
			},
			text => {
				said.error += text;
			},
		);
	} catch (error) {
		said.thrown = error as Error;
	}
	return said;
}

test("--build-only builds for Linux, leaves other simulators alone, and says how to run it", async () => {
	const toolchain = new FakeToolchain(BUILDS);
	toolchain.add("mcsim", "");
	const machine = workshop(toolchain, { DISPLAY: ":7" });
	const { code, out } = await say(["--build-only"], machine);
	assert.is(code, 0);
	assert.equal(toolchain.calls, [
		{
			args: ["-m", "-p", "lin", "-t", "build", "-o", "out/moddable", "./manifest.json"],
			folder: machine.root,
			accelerator: "emulated",
		},
	]);
	const application = join(machine.root, APPLICATION);
	assert.ok(
		out.endsWith(`Run it with\n  ${machine.which("mcsim")} ${toolchain.sdk}/build/simulators ${application}\n`),
		out,
	);
});

test("device and broker go into the build", async () => {
	const toolchain = new FakeToolchain(BUILDS);
	await say(["--build-only", "--device", "lin-2", "--broker", "desk.lan:1884"], workshop(toolchain));
	await say(["--build-only", "--broker", "localhost"], workshop(toolchain));
	assert.equal(toolchain.calls[0].args.slice(-3), ["device=lin-2", "broker=desk.lan", "port=1884"]);
	assert.equal(toolchain.calls[1].args.slice(-2), ["broker=127.0.0.1", "port=1883"]);
});

test("mcsim runs what was built, and its exit code is passed on", async () => {
	const toolchain = new FakeToolchain(BUILDS);
	toolchain.add("mcsim", 'console.log("running", process.argv.slice(2).join(" ")); process.exitCode = 4;');
	const machine = workshop(toolchain, { DISPLAY: ":7" });
	const { code, out } = await say([], machine);
	assert.is(code, 4);
	assert.match(out, `running ${toolchain.sdk}/build/simulators ${join(machine.root, APPLICATION)}\n`);
});

test("without a display it gets one of its own where that can be had, and its lines come as they are written", async () => {
	const toolchain = new FakeToolchain(BUILDS);
	toolchain.add("mcsim", "");
	toolchain.add("stdbuf", "");
	toolchain.add("xvfb-run", 'console.log("given", process.argv.slice(2, 6).join(" "));');
	const machine = workshop(toolchain);
	const { code, out } = await say([], machine);
	assert.is(code, 0);
	assert.match(out, `given -a stdbuf -oL ${machine.which("mcsim")}\n`);
});

test("without any display it says so after the build", async () => {
	const toolchain = new FakeToolchain(BUILDS);
	toolchain.add("mcsim", "");
	const { thrown } = await say([], workshop(toolchain));
	assert.match(thrown!.message, /^it is built, but mcsim needs a display/);
});

test("an SDK without mcsim builds, and says so", async () => {
	const { thrown } = await say([], workshop(new FakeToolchain(BUILDS), { DISPLAY: ":7" }));
	assert.match(thrown!.message, /^it is built, but the SDK has no mcsim/);
});

test("a build that fails is not run, and its code is passed on", async () => {
	const { code, error } = await say([], workshop(new FakeToolchain('console.error("bad"); process.exit(2);')));
	assert.is(code, 2);
	assert.match(error, /^bad\ncim simulate: mcconfig ended with code 2\n$/);
});

test("a build that leaves nothing behind is not run", async () => {
	const { thrown } = await say([], workshop(new FakeToolchain(), { DISPLAY: ":7" }));
	assert.match(thrown!.message, /^mcconfig made no .*mc\.so/);
});

test("without the SDK, or on another system, one line says so", async () => {
	assert.match((await say([], fakeMachine({}))).thrown!.message, /^the Moddable SDK is not there.*"cim doctor"/);
	assert.match(
		(await say([], fakeMachine({ platform: "darwin" }))).thrown!.message,
		/^the simulator's build is for Linux/,
	);
});

test("wrong use is told before anything is built", async () => {
	for (const args of [["--device", "A"], ["--broker", "http://x"], ["now"]])
		assert.instance((await say(args, fakeMachine({}))).thrown, UsageError);
});

test.run();
