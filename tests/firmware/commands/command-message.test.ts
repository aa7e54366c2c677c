import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	type Answer,
	type Command,
	decodeAnswer,
	decodeCommand,
	encodeAnswer,
	encodeCommand,
} from "../../../firmware/commands/command-message";
import { CimError } from "../../../firmware/errors";
import { Random } from "../../../firmware/math/random";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";
import { Cddl } from "../../../host-sim/cddl";
import { encodeValue } from "../../support/cbor-encode";
import { randomBytes } from "../../support/random-value";
import { rounds } from "../../support/rounds";

const schema = new Cddl(readFileSync(new URL("../../../firmware/messaging/schema.cddl", import.meta.url), "utf8"));

const commands: Command[] = [
	{ id: "1", values: {} },
	{
		id: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
		values: { rate: 500, log: "info", gain: 1.5, on: true },
		expires: 1.7e12,
	},
	{ id: "c", values: { pictures: Uint8Array.from({ length: 400 }, (_, i) => i) } },
];

for (const command of commands)
	test(`command ${command.id} comes back as it was and follows the schema`, () => {
		const bytes = encodeCommand(command);
		assert.is(schema.check("command", decodeCbor(bytes)), undefined);
		const decoded = decodeCommand(bytes);
		assert.equal({ ...decoded, values: { ...decoded.values } }, command);
	});

const answers: Answer[] = [
	{ id: "1", boot: 7, code: "", result: { uptime: 12 } },
	{ id: "", boot: 0xffffffff, code: "message", message: "the command cannot be read" },
];

for (const answer of answers)
	test(`answer '${answer.id}' comes back as it was and follows the schema`, () => {
		const bytes = encodeAnswer(answer);
		assert.is(schema.check("answer", decodeCbor(bytes)), undefined);
		const decoded = decodeAnswer(bytes);
		assert.equal(decoded.result ? { ...decoded, result: { ...decoded.result } } : decoded, answer);
	});

test("a command without an id, or with one that nobody could type, is refused", () => {
	for (const id of ["", " ", "a b", "x".repeat(37), "é"])
		assert.throws(
			() => decodeCommand(encodeValue(new Map([["id", id]]))),
			(error: unknown) => error instanceof CimError,
		);
	assert.throws(
		() => decodeCommand(encodeValue(new Map())),
		(error: unknown) => error instanceof CimError,
	);
	assert.throws(() => encodeCommand({ id: "", values: {} }), /id/);
});

test("fields of a command that there are not, and values that are no fields, are refused", () => {
	assert.throws(
		() =>
			decodeCommand(
				encodeValue(
					new Map([
						["id", "1"],
						["to", "x"],
					]),
				),
			),
		/to/,
	);
	const nested = new Map<string, unknown>([
		["id", "1"],
		["values", new Map([["a", []]])],
	]);
	assert.throws(() => decodeCommand(encodeValue(nested as never)), /field a/);
});

test("a field named like a property of objects is only a field", () => {
	const bytes = encodeValue(
		new Map<string, unknown>([
			["id", "1"],
			["values", new Map([["__proto__", 1]])],
		]) as never,
	);
	const { values } = decodeCommand(bytes);
	assert.equal(Object.keys(values), ["__proto__"]);
	assert.is(({} as Record<string, unknown>).polluted, undefined);
});

test("10,000 damaged commands: each is refused with a named error, or read", () => {
	const random = new Random(8);
	for (let i = 0; i < rounds(10_000); i++) {
		const bytes = encodeCommand(commands[random.below(commands.length)]).slice();
		for (let n = 0; n <= random.below(3); n++) bytes[random.below(bytes.length)] = random.int32();
		const damaged = random.below(3) ? bytes : bytes.subarray(0, random.below(bytes.length));
		try {
			decodeCommand(random.below(10) ? damaged : randomBytes(random, 40));
		} catch (error) {
			if (!(error instanceof CimError)) throw error;
		}
	}
});

test.run();
