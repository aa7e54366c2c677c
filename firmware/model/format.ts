import { crc32 } from "../math/crc32";
import { CborError } from "../messaging/cbor-error";
import { CborReader } from "../messaging/cbor-reader";
import { checkModel, Limit } from "./check";
import type { Model, ModelFields } from "./model";
import { ModelError } from "./model-error";

/**
 * A `.cim` file is one CBOR document in core deterministic encoding (RFC 8949 §4.2.1): the array
 * ["cim model", version, fields, check], where check is the CRC-32 of every byte before it (model.cddl).
 */
export const MODEL_MARK = "cim model";
export const MODEL_VERSION = 1;

const SEND_AGAIN = "load the file again from where it was made";

/**
 * Reads and checks a model file: every field, every bound, sizes against each other. Arrays are copied out of `bytes`.
 * @throws ModelError
 */
export function parseModel(bytes: Uint8Array): Model {
	if (bytes.length > Limit.bytes)
		throw new ModelError(
			"model-damaged",
			"",
			`it has ${bytes.length} bytes, a model has at most ${Limit.bytes}; is this the right file?`,
		);
	const place = { field: "" };
	const reader = new CborReader(bytes);
	try {
		const fields = readDocument(reader, bytes, place);
		reader.end();
		checkModel(fields);
		return { ...fields, version: MODEL_VERSION, hash: crc32(bytes) };
	} catch (error) {
		if (error instanceof CborError) throw refusal(error, place.field);
		throw error;
	}
}

/** What the CBOR reader found, in terms of the file. */
function refusal(error: CborError, field: string): ModelError {
	const wrongValue = error.code === "cbor-type" || error.code === "cbor-range" || error.code === "cbor-size";
	return wrongValue && field
		? new ModelError("model-field", field, `${error.message}; make the file anew with "cim train letters"`)
		: new ModelError("model-damaged", field, `${error.message}; ${SEND_AGAIN}`);
}

function readDocument(reader: CborReader, bytes: Uint8Array, place: { field: string }): ModelFields {
	reader.array(4, 4);
	if (reader.peek() !== "text" || reader.text() !== MODEL_MARK)
		throw new ModelError("model-damaged", "", `it does not begin with "${MODEL_MARK}"; is this the right file?`);
	place.field = "version";
	const version = reader.int(0);
	if (version !== MODEL_VERSION)
		throw new ModelError(
			"model-version",
			"version",
			`it has format version ${version}, this firmware reads ${MODEL_VERSION}; update the firmware or train again`,
		);
	place.field = "";
	const fields = readFields(reader, place);
	place.field = "check";
	const end = reader.offset;
	const check = reader.int(0, 0xffffffff);
	if (check !== crc32(bytes, 0, end))
		throw new ModelError("model-damaged", "check", `the CRC-32 does not match its ${end} bytes; ${SEND_AGAIN}`);
	return fields;
}

/** The fields in the order of their keys: shorter first, then bytewise. */
function readFields(reader: CborReader, place: { field: string }): ModelFields {
	const enter = (name: string): void => {
		place.field = name;
		const key = reader.text(Limit.name);
		const expected = name.slice(name.lastIndexOf(".") + 1);
		if (key !== expected)
			throw new ModelError(
				"model-field",
				name,
				`here stands ${JSON.stringify(key)}, expected is "${expected}"; make the file anew with "cim train letters"`,
			);
	};
	reader.map(8, 8);
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
	return {
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
}
