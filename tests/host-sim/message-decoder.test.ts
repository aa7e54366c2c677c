import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../firmware/math/random";
import { CborWriter } from "../../firmware/messaging/cbor-writer";
import { encodeResult, RESULT_CAPACITY } from "../../firmware/messaging/result-message";
import { DecodeError, decodeReceivedResult } from "../../host-sim/message-decoder";
import { someFrame } from "../support/frame-record";

const empty = { text: "", margins: new Uint8Array(0), scores: new Int8Array(0) };

function encode(change: Parameters<typeof someFrame>[0] = {}): Uint8Array {
	return encodeResult(someFrame(change).result, new CborWriter(RESULT_CAPACITY)).slice();
}

test("cbor-x reads what the firmware wrote, field by field", () => {
	const fault = { code: "spi-timeout", message: "the chip does not answer: check its supply" };
	const scores = Int8Array.from({ length: 144 }, (_, at) => at * 2 - 128);
	for (const change of [
		{ scores },
		{ kind: "fault" as const, ...empty, fault },
		{ seed: undefined },
		{ uptime: 2 ** 40 },
		{ time: 1_700_000_000_123 },
	]) {
		const expected = someFrame(change).result;
		if (expected.seed === undefined) delete expected.seed;
		assert.equal(decodeReceivedResult(encode(change)), expected);
	}
});

test("anything else is a DecodeError, whatever the bytes", () => {
	const random = new Random(7);
	const good = encode();
	for (let round = 0; round < 5000; round++) {
		const bytes = good.slice(0, round % 3 === 0 ? (random.int32() >>> 0) % (good.length + 1) : undefined);
		for (let flips = (random.int32() >>> 0) % 4; flips > 0 && bytes.length > 0; flips--)
			bytes[(random.int32() >>> 0) % bytes.length] = random.int32();
		try {
			decodeReceivedResult(bytes);
		} catch (error) {
			assert.instance(error, DecodeError);
		}
	}
});

test("a missing field is named", () => {
	const onlySequence = Uint8Array.of(0xa2, 0, 1, 10, 0x84, 1, 2, 3, 4);
	assert.throws(() => decodeReceivedResult(onlySequence), /kind/);
	assert.throws(() => decodeReceivedResult(Uint8Array.of(0x80)), /a result is a map/);
	assert.throws(() => decodeReceivedResult(new Uint8Array(0)), /empty/);
	assert.throws(() => decodeReceivedResult(new Uint8Array(70_000)), /more than 65536/);
});

test.run();
