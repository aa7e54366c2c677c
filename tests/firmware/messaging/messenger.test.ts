import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../../firmware/config";
import { Random } from "../../../firmware/math/random";
import { decodeBirth } from "../../../firmware/messaging/birth-message";
import { MessageError } from "../../../firmware/messaging/message-error";
import { Messenger } from "../../../firmware/messaging/messenger";
import { decodeResult } from "../../../firmware/messaging/result-message";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { FakeBroker } from "../../support/fake-broker";
import { idleControl } from "../../support/idle-control";
import { sampleBirth, sampleResult } from "../../support/sample-messages";

class Bench {
	readonly time = new VirtualTime();
	readonly broker = new FakeBroker(this.time);
	readonly events: string[] = [];
	readonly birth = sampleBirth();
	readonly messenger = new Messenger(
		{
			TCP: this.broker.io,
			resolver: { resolve: (host, onResolved) => this.time.set(() => onResolved(host, host), 1) },
			timers: this.time,
			clock: this.time,
			random: new Random(1),
		},
		{ ...defaultSettings, device: "cam-1" },
		{
			control: { ...idleControl, describe: () => this.birth },
			onOnline: () => this.events.push("online"),
			onOffline: reason => this.events.push(`offline ${reason.code}`),
			onPublished: sequence => this.events.push(`published ${sequence}`),
			onDropped: (sequence, reason) => this.events.push(`dropped ${sequence} ${reason.code}`),
			onFault: error => this.events.push(`fault ${error}`),
		},
	);

	online(): this {
		this.messenger.open();
		this.time.advanceUntil(() => this.messenger.online);
		this.time.advance(20);
		return this;
	}

	/** Topics published to on the newest connection, with the flags. */
	get topics(): string[] {
		const packets = this.broker.connection.log.slice(1).filter(packet => !packet.startsWith("SUBSCRIBE"));
		return packets.map(packet => packet.replace(/ '.*/s, "").replace(/ id=\d+/, ""));
	}

	/** Payload of the last packet to a topic of the newest connection. */
	payload(topic: string): Uint8Array {
		const { log, packets } = this.broker.connection;
		const at = log.findLastIndex(packet => packet.includes(` cim/1/cam-1/${topic} `));
		const bytes = Buffer.from(packets[at], "hex");
		const start = bytes.indexOf(`cam-1/${topic}`) + `cam-1/${topic}`.length + 2;
		return Uint8Array.from(bytes.subarray(start));
	}
}

test("coming online: status, then birth, both retained", () => {
	const bench = new Bench().online();
	assert.equal(bench.topics, ["PUBLISH q1 retain cim/1/cam-1/status", "PUBLISH q1 retain cim/1/cam-1/birth"]);
	assert.is(Buffer.from(bench.payload("status")).toString(), "online");
	assert.equal(decodeBirth(bench.payload("birth")), sampleBirth());
	assert.equal(bench.events, ["online"]);
});

test("a change is announced; while offline nothing is queued for it", () => {
	const bench = new Bench();
	bench.messenger.announce();
	bench.online();
	assert.is(bench.topics.length, 2);
	bench.birth.missing = [];
	bench.messenger.announce();
	bench.time.advance(20);
	assert.equal(decodeBirth(bench.payload("birth")).missing, []);
	assert.is(bench.topics.length, 3);
});

test("results published before and after a loss arrive, and each is told once", () => {
	const bench = new Bench();
	const first = bench.messenger.publishResult({ ...sampleResult(), sequence: 1 }).slice();
	bench.online();
	assert.equal(bench.payload("result"), first);
	assert.is(decodeResult(first).sequence, 1);
	bench.broker.connection.hangUp();
	bench.time.advance(1);
	bench.messenger.publishResult({ ...sampleResult(), sequence: 2 });
	bench.time.advance(10_000);
	assert.equal(bench.events, ["online", "published 1", "offline mqtt-connection", "online", "published 2"]);
	assert.is(decodeResult(bench.payload("result")).sequence, 2);
});

test("a result that is given up is told", () => {
	const bench = new Bench();
	for (let sequence = 1; sequence <= 33; sequence++) bench.messenger.publishResult({ ...sampleResult(), sequence });
	assert.equal(bench.events, ["dropped 1 mqtt-queue-full"]);
});

test("the bytes of a result do not depend on the connection", () => {
	const one = new Bench();
	const two = new Bench().online();
	two.messenger.publishResult({ ...sampleResult(), sequence: 9 });
	const bytes = Buffer.from(one.messenger.publishResult(sampleResult())).toString("hex");
	assert.is(Buffer.from(two.messenger.publishResult(sampleResult())).toString("hex"), bytes);
});

test("a result that breaks the schema is refused with the field's name and nothing is queued", () => {
	const bench = new Bench().online();
	assert.throws(
		() => bench.messenger.publishResult({ ...sampleResult(), snr: Number.NaN }),
		(error: unknown) => error instanceof MessageError && error.field === "snr",
	);
	bench.time.advance(100);
	assert.is(bench.topics.length, 2);
});

test("close: results that wait, then stopped, then DISCONNECT", () => {
	const bench = new Bench().online();
	bench.messenger.publishResult(sampleResult());
	let closed = 0;
	bench.messenger.close(() => closed++);
	bench.time.advance(100);
	assert.is(closed, 1);
	assert.equal(bench.topics.slice(2), [
		"PUBLISH q1 cim/1/cam-1/result",
		"PUBLISH q1 retain cim/1/cam-1/status",
		"DISCONNECT",
	]);
	assert.is(Buffer.from(bench.payload("status")).toString(), "stopped");
});

test.run();
