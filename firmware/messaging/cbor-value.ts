import { CborReader } from "./cbor-reader";

export type CborKey = number | string;
export type CborValue = number | string | boolean | null | Uint8Array | CborValue[] | Map<CborKey, CborValue>;

/** Decodes a whole document; maps become Maps in the order of their keys, byte strings views of `bytes`. */
export function decodeCbor(bytes: Uint8Array): CborValue {
	const reader = new CborReader(bytes);
	const value = readValue(reader);
	reader.end();
	return value;
}

/** Reads the next item as a value. Its nesting is bounded by the reader. */
export function readValue(reader: CborReader): CborValue {
	switch (reader.peek()) {
		case "float":
			return reader.float();
		case "bytes":
			return reader.bytes();
		case "text":
			return reader.text();
		case "boolean":
			return reader.boolean();
		case "null":
			return reader.null();
		case "array": {
			const items: CborValue[] = [];
			for (let left = reader.array(); left > 0; left--) items.push(readValue(reader));
			return items;
		}
		case "map": {
			const map = new Map<CborKey, CborValue>();
			for (let left = reader.map(); left > 0; left--) {
				const key = reader.peek() === "text" ? reader.text() : reader.int();
				map.set(key, readValue(reader));
			}
			return map;
		}
		default:
			return reader.int();
	}
}
