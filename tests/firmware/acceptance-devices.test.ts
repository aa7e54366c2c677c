// Sixteen letters in one shot on chips of every kind of memory cell, through the whole firmware, with the shipped models.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { deviceModels } from "../../firmware/emulator/profiles/fmc-devices";
import { Random } from "../../firmware/math/random";
import { decodeResult } from "../../firmware/messaging/result-message";
import { outfitFor } from "../../host-sim/device";
import { replayResult } from "../../host-sim/replay";
import { DEFAULT_HEIGHT, DEFAULT_WIDTH, type FrameSource } from "../../host-sim/scene/frame-source";
import { randomText, sceneFor } from "../../host-sim/scene/scene";
import { SceneRenderer } from "../../host-sim/scene/scene-renderer";
import { DEFAULT_TEXT } from "../../host-sim/scene/sheet";
import { virtualDevice } from "../support/virtual-device";

const SCENES = 50;

function scenes(seed: number, textOf: (frame: number) => string): FrameSource {
	const renderer = new SceneRenderer(DEFAULT_WIDTH, DEFAULT_HEIGHT);
	const frames: Uint8Array[] = [];
	return {
		width: DEFAULT_WIDTH,
		height: DEFAULT_HEIGHT,
		identification: `scene:letters?seed=${seed}`,
		frame(index) {
			frames[index] ??= renderer.render(sceneFor(seed, index, textOf(index))).slice();
			return frames[index];
		},
	};
}

const texts = Array.from({ length: SCENES }, (_, frame) => randomText(new Random(4, frame)));

/** Rendered once for all chips. */
const sources = [
	{ name: "the paper's text", chipText: DEFAULT_TEXT, textOf: () => DEFAULT_TEXT },
	{ name: "random texts", chipText: undefined, textOf: (frame: number) => texts[frame % SCENES] },
].map(scene => ({ ...scene, source: scenes(20261122, scene.textOf) }));

for (const model of deviceModels)
	for (const { name, chipText, textOf, source } of sources)
		test(`${model}: ${name}, all sixteen letters right in each of ${SCENES} scenes`, () => {
			const outfit = outfitFor(chipText, model);
			const device = virtualDevice({ seed: 20261122, outfit, source, interval: 200 });
			device.runtime.start();
			device.time.advanceUntil(() => device.reports.length >= SCENES);
			device.time.advance(50);
			const results = device.broker.payloads("/result").map(decodeResult).slice(0, SCENES);
			assert.is(results.length, SCENES);
			const right = results.filter(result => result.text === textOf(result.frame)).length;
			const margin = Math.min(...results.flatMap(({ margins }) => [...margins]));
			const snr = results.reduce((sum, result) => sum + result.snr, 0) / SCENES / 10;
			console.log(
				`measured: ${outfit.profile.name}, ${name}: 16/16 in ${right} of ${SCENES} scenes, smallest margin ${margin} codes, SNR ${snr.toFixed(1)} dB`,
			);
			assert.is(right, SCENES);
		});

test("a message tells the cells of the chip by its model's hash: each replays to the same bytes", () => {
	const hashes = new Set<number>();
	for (const model of deviceModels) {
		const device = virtualDevice({ seed: 7, outfit: outfitFor(DEFAULT_TEXT, model) });
		device.runtime.start();
		device.time.advanceUntil(() => device.reports.length >= 2);
		device.time.advance(50);
		const [message] = device.broker.payloads("/result");
		const { result, same } = replayResult(message);
		assert.ok(same, model);
		hashes.add(result.model);
	}
	assert.is(hashes.size, deviceModels.length);
});

test.run();
