import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { FaultyFlash } from "../../../host-sim/node/faulty-flash";
import { CommandBench, memoryStore, send } from "../../support/command-bench";
import { checkMessage, schema } from "../../support/message-check";
import { sampleResult } from "../../support/sample-messages";

/** What a device publishes; commands and desired settings are what it is sent. */
const PUBLISHED = ["status", "birth", "result", "history", "gap", "answer", "reported", "metrics", "log-line", "frame"];
const FOR_HOME_ASSISTANT = ["mirror", "discovery"];
const SENT = ["command", "desired"];

test("a device that does everything publishes every kind of message there is, each as schema.cddl says", () => {
	const flash = new FaultyFlash(3, 4096, new Random(1));
	flash.bytes.fill(0xff);
	const bench = new CommandBench({
		flash,
		store: memoryStore(),
		homeAssistant: "homeassistant",
		control: { look: onFrame => onFrame(new Uint8Array(64), 8, 8) },
	});
	const { broker, time, messenger } = bench;
	let sequence = 0;
	const report = () => messenger.publishResult({ ...sampleResult(), sequence: ++sequence });
	report();
	send(bench, "snapshot");
	send(bench, "set", { metrics: 10 });
	send(bench, "log-level", { level: "info" });
	messenger.log("warning", "a line for whoever listens");
	time.advance(11_000);
	broker.isUp = false;
	broker.dropAll();
	for (let i = 0; i < 60; i++) report();
	broker.isUp = true;
	assert.ok(time.advanceUntil(() => broker.kinds.has("gap") && broker.kinds.has("history")));
	messenger.close();
	time.advance(100);
	assert.equal([...broker.kinds].sort(), [...PUBLISHED, ...FOR_HOME_ASSISTANT].sort());
	assert.equal(bench.faults, []);
});

test("every rule of the schema is a kind of message, or a part of one", () => {
	const parts = [
		"log-level",
		"component",
		"id",
		"fields",
		"field",
		"time",
		"kind",
		"letters",
		"no-sheet",
		"fault-kind",
	];
	const more = ["network", "event", "new", "update", "end", "chip", "fault", "u32", "name", "words"];
	assert.equal(
		schema.rules.filter(rule => !parts.includes(rule) && !more.includes(rule)).sort(),
		[...PUBLISHED, ...FOR_HOME_ASSISTANT, ...SENT].sort(),
	);
});

test("what breaks its rule, and what has none, is noticed", () => {
	const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
	const wrong: [topic: string, payload: Uint8Array, words: RegExp][] = [
		["cim/1/a/status", text("gone"), /is no status/],
		["cim/1/a/mirror", text('{"text":"A"}'), /is no mirror/],
		["cim/1/a/mirror", text("{"), /./],
		["cim/1/a/frame", text("short"), /is no frame/],
		["cim/1/a/log/info", text("x".repeat(513)), /is no log-line/],
		["cim/1/a/gap", Uint8Array.of(0xa0), /is no gap/],
		["homeassistant/device/cim-a/config", text("{}"), /is no discovery/],
		["cim/1/a/anything", text("x"), /knows no message/],
		["cim/1/a/log/debug", text("x"), /knows no message/],
		["elsewhere", text("x"), /knows no message/],
	];
	for (const [topic, payload, words] of wrong) assert.throws(() => checkMessage(topic, payload), words, topic);
	assert.is(checkMessage("cim/1/a/status", text("")), "status", "an empty one clears what was retained");
});

test.run();
