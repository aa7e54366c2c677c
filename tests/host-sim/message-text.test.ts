import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeAnswer } from "../../firmware/commands/command-message";
import { Random } from "../../firmware/math/random";
import { BIRTH_CAPACITY, encodeBirth } from "../../firmware/messaging/birth-message";
import { CborWriter } from "../../firmware/messaging/cbor-writer";
import { encodeGap } from "../../firmware/messaging/gap-message";
import { encodeResult, RESULT_CAPACITY } from "../../firmware/messaging/result-message";
import { encodeSenml } from "../../firmware/messaging/senml";
import { messageObject, messageText } from "../../host-sim/message-text";
import { someFrame } from "../support/frame-record";

function message(topic: string, payload: Uint8Array | string, retained = false) {
	return { topic, payload: typeof payload === "string" ? Buffer.from(payload) : payload, retained };
}

const result = encodeResult(someFrame().result, new CborWriter(RESULT_CAPACITY)).slice();
const birth = encodeBirth(
	{
		...{ firmware: "0.1.0", schema: 1, boot: 77, model: "letters", modelHash: 0xabc, chip: "fmc 1", simulated: true },
		camera: "",
		missing: [{ part: "camera", reason: "no camera answers" }],
	},
	new CborWriter(BIRTH_CAPACITY),
).slice();

test("status, result and birth in words", () => {
	assert.is(messageText(message("cim/1/desk-1/status", "online", true)), "desk-1 status  online  (retained)");
	assert.is(
		messageText(message("cim/1/desk-1/result", result)),
		`desk-1 result    12  NAIN VINA ?NGI MUHC; least margin 3!, SNR 23.4 dB, chip 12.5 ms (simulated), SPI 3 412 B, boot 0000004d, ${result.length} B`,
	);
	const words = messageText(message("cim/1/desk-1/birth", birth));
	for (const part of ['model "letters"', "modelHash 00000abc", "no camera answers", "simulated true"])
		assert.ok(words.includes(part), `${part} in ${words}`);
});

test("history, gaps, answers and the log in words", () => {
	const history = messageText(message("cim/1/desk-1/history", result));
	assert.match(history, "NAIN VINA ?NGI MUHC");
	const gap = encodeGap({ boot: 77, first: 3, last: 9, count: 6 });
	assert.is(messageText(message("cim/1/desk-1/gap", gap)), "desk-1 gap     boot 0000004d, last 9, count 6, first 3");
	const answer = encodeAnswer({ id: "1", boot: 77, code: "", result: { uptime: 5 } });
	assert.match(
		messageText(message("cim/1/desk-1/ack/ping", answer)),
		/id "1", boot 0000004d, code "", result .*uptime/,
	);
	assert.match(messageText(message("cim/1/desk-1/log/warning", "camera: gone")), "camera: gone");
	assert.match(messageText(message("cim/1/desk-1/cmd/ping", "")), "(empty)");
});

test("results as data have names, scores and all", () => {
	const { value } = JSON.parse(JSON.stringify(messageObject(message("cim/1/desk-1/result", result))));
	assert.is(value.text, "NAINVINA?NGIMUHC");
	assert.is(value.kind, "letters");
	assert.is(value.scores.length, 144);
	assert.equal(value.chip, { program: 12_300, multiply: 212, wireBytes: 3412, energy: 1520 });
});

test("metrics in words: name, value, unit", () => {
	const pack = encodeSenml("cim/1/desk-1/", 1_700_000_000, [
		["uptime", "s", 300],
		["frames", "", 42],
		["energy", "J", 0.5],
	]);
	assert.is(
		messageText(message("cim/1/desk-1/metrics", pack)),
		"desk-1 metrics  uptime 300 s, frames 42, energy 0.5 J",
	);
	assert.match(messageText(message("cim/1/desk-1/metrics", Uint8Array.of(0x80, 1))), /cannot be decoded/);
});

test("unknown topics and undecodable payloads come as hexadecimal", () => {
	assert.is(messageText(message("cim/1/desk-1/log", "\x1b[2J")), "desk-1 log     1b 5b 32 4a");
	assert.match(messageText(message("cim/1/desk-1/result", "{}")), /cannot be decoded, .*: 7b 7d$/);
	assert.match(messageText(message("cim/1/desk-1/status", Uint8Array.of(0xff))), /cannot be decoded, .*: ff$/);
	assert.is(messageText(message("cim/1/desk-1/cmd", "")), "desk-1 cmd     (empty)");
	assert.is(messageText(message("cim/1/\x1b]0;x/y", "")), "cim/1/\\u{1b}]0;x/y  (empty)");
});

test("no message throws, is long, or holds a control character", () => {
	const random = new Random(3);
	for (let round = 0; round < 3000; round++) {
		const good = round % 2 ? result : birth;
		const bytes = good.slice();
		for (let flips = 1 + ((random.int32() >>> 0) % 6); flips > 0; flips--)
			bytes[(random.int32() >>> 0) % bytes.length] = random.int32();
		const received = message(`cim/1/desk-1/${round % 2 ? "result" : "birth"}`, bytes);
		const text = messageText(received);
		assert.not.match(text, /\p{Cc}/u);
		assert.ok(text.length < 3000, `${text.length} characters`);
		JSON.stringify(messageObject(received));
	}
});

test.run();
