import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../firmware/config";
import type { EmulatedBoard } from "../../firmware/emulator/board";
import type { CameraClass } from "../../firmware/hardware";
import { decodeBirth } from "../../firmware/messaging/birth-message";
import { decodeResult } from "../../firmware/messaging/result-message";
import { createCameraClass } from "../../host-sim/node/camera";
import { FaultyWire } from "../../host-sim/node/faulty-wire";
import { unpluggable } from "../../host-sim/node/unpluggable-camera";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { replayResult } from "../../host-sim/replay";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { type VirtualDevice, virtualDevice } from "../support/virtual-device";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

function run(device: VirtualDevice, frames: number, limit = 60_000): void {
	device.runtime.start();
	assert.ok(
		device.time.advanceUntil(() => device.reports.length >= frames, limit),
		`${frames} frames within ${limit} ms: ${device.reports.length} came; ${device.log.join("; ")}`,
	);
	device.time.advance(50);
}

function faultyWire(board: EmulatedBoard, timers: VirtualTime): FaultyWire {
	const { interrupt } = defaultSettings.accelerator;
	return new FaultyWire({ ...board, timers, interrupt, seed: 5, resetChip: () => board.chip.reset() });
}

function lastBirth(device: VirtualDevice) {
	return decodeBirth(device.broker.payloads("/birth").at(-1)!);
}

test("sixteen letters go from the camera to the broker as one message a frame", () => {
	const device = virtualDevice();
	run(device, 3);
	const results = device.broker.payloads("/result").map(decodeResult);
	assert.is(results.length, 3);
	for (const [n, result] of results.entries()) {
		assert.is(result.kind, "letters");
		assert.is(result.text, "NAINVINAJNGINUHC");
		assert.is(result.sequence, n + 1);
		assert.is(result.frame, n);
		assert.is(result.margins.length, 16);
		assert.is(result.scores.length, 144);
	}
	const status = device.broker.published.filter(({ topic }) => topic.endsWith("/status"));
	assert.is(text(status[0].payload), "online");
	assert.ok(status[0].retain);
	const birth = lastBirth(device);
	assert.equal(birth.missing, []);
	assert.ok(birth.simulated);
	assert.match(birth.chip, /fmc/i);
});

test("the same frame, model and seed give the same message bytes in two runs", () => {
	const [one, two, other] = [virtualDevice(), virtualDevice(), virtualDevice({ seed: 2 })];
	for (const device of [one, two, other]) run(device, 5);
	assert.equal(one.broker.payloads("/result").map(hex), two.broker.payloads("/result").map(hex));
	assert.is.not(hex(one.broker.payloads("/result")[0]), hex(other.broker.payloads("/result")[0]));
});

test("a message lost with the connection comes again after the reconnect, byte for byte, marked as a duplicate", () => {
	const quiet = virtualDevice();
	run(quiet, 6);
	const device = virtualDevice();
	device.runtime.start();
	device.time.advanceUntil(() => device.reports.length >= 2);
	device.broker.acknowledges = false;
	device.time.advanceUntil(() => device.reports.length >= 4);
	device.time.advance(50);
	device.broker.isUp = false;
	device.broker.dropAll();
	device.time.advance(700);
	device.broker.isUp = true;
	device.broker.acknowledges = true;
	device.time.advanceUntil(() => device.broker.connections >= 2);
	device.time.advanceUntil(() => device.reports.length >= 6);
	device.time.advance(100);
	const expected = quiet.broker.payloads("/result").map(hex);
	const seen = device.broker.published.filter(({ topic }) => topic.endsWith("/result"));
	assert.ok(seen.some(({ dup }) => dup));
	for (const { payload } of seen) assert.is(hex(payload), expected[decodeResult(payload).sequence - 1] ?? hex(payload));
	for (const wanted of expected) assert.ok(seen.some(({ payload }) => hex(payload) === wanted));
});

test("a device that is stopped says so and disconnects", () => {
	const device = virtualDevice();
	run(device, 1);
	let stopped = false;
	device.runtime.stop(() => {
		stopped = true;
	});
	device.time.advance(6000);
	assert.ok(stopped);
	assert.is(text(device.broker.payloads("/status").at(-1)!), "stopped");
	assert.ok(device.broker.wasDisconnected);
});

test("no sheet in view is a verdict with its reason", () => {
	const device = virtualDevice({ source: new SceneSource({ kind: "empty", seed: 3 }) });
	run(device, 2);
	const result = decodeResult(device.broker.payloads("/result")[0]);
	assert.is(result.kind, "no-sheet");
	assert.is(result.text, "");
	assert.ok(result.fault && result.fault.message.length > 10);
});

