// Sixteen letters in one shot over the whole range of scenes, through everything between camera and subscriber.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../firmware/math/random";
import { decodeResult } from "../../firmware/messaging/result-message";
import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "../../host-sim/scene/frame-source";
import { randomText, sceneFor } from "../../host-sim/scene/scene";
import { SceneRenderer } from "../../host-sim/scene/scene-renderer";
import { DEFAULT_TEXT } from "../../host-sim/scene/sheet";
import { virtualDevice } from "../support/virtual-device";

const SCENES = 200;

function scenes(seed: number, textOf: (frame: number) => string): FrameSource {
	const renderer = new SceneRenderer(DEFAULT_WIDTH, DEFAULT_HEIGHT);
	return {
		width: DEFAULT_WIDTH,
		height: DEFAULT_HEIGHT,
		identification: `scene:letters?seed=${seed}`,
		frame: index => renderer.render(sceneFor(seed, index, textOf(index))),
	};
}

/** Frames of which the subscriber got all sixteen letters right. */
function allRight(seed: number, chipText: string, textOf: (frame: number) => string): number {
	const device = virtualDevice({ seed, text: chipText, source: scenes(seed, textOf), interval: 200 });
	device.runtime.start();
	device.time.advanceUntil(() => device.reports.length >= SCENES);
	device.time.advance(50);
	const results = device.broker.payloads("/result").map(decodeResult);
	assert.is(results.length, SCENES);
	return results.filter(result => result.text === textOf(result.frame)).length;
}

test("the paper's sixteen letters are all right in at least 99 % of 200 scenes", () => {
	const right = allRight(20261122, DEFAULT_TEXT, () => DEFAULT_TEXT);
	console.log(`measured: the paper's text: 16/16 in ${right} of ${SCENES} scenes`);
	assert.ok(right >= 0.99 * SCENES);
});

test("random texts of sixteen letters are all right in at least 97 % of 200 scenes with the 26-letter chip", () => {
	const texts = Array.from({ length: SCENES }, (_, frame) => randomText(new Random(4, frame)));
	const right = allRight(20261123, "QUICK", frame => texts[frame]);
	console.log(`measured: random texts: 16/16 in ${right} of ${SCENES} scenes`);
	assert.ok(right >= 0.97 * SCENES);
});

test.run();
