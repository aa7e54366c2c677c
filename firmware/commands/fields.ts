import { CborError } from "../messaging/cbor-error";
import type { CborReader } from "../messaging/cbor-reader";
import type { CborWriter } from "../messaging/cbor-writer";

/** A value in a command or an answer. */
export type Field = number | string | boolean | Uint8Array;
/** Undefined is as if it were not there. */
export type Fields = Record<string, Field | undefined>;

/** Fields in one command or answer, and bytes of a name. */
const MAXIMUM_FIELDS = 24;
const MAXIMUM_NAME = 32;
/** Bytes of text or of a byte string. */
const MAXIMUM_VALUE = 4096;

/** Writes a map of fields; names are ASCII, and what is undefined is left out. */
export function writeFields(fields: Fields, writer: CborWriter): void {
	const names = Object.keys(fields).filter(name => fields[name] !== undefined);
	names.sort(inEncodedOrder);
	writer.map(names.length);
	for (let i = 0; i < names.length; i++) {
		const value = fields[names[i]]!;
		writer.text(names[i]);
		if (typeof value === "string") writer.text(value);
		else if (typeof value === "boolean") writer.boolean(value);
		else if (typeof value !== "number") writer.bytes(value);
		else if (Number.isSafeInteger(value)) writer.int(value);
		else writer.float(value);
	}
}

/** Reads a map of fields; byte strings are copied. Throws CborError. */
export function readFields(reader: CborReader): Fields {
	// No prototype: a field named "__proto__" is a field.
	const fields: Fields = Object.create(null);
	for (let pairs = reader.map(0, MAXIMUM_FIELDS); pairs > 0; pairs--) {
		const name = reader.text(MAXIMUM_NAME);
		const type = reader.peek();
		if (type === "integer") fields[name] = reader.int();
		else if (type === "float") fields[name] = reader.float();
		else if (type === "boolean") fields[name] = reader.boolean();
		else if (type === "text") fields[name] = reader.text(MAXIMUM_VALUE);
		else if (type === "bytes") fields[name] = reader.bytes(0, MAXIMUM_VALUE).slice();
		else
			throw new CborError(
				"cbor-type",
				reader.offset,
				`field ${name} is ${type}: it must be a number, text, bytes or boolean`,
			);
	}
	return fields;
}

/** Shorter names first: the bytewise order of encoded text (RFC 8949 §4.2.1). */
function inEncodedOrder(a: string, b: string): number {
	return a.length - b.length || (a < b ? -1 : 1);
}
