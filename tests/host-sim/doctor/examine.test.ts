import { test } from "uvu";
import * as assert from "uvu/assert";
import { asJson, asText } from "../../../host-sim/commands/doctor";
import { type Examined, examine, isWell } from "../../../host-sim/doctor/examine";
import { FAKE_ROOT, type FakeMachineParts, fakeMachine, fakeSdk } from "../../support/fake-machine";

const MODULES = `${FAKE_ROOT}/node_modules`;
const CONNACK = [0x20, 2, 0, 0];

/** Has everything, as on a desk where a board is about to be flashed. */
const WHOLE = {
	environment: { MODDABLE: "/sdk", IDF_PATH: "/idf", DISPLAY: ":0" },
	node: "22.1.0",
	addresses: ["192.168.1.10"],
	files: {
		[`${FAKE_ROOT}/package.json`]: JSON.stringify({
			engines: { node: ">=20" },
			dependencies: { mqtt: "^5", aedes: "^1" },
		}),
		[`${MODULES}/mqtt/package.json`]: "{}",
		[`${MODULES}/aedes/package.json`]: "{}",
		[`${MODULES}/@agoric/xsnap/package.json`]: '{"version":"0.15.0"}',
		[`${MODULES}/@agoric/xsnap/moddable/xs/sources/xsAll.c`]: "",
		[`${FAKE_ROOT}/out/xs/native64-0123/xs-host-4567`]: "",
		...fakeSdk("/sdk"),
		"/idf/export.sh": "",
		"/dev/ttyACM0": "",
	},
	programs: {
		npm: "10.2.0\n",
		cc: "cc (Debian 12.2.0-14) 12.2.0",
		"riscv64-unknown-elf-gcc": "/usr/lib/12.2.0/picolibc.specs",
		"qemu-system-riscv32": "QEMU emulator version 7.2.22",
		make: "GNU Make 4.3",
		"pkg-config": "2.74.6\n",
		tsc: "Version 6.0.3",
		...{ mcconfig: "", xsc: "", xsl: "", mcrez: "", mcsim: "" },
		git: "v6.0\n",
		python3: "Python 3.11.7",
		mosquitto: { code: 3, output: "mosquitto version 2.0.11" },
	},
	sockets: { "127.0.0.1:1883": CONNACK, "192.168.1.10:1883": CONNACK },
} satisfies FakeMachineParts;

function without<T extends object>(things: T, ...keys: string[]): T {
	return Object.fromEntries(Object.entries(things).filter(([key]) => !keys.includes(key))) as T;
}

async function look(parts: FakeMachineParts, name: string): Promise<Examined> {
	const findings = await examine(fakeMachine({ ...WHOLE, ...parts }));
	return findings.find(finding => finding.name.startsWith(name))!;
}

test("a machine that has everything is ready for everything, and each part tells its version", async () => {
	const findings = await examine(fakeMachine(WHOLE));
	assert.equal(
		findings.filter(({ state }) => state !== "ok"),
		[],
	);
	const found = Object.fromEntries(findings.map(finding => [`${finding.group} ${finding.name}`, finding.found]));
	assert.equal(found, {
		"demo Node.js": "22.1.0",
		"demo npm": "10.2.0",
		"demo packages of this project": "all 2",
		"xs C compiler (cc)": "12.2.0",
		"xs XS sources (@agoric/xsnap)": "0.15.0",
		"xs XS host": "built",
		"rv32 C compiler (cc)": "12.2.0",
		"rv32 XS sources (@agoric/xsnap)": "0.15.0",
		"rv32 compiler for RISC-V": "12.2.0",
		"rv32 C library for RISC-V": "picolibc",
		"rv32 emulator (QEMU)": "7.2.22",
		"simulator Moddable SDK 8.2.3": "8.2.3",
		"simulator the SDK's tools": "mcconfig, xsc, xsl, mcrez",
		"simulator TypeScript for mcconfig": "6.0.3",
		"simulator C compiler (cc)": "12.2.0",
		"simulator make": "4.3",
		"simulator GLib for C": "2.74.6",
		"simulator simulator (mcsim)": "",
		"board Moddable SDK 8.2.3": "8.2.3",
		"board the SDK's tools": "mcconfig, xsc, xsl, mcrez",
		"board TypeScript for mcconfig": "6.0.3",
		"board ESP-IDF 6.0": "6.0",
		"board Python 3 for ESP-IDF": "3.11.7",
		"board serial port": "/dev/ttyACM0",
		"board MQTT broker on 1883": "192.168.1.10:1883",
	});
});

