import { CborReader } from "./cbor-reader";
import type { CborWriter } from "./cbor-writer";
import { MessageError } from "./message-error";
import type { Birth } from "./messages";
import { clipUtf8 } from "./utf8";

const MAXIMUM_U32 = 0xffffffff;
/** Bytes of UTF-8 of a name, and of the reason why a part is missing or the device began anew. */
const MAXIMUM_NAME = 128;
const MAXIMUM_REASON = 240;
/** Missing parts in one message. */
const MAXIMUM_MISSING = 8;

/** A writer with this capacity never overflows on a birth. */
export const BIRTH_CAPACITY =
	128 + 4 * (MAXIMUM_NAME + 2) + 10 + MAXIMUM_REASON + MAXIMUM_MISSING * (20 + MAXIMUM_NAME + MAXIMUM_REASON);

/**
 * Encodes a birth into `writer` and returns the bytes (a view, valid until the writer's next use). Names beyond 128 bytes,
 * reasons beyond 240 bytes and parts beyond 8 are cut. Throws MessageError when a number is out of its bounds.
 */
export function encodeBirth(birth: Birth, writer: CborWriter): Uint8Array {
	checkUnsigned("schema", birth.schema);
	checkUnsigned("boot", birth.boot);
	checkUnsigned("modelHash", birth.modelHash);
	const missing = Math.min(birth.missing.length, MAXIMUM_MISSING);
	// Bytewise order of text keys: shorter ones first.
	writer.reset().map(birth.reset ? 10 : 9);
	writer.text("boot").int(birth.boot);
	writer.text("chip").text(clipUtf8(birth.chip, MAXIMUM_NAME));
	writer.text("model").text(clipUtf8(birth.model, MAXIMUM_NAME));
	if (birth.reset) writer.text("reset").text(clipUtf8(birth.reset, MAXIMUM_REASON));
	writer.text("camera").text(clipUtf8(birth.camera, MAXIMUM_NAME));
	writer.text("schema").int(birth.schema);
	writer.text("missing").array(missing);
	for (let i = 0; i < missing; i++) {
		const { part, reason } = birth.missing[i];
		writer.map(2).text("part").text(clipUtf8(part, MAXIMUM_NAME)).text("reason").text(clipUtf8(reason, MAXIMUM_REASON));
	}
	writer.text("firmware").text(clipUtf8(birth.firmware, MAXIMUM_NAME));
	writer.text("modelHash").int(birth.modelHash);
	writer.text("simulated").boolean(birth.simulated);
	return writer.finish();
}

/** Decodes and checks a birth. Throws CborError or MessageError. */
export function decodeBirth(bytes: Uint8Array): Birth {
	const reader = new CborReader(bytes);
	const hasReset = reader.map(9, 10) === 10;
	expectKey(reader, "boot");
	const boot = reader.int(0, MAXIMUM_U32);
	expectKey(reader, "chip");
	const chip = reader.text(MAXIMUM_NAME);
	expectKey(reader, "model");
	const model = reader.text(MAXIMUM_NAME);
	if (hasReset) expectKey(reader, "reset");
	const reset = hasReset ? reader.text(MAXIMUM_REASON) : undefined;
	expectKey(reader, "camera");
	const camera = reader.text(MAXIMUM_NAME);
	expectKey(reader, "schema");
	const schema = reader.int(0, MAXIMUM_U32);
	expectKey(reader, "missing");
	const missing: Birth["missing"] = [];
	for (let left = reader.array(0, MAXIMUM_MISSING); left > 0; left--) {
		reader.map(2, 2);
		expectKey(reader, "part");
		const part = reader.text(MAXIMUM_NAME);
		expectKey(reader, "reason");
		missing.push({ part, reason: reader.text(MAXIMUM_REASON) });
	}
	expectKey(reader, "firmware");
	const firmware = reader.text(MAXIMUM_NAME);
	expectKey(reader, "modelHash");
	const modelHash = reader.int(0, MAXIMUM_U32);
	expectKey(reader, "simulated");
	const simulated = reader.boolean();
	reader.end();
	const birth: Birth = { firmware, schema, boot, model, modelHash, chip, simulated, camera, missing };
	if (reset !== undefined) birth.reset = reset;
	return birth;
}

function expectKey(reader: CborReader, key: string): void {
	const found = reader.text(MAXIMUM_NAME);
	if (found !== key) throw new MessageError(key, `key expected, found ${JSON.stringify(found)}`);
}

function checkUnsigned(field: string, value: number): void {
	if (!Number.isInteger(value) || value < 0 || value > MAXIMUM_U32)
		throw new MessageError(field, `${value} is not a whole number from 0 to ${MAXIMUM_U32}`);
}
