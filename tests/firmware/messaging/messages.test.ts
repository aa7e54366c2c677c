import { readFileSync } from "node:fs";
import { Decoder } from "cbor-x";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { BIRTH_CAPACITY, decodeBirth, encodeBirth } from "../../../firmware/messaging/birth-message";
import { CborError } from "../../../firmware/messaging/cbor-error";
import { type CborKey, type CborValue, decodeCbor } from "../../../firmware/messaging/cbor-value";
import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import { MessageError } from "../../../firmware/messaging/message-error";
import type { Result } from "../../../firmware/messaging/messages";
import { decodeResult, encodeResult, RESULT_CAPACITY, ResultKey } from "../../../firmware/messaging/result-message";
import { Status } from "../../../firmware/messaging/topics";
import { Cddl } from "../../../host-sim/cddl";
import { encodeValue } from "../../support/cbor-encode";
import { rounds } from "../../support/rounds";
import { randomResult, sampleBirth, sampleResult } from "../../support/sample-messages";

const schema = new Cddl(readFileSync(new URL("../../../firmware/messaging/schema.cddl", import.meta.url), "utf8"));
const writer = new CborWriter(RESULT_CAPACITY);
const birthWriter = new CborWriter(BIRTH_CAPACITY);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("a result of sixteen letters and nine labels fits in 300 bytes", () => {
	const message = encodeResult(sampleResult(), writer);
	process.stdout.write(`measured: result message ${message.length} bytes, 160 of them scores and margins\n`);
	assert.ok(message.length <= 300, `${message.length} bytes`);
});

test("a birth says why the device began anew, where it did", () => {
	const birth = { ...sampleBirth(), reset: "memory full: 17 bytes of chunks" };
	const message = encodeBirth(birth, birthWriter);
	assert.equal(decodeBirth(message), birth);
	assert.is(schema.check("birth", decodeCbor(message)), undefined);
});

test("a birth is small", () => {
	const message = encodeBirth(sampleBirth(), birthWriter);
	process.stdout.write(`measured: birth message ${message.length} bytes\n`);
	assert.ok(message.length <= 256, `${message.length} bytes`);
});

test("2000 random results come back as they were, follow the schema, and any CBOR library reads them", () => {
	const random = new Random(21);
	const decoder = new Decoder({ mapsAsObjects: false, int64AsNumber: true } as never);
	for (let i = 0; i < rounds(2000); i++) {
		const result = randomResult(random);
		const bytes = encodeResult(result, writer);
		assert.equal(decodeResult(bytes), result);
		assert.is(schema.check("result", decodeCbor(bytes)), undefined);
		const map = decoder.decode(bytes) as Map<number, unknown>;
		assert.is(map.get(ResultKey.text), result.text);
		assert.is(map.get(ResultKey.seed), result.seed);
		assert.is(map.get(ResultKey.time), result.time);
	}
});

test("the same result gives the same bytes, whatever the writer held before", () => {
	const first = hex(encodeResult(sampleResult(), writer));
	encodeResult({ ...sampleResult(), source: "something else", seed: undefined }, writer);
	assert.is(hex(encodeResult(sampleResult(), writer)), first);
	assert.is(hex(encodeResult(decodeResult(Buffer.from(first, "hex")), new CborWriter(1, RESULT_CAPACITY))), first);
});

test("what is decoded does not change when the buffer is used again", () => {
	const bytes = encodeResult(sampleResult(), writer);
	const result = decodeResult(bytes);
	bytes.fill(0);
	assert.equal(result, sampleResult());
});

test("no result or birth that is allowed overflows its writer", () => {
	const long = "\u{10151}".repeat(100);
	const result: Result = {
		...sampleResult(),
		uptime: Number.MAX_SAFE_INTEGER,
		text: "\u{10151}".repeat(64),
		margins: new Uint8Array(64),
		scores: new Int8Array(4096),
		source: "\u{10151}".repeat(32),
	};
	assert.equal(decodeResult(encodeResult(result, writer)), result);
	const missing = Array.from({ length: 10 }, () => ({ part: long, reason: long }));
	const birth = { ...sampleBirth(), firmware: long, model: long, reset: long, chip: long, camera: long, missing };
	const decoded = decodeBirth(encodeBirth(birth, birthWriter));
	assert.is(decoded.missing.length, 8);
	assert.is(decoded.missing[0].reason, "\u{10151}".repeat(60));
	assert.is(decoded.camera, "\u{10151}".repeat(32));
	assert.is(schema.check("birth", decodeCbor(encodeBirth(birth, birthWriter))), undefined);
});

test("a fault's words are cut at a character's end and lone surrogates replaced", () => {
	const fault = { code: "x".repeat(40), message: `\ud800${"é".repeat(200)}` };
	const result: Result = {
		...{ ...sampleResult(), kind: "fault", text: "", fault },
		margins: new Uint8Array(0),
		scores: new Int8Array(0),
	};
	const decoded = decodeResult(encodeResult(result, writer));
	assert.equal(decoded.fault, { code: "x".repeat(32), message: `\ufffd${"é".repeat(118)}` });
});

