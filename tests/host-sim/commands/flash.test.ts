import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UsageError } from "../../../host-sim/commands/command";
import { flash } from "../../../host-sim/commands/flash";
import { localMachine } from "../../../host-sim/machine/local-machine";
import type { Machine } from "../../../host-sim/machine/machine";
import { FAKE_ROOT, type FakeMachineParts, fakeMachine } from "../../support/fake-machine";
import { FakeToolchain } from "../../support/fake-toolchain";

const PINS = { hz: 1, clock: 2, in: 3, out: 4, port: 1, select: 5, interrupt: 6, reset: 7 };
const PROJECT: Record<string, string> = {
	"manifest.json": JSON.stringify({ platforms: { lin: {}, "esp32/xiao_esp32s3_sense": {}, "esp32/esp32cam": {} } }),
	"manifests/boards/xiao_esp32s3_sense.json": JSON.stringify({ config: { accelerator: PINS, camera: {} } }),
	"manifests/boards/esp32cam.json": JSON.stringify({ config: { accelerator: PINS, camera: {} } }),
	"manifests/targets/esp32cam/manifest.json": "{}",
};
const PASSWORD = "swordfish 7";
const GOOD = ["esp32cam", "--ssid", "Lab 2", "--password", PASSWORD, "--broker", "192.168.1.10"];

interface Said {
	code?: number;
	out: string;
	error: string;
	usage?: string;
	thrown?: Error;
}

async function say(args: string[], machine: Machine): Promise<Said> {
	const said: Said = { out: "", error: "" };
	try {
		said.code = await flash(
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
		if (error instanceof UsageError) said.usage = error.message;
	}
	assert.not.match(said.out + said.error + (said.thrown?.message ?? ""), "swordfish");
	return said;
}

function desk(parts: FakeMachineParts = {}): Machine {
	const files = Object.fromEntries(Object.entries(PROJECT).map(([path, text]) => [`${FAKE_ROOT}/${path}`, text]));
	return fakeMachine({ ...parts, files: { ...files, "/dev/ttyUSB0": "", ...parts.files } });
}

/** The project's files in a real folder, with a toolchain that only writes down what it is given. */
function workshop(toolchain: FakeToolchain, files: Record<string, string> = {}): Machine {
	const root = realpathSync(mkdtempSync(join(tmpdir(), "cim-project-")));
	for (const [path, text] of Object.entries({ ...PROJECT, ...files })) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	}
	const machine = localMachine(toolchain.environment);
	return {
		...machine,
		root,
		list: folder => (folder === "/dev" ? ["ttyUSB7"] : []),
		writable: () => true,
	};
}

const without = (option: string) => GOOD.filter((_, at) => GOOD[at] !== option && GOOD[at - 1] !== option);
const replaced = (option: string, value: string) => [...without(option), `${option}=${value}`];

const WRONG_USES: [what: string, args: string[], words: string, parts?: FakeMachineParts][] = [
	["no board", [], "which board? One of xiao_esp32s3_sense, esp32cam"],
	["a misspelt board", ["esp32-cm", ...GOOD.slice(1)], 'there is no board "esp32-cm"; did you mean esp32cam?'],
	["part of a board's name", ["sense", ...GOOD.slice(1)], "did you mean xiao_esp32s3_sense?"],
	[
		"an unknown board",
		["teapot", ...GOOD.slice(1)],
		'there is no board "teapot"; there are xiao_esp32s3_sense, esp32cam',
	],
	["no network", without("--ssid"), "--ssid is missing"],
	["a network without name", replaced("--ssid", ""), "--ssid has 0 bytes: a network's name has 1 to 32"],
	["a network of 33 bytes", replaced("--ssid", `${"ü".repeat(16)}x`), "--ssid has 33 bytes"],
	["no password", without("--password"), '--password is missing: the Wi-Fi password, "" for an open network'],
	["a short password", replaced("--password", "1234567"), "--password has 7 characters: a Wi-Fi password has 8 to 63"],
	["a long password", replaced("--password", "x".repeat(65)), "--password has 65 characters"],
	["64 characters that are no key", replaced("--password", "x".repeat(64)), "--password has 64 characters"],
	["a password beyond ASCII", replaced("--password", "passwörter"), "ASCII only"],
	[
		"no broker",
		without("--broker"),
		"--broker is missing: host[:port]; this computer is 10.0.0.5",
		{ addresses: ["10.0.0.5"] },
	],
	["the board's own broker", replaced("--broker", "localhost"), "that is the board itself"],
	["a loopback broker", replaced("--broker", "127.0.0.1:1884"), "that is the board itself"],
	["a broker that is none", replaced("--broker", "http://x"), "only mqtt is"],
	["a device id in capitals", [...GOOD, "--device", "Desk"], "it must be 1 to 23 characters of a-z, 0-9 and -"],
	["an unknown accelerator", [...GOOD, "--accelerator", "gpu"], "it must be emulated or silicon"],
	["a port that is not there", [...GOOD, "--port", "/dev/ttyUSB9"], "there are /dev/ttyUSB0 (ttyUSB0)"],
	[
		"several ports",
		GOOD,
		"there are several serial ports: say which with --port: /dev/ttyACM0 (ttyACM0), /dev/ttyUSB0 (ttyUSB0)",
		{ files: { "/dev/ttyACM0": "" } },
	],
	["a port of somebody else's", GOOD, "/dev/ttyUSB0 may not be opened: join the group", { shut: ["/dev/ttyUSB0"] }],
	["no port", GOOD, "no serial port: connect the board", { platform: "darwin" }],
];

