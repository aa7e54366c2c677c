import { test } from "uvu";
import * as assert from "uvu/assert";
import { frameObject } from "../../../host-sim/terminal/frame-object";
import { someFrame } from "../../support/frame-record";

test("what --json promises is there after a round trip", () => {
	const object = JSON.parse(JSON.stringify(frameObject(someFrame())));
	assert.is(object.text, "NAINVINA?NGIMUHC");
	assert.is(object.sequence, 12);
	assert.is(object.margins.length, 16);
	assert.is(object.snr, 23.4);
	assert.equal(object.bytes, { message: 312, spi: 3412, information: 544 });
	assert.equal(object.chip, { simulated: true, program: 12_300, multiply: 212, energy: 1520 });
	assert.equal(Object.keys(object.host), ["capture", "sensing", "accelerator", "decide", "publish"]);
	assert.is(object.topic, "cim/1/desk-1/result");
	assert.is(object.sha256.length, 64);
	assert.is(object.acknowledged, true);
	assert.is(object.frameHash, "0badcafe");
});

test("what is not known is left out", () => {
	const object = frameObject({ ...someFrame({ seed: undefined }), expected: undefined });
	for (const key of ["seed", "expected", "fault"]) assert.not(key in object, key);
});

test.run();
