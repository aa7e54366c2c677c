import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeCommand } from "../../../firmware/commands/command-message";
import { ConfigError, checkSettings, defaultSettings, type Settings } from "../../../firmware/config";
import { createCameraClass } from "../../../host-sim/node/camera";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { drawTestPattern } from "../../../host-sim/scene/adjusted-source";
import { send } from "../../support/command-bench";
import { still } from "../../support/still";
import { virtualDevice } from "../../support/virtual-device";

const source = still({ seed: 3 });

function deviceWith(camera: Partial<Settings["camera"]>, interval = 500) {
	const device = virtualDevice({ source, interval, settings: { camera: { ...defaultSettings.camera, ...camera } } });
	device.runtime.start();
	device.time.advance(2000);
	return device;
}

/** The next frame as the firmware sees it. */
function look({ runtime, time }: ReturnType<typeof deviceWith>): number[] {
	let seen: number[] = [];
	runtime.look(gray => (seen = [...gray]));
	time.advance(1000);
	return seen;
}

const pattern = new Uint8Array(160 * 120);
drawTestPattern(pattern, 160);

test("exposure makes the frame lighter or darker, half a stop a step", () => {
	const plain = [...source.frame(0)];
	assert.equal(look(deviceWith({})), plain);
	assert.equal(
		look(deviceWith({ exposure: -2 })),
		plain.map(level => (level + 1) >> 1),
	);
	assert.equal(
		look(deviceWith({ exposure: 2 })),
		plain.map(level => Math.min(255, 2 * level)),
	);
});

test("the test pattern takes the place of the scene: no sheet, the same frame again and again", () => {
	const device = deviceWith({ testPattern: true });
	assert.equal(look(device), [...pattern]);
	assert.ok(device.reports.length > 0);
	for (const { kind } of device.reports) assert.is(kind, "no-sheet");
});

test("a frame rate: frames are not nearer than its interval, whoever asks for less", () => {
	const device = deviceWith({ interval: 2000 }, 100);
	device.time.advance(20_000);
	assert.ok(device.reports.length >= 10 && device.reports.length <= 12, `${device.reports.length} frames in 22 s`);
	const command = encodeCommand({ id: "fast", values: { milliseconds: 100 } });
	device.broker.deliver("cim/1/test-1/cmd/rate", command);
	const before = device.reports.length;
	device.time.advance(20_000);
	assert.ok(device.reports.length - before <= 11, "the board's rate is the most");
});

test("exposure and test pattern are set from far away, told, and hold for a camera that is opened again", () => {
	const time = new VirtualTime();
	const told: object[] = [];
	const Camera = createCameraClass({ timers: time, source, interval: 500 });
	class Watched extends Camera {
		override configure(tuning: object): void {
			told.push(tuning);
			super.configure!(tuning);
		}
	}
	const device = virtualDevice({ time, Camera: Watched });
	device.runtime.start();
	time.advance(2000);
	assert.equal(told, [], "a camera that is as it should be is left alone");
	const answer = send(device, "set", { exposure: -1, testPattern: true });
	assert.equal([answer.code, answer.result!.exposure, answer.result!.testPattern], ["", -1, true]);
	assert.equal(told, [{ brightness: -1, testPattern: true }]);
	assert.equal(look(device), [...pattern]);
	send(device, "set", { testPattern: false });
	assert.equal(told[1], { brightness: -1, testPattern: false });
	assert.is(send(device, "set", { exposure: 3 }).code, "setting");
	assert.is(send(device, "set", { testPattern: 1 }).code, "setting");
	assert.is(defaultSettings.camera.exposure, undefined, "another device's settings stay as they are");
});

test("a camera without such settings works as it is", () => {
	const time = new VirtualTime();
	const Plain = createCameraClass({ timers: time, source, interval: 500 });
	class Fixed extends Plain {}
	Object.defineProperty(Fixed.prototype, "configure", { value: undefined });
	const camera = { ...defaultSettings.camera, exposure: 1 };
	const device = virtualDevice({ time, Camera: Fixed, settings: { camera } });
	device.runtime.start();
	time.advance(3000);
	assert.ok(device.reports.length > 0 && device.reports.every(({ kind }) => kind === "letters"));
});

test("settings that no camera has are refused", () => {
	for (const camera of [{ exposure: 3 }, { exposure: 0.5 }, { interval: -1 }])
		assert.throws(
			() => checkSettings({ ...defaultSettings, camera: { ...defaultSettings.camera, ...camera } }),
			(error: Error) => error instanceof ConfigError,
		);
});

test.run();
