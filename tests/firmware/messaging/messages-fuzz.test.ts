import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { BIRTH_CAPACITY, decodeBirth, encodeBirth } from "../../../firmware/messaging/birth-message";
import { CborError } from "../../../firmware/messaging/cbor-error";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";
import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import { MessageError } from "../../../firmware/messaging/message-error";
import type { Result } from "../../../firmware/messaging/messages";
import { decodeResult, encodeResult, RESULT_CAPACITY } from "../../../firmware/messaging/result-message";
import { Cddl } from "../../../host-sim/cddl";
import { mutate, pick, randomBytes } from "../../support/random-value";
import { rounds } from "../../support/rounds";
import { randomResult, sampleBirth, sampleResult } from "../../support/sample-messages";

// Almost every input ends in an error; nobody reads their stacks, and taking them is most of the time.
Error.stackTraceLimit = 0;

const schema = new Cddl(readFileSync(new URL("../../../firmware/messaging/schema.cddl", import.meta.url), "utf8"));
const writer = new CborWriter(RESULT_CAPACITY);
const birthWriter = new CborWriter(BIRTH_CAPACITY);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("100,000 random and mutated results: a typed error, or a result that follows the schema and gives the same bytes", () => {
	const random = new Random(22);
	let accepted = 0;
	let message = encodeResult(sampleResult(), writer).slice();
	const again = new CborWriter(RESULT_CAPACITY);
	for (let i = 0; i < rounds(100_000); i++) {
		if (i % 50 === 0) message = encodeResult(randomResult(random), writer).slice();
		const input = i % 8 === 0 ? randomBytes(random, pick(random, 64)) : mutate(random, message);
		let result: Result;
		try {
			result = decodeResult(input);
		} catch (error) {
			if (!isTyped(error)) throw error;
			continue;
		}
		accepted++;
		if (Buffer.compare(encodeResult(result, again), input) !== 0) assert.unreachable(hex(input));
		if (i % 4 === 0) assert.is(schema.check("result", decodeCbor(input)), undefined);
	}
	assert.ok(accepted > rounds(500), `only ${accepted} accepted`);
});

test("100,000 random and mutated births: a typed error, or a birth that gives the same bytes", () => {
	const random = new Random(23);
	let accepted = 0;
	const message = encodeBirth(sampleBirth(), birthWriter).slice();
	for (let i = 0; i < rounds(100_000); i++) {
		const input = i % 8 === 0 ? randomBytes(random, pick(random, 64)) : mutate(random, message);
		try {
			if (Buffer.compare(encodeBirth(decodeBirth(input), birthWriter), input) !== 0) assert.unreachable(hex(input));
			accepted++;
		} catch (error) {
			if (!isTyped(error)) throw error;
		}
	}
	assert.ok(accepted > rounds(500), `only ${accepted} accepted`);
});

function isTyped(error: unknown): boolean {
	return error instanceof CborError || error instanceof MessageError;
}

test.run();
