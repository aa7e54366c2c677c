import { gunzipSync } from "node:zlib";
import type { Shape } from "../network/graph";
import { classesOf, DataError, type DataSet, numberedLabels } from "./data-set";

/** Larger unpacked files are no data set we know, but may be a bomb. */
const MOST_BYTES = 1 << 30;
const UNSIGNED_BYTES = 0x08;

interface IdxArray {
	extents: number[];
	values: Uint8Array;
}

/**
 * One array of the IDX format (LeCun, THE MNIST DATABASE: two zeros, type, dimensions, big-endian extents), of bytes; may be
 * packed with gzip. @throws DataError
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
	const plain = unpack(bytes, name);
	if (plain.length < 4 || plain[0] !== 0 || plain[1] !== 0)
		throw new DataError(`${name} is no IDX file: it must begin with two zeros, a type and a number of dimensions`);
	if (plain[2] !== UNSIGNED_BYTES)
		throw new DataError(`${name} is an IDX file of type 0x${plain[2].toString(16)}: only bytes (0x08) can be read`);
	const dimensions = plain[3];
	const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
	const start = 4 + 4 * dimensions;
	if (dimensions < 1 || dimensions > 4 || plain.length < start)
		throw new DataError(
			`${name} is an IDX file of ${dimensions} dimensions that ends within its header or has no data`,
		);
	const extents = Array.from({ length: dimensions }, (_, n) => view.getUint32(4 + 4 * n));
	const size = extents.reduce((product, extent) => product * extent, 1);
	if (plain.length - start !== size)
		throw new DataError(`${name} has ${plain.length - start} bytes of data where ${extents.join(" x ")} are ${size}`);
	// No Buffer: its slice() is none.
	return { extents, values: new Uint8Array(plain.buffer, plain.byteOffset + start, size) };
}

/** Pictures (count x height x width, or x channels) and their classes. @throws DataError */
export function idxDataSet(images: IdxArray, classes: IdxArray, name: string): DataSet {
	const [count, height, width, channels = 1] = images.extents;
	if (images.extents.length < 3)
		throw new DataError(`${name} has ${images.extents.length} dimensions: pictures have count, height and width`);
	if (classes.extents.length !== 1) throw new DataError(`the classes of ${name} are no list`);
	const shape: Shape = { height, width, channels };
	const checked = classesOf(classes.values, count, 256, name);
	return { name, count, shape, values: images.values, classes: checked, labels: numberedLabels(checked) };
}

function unpack(bytes: Uint8Array, name: string): Uint8Array {
	if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
	try {
		return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
	} catch (cause) {
		throw new DataError(
			`${name} is a broken gzip file: ${cause instanceof Error ? cause.message : cause}; get it again`,
		);
	}
}
