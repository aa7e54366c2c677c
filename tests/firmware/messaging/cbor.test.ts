import { Decoder, Encoder } from "cbor-x";
import { cdeEncodeOptions, decode as decode2, encode as encode2 } from "cbor2";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { CborError, type CborErrorCode } from "../../../firmware/messaging/cbor-error";
import { CborReader } from "../../../firmware/messaging/cbor-reader";
import { type CborValue, decodeCbor } from "../../../firmware/messaging/cbor-value";
import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import { encodeValue } from "../../support/cbor-encode";
import { randomValue } from "../../support/random-value";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

function failsWith(code: CborErrorCode, offset: number, action: () => unknown, what: string): void {
	try {
		action();
	} catch (error) {
		assert.instance(error, CborError, `${what}: ${String(error)}`);
		assert.equal([(error as CborError).code, (error as CborError).offset], [code, offset], what);
		return;
	}
	assert.unreachable(`${what} was accepted`);
}

/** RFC 8949 appendix A, without tags, bignums, indefinite lengths and simple values that are not ours. */
const appendixA: [string, CborValue][] = [
	["00", 0],
	["01", 1],
	["0a", 10],
	["17", 23],
	["1818", 24],
	["1819", 25],
	["1864", 100],
	["1903e8", 1000],
	["1a000f4240", 1000000],
	["1b000000e8d4a51000", 1000000000000],
	["20", -1],
	["29", -10],
	["3863", -100],
	["3903e7", -1000],
	["f98000", -0],
	["fb3ff199999999999a", 1.1],
	["f93e00", 1.5],
	["fb7e37e43c8800759c", 1.0e300],
	["fa7f7fffff", 3.4028234663852886e38],
	["f90001", 2 ** -24],
	["f90400", 0.00006103515625],
	["f9c400", -4],
	["fbc010666666666666", -4.1],
	["f97c00", Number.POSITIVE_INFINITY],
	["f97e00", Number.NaN],
	["f9fc00", Number.NEGATIVE_INFINITY],
	["f4", false],
	["f5", true],
	["f6", null],
	["40", new Uint8Array(0)],
	["4401020304", Uint8Array.of(1, 2, 3, 4)],
	["60", ""],
	["6161", "a"],
	["6449455446", "IETF"],
	["62225c", '"\\'],
	["62c3bc", "ü"],
	["63e6b0b4", "水"],
	["64f0908591", "\u{10151}"],
	["80", []],
	["83010203", [1, 2, 3]],
	["8301820203820405", [1, [2, 3], [4, 5]]],
	["98190102030405060708090a0b0c0d0e0f101112131415161718181819", Array.from({ length: 25 }, (_, i) => i + 1)],
	["a0", new Map()],
	[
		"a201020304",
		new Map([
			[1, 2],
			[3, 4],
		]),
	],
	[
		"a26161016162820203",
		new Map<string, CborValue>([
			["a", 1],
			["b", [2, 3]],
		]),
	],
	["826161a161626163", ["a", new Map([["b", "c"]])]],
];

test("reads the examples of RFC 8949 appendix A", () => {
	for (const [bytes, value] of appendixA) assert.equal(decodeCbor(unhex(bytes)), value, bytes);
	assert.ok(Object.is(decodeCbor(unhex("f98000")), -0));
});

test("writes the examples of RFC 8949 appendix A", () => {
	for (const [bytes, value] of appendixA) if (bytes !== "f9c400") assert.equal(hex(encodeValue(value)), bytes);
	const floats: [number, string][] = [
		[0, "f90000"],
		[1, "f93c00"],
		[-4, "f9c400"],
		[65504, "f97bff"],
		[65536, "fa47800000"],
		[100000, "fa47c35000"],
		[16777217, "fb4170000010000000"],
		[2 ** -25, "fa33000000"],
		[-(2 ** -24), "f98001"],
		[2 ** -149, "fa00000001"],
	];
	for (const [value, bytes] of floats) assert.equal(hex(new CborWriter(9).float(value).finish()), bytes, String(value));
});

