import { crc32 } from "../math/crc32";
import { CborError } from "../messaging/cbor-error";
import { CborReader } from "../messaging/cbor-reader";
import { ModelError } from "./model-error";

/**
 * A `.cim` file is one CBOR document in core deterministic encoding (RFC 8949 §4.2.1): the array
 * ["cim model", version, fields, check], where check is the CRC-32 of every byte before it (model.cddl).
 */
export const MODEL_MARK = "cim model";
export const MODEL_VERSION = 1;

const SEND_AGAIN = "load the file again from where it was made";
/** Bytes of the longest kind, and most fields of a model. */
const LONGEST_KIND = 32;
const MOST_FIELDS = 64;

/** Where in a file its reader is; the field goes into the words of a refusal. */
export interface Place {
	field: string;
}

/**
 * Reads a whole document; whatever is wrong with it is a ModelError.
 * @param limit most bytes of such a file
 * @param remake what to do about a wrong field
 * @param readFields reads the fields, whose place it tells
 */
export function readDocument<Fields>(
	bytes: Uint8Array,
	limit: number,
	remake: string,
	readFields: (reader: CborReader, place: Place) => Fields,
): Fields {
	if (bytes.length > limit)
		throw new ModelError(
			"model-damaged",
			"",
			`it has ${bytes.length} bytes, a model has at most ${limit}; is this the right file?`,
		);
	const place = { field: "" };
	const reader = new CborReader(bytes);
	try {
		readHead(reader, place);
		const end = endOfFields(bytes);
		const fields = readFields(reader, place);
		place.field = "check";
		if (reader.offset !== end) throw damaged(reader.offset);
		reader.int(0, 0xffffffff);
		reader.end();
		return fields;
	} catch (error) {
		if (error instanceof CborError) throw refusal(error, place.field, remake);
		throw error;
	}
}

/** What a model file is for, without reading all of it. Throws ModelError. */
export function modelKind(bytes: Uint8Array): string {
	const place = { field: "" };
	const reader = new CborReader(bytes);
	try {
		readHead(reader, place);
		reader.map(1, MOST_FIELDS);
		place.field = "kind";
		return reader.text(LONGEST_KIND) === "kind" ? reader.text(LONGEST_KIND) : "";
	} catch (error) {
		if (error instanceof CborError) throw refusal(error, "", "");
		throw error;
	}
}

function readHead(reader: CborReader, place: Place): void {
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
}

/**
 * Where the check begins that is the CRC-32 of all before it, in any of the forms that its integer can have. Looked for
 * before the fields are read: what was damaged on its way is called so, not a wrong field.
 */
function endOfFields(bytes: Uint8Array): number {
	for (let size = 4, head = 0x1a; size > 0; size >>= 1, head--) {
		const at = bytes.length - size - 1;
		if (at < 0 || bytes[at] !== head) continue;
		let check = 0;
		for (let i = 1; i <= size; i++) check = check * 256 + bytes[at + i];
		if (check === crc32(bytes, 0, at)) return at;
	}
	const last = bytes.length - 1;
	if (bytes[last] === crc32(bytes, 0, last)) return last;
	throw damaged(last);
}

function damaged(bytes: number): ModelError {
	return new ModelError("model-damaged", "check", `the CRC-32 does not match its ${bytes} bytes; ${SEND_AGAIN}`);
}

/** What the CBOR reader found, in terms of the file. */
function refusal(error: CborError, field: string, remake: string): ModelError {
	const wrongValue = error.code === "cbor-type" || error.code === "cbor-range" || error.code === "cbor-size";
	return wrongValue && field
		? new ModelError("model-field", field, `${error.message}; ${remake}`)
		: new ModelError("model-damaged", field, `${error.message}; ${SEND_AGAIN}`);
}

/** Reads the key of the next field of a map and demands that it is this one. */
export function enterField(reader: CborReader, place: Place, name: string, remake: string): void {
	place.field = name;
	const key = reader.text(LONGEST_KIND);
	const expected = name.slice(name.lastIndexOf(".") + 1);
	if (key !== expected)
		throw new ModelError(
			"model-field",
			name,
			`here stands ${JSON.stringify(key)}, expected is "${expected}"; ${remake}`,
		);
}
