import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeResult } from "../../../firmware/messaging/result-message";
import { createCameraClass } from "../../../host-sim/node/camera";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import type { FrameSource } from "../../../host-sim/scene/frame-source";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { virtualDevice } from "../../support/virtual-device";

/** A table, a sheet for a while, another one in its place, the table again: a frame a second. */
function course(): FrameSource {
	const still = { seed: 3, views: 1 };
	const table = new SceneSource({ ...still, kind: "empty" });
	const sheet = new SceneSource({ ...still, text: "NAINVINAJNGINUHC" });
	const other = new SceneSource({ ...still, text: "CHINAUNIVNANJING" });
	return {
		width: table.width,
		height: table.height,
		identification: "course",
		frame(index) {
			const source = index < 20 || index >= 150 ? table : index < 90 ? sheet : other;
			return source.frame(0);
		},
	};
}

test("a device that sends events tells what came, what took its place and that it went, and rests between", () => {
	let frames = 0;
	let passed = 0;
	const device = virtualDevice({
		source: course(),
		interval: 1000,
		settings: { events: true },
		observer: {
			onWatched(counts) {
				frames = counts.frames;
				passed = counts.passed;
			},
		},
	});
	device.runtime.start();
	device.time.advance(260_000);
	const results = device.broker.payloads("/result").map(decodeResult);
	assert.equal(
		results.map(({ sequence, event, kind, text }) => [sequence, event, kind, text]),
		[
			[1, "new", "letters", "NAINVINAJNGINUHC"],
			[2, "update", "letters", "CHINAUNIVNANJING"],
			[3, "end", "no-sheet", ""],
		],
	);
	assert.ok(frames > 250 && passed < 80, `${passed} of ${frames} frames went all the way`);
	assert.ok(results[2].uptime - results[1].uptime > 60_000, "nothing for a minute before it counts as gone");
});

test("a fault is told once, not with every frame", () => {
	const time = new VirtualTime();
	const Good = createCameraClass({ timers: time, source: new SceneSource({ seed: 3 }), interval: 1000 });
	class ShortFrames extends Good {
		override read() {
			const frame = super.read();
			return frame && Object.assign(frame.slice(1), { close: () => frame.close?.() });
		}
	}
	const told = (events: boolean): (string | undefined)[] => {
		const device = virtualDevice({ time, Camera: ShortFrames, settings: { events } });
		device.runtime.start();
		time.advance(20_000);
		device.runtime.stop(() => {});
		return device.reports.map(({ code }) => code);
	};
	assert.ok(told(false).length > 10, "every frame has the fault");
	assert.equal(told(true), ["frame-length"]);
});

test.run();