/** RFC 8949 appendix D. */
function halfValue(half: number): number {
	const exponent = (half >> 10) & 31;
	const fraction = half & 1023;
	const size =
		exponent === 0
			? fraction * 2 ** -24
			: exponent < 31
				? (fraction + 1024) * 2 ** (exponent - 25)
				: fraction === 0
					? Number.POSITIVE_INFINITY
					: Number.NaN;
	return half & 0x8000 ? -size : size;
}

test("every half-precision float is read and written as itself", () => {
	const bytes = Uint8Array.of(0xf9, 0, 0);
	const writer = new CborWriter(3);
	for (let half = 0; half < 0x10000; half++) {
		bytes[1] = half >> 8;
		bytes[2] = half;
		if ((half & 0x7fff) > 0x7c00 && half !== 0x7e00) {
			failsWith("cbor-not-minimal", 0, () => decodeCbor(bytes), `NaN ${half}`);
			continue;
		}
		const value = new CborReader(bytes).float();
		const written = writer.reset().float(value).finish();
		if (
			!Object.is(value, halfValue(half)) ||
			written.length !== 3 ||
			written[1] !== bytes[1] ||
			written[2] !== bytes[2]
		)
			assert.unreachable(`half 0x${half.toString(16)} was read as ${value} and written as ${hex(written)}`);
	}
});

test("writes what cbor2 writes in common deterministic encoding, and both read each other (2000 random values)", () => {
	const random = new Random(1);
	for (let i = 0; i < 2000; i++) {
		const value = randomValue(random);
		const ours = encodeValue(value);
		const theirs = encode2(value, cdeEncodeOptions) as Uint8Array;
		assert.equal(hex(ours), hex(theirs), `value ${i}`);
		assert.equal(hex(encodeValue(decodeCbor(theirs))), hex(ours), `value ${i} from cbor2`);
		assert.equal(hex(encode2(decode2(ours, { preferMap: true }), cdeEncodeOptions) as Uint8Array), hex(ours));
	}
});

test("cbor-x reads what we write (2000 random values)", () => {
	const decoder = new Decoder({ mapsAsObjects: false, useRecords: false, int64AsNumber: true } as never);
	const random = new Random(2);
	for (let i = 0; i < 2000; i++) {
		const ours = encodeValue(randomValue(random));
		assert.equal(hex(encodeValue(plain(decoder.decode(ours)))), hex(ours), `value ${i}`);
	}
});

test("reads what cbor-x writes where that is deterministic", () => {
	const encoder = new Encoder({ useRecords: false, mapsAsObjects: false, tagUint8Array: false, variableMapSize: true });
	const values: CborValue[] = [
		0,
		23,
		24,
		65535,
		65536,
		4294967295,
		-1,
		-256,
		-65537,
		"",
		"水 and fire",
		true,
		false,
		null,
	];
	values.push([1, [2, ["three"]], Uint8Array.of(4)], new Map([["a", new Map([["b", 1]])]]));
	for (const value of values) assert.equal(decodeCbor(new Uint8Array(encoder.encode(value))), value);
});

/** cbor-x gives Buffers, and BigInts beyond 32 bits. */
function plain(value: unknown): CborValue {
	if (typeof value === "bigint") return Number(value);
	if (value instanceof Uint8Array) return new Uint8Array(value);
	if (Array.isArray(value)) return value.map(plain);
	if (value instanceof Map) return new Map([...value].map(([key, item]) => [plain(key) as string, plain(item)]));
	return value as CborValue;
}

