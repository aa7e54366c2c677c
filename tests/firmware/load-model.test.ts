import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeBirth } from "../../firmware/messaging/birth-message";
import { decodeResult } from "../../firmware/messaging/result-message";
import { parseModel } from "../../firmware/model/format";
import { ModelError } from "../../firmware/model/model-error";
import { outfitFor } from "../../host-sim/device";
import { encodeModel } from "../../host-sim/toolchain/encode-model";
import { virtualDevice } from "../support/virtual-device";

const TEXT = "NAINVINAJNGINUHC";
const { modelFile } = outfitFor(TEXT);

function reason(load: () => void): string {
	try {
		load();
	} catch (error) {
		assert.instance(error, ModelError);
		return (error as ModelError).message;
	}
	return "";
}

test("a model file that is damaged, cut, too long or of another version is refused, and the running model stays", () => {
	const device = virtualDevice({ text: TEXT });
	device.runtime.start();
	device.time.advanceUntil(() => device.reports.length >= 2);
	device.time.advance(400);
	const flipped = modelFile.slice();
	flipped[200] ^= 1;
	const version = modelFile.slice();
	version[modelFile.indexOf(1, 10)] = 9;
	const long = new Uint8Array(4 << 20);
	long.set(modelFile);
	assert.match(
		reason(() => device.runtime.load(flipped)),
		/CRC-32 does not match/,
	);
	assert.match(
		reason(() => device.runtime.load(modelFile.slice(0, 300))),
		/load the file again/,
	);
	assert.match(
		reason(() => device.runtime.load(long)),
		/bytes/,
	);
	assert.ok(reason(() => device.runtime.load(version)));
	assert.ok(reason(() => device.runtime.load(new Uint8Array(0))));
	const before = device.reports.length;
	device.time.advanceUntil(() => device.reports.length >= before + 3);
	assert.ok(device.reports.slice(before).every(({ text }) => text === TEXT));
	const hashes = new Set(device.broker.payloads("/result").map(payload => decodeResult(payload).model));
	assert.is(hashes.size, 1, "the same model before and after");
});

test("a good file takes the place of the running one: results and a new birth message name it", () => {
	const device = virtualDevice({ text: TEXT });
	device.runtime.start();
	device.time.advanceUntil(() => device.reports.length >= 2);
	device.time.advance(400);
	device.runtime.load(encodeModel({ ...parseModel(modelFile), name: "other" }));
	const before = device.reports.length;
	device.time.advanceUntil(() => device.reports.length >= before + 3, 60_000);
	device.time.advance(100);
	assert.ok(device.reports.slice(before).every(({ text, kind }) => kind === "letters" && text === TEXT));
	const results = device.broker.payloads("/result").map(decodeResult);
	const last = results[results.length - 1].model;
	assert.is.not(last, results[0].model);
	assert.is(decodeBirth(device.broker.payloads("/birth").at(-1)!).modelHash, last);
});

test.run();
