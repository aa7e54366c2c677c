import { readFileSync } from "node:fs";
import { decode } from "cbor-x";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { crc32 } from "../../../firmware/math/crc32";
import { type CborValue, decodeCbor } from "../../../firmware/messaging/cbor-value";
import { parseModel } from "../../../firmware/model/format";
import type { ModelFields } from "../../../firmware/model/model";
import { ModelError } from "../../../firmware/model/model-error";
import { Cddl } from "../../../host-sim/cddl";
import { encodeModel } from "../../../host-sim/toolchain/encode-model";
import { tinyModel } from "../../support/tiny-model";

/** The error of reading these bytes. */
function refusal(bytes: Uint8Array): ModelError {
	try {
		parseModel(bytes);
	} catch (error) {
		assert.instance(error, ModelError);
		return error as ModelError;
	}
	throw new Error("the file was accepted");
}

/** The file with a right check over whatever stands before it. */
function sealed(body: Uint8Array): Uint8Array {
	const check = crc32(body);
	return Uint8Array.from([...body, 0x1a, check >>> 24, (check >>> 16) & 255, (check >>> 8) & 255, check & 255]);
}

/** The file's bytes before the check, as latin-1 text, so that a test can replace a piece. */
function body(model: ModelFields): string {
	return Buffer.from(encodeModel(model).subarray(0, -5)).toString("latin1");
}

const checkedIn = (name: string): Buffer => readFileSync(`firmware/model/${name}.cim`);
const fromText = (text: string): Uint8Array => sealed(Buffer.from(text, "latin1"));

test("a file read back is the model that was written, with the CRC-32 of the file as hash", () => {
	const bytes = encodeModel(tinyModel());
	assert.equal(parseModel(bytes), { ...tinyModel(), version: 1, hash: crc32(bytes) });
});

test("the file is one CBOR document that other codecs read", () => {
	const [mark, version, fields, check] = decode(encodeModel(tinyModel()));
	assert.is(mark, "cim model");
	assert.is(version, 1);
	assert.is(fields.name, "tiny");
	assert.equal(fields.labels, ["A", "B"]);
	assert.is(fields.layer.rows, 3);
	assert.is(fields.knownAnswer.tolerance, 2.5);
	assert.is(check, crc32(encodeModel(tinyModel()).subarray(0, -5)));
});

test("every file follows model.cddl", () => {
	const schema = new Cddl(readFileSync("firmware/model/model.cddl", "utf8"));
	for (const file of [encodeModel(tinyModel()), ...["letters", "alphabet"].map(checkedIn)])
		assert.is(schema.check("model-file", decodeCbor(file)), undefined);
	const renamed = fromText(body(tinyModel()).replace("rows", "rowt"));
	assert.ok(schema.check("model-file", decodeCbor(renamed)));
	const [, , fields] = decodeCbor(renamed) as unknown[];
	assert.is(schema.check("letters", fields as CborValue), "letters.layer lacks rows");
});

test("a model does not change when the buffer it was read from does", () => {
	const bytes = encodeModel(tinyModel());
	const model = parseModel(bytes);
	bytes.fill(0);
	assert.equal(model.codes, tinyModel().codes);
	assert.equal(model.knownAnswer, tinyModel().knownAnswer);
});

for (const [name, labels] of [
	["letters", "ANJIGVUCH"],
	["alphabet", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
])
	test(`the checked-in ${name}.cim is read, and is what the encoder writes`, () => {
		const bytes = checkedIn(name);
		const model = parseModel(bytes);
		assert.is(model.labels.join(""), labels);
		assert.equal([model.rows, model.vectors, model.profile], [25, 16, 1]);
		assert.equal(Buffer.from(encodeModel(model)), bytes);
	});

test("every single flipped bit is noticed", () => {
	const bytes = encodeModel(tinyModel());
	for (let bit = 0; bit < 8 * bytes.length; bit++) {
		bytes[bit >> 3] ^= 1 << (bit & 7);
		refusal(bytes);
		bytes[bit >> 3] ^= 1 << (bit & 7);
	}
});

test("a file cut anywhere or with something behind it is damaged", () => {
	const bytes = encodeModel(tinyModel());
	for (let length = 0; length < bytes.length; length++)
		assert.is(refusal(bytes.subarray(0, length)).code, "model-damaged");
	assert.is(refusal(Uint8Array.from([...bytes, 0])).code, "model-damaged");
});

test("another kind of file is told from a model", () => {
	assert.match(refusal(Buffer.from("GIF89a")).message, "CBOR");
	assert.match(refusal(Uint8Array.of(0x84, 0x61, 0x61, 1, 1, 1)).message, 'does not begin with "cim model"');
	assert.match(refusal(new Uint8Array(65537)).message, "65537 bytes, a model has at most 65536");
});

test("a newer format is refused by its version, with what to do", () => {
	const error = refusal(fromText(body(tinyModel()).replace("cim model\x01", "cim model\x02")));
	assert.is(error.code, "model-version");
	assert.match(error.message, "format version 2, this firmware reads 1; update the firmware");
});

test("a wrong check is refused although every field is right", () => {
	const bytes = encodeModel(tinyModel());
	bytes[bytes.length - 1] ^= 1;
	const error = refusal(bytes);
	assert.equal([error.code, error.field], ["model-damaged", "check"]);
});

test("a missing, renamed or mistyped field is named", () => {
	const renamed = refusal(fromText(body(tinyModel()).replace("rows", "rowt")));
	assert.equal([renamed.code, renamed.field], ["model-field", "layer.rows"]);
	assert.match(renamed.message, 'here stands "rowt", expected is "rows"');
	const mistyped = refusal(fromText(body(tinyModel()).replace("rows\x03", "rows\x20")));
	assert.equal([mistyped.code, mistyped.field], ["model-field", "layer.rows"]);
	const fewer = refusal(fromText(body(tinyModel()).replace("layer\xa5", "layer\xa4")));
	assert.equal([fewer.code, fewer.field], ["model-field", "layer"]);
});

test("the known answer's tolerance must be a float above zero", () => {
	const text = body(tinyModel());
	const at = text.indexOf("tolerance") + 9;
	assert.is(text.slice(at), "\xf9\x41\x00");
	for (const [name, float] of [
		["zero", "\xf9\x00\x00"],
		["negative", "\xf9\xc1\x00"],
		["infinity", "\xf9\x7c\x00"],
		["not a number", "\xf9\x7e\x00"],
		["an integer", "\x03"],
	]) {
		const error = refusal(fromText(text.slice(0, at) + float));
		assert.equal([error.code, error.field], ["model-field", "knownAnswer.tolerance"], name);
	}
});

test.run();