const wrongResults: [string, Partial<Result>, string][] = [
	["a negative sequence", { sequence: -1 }, "sequence"],
	["a sequence of 2^32", { sequence: 2 ** 32 }, "sequence"],
	["a broken uptime", { uptime: 0.5 }, "uptime"],
	["a signed hash", { frameHash: -5 }, "frameHash"],
	["a signal-to-noise ratio that is not finite", { snr: Number.NEGATIVE_INFINITY }, "snr"],
	["a signal-to-noise ratio with a fraction", { snr: 1.5 }, "snr"],
	["too few margins", { margins: new Uint8Array(15) }, "margins"],
	["scores that are not a whole number a picture", { scores: new Int8Array(145) }, "scores"],
	["a source of 129 bytes", { source: "x".repeat(129) }, "source"],
	["a source that is not text", { source: "\udc00" }, "source"],
	["letters without text", { text: "", margins: new Uint8Array(0), scores: new Int8Array(0) }, "text"],
	["text without letters", { kind: "no-sheet" }, "text"],
	["letters with a unit", { unit: 0.5 }, "unit"],
	["a network without unit", { kind: "network", text: "", margins: new Uint8Array(0) }, "unit"],
	["a network with a unit of 0", { kind: "network", unit: 0, text: "", margins: new Uint8Array(0) }, "unit"],
	["a label with two margins", { kind: "network", unit: 1, text: "yes", margins: new Uint8Array(2) }, "margins"],
	["letters with a fault", { fault: { code: "a", message: "b" } }, "fault"],
	["an unknown kind", { kind: "digits" as "letters" }, "kind"],
	["a seed with a fraction", { seed: 0.5 }, "seed"],
	["a time before 1970", { time: -1 }, "time"],
	["an energy that is not a number", { chip: { ...sampleResult().chip, energy: Number.NaN } }, "chip.energy"],
	["65 letters", { text: "A".repeat(65), margins: new Uint8Array(65), scores: new Int8Array(0) }, "text"],
];

for (const [what, change, field] of wrongResults)
	test(`${what} is not published`, () => {
		assert.throws(
			() => encodeResult({ ...sampleResult(), ...change }, writer),
			(error: unknown) => error instanceof MessageError && error.field === field,
		);
	});

/** Every single change that breaks the schema: a key left out, a value of another type, a key too many. */
function* spoiled(message: Map<CborKey, CborValue>, optional: CborKey[]): Generator<[string, Map<CborKey, CborValue>]> {
	for (const key of message.keys()) {
		if (!optional.includes(key)) yield [`without ${key}`, new Map([...message].filter(([other]) => other !== key))];
		for (const value of [
			null,
			true,
			0.5,
			-70000,
			2 ** 40,
			"text",
			new Uint8Array(5000),
			[1],
			new Map([[1, 2]]),
		] as CborValue[]) {
			const sameKind =
				typeof value === typeof message.get(key) && typeof value !== "number" && typeof value !== "object";
			if (!sameKind && !(key === ResultKey.uptime && value === 2 ** 40))
				yield [`with ${key} = ${JSON.stringify(value)?.slice(0, 20)}`, new Map([...message, [key, value]])];
		}
	}
	yield ["with one more key", new Map([...message, [17, 0]])];
	yield ["with a text key more", new Map([...message, ["zzzzzzzzzz", 0]])];
}

test("a result that breaks the schema in one place is refused, by the schema and by the decoder", () => {
	const message = decodeCbor(encodeResult(sampleResult(), writer).slice()) as Map<CborKey, CborValue>;
	let count = 0;
	for (const [what, broken] of spoiled(message, [ResultKey.fault, ResultKey.seed, ResultKey.time])) {
		count++;
		assert.ok(schema.check("result", broken), `the schema lets pass a result ${what}`);
		assert.throws(() => decodeResult(encodeValue(broken)), isTyped, `the decoder lets pass a result ${what}`);
	}
	assert.ok(count > 120, `${count} cases`);
});

test("a birth that breaks the schema in one place is refused, by the schema and by the decoder", () => {
	const message = decodeCbor(encodeBirth(sampleBirth(), birthWriter).slice()) as Map<CborKey, CborValue>;
	let count = 0;
	for (const [what, broken] of spoiled(message, [])) {
		if (what.startsWith("with simulated = true")) continue;
		count++;
		assert.ok(schema.check("birth", broken), `the schema lets pass a birth ${what}`);
		assert.throws(() => decodeBirth(encodeValue(broken)), isTyped, `the decoder lets pass a birth ${what}`);
	}
	assert.ok(count > 80, `${count} cases`);
});

test("the schema knows the words of the status topic, and no others", () => {
	for (const word of Object.values(Status)) assert.is(schema.check("status", word), undefined);
	assert.ok(schema.check("status", "gone"));
	assert.is(schema.check("birth", decodeCbor(encodeBirth(sampleBirth(), birthWriter))), undefined);
});

function isTyped(error: unknown): boolean {
	return error instanceof CborError || error instanceof MessageError;
}

test.run();
