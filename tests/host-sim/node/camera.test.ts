import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../../firmware/config";
import type { CameraOptions } from "../../../firmware/hardware";
import { decodeResult } from "../../../firmware/messaging/result-message";
import { ImageType, PixelError } from "../../../firmware/sensing/pixels";
import { CameraError, createCameraClass, FRAME_BUFFERS } from "../../../host-sim/node/camera";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { replayResult } from "../../../host-sim/replay";
import type { FrameSource } from "../../../host-sim/scene/frame-source";
import { still } from "../../support/still";
import { virtualDevice } from "../../support/virtual-device";

/** Frames of 4 x 2 pixels, all of the gray level of their number. */
class Counter implements FrameSource {
	readonly width = 4;
	readonly height = 2;
	readonly identification = "counter";
	asked = 0;
	brokenAt = -1;
	frame(index: number): Uint8Array {
		this.asked++;
		if (index === this.brokenAt) throw new Error("broken");
		return new Uint8Array(8).fill(index);
	}
}

function setUp(options: Partial<CameraOptions> = {}) {
	const time = new VirtualTime();
	const source = new Counter();
	const faults: Error[] = [];
	const Camera = createCameraClass({ timers: time, source, interval: 100, onFault: error => faults.push(error) });
	const counts: number[] = [];
	const camera = new Camera({
		width: 160,
		height: 120,
		imageType: ImageType.Monochrome,
		format: "buffer/disposable",
		onReadable: count => counts.push(count),
		...options,
	});
	return { time, source, camera, counts, faults };
}

const level = (frame: ArrayBuffer | undefined): number => (frame ? new Uint8Array(frame)[0] : -1);

test("tells the sensor's own size and what it looks at", () => {
	const { camera } = setUp();
	assert.is(camera.width, 4);
	assert.is(camera.height, 2);
	assert.is(camera.imageType, ImageType.Monochrome);
	assert.equal(camera.identification, { model: "counter" });
});

test("gives nothing before it is started, then a frame an interval", () => {
	const { time, camera, counts } = setUp();
	time.advance(1000);
	assert.is(camera.read(), undefined);
	camera.start();
	camera.start();
	time.advance(250);
	assert.equal(counts, [0, 0]);
});

test("hands out the oldest frame first and captures nothing while all buffers are taken", () => {
	const { time, source, camera } = setUp();
	camera.start();
	time.advance(1000);
	assert.is(source.asked, FRAME_BUFFERS);
	const frames = [camera.read(), camera.read(), camera.read()];
	assert.equal(frames.map(level), [0, 1, 2]);
	assert.is(camera.read(), undefined);
	time.advance(1000);
	assert.is(camera.read(), undefined, "all three frames are handed out");
	frames[1]!.close!();
	frames[1]!.close!();
	time.advance(300);
	assert.is(level(camera.read()), 3);
	assert.is(camera.read(), undefined, "closing twice gives back one buffer");
});

test("format buffer copies, so that nothing needs to be closed", () => {
	const { time, camera } = setUp({ format: "buffer" });
	camera.start();
	const seen: number[] = [];
	let first: ArrayBuffer | undefined;
	for (let i = 0; i < 6; i++) {
		time.advance(100);
		const frame = camera.read();
		first ??= frame;
		seen.push(level(frame));
	}
	assert.equal(seen, [0, 1, 2, 3, 4, 5]);
	assert.is(level(first), 0, "an earlier frame stays as it was");
});

test("stop drops what waits and start goes on with the next frame that was not read", () => {
	const { time, camera, counts } = setUp();
	camera.start();
	time.advance(200);
	camera.read()!.close!();
	camera.stop();
	assert.is(camera.read(), undefined);
	time.advance(1000);
	assert.is(counts.length, 2);
	camera.start();
	time.advance(100);
	assert.is(level(camera.read()), 1);
});

test("a closed camera is quiet, refuses use, and takes late frames back without harm", () => {
	const { time, camera, counts } = setUp();
	camera.start();
	time.advance(100);
	const frame = camera.read()!;
	camera.close();
	camera.close();
	frame.close!();
	time.advance(1000);
	assert.is(counts.length, 1);
	assert.throws(
		() => camera.read(),
		(error: Error) => error instanceof CameraError && error.code === "camera-closed",
	);
	assert.throws(
		() => camera.start(),
		(error: Error) => error instanceof CameraError,
	);
});

test("a frame that the source cannot give is black, is reported, and keeps the count", () => {
	const { time, source, camera, faults } = setUp();
	source.brokenAt = 1;
	camera.start();
	time.advance(300);
	assert.equal([camera.read(), camera.read(), camera.read()].map(level), [0, 0, 2]);
	assert.equal(
		faults.map(error => error.message),
		["broken"],
	);
});

test("colour formats have two bytes a pixel; an unknown one is refused", () => {
	for (const imageType of [ImageType.RGB565LE, ImageType.RGB565BE, ImageType.YUV422]) {
		const { time, camera } = setUp({ imageType });
		camera.start();
		time.advance(100);
		assert.is(camera.read()!.byteLength, 16);
	}
	assert.throws(
		() => setUp({ imageType: 5 }),
		(error: Error) => error instanceof PixelError && error.code === "image-type",
	);
});

for (const [what, tuning, source] of [
	["whose exposure was set", { exposure: -1 }, /^light:-1:scene:letters\?/],
	["that shows its test picture", { testPattern: true }, /^pattern:160x120$/],
] as const)
	test(`a message of a camera ${what} is enough to compute it again`, () => {
		const camera = { ...defaultSettings.camera, ...tuning };
		const { runtime, time, broker } = virtualDevice({ settings: { camera } });
		runtime.start();
		time.advance(3000);
		const [message] = broker.payloads("/result");
		assert.match(decodeResult(message).source, source);
		assert.is(replayResult(message).difference, undefined);
	});

test("settings that a sensor has not are refused, and what was captured before them is captured anew", () => {
	const time = new VirtualTime();
	const Camera = createCameraClass({ timers: time, source: still({ seed: 1 }), interval: 100 });
	const camera = new Camera({ width: 160, height: 120, imageType: 3 });
	camera.start();
	time.advance(250);
	assert.throws(() => camera.configure!({ brightness: 3 }), /brightness 3: use -2 to 2/);
	camera.configure!({ testPattern: true });
	assert.is(camera.read(), undefined);
	assert.is(camera.identification!.model, "pattern:160x120");
	time.advance(100);
	assert.is(new Uint8Array(camera.read()!)[0], 255);
});

test.run();
