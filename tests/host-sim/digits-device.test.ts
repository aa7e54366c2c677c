// The digits app from camera to message, in virtual time: drawn digits, the shipped network, the emulated 48-core chip.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeResult } from "../../firmware/messaging/result-message";
import { digitsOutfit } from "../../host-sim/device";
import { replayResult } from "../../host-sim/replay";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { virtualDevice } from "../support/virtual-device";

const FRAMES = 12;

test("drawn digits are recognised; a message is enough to compute it again", () => {
	const source = new SceneSource({ kind: "digits", seed: 20261122 });
	const { runtime, time, broker, log } = virtualDevice({ outfit: digitsOutfit(), source });
	const began = performance.now();
	let first = 0;
	runtime.start();
	time.advanceUntil(() => {
		const { length } = broker.payloads("/result");
		if (length > 0) first ||= performance.now() - began;
		return length >= FRAMES;
	});
	const each = (performance.now() - began - first) / (FRAMES - 1);
	assert.equal(log, []);
	const messages = broker.payloads("/result");
	let right = 0;
	for (const message of messages) {
		const { kind, text, frame, scores, margins, chip, unit } = decodeResult(message);
		assert.equal([kind, scores.length, margins.length], ["network", 10, 1]);
		assert.ok(unit! > 0 && chip.multiply > 0 && chip.energy > 0 && chip.wireBytes > 10_000);
		if (text === source.expected(frame)) right++;
	}
	assert.ok(right >= FRAMES - 1, `${right} of ${FRAMES} right`);
	const replay = replayResult(messages[3]);
	assert.ok(replay.same, replay.difference);
	const { chip } = decodeResult(messages[3]);
	process.stdout.write(
		`measured: digits: ${right} of ${FRAMES} right; first verdict after ${(first / 1000).toFixed(1)} s, then ${each.toFixed(0)} ms a frame; ` +
			`${chip.wireBytes} bytes on SPI and ${(chip.multiply / 1e6).toFixed(2)} s of the chip's time a frame\n`,
	);
});

test.run();
