import type { CborValue } from "../../firmware/messaging/cbor-value";
import { CborWriter } from "../../firmware/messaging/cbor-writer";

/** Encodes any value with the firmware's writer. Integers up to 2^53 are CBOR integers, all other numbers floats. */
export function encodeValue(value: CborValue): Uint8Array {
	const writer = new CborWriter(64, 1 << 24);
	writeValue(writer, value);
	return writer.finish().slice();
}

function writeValue(writer: CborWriter, value: CborValue): void {
	if (value === null) writer.null();
	else if (typeof value === "boolean") writer.boolean(value);
	else if (typeof value === "string") writer.text(value);
	else if (typeof value === "number") {
		if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int(value);
		else writer.float(value);
	} else if (value instanceof Uint8Array) writer.bytes(value);
	else if (Array.isArray(value)) {
		writer.array(value.length);
		for (const item of value) writeValue(writer, item);
	} else {
		writer.map(value.size);
		const pairs = [...value].map(([key, item]) => ({ key, item, bytes: Buffer.from(encodeValue(key)) }));
		pairs.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
		for (const { key, item } of pairs) {
			writeValue(writer, key);
			writeValue(writer, item);
		}
	}
}
