import type { Gap } from "../storage/gap-list";
import { CborReader } from "./cbor-reader";
import { CborWriter } from "./cbor-writer";

const MAXIMUM_U32 = 0xffffffff;

/** Encodes what schema.cddl calls a gap. */
export function encodeGap({ boot, first, last, count }: Gap): Uint8Array {
	const writer = new CborWriter(64).map(4);
	writer.text("boot").int(boot).text("last").int(last).text("count").int(count).text("first").int(first);
	return writer.finish();
}

/** Decodes and checks a gap. Throws CborError. */
export function decodeGap(bytes: Uint8Array): Gap {
	const reader = new CborReader(bytes);
	const numbers: number[] = [];
	for (let pairs = reader.map(4, 4); pairs > 0; pairs--) {
		reader.text(5);
		numbers.push(reader.int(0, MAXIMUM_U32));
	}
	reader.end();
	const [boot, last, count, first] = numbers;
	return { boot, first, last, count };
}
