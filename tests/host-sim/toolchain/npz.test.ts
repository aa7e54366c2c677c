import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { NpyError, parseNpy } from "../../../host-sim/toolchain/npy";
import { floats, readNpz } from "../../../host-sim/toolchain/npz";
import { readZip, ZipError } from "../../../host-sim/toolchain/zip";
import { npyFile, npyHeader, zipFile } from "../../support/write-npz";

const bytesOf = (values: { buffer: ArrayBufferLike }) => new Uint8Array(values.buffer as ArrayBuffer);
const kernel = Float32Array.of(1, 2, 3, 4, 5, 6);
const plain = npyFile(npyHeader("<f4", [2, 3]), bytesOf(kernel));

const refuses = (bytes: Uint8Array, words: RegExp) =>
	assert.throws(
		() => parseNpy(bytes),
		(error: Error) => error instanceof NpyError && words.test(error.message),
	);

test("arrays of every plain type, single values and strings", () => {
	assert.equal(parseNpy(plain), { shape: [2, 3], type: "<f4", values: kernel });
	assert.equal(parseNpy(npyFile(npyHeader("<f8", []), bytesOf(Float64Array.of(0.5)))).values, Float64Array.of(0.5));
	assert.equal(parseNpy(npyFile(npyHeader("<i4", []), bytesOf(Int32Array.of(-7)))).shape, []);
	assert.equal(parseNpy(npyFile(npyHeader("<i2", [2]), bytesOf(Int16Array.of(-1, 2)))).values, Int16Array.of(-1, 2));
	assert.equal(parseNpy(npyFile(npyHeader("|b1", [3]), Uint8Array.of(1, 0, 1))).values, Uint8Array.of(1, 0, 1));
	assert.equal(parseNpy(npyFile(npyHeader("<i8", [1]), bytesOf(BigInt64Array.of(-5n)))).values, BigInt64Array.of(-5n));
	const words = parseNpy(npyFile(npyHeader("|S3", [2]), new TextEncoder().encode("yesno\0")));
	assert.equal(words.values, ["yes", "no"]);
	assert.equal(parseNpy(npyFile(npyHeader("<f4", [0, 3]), new Uint8Array(0))).values.length, 0);
});

test("column-major files come out row by row", () => {
	const inColumns = Float32Array.of(1, 4, 2, 5, 3, 6);
	assert.equal(parseNpy(npyFile(npyHeader("<f4", [2, 3], true), bytesOf(inColumns))).values, kernel);
	const values = Float64Array.from({ length: 24 }, (_, n) => n);
	const swapped = new Float64Array(24);
	for (let i = 0; i < 2; i++)
		for (let j = 0; j < 3; j++) for (let k = 0; k < 4; k++) swapped[i + 2 * j + 6 * k] = values[i * 12 + j * 4 + k];
	assert.equal(parseNpy(npyFile(npyHeader("<f8", [2, 3, 4], true), bytesOf(swapped))).values, values);
});

test("format 2, other orders of entries and other spacing are read too", () => {
	assert.equal(parseNpy(npyFile(npyHeader("<f4", [2, 3]), bytesOf(kernel), 2)).values, kernel);
	const other = "{'shape':(6,),'fortran_order':False,'descr':'<f4'}\n";
	assert.equal(parseNpy(npyFile(other, bytesOf(kernel))).shape, [6]);
});

test("what is no plain array is refused in words", () => {
	refuses(Uint8Array.of(1, 2, 3), /no NumPy mark/);
	refuses(npyFile(npyHeader(">f4", [6]), bytesOf(kernel)), /type ">f4"/);
	refuses(npyFile(npyHeader("|O", [6]), bytesOf(kernel)), /type "\|O"/);
	refuses(npyFile(npyHeader("constructor", [6]), bytesOf(kernel)), /type "constructor"/);
	refuses(npyFile(npyHeader("<f4", [7]), bytesOf(kernel)), /24 bytes where 7/);
	refuses(npyFile(npyHeader("<f4", [4294967296, 4294967296]), bytesOf(kernel)), /bytes where/);
	refuses(npyFile("{'descr': '<f4', 'fortran_order': False}\n", bytesOf(kernel)), /without type/);
	refuses(npyFile("{'descr': '<f4', 'descr': '<f4'}\n", bytesOf(kernel)), /twice/);
	refuses(
		npyFile("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}\n", bytesOf(kernel)),
		/not understood/,
	);
	refuses(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}\n", bytesOf(kernel)), /not understood/);
	refuses(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2,,3)}\n", bytesOf(kernel)), /extent ""/);
	refuses(plain.subarray(0, 30), /ends within/);
	const unknown = plain.slice();
	unknown[6] = 9;
	refuses(unknown, /format 9/);
});

