import { crc32 } from "../../firmware/math/crc32";
import { CborWriter } from "../../firmware/messaging/cbor-writer";

/** Ends a model's document with its check: the CRC-32 of every byte before it. */
export function seal(writer: CborWriter): Uint8Array {
	// A first check of any value makes the document whole; its last item is then replaced by the right one.
	const body = writer.int(0).finish();
	const end = body.length - 1;
	const check = new CborWriter(5).int(crc32(body, 0, end)).finish();
	const bytes = new Uint8Array(end + check.length);
	bytes.set(body.subarray(0, end));
	bytes.set(check, end);
	return bytes;
}
