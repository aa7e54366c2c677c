import { CimError } from "../../firmware/errors";

/** A NumPy array file that cannot be read: `code` is "npy". */
export class NpyError extends CimError {
	constructor(words: string) {
		super("npy", `the array ${words}: write it with numpy.save in a plain type, little-endian`);
	}
}

export type NpyValues =
	| Float32Array
	| Float64Array
	| Int8Array
	| Uint8Array
	| Int16Array
	| Uint16Array
	| Int32Array
	| Uint32Array
	| BigInt64Array
	| string[];

export interface NpyArray {
	/** Extents, outermost first; empty for a single value. */
	shape: number[];
	/** NumPy's name of the type, for example "<f4". */
	type: string;
	/** Row by row (last index fastest), whatever the order in the file. Booleans are 0 and 1, byte strings Latin-1. */
	values: NpyValues;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MOST_DIMENSIONS = 32;

type Numbers = Exclude<NpyValues, string[]>;
const types: Readonly<Record<string, new (buffer: ArrayBuffer) => Numbers>> = {
	"<f4": Float32Array,
	"<f8": Float64Array,
	"|i1": Int8Array,
	"|u1": Uint8Array,
	"|b1": Uint8Array,
	"<i2": Int16Array,
	"<u2": Uint16Array,
	"<i4": Int32Array,
	"<u4": Uint32Array,
	"<i8": BigInt64Array,
};

/**
 * A `.npy` file of format version 1, 2 or 3 (NumPy enhancement proposal 1).
 * @throws NpyError for damage and for types that are no numbers, booleans or byte strings (nothing is ever unpickled)
 */
export function parseNpy(bytes: Uint8Array): NpyArray {
	const { header, body } = split(bytes);
	const { descr, fortran, shape } = parseHeader(header);
	let count = 1;
	for (const extent of shape) count *= extent;
	const text = /^\|S(\d{1,6})$/.exec(descr);
	const size = text ? Number(text[1]) : sizeOf(descr);
	if (!Number.isSafeInteger(count * size) || body.length !== count * size)
		throw new NpyError(`has ${body.length} bytes where ${shape.join(" x ")} of ${descr} need ${count * size}`);
	if (fortran && shape.length > 1) {
		const inOrder = rowByRow(body, shape, size);
		return { shape, type: descr, values: text ? strings(inOrder, count, size) : numbers(descr, inOrder) };
	}
	return { shape, type: descr, values: text ? strings(body, count, size) : numbers(descr, body) };
}

function split(bytes: Uint8Array): { header: string; body: Uint8Array } {
	if (bytes.length < 12 || MAGIC.some((byte, n) => bytes[n] !== byte)) throw new NpyError("has no NumPy mark");
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const version = bytes[6];
	if (version < 1 || version > 3) throw new NpyError(`is of format ${version}, known are 1 to 3`);
	const from = version === 1 ? 10 : 12;
	const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
	if (from + length > bytes.length) throw new NpyError("ends within its header");
	return {
		header: new TextDecoder("latin1").decode(bytes.subarray(from, from + length)),
		body: bytes.subarray(from + length),
	};
}

/** The header is a Python dictionary of three entries in any order; nothing else of Python is understood. */
function parseHeader(header: string): { descr: string; fortran: boolean; shape: number[] } {
	const entry = /\s*'(descr|fortran_order|shape)'\s*:\s*(?:'([^']*)'|(True|False)|\(([\d,\s]*)\))\s*(,|(?=\}))/y;
	const found = new Map<string, RegExpExecArray>();
	const start = header.indexOf("{");
	if (start < 0 || header.slice(0, start).trim() !== "") throw new NpyError("has a header that is no dictionary");
	entry.lastIndex = start + 1;
	let end = entry.lastIndex;
	for (let match = entry.exec(header); match !== null; match = entry.exec(header)) {
		if (found.has(match[1])) throw new NpyError(`names ${match[1]} twice`);
		found.set(match[1], match);
		end = entry.lastIndex;
	}
	if (!/^\s*\}\s*$/.test(header.slice(end))) throw new NpyError("has a header that is not understood");
	const descr = found.get("descr")?.[2];
	const fortran = found.get("fortran_order")?.[3];
	const shape = found.get("shape")?.[4];
	if (descr === undefined || fortran === undefined || shape === undefined)
		throw new NpyError("has a header without type, order or shape");
	return { descr, fortran: fortran === "True", shape: parseShape(shape) };
}

function parseShape(words: string): number[] {
	const parts = words.split(",").map(part => part.trim());
	if (parts[parts.length - 1] === "") parts.pop();
	if (parts.length > MOST_DIMENSIONS) throw new NpyError(`has ${parts.length} dimensions`);
	return parts.map(part => {
		const extent = Number(part);
		if (!/^\d{1,10}$/.test(part)) throw new NpyError(`has an extent ${JSON.stringify(part)}`);
		return extent;
	});
}

function sizeOf(descr: string): number {
	if (!Object.hasOwn(types, descr)) throw new NpyError(`is of type ${JSON.stringify(descr.slice(0, 20))}`);
	return Number(descr[2]);
}

function numbers(descr: string, body: Uint8Array): Numbers {
	// A copy begins at a multiple of every element size; slice() of a Buffer would be none.
	return new types[descr](new Uint8Array(body).buffer);
}

function strings(body: Uint8Array, count: number, size: number): string[] {
	const decoder = new TextDecoder("latin1");
	return Array.from({ length: count }, (_, n) =>
		decoder.decode(body.subarray(n * size, (n + 1) * size)).replace(/\0+$/, ""),
	);
}

/** From first index fastest to last index fastest. */
function rowByRow(body: Uint8Array, shape: readonly number[], size: number): Uint8Array {
	const result = new Uint8Array(body.length);
	const strides = shape.map((_, n) => shape.slice(0, n).reduce((product, extent) => product * extent, size));
	const index = new Array<number>(shape.length).fill(0);
	for (let to = 0; to < body.length; to += size) {
		let from = 0;
		for (let n = 0; n < shape.length; n++) from += index[n] * strides[n];
		result.set(body.subarray(from, from + size), to);
		for (let n = shape.length - 1; n >= 0; n--) {
			if (++index[n] < shape[n]) break;
			index[n] = 0;
		}
	}
	return result;
}