test("an archive, deflated or stored, with a comment behind it", () => {
	for (const deflated of [true, false]) {
		const archive = readNpz(
			zipFile({ "layer/kernel.npy": plain, "notes.txt": new Uint8Array(3) }, deflated, "by hand"),
		);
		assert.equal([...archive.keys()], ["layer/kernel"]);
		assert.equal(floats(archive, "layer/kernel"), { shape: [2, 3], values: Float64Array.from(kernel) });
		assert.throws(() => floats(archive, "bias"), /"bias" is not in the archive, which has layer\/kernel/);
	}
	assert.is(readZip(zipFile({})).size, 0);
});

test("damage to an archive is noticed", () => {
	const whole = zipFile({ "a.npy": plain }, false);
	const damaged = (change: (bytes: Uint8Array) => void) => {
		const bytes = whole.slice();
		change(bytes);
		return () => readZip(bytes);
	};
	const says = (words: RegExp) => (error: Error) => error instanceof ZipError && words.test(error.message);
	assert.throws(
		damaged(bytes => (bytes[60] ^= 1)),
		says(/damaged member "a.npy"/),
	);
	assert.throws(() => readZip(whole.subarray(0, whole.length - 1)), says(/not whole/));
	assert.throws(() => readZip(whole.subarray(10)), says(/no member at the place|damaged directory/));
	assert.throws(
		damaged(bytes => (bytes[0] = 0)),
		says(/no member at the place/),
	);
	const central = whole.length - 22 - 46 - 5;
	assert.throws(
		damaged(bytes => (bytes[central + 8] = 1)),
		says(/encrypted/),
	);
	assert.throws(
		damaged(bytes => (bytes[central + 10] = 12)),
		says(/method 12/),
	);
	assert.throws(
		damaged(bytes => bytes.fill(255, central + 24, central + 28)),
		says(/ZIP64|unpacks to more/),
	);
	assert.throws(
		damaged(bytes => bytes.set([0, 0, 0, 0x7f], central + 24)),
		says(/unpacks to more/),
	);
});

/** A copy with a few bytes changed, cut off or put in. */
function mutate(seed: Uint8Array, random: Random): Uint8Array {
	const bytes = seed.slice(0, random.below(8) === 0 ? random.below(seed.length + 1) : seed.length);
	for (let n = 1 + random.below(4); n > 0 && bytes.length > 0; n--)
		bytes[random.below(bytes.length)] = random.below(4) === 0 ? 255 * random.below(2) : random.below(256);
	return bytes;
}

test("100,000 damaged arrays: refused, or an array of the size it says", () => {
	const random = new Random(20261122);
	const seeds = [plain, npyFile(npyHeader("|S2", [2, 2], true), new TextEncoder().encode("abcdefgh"))];
	let read = 0;
	for (let n = 0; n < 100_000; n++) {
		try {
			const { shape, values } = parseNpy(mutate(seeds[n & 1], random));
			assert.is(
				values.length,
				shape.reduce((product, extent) => product * extent, 1),
			);
			read++;
		} catch (error) {
			if (!(error instanceof NpyError)) throw error;
		}
	}
	assert.ok(read > 1000 && read < 99_000, `${read} read`);
});

test("20,000 damaged archives: refused, or the very members that were packed", () => {
	const random = new Random(20261123);
	const small = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
	const seeds = [zipFile({ a: small, b: small }), zipFile({ a: small }, false, "c")];
	let read = 0;
	for (let n = 0; n < 20_000; n++) {
		try {
			for (const [, data] of readZip(mutate(seeds[n & 1], random)))
				assert.ok(data.length === 0 || Buffer.compare(data, small) === 0);
			read++;
		} catch (error) {
			if (!(error instanceof ZipError)) throw error;
		}
	}
	assert.ok(read > 100 && read < 19_900, `${read} read`);
});

test.run();
