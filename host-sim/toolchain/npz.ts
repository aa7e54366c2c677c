import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** One array of a numpy archive, row-major. */
export interface NumpyArray {
	shape: number[];
	data: Float32Array | Float64Array | Int32Array | Uint8Array | Int8Array;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** The arrays of an .npz file by name, without ".npy". Throws Error for what is no such file. */
export function readNpz(path: string): Map<string, NumpyArray> {
	const file = readFileSync(path);
	let end = file.length - 22;
	while (end >= 0 && file.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
	if (end < 0) throw new Error(`${path} is no zip archive`);
	const arrays = new Map<string, NumpyArray>();
	let at = file.readUInt32LE(end + 16);
	for (let n = file.readUInt16LE(end + 10); n > 0; n--) {
		if (file.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`${path}: damaged directory`);
		const nameLength = file.readUInt16LE(at + 28);
		const name = file.toString("utf8", at + 46, at + 46 + nameLength);
		arrays.set(name.replace(/\.npy$/, ""), parseNpy(entryBytes(file, at), name));
		at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
	}
	return arrays;
}

/** Content of the entry whose directory record is at `at`. */
function entryBytes(file: Buffer, at: number): Buffer {
	const method = file.readUInt16LE(at + 10);
	const size = file.readUInt32LE(at + 20);
	const local = file.readUInt32LE(at + 42);
	const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
	const bytes = file.subarray(start, start + size);
	if (method === STORED) return bytes;
	if (method === DEFLATED) return inflateRawSync(bytes);
	throw new Error(`zip method ${method} is not supported`);
}

/** The .npy format, versions 1 and 2, little endian, C order. */
export function parseNpy(bytes: Buffer, name: string): NumpyArray {
	if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY") throw new Error(`${name} is no numpy array`);
	const long = bytes[6] > 1;
	const start = long ? 12 : 10;
	const length = long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
	const header = bytes.toString("latin1", start, start + length);
	const type = /'descr': '([^']+)'/.exec(header)?.[1] ?? "";
	const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "").split(",").filter(Boolean).map(Number);
	if (!header.includes("'fortran_order': False")) throw new Error(`${name}: column-major arrays are not supported`);
	const body = bytes.subarray(start + length);
	// A copy that starts on a boundary of every type.
	const buffer = body.buffer.slice(body.byteOffset, body.byteOffset + body.length);
	switch (type) {
		case "<f4":
			return { shape, data: new Float32Array(buffer) };
		case "<f8":
			return { shape, data: new Float64Array(buffer) };
		case "<i4":
			return { shape, data: new Int32Array(buffer) };
		case "<i8":
			return { shape, data: Int32Array.from(new BigInt64Array(buffer), Number) };
		case "|u1":
			return { shape, data: new Uint8Array(buffer) };
		case "|i1":
			return { shape, data: new Int8Array(buffer) };
		default:
			throw new Error(`${name}: type ${type} is not supported`);
	}
}