for (const [what, args, words, parts] of WRONG_USES)
	test(`${what} is wrong use, in one line`, async () => {
		const { usage } = await say(args, desk(parts));
		assert.ok(usage?.includes(words), usage);
		assert.not.match(usage!, "\n");
	});

test("without the SDK one line says so and points at the doctor", async () => {
	const { thrown } = await say(GOOD, desk());
	assert.is(
		thrown?.message,
		'the Moddable SDK is not there: MODDABLE is not set; "cim doctor" shows everything that a build needs',
	);
});

test("without ESP-IDF likewise, and nothing is run", async () => {
	const toolchain = new FakeToolchain();
	const { IDF_PATH: _, ...environment } = toolchain.environment;
	const { thrown } = await say(GOOD, { ...workshop(toolchain), environment });
	assert.match(thrown!.message, /^ESP-IDF is not there: IDF_PATH is not set; "cim doctor"/);
	assert.equal(toolchain.calls, []);
});

test("a dry run shows both commands, with the port, and runs nothing", async () => {
	const { code, out } = await say([...GOOD, "--dry-run"], desk());
	assert.is(code, 0);
	const settings = "'ssid=Lab 2' 'password=********' broker=192.168.1.10 port=1883";
	const line = (target: string) =>
		`ACCELERATOR=emulated UPLOAD_PORT=/dev/ttyUSB0 mcconfig -m -p esp32:./manifests/targets/esp32cam -t ${target} -o out/moddable ./manifest.json ${settings}\n`;
	assert.is(out, `Serial port: /dev/ttyUSB0 (ttyUSB0)\n${line("build")}${line("deploy")}`);
});

test("a dry run needs no board", async () => {
	const { code, out } = await say([...GOOD, "--dry-run"], desk({ platform: "darwin" }));
	assert.is(code, 0);
	assert.match(out, /^no serial port: connect the board.*\nACCELERATOR=emulated mcconfig -m/);
});

test("mcconfig builds, then installs, in the project's folder, and gets every setting as it was given", async () => {
	const toolchain = new FakeToolchain();
	const machine = workshop(toolchain);
	const strange = "a'b\"c $HOME;*";
	const { code, out } = await say(
		[
			...["XIAO-esp32s3-sense", "--ssid", strange, `--password=${PASSWORD}`, "--broker", "mqtt://broker.lan:1884"],
			...["--device", "window-3", "--user", "me", "--broker-password", "sw", "--accelerator", "silicon"],
		],
		machine,
	);
	assert.is(code, 0);
	const args = (target: string) => [
		...["-m", "-p", "esp32/xiao_esp32s3_sense", "-t", target, "-o", "out/moddable", "./manifest.json"],
		...["device=window-3", `ssid=${strange}`, `password=${PASSWORD}`, "broker=broker.lan", "port=1884"],
		...["user=me", "brokerPassword=sw"],
	];
	const call = { folder: machine.root, port: "/dev/ttyUSB7", accelerator: "silicon" };
	assert.equal(toolchain.calls, [
		{ args: args("build"), ...call },
		{ args: args("deploy"), ...call },
	]);
	assert.ok(machine.exists(join(machine.root, "out/moddable")));
	assert.match(out, "npm run cim -- watch --broker mqtt://broker.lan:1884 --device window-3");
});

test("passwords can come from the environment, and an open network has none", async () => {
	const toolchain = new FakeToolchain();
	const machine = workshop(toolchain);
	const environment = { ...machine.environment, CIM_WIFI_PASSWORD: PASSWORD, CIM_BROKER_PASSWORD: "swordfish 8" };
	await say([...without("--password"), "--user", "me"], { ...machine, environment });
	await say(replaced("--password", ""), machine);
	const [first, , third] = toolchain.calls;
	assert.ok(first.args.includes(`password=${PASSWORD}`) && first.args.includes("brokerPassword=swordfish 8"));
	assert.ok(third.args.includes("password="));
	assert.not.ok(third.args.some(arg => arg.startsWith("brokerPassword")));
});

test("a debug build is one run that goes on to the log", async () => {
	const toolchain = new FakeToolchain();
	mkdirSync(join(toolchain.sdk, "tools/xsbug-log/node_modules"), { recursive: true });
	assert.is((await say([...GOOD, "--debug"], workshop(toolchain))).code, 0);
	assert.is(toolchain.calls.length, 1);
	assert.equal(toolchain.calls[0].args.slice(0, 6), [
		"-dl",
		"-m",
		"-p",
		"esp32:./manifests/targets/esp32cam",
		"-o",
		"out/moddable",
	]);
});

test("a debug build whose log is not installed says so, and builds nothing", async () => {
	const toolchain = new FakeToolchain();
	const { thrown } = await say([...GOOD, "--debug"], workshop(toolchain));
	assert.match(thrown!.message, /^the debugger's log is not installed: run npm install in .*xsbug-log;/);
	assert.equal(toolchain.calls, []);
});

test("a password that mcconfig prints is masked, on both outputs", async () => {
	const { out, error } = await say(
		GOOD,
		workshop(new FakeToolchain('const all = args.join(" "); console.log(all); process.stderr.write(all);')),
	);
	assert.match(out, "-t deploy");
	assert.match(out, "password=******** broker=");
	assert.match(error, "password=******** broker=");
});

test("mcconfig's exit code is passed on, and a build that fails is not installed", async () => {
	const toolchain = new FakeToolchain('console.error("no such thing"); process.exit(7);');
	const { code, error } = await say(GOOD, workshop(toolchain));
	assert.is(code, 7);
	assert.match(error, /^no such thing\n.*ended with code 7/);
	assert.is(toolchain.calls.length, 1);
});

test.run();