test("a machine that has nothing but Node gets one thing to do for each part", async () => {
	const findings = await examine(
		fakeMachine({ files: { [`${FAKE_ROOT}/package.json`]: WHOLE.files[`${FAKE_ROOT}/package.json`] } }),
	);
	for (const { name, state, todo } of findings)
		if (name !== "Node.js" && name !== "XS host") assert.ok(state === "missing" && todo, name);
});

const { files, programs, sockets } = WHOLE;
const OUTCOMES: [what: string, parts: FakeMachineParts, name: string, state: string, words: RegExp][] = [
	["an old Node", { node: "18.19.0" }, "Node.js", "wrong", /^18\.19\.0 install Node\.js 20 or newer/],
	["no npm", { programs: without(programs, "npm") }, "npm", "missing", /comes with Node\.js/],
	["an npm that hangs", { programs: { ...programs, npm: null } }, "npm", "wrong", /^gives no version/],
	[
		"a package that is not installed",
		{ files: without(files, `${MODULES}/mqtt/package.json`) },
		"packages",
		"missing",
		/^without mqtt npm ci$/,
	],
	["no compiler", { programs: without(programs, "cc") }, "C compiler", "missing", /apt install build-essential/],
	[
		"no compiler on a Mac",
		{ platform: "darwin", programs: without(programs, "cc") },
		"C compiler",
		"missing",
		/xcode-select --install/,
	],
	[
		"another compiler that was asked for and is not there",
		{ environment: { ...WHOLE.environment, CC: "clang-99" } },
		"C compiler",
		"missing",
		/^clang-99/,
	],
	[
		"no XS package",
		{ files: without(files, `${MODULES}/@agoric/xsnap/package.json`) },
		"XS sources",
		"missing",
		/npm install --include=optional/,
	],
	[
		"an XS package without sources",
		{ files: without(files, `${MODULES}/@agoric/xsnap/moddable/xs/sources/xsAll.c`) },
		"XS sources",
		"wrong",
		/^0\.15\.0, without its sources/,
	],
	[
		"an XS host that was not built yet",
		{ files: without(files, `${FAKE_ROOT}/out/xs/native64-0123/xs-host-4567`) },
		"XS host",
		"ok",
		/the first use builds it/,
	],
	["no SDK", { environment: {} }, "Moddable SDK", "missing", /set MODDABLE/],
	[
		"MODDABLE that points nowhere",
		{ environment: { MODDABLE: "/elsewhere" } },
		"Moddable SDK",
		"wrong",
		/MODDABLE is \/elsewhere, which holds none/,
	],
	["another SDK", { files: { ...files, ...fakeSdk("/sdk", "7.1.0") } }, "Moddable SDK", "wrong", /^7\.1\.0 .*8\.2\.3/],
	[
		"an SDK that was not built",
		{ programs: without(programs, "mcconfig", "xsc", "xsl", "mcrez") },
		"the SDK's tools",
		"missing",
		/cd \/sdk\/build\/makefiles\/lin && make/,
	],
	["an SDK that was half built", { programs: without(programs, "xsl") }, "the SDK's tools", "missing", /^without xsl/],
	[
		"a TypeScript that mcconfig cannot use",
		{ programs: { ...programs, tsc: "Version 5.9.3" } },
		"TypeScript",
		"wrong",
		/^5\.9\.3 mcconfig needs 6/,
	],
	["no TypeScript", { programs: without(programs, "tsc") }, "TypeScript", "missing", /npm ci/],
	["no make", { programs: without(programs, "make") }, "make", "missing", /apt install make/],
	[
		"no GLib",
		{ programs: { ...programs, "pkg-config": { code: 1, output: "Package glib-2.0 was not found" } } },
		"GLib",
		"missing",
		/libglib2\.0-dev/,
	],
	["no GLib on a Mac", { platform: "darwin", programs: without(programs, "pkg-config") }, "GLib", "ok", /not needed/],
	["no simulator", { programs: without(programs, "mcsim") }, "simulator", "missing", /\/sdk\/build\/bin\/lin\/release/],
	["a Mac", { platform: "darwin" }, "simulator", "missing", /on Linux only/],
	["no display", { environment: { MODDABLE: "/sdk" } }, "simulator", "wrong", /^no display .*sudo apt install xvfb/],
	["no ESP-IDF", { environment: { MODDABLE: "/sdk" } }, "ESP-IDF", "missing", /set IDF_PATH/],
	["IDF_PATH that points nowhere", { environment: { IDF_PATH: "/x" } }, "ESP-IDF", "wrong", /IDF_PATH is \/x/],
	[
		"another ESP-IDF",
		{ programs: { ...programs, git: "v5.5.1" } },
		"ESP-IDF",
		"wrong",
		/^5\.5\.1 Moddable 8\.2\.3 is made for 6\.0: git clone -b v6\.0/,
	],
	["a later patch of the right ESP-IDF", { programs: { ...programs, git: "v6.0.2" } }, "ESP-IDF", "ok", /^6\.0\.2/],
	[
		"an ESP-IDF without git",
		{ programs: { ...programs, git: { code: 128, output: "fatal: not a git repository 1.0" } } },
		"ESP-IDF",
		"wrong",
		/^git knows no version of it/,
	],
	["no Python", { programs: without(programs, "python3") }, "Python", "missing", /apt install python3/],
	["no board", { files: without(files, "/dev/ttyACM0") }, "serial port", "missing", /USB cable that carries data/],
	["a port of somebody else's", { shut: ["/dev/ttyACM0"] }, "serial port", "wrong", /usermod -aG dialout/],
	[
		"no broker, but mosquitto is installed",
		{ sockets: {} },
		"MQTT broker",
		"missing",
		/^mosquitto 2\.0\.11, not running start mosquitto/,
	],
	[
		"no broker at all",
		{ sockets: {}, programs: without(programs, "mosquitto") },
		"MQTT broker",
		"missing",
		/apt install mosquitto/,
	],
	[
		"a broker that a board cannot reach",
		{ sockets: without(sockets, "192.168.1.10:1883") },
		"MQTT broker",
		"wrong",
		/^answers on 127\.0\.0\.1, not on 192\.168\.1\.10 .*listener 1883/,
	],
	["no network", { addresses: [] }, "MQTT broker", "wrong", /no network address/],
	[
		"something that is no broker",
		{ sockets: { "127.0.0.1:1883": [0x48, 0x54, 0x54, 0x50] } },
		"MQTT broker",
		"wrong",
		/^something else listens there/,
	],
	[
		"no emulator",
		{ programs: without(WHOLE.programs, "qemu-system-riscv32") },
		"emulator (QEMU)",
		"missing",
		/apt install qemu-system-misc$/,
	],
	[
		"a compiler without its library",
		{ programs: { ...WHOLE.programs, "riscv64-unknown-elf-gcc": "picolibc.specs" } },
		"C library for RISC-V",
		"missing",
		/apt install picolibc-riscv64-unknown-elf$/,
	],
	["something silent", { sockets: { "127.0.0.1:1883": [] } }, "MQTT broker", "wrong", /^something else/],
	[
		"a broker with passwords",
		{ sockets: { ...sockets, "127.0.0.1:1883": [0x20, 2, 0, 5] } },
		"MQTT broker",
		"ok",
		/--user and --broker-password/,
	],
];

