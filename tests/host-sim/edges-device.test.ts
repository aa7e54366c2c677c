import { test } from "uvu";
import * as assert from "uvu/assert";
import { vision } from "../../firmware/emulator/profiles/vision";
import { PhotoPhysics } from "../../firmware/emulator/vision/photo-physics";
import { decodeResult } from "../../firmware/messaging/result-message";
import { parseModel } from "../../firmware/model/format";
import { gateLevels } from "../../firmware/sensing/vision/gate-levels";
import { kernels } from "../../firmware/sensing/vision/kernel";
import { MAP_PIXELS, SensorStage } from "../../firmware/sensing/vision/sensor-stage";
import { edgesOutfit } from "../../host-sim/device";
import { replayResult } from "../../host-sim/replay";
import { send } from "../support/command-bench";
import { virtualDevice } from "../support/virtual-device";

const TEXT = "THEQUICKBROWNFOX";
const outfit = edgesOutfit();
const model = parseModel(outfit.modelFile);

test("the kernels that were trained with the crossbar are ready-made ones too", () => {
	assert.equal(model.sensor!.kernels, [gateLevels(kernels.trainedA, 5), gateLevels(kernels.trainedB, 5)]);
	assert.is(model.rows, 2 * MAP_PIXELS);
});

test("a device whose crossbar stands behind the vision sensor reads the sheet, and each message is enough to compute it again", () => {
	const device = virtualDevice({ outfit, text: TEXT });
	device.runtime.start();
	device.time.advance(6000);
	const messages = device.broker.payloads("/result");
	assert.ok(messages.length >= 8, `${messages.length} frames; ${device.log.join("; ")}`);
	for (const message of messages) {
		const { text, margins, model: hash } = decodeResult(message);
		assert.is(text, TEXT);
		assert.ok(Math.min(...margins) > model.minimumMargin);
		assert.is(hash, model.hash);
	}
	assert.is(replayResult(messages[3]).difference, undefined);
});

test("pictures that come with a command go through the sensor as well", () => {
	const device = virtualDevice({ outfit, text: TEXT, interval: 20_000 });
	device.runtime.start();
	device.time.advance(5000);
	const blank = send(device, "classify", { pictures: new Uint8Array(16 * 25) });
	assert.is(blank.result!.text, "?".repeat(16));
	const { code, message } = send(device, "classify", { pictures: new Uint8Array(model.rows * 16) });
	assert.is(code, "pictures");
	assert.match(message!, /the model takes 400/);
});

test("the stage gives the magnitudes of the kernels' maps, and an emulated sensor's noise comes from the seed", () => {
	const ink = Uint8Array.from({ length: 50 }, (_, i) => (i < 25 ? 0 : (i * 53) & 255));
	const stage = new SensorStage(model.sensor!, 2);
	const maps = stage.see(ink, 1).slice();
	assert.is(maps.length, 2 * model.rows);
	const light = 230;
	const even = model.sensor!.kernels.map(({ levels, scale }) =>
		Math.floor(Math.abs(Math.round((levels.reduce((sum, level) => sum + level, 0) * light) / scale))),
	);
	for (let kernel = 0; kernel < 2; kernel++)
		for (let i = 0; i < MAP_PIXELS; i++) assert.is(maps[kernel * MAP_PIXELS + i], Math.min(255, even[kernel]));
	const noisy = new SensorStage(model.sensor!, 2, new PhotoPhysics(vision, 0));
	const first = noisy.see(ink, 7).slice();
	assert.not.equal(noisy.see(ink, 8).slice(), first);
	assert.equal(noisy.see(ink, 7).slice(), first);
});

test.run();
