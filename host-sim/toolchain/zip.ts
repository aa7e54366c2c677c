import { inflateRawSync } from "node:zlib";
import { CimError } from "../../firmware/errors";
import { crc32 } from "../../firmware/math/crc32";

/** A ZIP archive that cannot be read: `code` is "zip". */
export class ZipError extends CimError {
	constructor(words: string) {
		super("zip", `the archive ${words}: get it again, or write it with numpy.savez`);
	}
}

/** Signatures and fixed lengths of the records (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
const LOCAL = { signature: 0x04034b50, length: 30 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const END = { signature: 0x06054b50, length: 22 };
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** This number stands where a field of the ZIP64 extension has the real one. */
const IN_ZIP64 = 0xffffffff;
const LONGEST_COMMENT = 0xffff;
/** Sum of the members' sizes: more is no network we know, but may be a bomb. */
const MOST_BYTES = 1 << 29;

interface Member {
	method: number;
	crc: number;
	packed: number;
	size: number;
	local: number;
}

/**
 * The members of a ZIP archive by name, stored or deflated, each checked against its CRC-32.
 * @throws ZipError for whatever is damaged, encrypted, in parts, beyond 4 GB or larger than 512 MB unpacked
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const members = new Map<string, Uint8Array>();
	let left = MOST_BYTES;
	for (const [name, member] of directory(bytes, view)) {
		left -= member.size;
		if (left < 0) throw new ZipError(`unpacks to more than ${MOST_BYTES} bytes`);
		if (members.has(name)) throw new ZipError(`has two members ${JSON.stringify(name)}`);
		members.set(name, unpack(bytes, view, name, member));
	}
	return members;
}

function* directory(bytes: Uint8Array, view: DataView): Generator<[string, Member]> {
	const end = findEnd(view);
	const count = view.getUint16(end + 10, true);
	const first = view.getUint32(end + 16, true);
	if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
		throw new ZipError("is in several parts");
	if (first === IN_ZIP64 || count === 0xffff) throw new ZipError("needs the ZIP64 extension");
	let at = first;
	for (let n = 0; n < count; n++) {
		if (at + CENTRAL.length > end || view.getUint32(at, true) !== CENTRAL.signature)
			throw new ZipError(`has a damaged directory at member ${n}`);
		const nameLength = view.getUint16(at + 28, true);
		const next = at + CENTRAL.length + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
		if (next > end) throw new ZipError(`has a damaged directory at member ${n}`);
		const name = new TextDecoder().decode(bytes.subarray(at + CENTRAL.length, at + CENTRAL.length + nameLength));
		if (view.getUint16(at + 8, true) & ENCRYPTED) throw new ZipError(`has ${JSON.stringify(name)} encrypted`);
		yield [
			name,
			{
				method: view.getUint16(at + 10, true),
				crc: view.getUint32(at + 16, true),
				packed: view.getUint32(at + 20, true),
				size: view.getUint32(at + 24, true),
				local: view.getUint32(at + 42, true),
			},
		];
		at = next;
	}
}

/** The last record of the archive, behind which only a comment of the length it says may stand. */
function findEnd(view: DataView): number {
	const last = view.byteLength - END.length;
	for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--)
		if (view.getUint32(at, true) === END.signature && view.getUint16(at + 20, true) === last - at) return at;
	throw new ZipError("has no end record, so it is none or not whole");
}

function unpack(bytes: Uint8Array, view: DataView, name: string, member: Member): Uint8Array {
	const { method, crc, packed, size, local } = member;
	const where = JSON.stringify(name);
	if (packed === IN_ZIP64 || size === IN_ZIP64 || local === IN_ZIP64)
		throw new ZipError(`has ${where} in the ZIP64 extension`);
	if (local + LOCAL.length > bytes.length || view.getUint32(local, true) !== LOCAL.signature)
		throw new ZipError(`has no member at the place of ${where}`);
	const from = local + LOCAL.length + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
	if (from + packed > bytes.length) throw new ZipError(`ends before ${where} does`);
	const data = contents(bytes.subarray(from, from + packed), method, size, where);
	if (data.length !== size || crc32(data) !== crc) throw new ZipError(`has a damaged member ${where}`);
	return data;
}

function contents(packed: Uint8Array, method: number, size: number, where: string): Uint8Array {
	if (method === STORED) return packed;
	if (method !== DEFLATED) throw new ZipError(`packs ${where} by method ${method}, which is not deflate`);
	try {
		return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
	} catch {
		throw new ZipError(`has a damaged member ${where}`);
	}
}
