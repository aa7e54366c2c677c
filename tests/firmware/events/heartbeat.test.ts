import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeCommand } from "../../../firmware/commands/command-message";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";

import { still } from "../../support/still";
import { virtualDevice } from "../../support/virtual-device";

const MINUTE = 60_000;
/** As host-sim/experiments/vision/scripted-day.ts has it. */
const HEARTBEAT_BYTES = 340;
/** Labels of SenML. */
const NAME = 0;
const VALUE = 2;

/** A device that sends events and looks at a table on which nothing ever lies, a frame every twenty seconds. */
function idleDevice(settings: { heartbeat?: number } = {}) {
	const source = still({ kind: "empty", seed: 3 });
	const device = virtualDevice({ source, interval: 20_000, settings: { events: true, ...settings } });
	device.runtime.start();
	return device;
}

function measurements(pack: Uint8Array): Record<string, number> {
	const records = decodeCbor(pack) as Map<number, unknown>[];
	return Object.fromEntries(records.map(record => [record.get(NAME), record.get(VALUE)]));
}

test("a device that sees nothing says every five minutes that it lives, and what it has done", () => {
	const { broker, time } = idleDevice();
	time.advance(61 * MINUTE);
	assert.equal(broker.payloads("/result"), []);
	for (const { topic, payload } of broker.published.filter(one => one.topic.endsWith("/metrics")))
		assert.ok(topic.length + payload.length + 4 <= HEARTBEAT_BYTES, "as much as the scripted day counts for it");
	const packs = broker.payloads("/metrics").map(measurements);
	assert.is(packs.length, 12);
	const last = packs[packs.length - 1];
	assert.is(last.uptime, 3600);
	assert.ok(last.frames > 175 && last.frames <= 180, `${last.frames} frames`);
	assert.ok(last.passed > 0 && last.passed < 5, `${last.passed} looked at`);
	assert.equal([last.events, last.recognised, last.spiBytes, last.energy], [0, 0, 0, 0]);
	assert.is(last.conversions, last.frames * 40 * 30 + last.passed * 160 * 120);
});

test("what looking and recognising took is counted", () => {
	const device = virtualDevice({ source: still({ seed: 3 }), interval: 20_000, settings: { events: true } });
	const { broker, time, reports } = device;
	device.runtime.start();
	time.advance(6 * MINUTE);
	const { recognised, events, spiBytes, energy } = measurements(broker.payloads("/metrics")[0]);
	assert.equal([events, reports.length], [1, 1]);
	assert.is(recognised, 3, "as many as must agree");
	assert.is(spiBytes, recognised * reports[0].wireBytes);
	assert.ok(energy > 0 && energy < 1e-3, `${energy} J`);
});

test("the heart beats as often as the settings say, or not at all, and can be set from far away", () => {
	const quiet = idleDevice({ heartbeat: 0 });
	quiet.time.advance(20 * MINUTE);
	assert.equal(quiet.broker.payloads("/metrics"), []);
	const often = idleDevice({ heartbeat: 60 });
	often.time.advance(10 * MINUTE + 1000);
	assert.is(often.broker.payloads("/metrics").length, 10);
	often.broker.deliver("cim/1/test-1/cmd/set", encodeCommand({ id: "slow", values: { metrics: 600 } }));
	often.time.advance(30 * MINUTE + 1000);
	assert.is(often.broker.payloads("/metrics").length, 13);
});

test.run();
