import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../../firmware/config";
import { type KeyValueStorage, readDeviceSettings } from "../../../firmware/device/device-settings";

type Values = Record<string, string | ArrayBuffer>;

function storageWith(values: Values): KeyValueStorage {
	return { open: () => ({ read: key => values[key] }) };
}

function read(config: Record<string, unknown>, values: Values | KeyValueStorage = {}) {
	const lines: string[] = [];
	const storage = typeof values.open === "function" ? (values as KeyValueStorage) : storageWith(values as Values);
	return { settings: readDeviceSettings(config, storage, line => lines.push(line)), lines };
}

test("what nobody sets is the default", () => {
	const before = JSON.stringify(defaultSettings);
	const { settings, lines } = read({});
	const { wifi, timeServer, model, isNamed, ...rest } = settings;
	assert.equal(JSON.parse(JSON.stringify(rest)), JSON.parse(before));
	assert.equal({ wifi, timeServer, model }, { wifi: { ssid: "", password: "" }, timeServer: "", model: "" });
	assert.not(isNamed);
	assert.equal(lines, []);
});

test("the build overrides the default, the store the build; the shared defaults stay as they are", () => {
	const before = JSON.stringify(defaultSettings);
	const { settings, lines } = read(
		{ device: "built", broker: "10.0.0.1", port: 2000, ssid: "home", accelerator: { hz: 10_000_000, select: 15 } },
		{ device: "stored", port: "1884", user: "me", password: "longenough" },
	);
	assert.equal(lines, []);
	assert.is(settings.device, "stored");
	assert.equal(settings.broker, { ...defaultSettings.broker, host: "10.0.0.1", port: 1884, user: "me" });
	assert.equal(settings.wifi, { ssid: "home", password: "longenough" });
	assert.equal(settings.accelerator, { ...defaultSettings.accelerator, hz: 10_000_000, select: 15 });
	assert.is(JSON.stringify(defaultSettings), before);
});

test("a device is named by the build or by the store, by a name that it may have", () => {
	assert.ok(read({ device: defaultSettings.device }).settings.isNamed);
	assert.ok(read({}, { device: "stored" }).settings.isNamed);
	assert.not(read({ device: "No" }, { device: "a/b" }).settings.isNamed);
});

test("an empty text in the build sets nothing", () => {
	assert.is(read({ device: "", broker: "" }).settings.device, defaultSettings.device);
});

const WRONG: [what: string, config: Record<string, unknown>, values: Values, named: RegExp][] = [
	["a device name with a slash", {}, { device: "a/b" }, /store: device is ignored: .*a-z/],
	["a port that is no number", {}, { port: "mqtt" }, /store: port is ignored: .*whole number/],
	["a port out of range", { port: 70000 }, {}, /config: port is ignored: .*65535/],
	["a number as a device name", { device: 7 }, {}, /config: device is ignored: it must be text/],
	["bytes where text is meant", {}, { broker: new ArrayBuffer(4) }, /store: broker is ignored/],
	["an empty broker", {}, { broker: "" }, /store: broker is ignored: .*host/],
	["a short Wi-Fi password", {}, { password: "short" }, /store: password is ignored: .*8 to 64/],
	["a clock faster than the bus", { accelerator: { hz: 80_000_000 } }, {}, /config: accelerator.hz is ignored/],
	["a pin that is text", { accelerator: { select: "15" } }, {}, /config: accelerator.select is ignored/],
	["an image of no width", { camera: { width: 0 } }, {}, /config: camera.width is ignored/],
];

for (const [what, config, values, named] of WRONG)
	test(`${what} is named in the log and ignored; the rest holds`, () => {
		const { settings, lines } = read({ seed: 42, ...config }, { keepAlive: "17", ...values });
		assert.is(lines.length, 1, lines.join("; "));
		assert.match(lines[0], named);
		const { wifi, timeServer, model, isNamed, ...rest } = settings;
		const expected = { ...defaultSettings, seed: 42, broker: { ...defaultSettings.broker, keepAlive: 17 } };
		assert.equal(JSON.parse(JSON.stringify(rest)), expected);
	});

test("a store that cannot be opened or read leaves the build's settings", () => {
	const closed = read({ device: "built" }, {
		open: () => {
			throw new Error("no partition");
		},
	} as KeyValueStorage);
	assert.is(closed.settings.device, "built");
	assert.match(closed.lines[0], /no partition/);
	const mismatch: KeyValueStorage = {
		open: () => ({
			read() {
				throw new Error("mismatch");
			},
		}),
	};
	const broken = read({ device: "built" }, mismatch);
	assert.is(broken.settings.device, "built");
	assert.ok(broken.lines.every(line => /ignored: mismatch/.test(line)));
});

test.run();