for (const [what, parts, name, state, words] of OUTCOMES)
	test(`${what}: ${name} is ${state}`, async () => {
		const finding = await look(parts, name);
		assert.is(finding.state, state);
		assert.match([finding.found, finding.todo].filter(Boolean).join(" "), words);
		assert.is(finding.todo === undefined, finding.state === "ok");
	});

test("a check that throws does not hide the others", async () => {
	const findings = await examine({
		...fakeMachine(WHOLE),
		list() {
			throw new Error("disk on fire");
		},
	});
	const port = findings.find(({ name }) => name === "serial port")!;
	assert.is(port.state, "wrong");
	assert.match(port.todo!, "disk on fire");
	assert.ok(isWell(findings, "demo"));
});

test("what several groups need is looked for once", async () => {
	const ran: string[] = [];
	await examine(fakeMachine({ ...WHOLE, ran }));
	assert.is(new Set(ran).size, ran.length);
});

test("the demo is ready without a compiler, an SDK and a board, and the text says so", async () => {
	const findings = await examine(fakeMachine({ ...WHOLE, environment: {}, programs: { npm: "10.2.0" }, sockets: {} }));
	assert.ok(isWell(findings, "demo"));
	assert.not.ok(isWell(findings, "board"));
	const text = asText(findings);
	assert.match(text, "the demo (npm start): ready\n");
	assert.match(text, "a board (npm run flash): not ready\n");
	for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
	assert.equal((asJson(findings) as { ready: object }).ready, {
		demo: true,
		xs: false,
		rv32: false,
		simulator: false,
		board: false,
	});
});

test("advice that was given stands once", async () => {
	const text = asText(await examine(fakeMachine({ ...WHOLE, environment: {} })));
	assert.is(text.match(/set MODDABLE/g)?.length, 1);
	assert.match(text, /✗ Moddable SDK 8\.2\.3 +see above/);
});

test.run();
