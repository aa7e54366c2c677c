import { deflateRawSync } from "node:zlib";
import { crc32 } from "../../firmware/math/crc32";

/** A `.npy` file of format 1 with this header and data. */
export function npyFile(header: string, data: Uint8Array, version = 1): Uint8Array {
	const prefix = version === 1 ? 10 : 12;
	const length = header.length;
	const bytes = new Uint8Array(prefix + length + data.length);
	bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, length & 255, (length >> 8) & 255]);
	bytes.set(new TextEncoder().encode(header), prefix);
	bytes.set(data, prefix + length);
	return bytes;
}

/** The header that NumPy writes. */
export function npyHeader(descr: string, shape: readonly number[], fortran = false): string {
	const extents = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
	return `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${extents}), }          \n`;
}

/** A ZIP archive, its members deflated or stored. */
export function zipFile(members: Readonly<Record<string, Uint8Array>>, deflated = true, comment = ""): Uint8Array {
	const parts: Uint8Array[] = [];
	const central: Uint8Array[] = [];
	let at = 0;
	for (const [name, data] of Object.entries(members)) {
		const packed = deflated ? deflateRawSync(data) : data;
		const title = new TextEncoder().encode(name);
		const fixed = new DataView(new ArrayBuffer(26));
		putAll(fixed, 0, 2, [20, 0, deflated ? 8 : 0, 0, 33]);
		putAll(fixed, 10, 4, [crc32(data), packed.length, data.length]);
		fixed.setUint16(22, title.length, true);
		const common = new Uint8Array(fixed.buffer);
		// NumPy gives local headers a ZIP64 field, which a reader skips.
		const extra = Uint8Array.of(1, 0, 0, 0);
		const local = Uint8Array.of(0x50, 0x4b, 3, 4, ...common.subarray(0, 24), extra.length, 0, ...title, ...extra);
		const offset = new Uint8Array(new Uint32Array([at]).buffer);
		central.push(
			Uint8Array.of(
				0x50,
				0x4b,
				1,
				2,
				20,
				0,
				...common.subarray(0, 24),
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				0,
				...offset,
				...title,
			),
		);
		parts.push(local, packed);
		at += local.length + packed.length;
	}
	const size = central.reduce((sum, { length }) => sum + length, 0);
	const count = central.length;
	const end = new DataView(new ArrayBuffer(18));
	putAll(end, 0, 2, [0, 0, count, count]);
	end.setUint32(8, size, true);
	end.setUint32(12, at, true);
	end.setUint16(16, comment.length, true);
	const tail = Uint8Array.of(0x50, 0x4b, 5, 6, ...new Uint8Array(end.buffer), ...new TextEncoder().encode(comment));
	return Uint8Array.from(Buffer.concat([...parts, ...central, tail]));
}

function putAll(view: DataView, from: number, size: 2 | 4, values: readonly number[]): void {
	let at = from;
	for (const value of values) {
		if (size === 2) view.setUint16(at, value, true);
		else view.setUint32(at, value, true);
		at += size;
	}
}