const refused: [string, CborErrorCode, number, string][] = [
	["", "cbor-truncated", 0, "nothing"],
	["18", "cbor-truncated", 0, "an integer without its byte"],
	["1901", "cbor-truncated", 0, "an integer cut in the middle"],
	["fb3ff1", "cbor-truncated", 0, "a float cut in the middle"],
	["6261", "cbor-truncated", 0, "text longer than the document"],
	["5affffffff", "cbor-truncated", 0, "4 gigabytes announced"],
	["9affffffff", "cbor-truncated", 0, "an array of 4 milliards"],
	["bb00ffffffffffffff", "cbor-size", 0, "a map of 2^56 pairs"],
	["8101 00", "cbor-trailing", 2, "a byte after the end"],
	["1817", "cbor-not-minimal", 0, "23 in two bytes"],
	["1900ff", "cbor-not-minimal", 0, "255 in three bytes"],
	["1a0000ffff", "cbor-not-minimal", 0, "65535 in five bytes"],
	["1b00000000ffffffff", "cbor-not-minimal", 0, "2^32 - 1 in nine bytes"],
	["780161", "cbor-not-minimal", 0, "a text length in two bytes"],
	["fa3fc00000", "cbor-not-minimal", 0, "1.5 in single precision"],
	["fb3ff8000000000000", "cbor-not-minimal", 0, "1.5 in double precision"],
	["fb47efffffe0000000", "cbor-not-minimal", 0, "the largest single in double precision"],
	["fa7fc00000", "cbor-not-minimal", 0, "NaN in single precision"],
	["1b0020000000000000", "cbor-range", 0, "2^53"],
	["3b001fffffffffffff", "cbor-range", 0, "-2^53"],
	["3bffffffffffffffff", "cbor-range", 0, "-2^64"],
	["a2 02 00 01 00", "cbor-key-order", 3, "keys out of order"],
	["a2 01 00 01 00", "cbor-key-order", 3, "a key twice"],
	["a2 20 00 01 00", "cbor-key-order", 3, "a negative key before a positive one"],
	["a2 6162 00 6161 00", "cbor-key-order", 4, "text keys out of order"],
	["a2 626161 00 6162 00", "cbor-key-order", 5, "a longer key before a shorter one"],
	["a1 80 00", "cbor-type", 1, "an array as a key"],
	["a1 f5 00", "cbor-type", 1, "a boolean as a key"],
	["5f4101ff", "cbor-unsupported", 0, "an indefinite byte string"],
	["9fff", "cbor-unsupported", 0, "an indefinite array"],
	["ff", "cbor-unsupported", 0, "a break"],
	["1c", "cbor-unsupported", 0, "reserved additional information"],
	["c074", "cbor-unsupported", 0, "a tag"],
	["f7", "cbor-unsupported", 0, "undefined"],
	["f0", "cbor-unsupported", 0, "simple value 16"],
	["f8ff", "cbor-unsupported", 0, "simple value 255"],
	["61ff", "cbor-utf8", 0, "a byte that is never UTF-8"],
	["62c080", "cbor-utf8", 0, "an overlong null"],
	["63eda080", "cbor-utf8", 0, "a surrogate"],
	["64f4908080", "cbor-utf8", 0, "a code point above U+10FFFF"],
	["6261c3", "cbor-utf8", 0, "a character cut in two"],
	[`${"81".repeat(9)}00`, "cbor-depth", 8, "nine arrays in one another"],
	["81".repeat(100000), "cbor-depth", 8, "a hundred thousand"],
];

for (const [bytes, code, offset, what] of refused)
	test(`refuses ${what}`, () => {
		failsWith(code, offset, () => decodeCbor(unhex(bytes)), what);
	});

test("eight arrays in one another are read", () => {
	assert.equal(hex(encodeValue(decodeCbor(unhex(`${"81".repeat(8)}00`)))), `${"81".repeat(8)}00`);
});

