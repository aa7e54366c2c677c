import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FrameReport } from "../../firmware/report";
import { FrameJournal } from "../../host-sim/frame-journal";
import type { FrameRecord } from "../../host-sim/frame-record";
import { someFrame } from "../support/frame-record";

const TOPIC = "cim/1/desk-1/result";

function setUp(expected?: string) {
	const seen = { records: 0, complete: [] as FrameRecord[], mismatches: [] as string[] };
	const journal = new FrameJournal({
		expected: expected === undefined ? undefined : () => expected,
		onRecord: () => seen.records++,
		onComplete: record => seen.complete.push(record),
		onMismatch: line => seen.mismatches.push(line),
	});
	return { journal, seen };
}

function report(sequence: number, message = Uint8Array.of(sequence)): FrameReport {
	const { result, stages, wireMicroseconds, informationBytes } = someFrame({ sequence });
	return { result, message, stages, wireMicroseconds, informationBytes };
}

const steps: Record<string, (journal: FrameJournal) => void> = {
	report: journal => journal.onReport(report(1)),
	received: journal => journal.onReceived(TOPIC, Uint8Array.of(1), someFrame({ sequence: 1 }).result),
	acknowledged: journal => journal.onAcknowledged(1),
};

for (const order of [
	["report", "received", "acknowledged"],
	["report", "acknowledged", "received"],
	["received", "report", "acknowledged"],
	["received", "acknowledged", "report"],
	["acknowledged", "received", "report"],
])
	test(`complete after ${order.join(", ")}, not before`, () => {
		const { journal, seen } = setUp();
		for (const step of order) {
			assert.is(seen.complete.length, 0);
			steps[step](journal);
		}
		assert.is(seen.complete.length, 1);
		assert.is(seen.complete[0].acknowledged, true);
		assert.is(seen.complete[0].messageBytes, 1);
		assert.is(journal.complete, 1);
	});

test("what was received without an acknowledgement is shown, but is not complete", () => {
	const { journal, seen } = setUp();
	steps.report(journal);
	steps.received(journal);
	assert.is(seen.records, 1);
	assert.is(journal.received, 1);
	assert.is(journal.complete, 0);
});

test("a message twice (QoS 1) counts once", () => {
	const { journal } = setUp();
	steps.report(journal);
	steps.received(journal);
	steps.received(journal);
	assert.is(journal.received, 1);
});

test("other bytes than published are no match and are reported", () => {
	const { journal, seen } = setUp();
	journal.onReport(report(1, Uint8Array.of(9)));
	steps.received(journal);
	steps.acknowledged(journal);
	assert.is(journal.received, 0);
	assert.is(seen.complete.length, 0);
	assert.match(seen.mismatches[0], "result 1 is not what this device published");
});

test("the report may be used again by the device", () => {
	const { journal, seen } = setUp();
	const reused = report(1);
	journal.onReport(reused);
	reused.message[0] = 99;
	reused.stages.capture = -1;
	steps.received(journal);
	steps.acknowledged(journal);
	assert.is(seen.complete[0].stages.capture, 410);
});

test("letters are counted against what was expected", () => {
	const { journal } = setUp("NAINVINAJNGINUHC");
	steps.report(journal);
	steps.received(journal);
	assert.is(journal.right, 14);
	assert.is(journal.expected, 16);
	assert.is(journal.recognised, 0);
});

test("frames that never complete do not fill the memory, and later ones still do", () => {
	const { journal, seen } = setUp();
	for (let sequence = 1; sequence <= 5000; sequence++) journal.onReport(report(sequence));
	assert.ok(journal.pending <= 256);
	journal.onReceived(TOPIC, Uint8Array.of(5000), someFrame({ sequence: 5000 }).result);
	journal.onAcknowledged(5000);
	assert.is(seen.complete.length, 1);
});

test.run();
