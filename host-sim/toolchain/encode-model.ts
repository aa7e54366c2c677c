import { CborWriter } from "../../firmware/messaging/cbor-writer";
import { checkModel, Limit } from "../../firmware/model/check";
import { MODEL_MARK, MODEL_VERSION } from "../../firmware/model/document";
import type { ModelFields } from "../../firmware/model/model";
import type { NetworkModelFields } from "../../firmware/model/network";
import { encodeNetwork } from "./network/encode-network";
import { seal } from "./seal";

/**
 * The bytes of a `.cim` file; `parseModel` of firmware/model/format.ts or `parseNetwork` of network-format.ts reads them back.
 * @throws ModelError for fields that these would refuse
 */
export function encodeModel(model: ModelFields | NetworkModelFields): Uint8Array {
	return model.kind === "network" ? encodeNetwork(model) : encodeLetters(model);
}

function encodeLetters(model: ModelFields): Uint8Array {
	checkModel(model);
	const { knownAnswer, provenance, sensor } = model;
	const writer = new CborWriter(4096, Limit.bytes);
	writer
		.array(4)
		.text(MODEL_MARK)
		.int(MODEL_VERSION)
		.map(sensor ? 9 : 8);
	writer.text("kind").text(model.kind);
	writer.text("name").text(model.name);
	writer.text("layer").map(5);
	writer.text("bits").int(model.bits);
	writer.text("rows").int(model.rows);
	writer.text("codes").bytes(model.codes);
	writer.text("vectors").int(model.vectors);
	writer.text("pictureBits").int(model.pictureBits);
	writer.text("labels").array(model.labels.length);
	for (const label of model.labels) writer.text(label);
	if (sensor) {
		writer.text("sensor").map(2);
		writer.text("gain").int(sensor.gain);
		writer.text("kernels").array(sensor.kernels.length);
		for (const { scale, levels } of sensor.kernels) {
			writer.map(2).text("scale").float(scale);
			writer.text("levels").bytes(new Uint8Array(levels.buffer, levels.byteOffset, levels.length));
		}
	}
	writer.text("profile").int(model.profile);
	writer.text("provenance").map(4);
	writer.text("data").text(provenance.data);
	writer.text("seed").int(provenance.seed);
	writer.text("tool").text(provenance.tool);
	writer.text("accuracy").text(provenance.accuracy);
	writer.text("calibration").map(3);
	writer.text("fullScale").int(model.fullScale);
	writer.text("minimumMargin").int(model.minimumMargin);
	writer.text("toneAmplitude").int(model.toneAmplitude);
	writer.text("knownAnswer").map(3);
	writer.text("scores").bytes(knownAnswer.scores);
	writer.text("pictures").bytes(knownAnswer.pictures);
	writer.text("tolerance").float(knownAnswer.tolerance);
	return seal(writer);
}
