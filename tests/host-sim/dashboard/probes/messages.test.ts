// Messages taken apart: RFC 8949's own examples, our messages, and bytes that nobody should have sent.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../../firmware/math/random";
import { encodeBirth } from "../../../../firmware/messaging/birth-message";
import { CborWriter } from "../../../../firmware/messaging/cbor-writer";
import { encodeResult } from "../../../../firmware/messaging/result-message";
import { cborItems } from "../../../../host-sim/dashboard/probes/cbor-items";
import { messageFact } from "../../../../host-sim/dashboard/probes/message-words";
import { rounds } from "../../../support/rounds";
import { sampleBirth, sampleResult } from "../../../support/sample-messages";

/** RFC 8949 appendix A: encoded, and in diagnostic notation. */
const EXAMPLES: [string, string][] = [
	["00", "0"],
	["17", "23"],
	["1818", "24"],
	["1b000000e8d4a51000", "1000000000000"],
	["1bffffffffffffffff", "18446744073709551615"],
	["3bffffffffffffffff", "-18446744073709551616"],
	["20", "-1"],
	["3863", "-100"],
	["f90000", "0.0"],
	["f98000", "-0.0"],
	["f93c00", "1.0"],
	["fb3ff199999999999a", "1.1"],
	["f97bff", "65504.0"],
	["fa7f7fffff", "3.4028234663852886e+38"],
	["f90001", "5.960464477539063e-8"],
	["f90400", "0.00006103515625"],
	["f9c400", "-4.0"],
	["f97c00", "Infinity"],
	["f97e00", "NaN"],
	["f9fc00", "-Infinity"],
	["f4", "false"],
	["f5", "true"],
	["f6", "null"],
	["f7", "undefined"],
	["f0", "simple(16)"],
	["f8ff", "simple(255)"],
	["c11a514b67b0", "1(1363896240)"],
	["d74401020304", "23(h'01020304')"],
	["d818456449455446", "24(h'6449455446')"],
	["40", "h''"],
	["60", '""'],
	["62225c", '"\\"\\\\"'],
	["62c3bc", '"ü"'],
	["80", "[]"],
	["8301820203820405", "[1, [2, 3], [4, 5]]"],
	["a201020304", "{1: 2, 3: 4}"],
	["a26161016162820203", '{"a": 1, "b": [2, 3]}'],
	["5f42010243030405ff", "(_ h'0102', h'030405')"],
	["7f657374726561646d696e67ff", '(_ "strea", "ming")'],
	["9fff", "[_ ]"],
	["9f018202039f0405ffff", "[_ 1, [2, 3], [_ 4, 5]]"],
	["bf6346756ef563416d7421ff", '{_ "Fun": true, "Amt": -2}'],
];

test("the examples of RFC 8949 read as it writes them", () => {
	for (const [hex, diagnostic] of EXAMPLES) {
		const read = cborItems(Buffer.from(hex, "hex"));
		assert.is(read.fault, "", hex);
		assert.is(read.diagnostic, diagnostic, hex);
		assert.equal([read.items[0].start, read.items[0].end], [0, hex.length / 2]);
	}
});

test("every byte of a message belongs to exactly one item's own part", () => {
	const bytes = encodeResult(sampleResult(), new CborWriter(1024));
	const owners = new Uint8Array(bytes.length);
	for (const { start, head, end, diagnostic } of cborItems(bytes).items) {
		const isContainer = /^[[{(]/.test(diagnostic);
		for (let at = start; at < (isContainer ? head : end); at++) owners[at]++;
	}
	assert.ok(
		owners.every(count => count === 1),
		[...owners].join(" "),
	);
});

test("what is not well-formed is told with its place, and what stands before it is shown", () => {
	const faults: [string, RegExp][] = [
		["", /byte 0: the message ends/],
		["1a0000", /ends in the middle/],
		["62c3", /byte 0: a string ends after the message/],
		["61ff", /not UTF-8/],
		["1c", /additional information 28/],
		["f800", /simple value 0 in two bytes/],
		["ff", /end of nothing/],
		["9b7fffffffffffffff", /more than the message has room for/],
		["5b7fffffffffffffff", /a string ends after/],
		["5f6161ff", /piece of another kind/],
		["0000", /1 bytes follow/],
		["81".repeat(100), /more containers in containers/],
		["9f01", /ends in the middle/],
	];
	for (const [hex, words] of faults) assert.match(cborItems(Buffer.from(hex, "hex")).fault, words, hex);
	const { items } = cborItems(Buffer.from("8301620041", "hex"));
	assert.equal(items.map(({ start, end, diagnostic }) => [start, end, diagnostic]).slice(0, 2), [
		[0, 5, "["],
		[1, 2, "1"],
	]);
});

test("a result in the schema's own words", () => {
	const bytes = encodeResult(sampleResult(), new CborWriter(1024));
	const fact = messageFact("cim/1/desk-1/result", bytes, false, 0);
	assert.equal([fact.form, fact.rule, fact.fault], ["cbor", "result", ""]);
	const named = new Map(fact.items.filter(({ isKey }) => !isKey).map(item => [item.name, item]));
	assert.is(named.get("kind")!.meaning, "letters");
	assert.is(named.get("snr")!.meaning, `${(sampleResult().snr / 10).toFixed(1)} dB`);
	assert.is(named.get("SPI bytes")!.diagnostic, String(sampleResult().chip.wireBytes));
	assert.is(Buffer.from(fact.payload).toString("hex"), Buffer.from(bytes).toString("hex"));
	const birth = messageFact("cim/1/desk-1/birth", encodeBirth(sampleBirth(), new CborWriter(1024)), true, 0);
	assert.is(birth.fault, "");
	assert.ok(birth.items.some(({ name }) => name === "firmware"));
});

test("a message that the schema does not allow says why; one that is not deterministic too", () => {
	const bad = (hex: string, name = "result") => messageFact(`cim/1/desk-1/${name}`, Buffer.from(hex, "hex"), false, 0);
	assert.match(bad("a10001").fault, /result lacks 1/);
	assert.match(bad("1800", "gap").fault, /shortest|minimal|byte 0/);
	assert.match(bad("4f4e", "status").fault, /none of online/);
	assert.is(bad("6f6e6c696e65", "status").fault, "");
	assert.is(bad("00", "something/else").form, "bytes");
	assert.match(messageFact("cim/1/desk-1/result", new Uint8Array(20_000), false, 0).fault, /more than are shown/);
});

test("whatever bytes come, nothing is thrown and the answer is small", () => {
	const random = new Random(8);
	const good = encodeResult(sampleResult(), new CborWriter(1024)).slice();
	for (let n = 0; n < rounds(3000); n++) {
		const bytes = n % 2 ? good.slice() : new Uint8Array(random.below(200));
		for (let i = 0; i < (n % 2 ? 1 + random.below(4) : bytes.length); i++)
			bytes[random.below(Math.max(1, bytes.length))] = random.below(256);
		const fact = messageFact(`cim/1/desk-1/${["result", "birth", "metrics", "ack/ping"][n % 4]}`, bytes, false, 0);
		assert.ok(fact.items.length <= 4000);
		for (const { start, end, head } of fact.items) assert.ok(start <= head && head <= end && end <= bytes.length);
	}
});

test.run();
