import { test } from "uvu";
import * as assert from "uvu/assert";
import { ImageType } from "../../../firmware/sensing/pixels";
import { createCameraClass } from "../../../host-sim/node/camera";
import { unpluggable } from "../../../host-sim/node/unpluggable-camera";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { parseSource } from "../../../host-sim/scene/parse-source";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { SwitchedSource } from "../../../host-sim/scene/switched-source";
import { WebcamSource } from "../../../host-sim/scene/webcam-source";

const size = { width: 40, height: 30 };
const first = () => new SceneSource({ text: "ABCDEFGHIJKLMNOP", seed: 1, ...size });
const second = () => new SceneSource({ text: "PONMLKJIHGFEDCBA", seed: 2, ...size });

test("a frame is what its source, named at that moment, gives for the same number again", () => {
	const source = new SwitchedSource({ source: first() });
	const seen: { name: string; index: number; gray: Uint8Array }[] = [];
	for (let index = 0; index < 4; index++) {
		if (index === 2) source.show({ source: second() });
		seen.push({ index, gray: source.frame(index).slice(), name: source.identification });
	}
	for (const { name, index, gray } of seen) assert.equal(parseSource(name).frame(index), gray, name);
	assert.is.not(seen[1].name, seen[2].name);
});

test("what can be read in a frame is known after the source was changed, and after the camera began anew", () => {
	const source = new SwitchedSource({ source: first(), expected: () => "first" });
	for (let index = 0; index < 3; index++) source.frame(index);
	source.show({ source: second(), expected: index => `second ${index}` });
	source.frame(3);
	assert.equal([source.expected(2), source.expected(3)], ["first", "second 3"]);
	source.frame(0);
	assert.is(source.expected(0), "second 0");
});

test("a source of another size is refused with both sizes", () => {
	const source = new SwitchedSource({ source: first() });
	assert.throws(
		() => source.show({ source: new SceneSource({ width: 160, height: 120 }) }),
		/160 x 120, the camera's 40 x 30/,
	);
	assert.is(source.source.width, 40);
});

test("a camera says for each frame what it looked at", () => {
	const time = new VirtualTime();
	const source = new SwitchedSource({ source: first() });
	const Camera = createCameraClass({ timers: time, source, interval: 10 });
	const camera = new Camera({ imageType: ImageType.Monochrome, width: 40, height: 30 });
	const before = camera.identification?.model;
	source.show({ source: second() });
	assert.is.not(camera.identification?.model, before);
});

test("an unplugged camera cannot be opened, and one that is open gives its reason in the place of a frame", () => {
	const time = new VirtualTime();
	let missing = "";
	const Camera = unpluggable(createCameraClass({ timers: time, source: first(), interval: 10 }), () => missing);
	const camera = new Camera({ imageType: ImageType.Monochrome, width: 40, height: 30 });
	camera.start();
	time.advance(10);
	assert.ok(camera.read());
	missing = "no cable";
	assert.throws(() => camera.read(), /no cable/);
	assert.throws(() => new Camera({ imageType: ImageType.Monochrome, width: 40, height: 30 }), /no cable/);
});

test("a webcam's frame is fitted into the camera's, and is gone when no other follows", () => {
	let now = 0;
	const webcam = new WebcamSource(size, () => now, 1000);
	assert.not(webcam.isThere);
	webcam.put({ width: 80, height: 60, gray: new Uint8Array(4800).fill(200) });
	assert.ok(webcam.isThere);
	assert.equal([...new Set(webcam.frame())], [200]);
	now = 1000;
	assert.not(webcam.isThere);
});

test("a result of a webcam cannot be replayed, and is told so", () => {
	assert.throws(() => parseSource("webcam:page"), /its frames are not kept/);
});

test.run();