test("the reader holds to the bounds it is given", () => {
	failsWith("cbor-range", 0, () => new CborReader(unhex("1864")).int(0, 99), "integer above");
	failsWith("cbor-range", 0, () => new CborReader(unhex("20")).int(0), "integer below");
	failsWith("cbor-size", 0, () => new CborReader(unhex("43010203")).bytes(0, 2), "bytes above");
	failsWith("cbor-size", 0, () => new CborReader(unhex("43010203")).bytes(4, 8), "bytes below");
	failsWith("cbor-size", 0, () => new CborReader(unhex("63616161")).text(2), "text");
	failsWith("cbor-size", 0, () => new CborReader(unhex("820102")).array(3, 3), "array");
	failsWith("cbor-type", 0, () => new CborReader(unhex("01")).float(), "an integer is not a float");
	failsWith("cbor-type", 0, () => new CborReader(unhex("f93c00")).int(), "a float is not an integer");
	const reader = new CborReader(unhex("820102"));
	reader.array();
	reader.int();
	failsWith("cbor-incomplete", 2, () => reader.end(), "an item unread");
	assert.is(reader.remaining, 1);
});

test("skip passes over any item with the same checks", () => {
	const random = new Random(3);
	for (let i = 0; i < 1000; i++) {
		const reader = new CborReader(encodeValue([randomValue(random), 7]));
		reader.array();
		reader.skip();
		assert.is(reader.int(), 7);
		reader.end();
	}
	failsWith("cbor-key-order", 3, () => new CborReader(unhex("a201000100")).skip(), "a key twice");
});

test("the writer refuses keys out of order or twice, and stays as it was", () => {
	const writer = new CborWriter(64).map(3).int(1).text("one").text("b").text("bee");
	failsWith("cbor-key-order", 12, () => writer.text("a"), "text out of order");
	failsWith("cbor-key-order", 12, () => writer.text("b"), "text twice");
	failsWith("cbor-key-order", 12, () => writer.int(2), "integer after text");
	failsWith("cbor-unsupported", 12, () => writer.bytes(Uint8Array.of(1)), "a byte string as a key");
	failsWith("cbor-unsupported", 12, () => writer.array(0), "an array as a key");
	failsWith("cbor-unsupported", 12, () => writer.boolean(true), "a boolean as a key");
	failsWith("cbor-incomplete", 12, () => writer.finish(), "a pair is missing");
	assert.equal(hex(writer.text("aa").null().finish()), "a301636f6e65616263626565626161f6");
	failsWith("cbor-trailing", 16, () => writer.int(1), "a second document");
});

test("a full buffer is a typed error and leaves the document as it was", () => {
	const writer = new CborWriter(8).array(2).text("abcd");
	failsWith("cbor-overflow", 6, () => writer.text("ef"), "text");
	failsWith("cbor-overflow", 6, () => writer.bytes(new Uint8Array(300)), "bytes");
	failsWith("cbor-overflow", 6, () => writer.float(0.1), "float");
	assert.equal(hex(writer.int(24).finish()), "8264616263641818");
	const growing = new CborWriter(1, 40).array(2).bytes(new Uint8Array(30));
	failsWith("cbor-overflow", 33, () => growing.text("1234567"), "beyond the limit");
	assert.is(growing.text("123456").finish().length, 40);
});

test("the writer refuses what has no encoding here", () => {
	const writer = new CborWriter(64);
	for (const value of [0.5, Number.NaN, 2 ** 53, -(2 ** 53), Number.POSITIVE_INFINITY])
		failsWith("cbor-range", 0, () => writer.int(value), String(value));
	for (const value of ["\ud800", "a\udc00", "\udc00\ud800"])
		failsWith("cbor-utf8", 0, () => writer.text(value), "surrogate");
	for (const value of [-1, 0.5, 2 ** 32]) failsWith("cbor-range", 0, () => writer.map(value), String(value));
	writer.reset();
	for (let i = 0; i < 8; i++) writer.array(1);
	failsWith("cbor-depth", 8, () => writer.array(1), "nine deep");
});

test("an Int8Array goes out as two's complement", () => {
	assert.equal(hex(new CborWriter(8).bytes(Int8Array.of(-1, -128, 127)).finish()), "43ff807f");
});

test.run();
