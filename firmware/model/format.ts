import { crc32 } from "../math/crc32";
import type { CborReader } from "../messaging/cbor-reader";
import type { GateLevels } from "../sensing/vision/gate-levels";
import type { SensorFields } from "../sensing/vision/sensor-stage";
import { checkModel, Limit, RETRAIN } from "./check";
import { enterField, MODEL_VERSION, type Place, readDocument } from "./document";
import type { Model, ModelFields } from "./model";
import { ModelError } from "./model-error";

/**
 * Reads and checks a letters model: every field, every bound, sizes against each other. Arrays are copied out of `bytes`.
 * @throws ModelError
 */
export function parseModel(bytes: Uint8Array): Model {
	const fields = readDocument(bytes, Limit.bytes, RETRAIN, readFields);
	checkModel(fields);
	return { ...fields, version: MODEL_VERSION, hash: crc32(bytes) };
}

/** The fields in the order of their keys: shorter first, then bytewise. */
function readFields(reader: CborReader, place: Place): ModelFields {
	const enter = (name: string): void => enterField(reader, place, name, RETRAIN);
	const fields = reader.map(8, 9);
	enter("kind");
	const kind = reader.text(Limit.name);
	enter("name");
	const name = reader.text(Limit.name);

	enter("layer");
	reader.map(5, 5);
	enter("layer.bits");
	const bits = reader.int(1, 8);
	enter("layer.rows");
	const rows = reader.int(1, Limit.rows);
	enter("layer.codes");
	const codes = reader.bytes().slice();
	enter("layer.vectors");
	const vectors = reader.int(1, Limit.vectors);
	enter("layer.pictureBits");
	const pictureBits = reader.int(1, 8);

	enter("labels");
	const count = reader.array(2, Limit.labels);
	const labels: string[] = [];
	for (let n = 0; n < count; n++) labels.push(reader.text(4));
	const sensor = fields === 9 ? readSensor(reader, enter) : undefined;
	enter("profile");
	const profile = reader.int(1, 0xffff);

	enter("provenance");
	reader.map(4, 4);
	enter("provenance.data");
	const data = reader.text(Limit.text);
	enter("provenance.seed");
	const seed = reader.int(0, 0xffffffff);
	enter("provenance.tool");
	const tool = reader.text(Limit.text);
	enter("provenance.accuracy");
	const accuracy = reader.text(Limit.text);

	enter("calibration");
	reader.map(3, 3);
	enter("calibration.fullScale");
	const fullScale = reader.int(1, 0xffffffff);
	enter("calibration.minimumMargin");
	const minimumMargin = reader.int(0, 254);
	enter("calibration.toneAmplitude");
	const toneAmplitude = reader.int(1, 0xffffffff);

	enter("knownAnswer");
	reader.map(3, 3);
	enter("knownAnswer.scores");
	const scores = new Int8Array(reader.bytes());
	enter("knownAnswer.pictures");
	const pictures = reader.bytes().slice();
	enter("knownAnswer.tolerance");
	const tolerance = reader.float();

	if (kind !== "letters")
		throw new ModelError(
			"model-field",
			"kind",
			`it is ${JSON.stringify(kind)}, allowed is "letters"; update the firmware`,
		);
	const model: ModelFields = {
		kind,
		name,
		profile,
		labels,
		rows,
		vectors,
		codes,
		bits,
		pictureBits,
		fullScale,
		toneAmplitude,
		minimumMargin,
		knownAnswer: { pictures, scores, tolerance },
		provenance: { tool, seed, data, accuracy },
	};
	if (sensor) model.sensor = sensor;
	return model;
}

function readSensor(reader: CborReader, enter: (name: string) => void): SensorFields {
	enter("sensor");
	reader.map(2, 2);
	enter("sensor.gain");
	const gain = reader.int(1, 0xffff);
	enter("sensor.kernels");
	const count = reader.array(1, Limit.kernels);
	const kernels: GateLevels[] = [];
	for (let n = 0; n < count; n++) {
		reader.map(2, 2);
		enter("sensor.kernels.scale");
		const scale = reader.float();
		enter("sensor.kernels.levels");
		kernels.push({ levels: new Int8Array(reader.bytes()), scale });
	}
	return { gain, kernels };
}