test("a camera that is unplugged while it runs is reported missing, and frames go on when it is there again", () => {
	const time = new VirtualTime();
	let missing = "";
	const Simulated = createCameraClass({ timers: time, source: new SceneSource({ seed: 1 }) });
	const device = virtualDevice({ Camera: unpluggable(Simulated, () => missing), time });
	run(device, 2);
	missing = "the cable is out";
	time.advance(2000);
	const told = device.reports.length;
	assert.equal(lastBirth(device).missing, [{ part: "camera", reason: "the cable is out" }]);
	time.advance(20_000);
	assert.is(device.reports.length, told);
	missing = "";
	assert.ok(time.advanceUntil(() => device.reports.length > told + 1, 10_000));
	assert.equal(lastBirth(device).missing, []);
	assert.is(device.reports[told].text, "NAINVINAJNGINUHC");
});

test("without a camera the device comes online, says what is missing, and takes up work when the camera appears", () => {
	let isThere = false;
	const time = new VirtualTime();
	const Simulated = createCameraClass({ timers: time, source: new SceneSource({ seed: 1 }) });
	const Camera = new Proxy(Simulated, {
		construct(target, [options]) {
			if (!isThere) throw new Error("no sensor on the bus");
			return new target(options);
		},
	}) as CameraClass;
	const device = virtualDevice({ Camera, time });
	device.runtime.start();
	device.time.advance(2000);
	assert.is(text(device.broker.payloads("/status")[0]), "online");
	const { missing } = lastBirth(device);
	assert.is(missing.length, 1);
	assert.is(missing[0].part, "camera");
	assert.match(missing[0].reason, /no sensor on the bus/);
	isThere = true;
	device.time.advanceUntil(() => device.reports.length >= 1, 20_000);
	device.time.advance(50);
	assert.is(device.reports[0].text, "NAINVINAJNGINUHC");
	assert.equal(lastBirth(device).missing, []);
});

test("without an accelerator the device comes online, says what is missing, and takes up work when the chip answers", () => {
	const time = new VirtualTime();
	let wire: FaultyWire | undefined;
	const device = virtualDevice({
		time,
		wrapBoard(board) {
			wire = faultyWire(board, time);
			wire.stuckIn = 1;
			return wire;
		},
	});
	device.runtime.start();
	device.time.advance(30_000);
	const { missing, chip } = lastBirth(device);
	assert.is(missing[0]?.part, "accelerator");
	assert.is(chip, "");
	wire!.stuckIn = undefined;
	device.time.advanceUntil(() => device.reports.length >= 1, 60_000);
	device.time.advance(50);
	assert.is(device.reports[0].text, "NAINVINAJNGINUHC");
	assert.equal(lastBirth(device).missing, []);
});

test("a chip that resets in the middle costs one frame, named, and the next is right again", () => {
	const device = virtualDevice();
	device.runtime.start();
	device.time.advanceUntil(() => device.reports.length >= 2);
	device.time.advance(505);
	device.board.chip.reset();
	device.time.advanceUntil(() => device.reports.length >= 5);
	const kinds = device.reports.map(({ kind }) => kind);
	assert.is(kinds.filter(kind => kind === "fault").length, 1);
	assert.is(device.reports.find(({ kind }) => kind === "fault")?.code, "chip-reset");
	assert.is(device.reports.at(-1)?.text, "NAINVINAJNGINUHC");
});

test("a noisy wire costs repeats, never a letter", () => {
	const clean = virtualDevice();
	run(clean, 10);
	const time = new VirtualTime();
	const device = virtualDevice({
		time,
		wrapBoard(board) {
			const wire = faultyWire(board, time);
			wire.bitErrorRate = 1e-4;
			return wire;
		},
	});
	run(device, 10);
	for (const [n, { text: letters, margins }] of device.reports.entries()) {
		assert.is(letters, clean.reports[n].text);
		assert.equal(margins, clean.reports[n].margins);
	}
	const bytes = (from: VirtualDevice) => from.reports.reduce((sum, report) => sum + report.wireBytes, 0);
	assert.ok(bytes(device) > bytes(clean));
});

test("a message is enough to compute it again", () => {
	const device = virtualDevice({ seed: 9 });
	run(device, 4);
	for (const message of device.broker.payloads("/result")) {
		const { same, difference } = replayResult(message);
		assert.is(difference, undefined);
		assert.ok(same);
	}
});

test("a device whose clock was set says the time of day of the capture, and the message is still enough to compute it again", () => {
	class WallTime extends VirtualTime {
		get time(): number {
			return 1_700_000_000_000 + this.milliseconds;
		}
	}
	const device = virtualDevice({ time: new WallTime() });
	run(device, 1);
	const [message] = device.broker.payloads("/result");
	const { time, uptime } = decodeResult(message);
	assert.is(time, 1_700_000_000_000 + uptime);
	assert.ok(replayResult(message).same);
});

test("a message that was tampered with is not what the replay gives", () => {
	const device = virtualDevice();
	run(device, 1);
	const message = device.broker.payloads("/result")[0].slice();
	const margins = decodeResult(message).margins;
	const at = Buffer.from(message).indexOf(Buffer.from(margins));
	message[at] ^= 1;
	const { same, difference } = replayResult(message);
	assert.not(same);
	assert.match(difference!, /^margins was/);
});

test.run();
