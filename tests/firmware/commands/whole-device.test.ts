// Commands that need the device itself: camera, chip, model.
import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Answer } from "../../../firmware/commands/command-message";
import type { Fields } from "../../../firmware/commands/fields";
import { parseModel } from "../../../firmware/model/format";
import { send } from "../../support/command-bench";
import { virtualDevice } from "../../support/virtual-device";

const device = virtualDevice();
device.runtime.start();
assert.ok(device.time.advanceUntil(() => device.reports.length >= 2, 60_000));

/** Sends a command until the accelerator has time for it. */
function sendPatiently(name: string, values: Fields = {}): Answer {
	for (let attempt = 0; attempt < 30; attempt++) {
		const answer = send(device, name, values);
		if (answer.code !== "busy") return answer;
		device.time.advance(37);
	}
	throw new Error(`${name}: always busy`);
}

function framesGoOn(): void {
	const before = device.reports.length;
	device.time.advance(2000);
	assert.ok(device.reports.length > before);
	assert.is(device.reports.at(-1)!.kind, "letters");
}

test("snapshot: what the camera sees", () => {
	const { code, result } = send(device, "snapshot");
	assert.is(code, "");
	const image = PNG.sync.read(Buffer.from(device.broker.payloads("/frame")[0]));
	assert.equal([image.width, image.height], [result!.width, result!.height]);
	const grays = new Set(Array.from({ length: image.width * image.height }, (_, i) => image.data[4 * i]));
	assert.ok(grays.size > 4 && grays.size <= 16, `${grays.size} grays`);
});

test("classify: pictures that came along are read by the chip", () => {
	const { knownAnswer } = parseModel(new Uint8Array(readFileSync("firmware/model/letters.cim")));
	const pictures = Uint8Array.from(knownAnswer.pictures, code => (code > 0 ? 255 : 0));
	const { code, result } = sendPatiently("classify", { pictures });
	assert.is(code, "");
	assert.is((result!.text as string).length, 16);
	assert.is((result!.margins as Uint8Array).length, 16);
	assert.is(sendPatiently("classify", { pictures: new Uint8Array(3) }).code, "pictures");
	framesGoOn();
});

for (const name of ["known-answer", "calibrate"])
	test(`${name}: the accelerator is brought up again, and frames go on`, () => {
		assert.is(sendPatiently(name).code, "");
		framesGoOn();
	});

test("rate and threshold take effect", () => {
	send(device, "set", { rate: 2000, threshold: 255 });
	device.time.advance(3000);
	const before = device.reports.length;
	device.time.advance(6000);
	assert.ok(device.reports.length - before <= 4, "a frame every two seconds");
	assert.match(device.reports.at(-1)!.text, /^\?+$/, "nothing is sure enough");
});

test("it published messages of these kinds, each as schema.cddl says", () => {
	for (const kind of ["status", "birth", "result", "answer", "frame"]) assert.ok(device.broker.kinds.has(kind), kind);
});

test.run();
