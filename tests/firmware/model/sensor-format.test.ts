import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { crc32 } from "../../../firmware/math/crc32";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";
import { checkModel } from "../../../firmware/model/check";
import { parseModel } from "../../../firmware/model/format";
import type { ModelFields } from "../../../firmware/model/model";
import { ModelError } from "../../../firmware/model/model-error";
import type { SensorFields } from "../../../firmware/sensing/vision/sensor-stage";
import { Cddl } from "../../../host-sim/cddl";
import { encodeModel } from "../../../host-sim/toolchain/encode-model";
import { tinyModel } from "../../support/tiny-model";

const ROWS = 49;

/** The smallest model behind a vision sensor: one kernel. */
function seeingModel(change: (sensor: SensorFields) => void = () => {}): ModelFields {
	const tiny = tinyModel();
	const sensor: SensorFields = {
		gain: 300,
		kernels: [{ levels: Int8Array.of(-15, 0, 15, -128, 7, 1, 0, 127, -1), scale: 12.5 }],
	};
	change(sensor);
	return {
		...tiny,
		sensor,
		rows: ROWS,
		codes: new Uint8Array(ROWS * 4),
		knownAnswer: { ...tiny.knownAnswer, pictures: new Uint8Array(2 * ROWS) },
	};
}

function refusal(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		assert.instance(error, ModelError);
		return (error as ModelError).field;
	}
	return "accepted";
}

test("a model behind a vision sensor is read back as it was written, and follows model.cddl", () => {
	const bytes = encodeModel(seeingModel());
	assert.equal(parseModel(bytes), { ...seeingModel(), version: 1, hash: crc32(bytes) });
	const schema = new Cddl(readFileSync("firmware/model/model.cddl", "utf8"));
	assert.is(schema.check("model-file", decodeCbor(bytes)), undefined);
	assert.is(schema.check("model-file", decodeCbor(readFileSync("firmware/model/edges.cim"))), undefined);
	assert.is(parseModel(encodeModel(tinyModel())).sensor, undefined);
});

test("sensors that cannot be are refused by name", () => {
	const cases: [(sensor: SensorFields) => void, string][] = [
		[sensor => (sensor.gain = 0), "sensor.gain"],
		[sensor => (sensor.gain = 65_536), "sensor.gain"],
		[sensor => (sensor.kernels = []), "sensor.kernels"],
		[sensor => (sensor.kernels = Array(6).fill(sensor.kernels[0])), "sensor.kernels"],
		[sensor => (sensor.kernels[0].levels = new Int8Array(8)), "sensor.kernels.levels"],
		[sensor => (sensor.kernels[0].scale = 0.5), "sensor.kernels.scale"],
		[sensor => (sensor.kernels[0].scale = Number.NaN), "sensor.kernels.scale"],
		[sensor => sensor.kernels.push(sensor.kernels[0]), "layer.rows"],
	];
	for (const [change, field] of cases)
		assert.is(
			refusal(() => checkModel(seeingModel(change))),
			field,
		);
});

test("a file whose sensor was changed on its way, or that ends within it, is refused", () => {
	const bytes = encodeModel(seeingModel());
	const at = Buffer.from(bytes).indexOf("kernels");
	for (let i = at; i < at + 40; i++) {
		const other = bytes.slice();
		other[i] ^= 1;
		assert.not.equal(
			refusal(() => parseModel(other)),
			"accepted",
		);
		assert.not.equal(
			refusal(() => parseModel(bytes.subarray(0, i))),
			"accepted",
		);
	}
});

test.run();
