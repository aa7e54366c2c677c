import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CimError } from "../../../firmware/errors";
import { MqttConnection } from "../../../firmware/messaging/mqtt-connection";
import type { MqttConnectionOptions } from "../../../firmware/messaging/mqtt-connection-options";
import { MqttError } from "../../../firmware/messaging/mqtt-error";
import { encodePublish, setPacketId } from "../../../firmware/messaging/mqtt-packet";
import { PacketIds } from "../../../firmware/messaging/packet-ids";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { FakeBroker } from "../../support/fake-broker";

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));

function publication(topic: string, payload: string, id: number): Uint8Array {
	const packet = encodePublish({ topic, payload: text(payload), qos: id ? 1 : 0, retain: false });
	if (id) setPacketId(packet, id, false);
	return packet;
}

/** A client, what it says, and the broker it talks to. */
class Bench {
	readonly time = new VirtualTime();
	readonly broker = new FakeBroker(this.time);
	readonly events: string[] = [];
	reason: CimError | undefined;
	client!: MqttConnection;
	closedAt = 0;

	open(options: Partial<MqttConnectionOptions> = {}): this {
		this.client = new MqttConnection({
			io: this.broker.io,
			address: "10.0.0.1",
			port: 1883,
			timers: this.time,
			clock: this.time,
			connectTimeout: 15_000,
			stallTimeout: 10_000,
			packetLimit: 1024,
			clientId: "d",
			cleanSession: false,
			keepAlive: 20,
			onConnected: present => this.events.push(`connected ${present}`),
			incoming: new PacketIds(),
			onMessage: ({ topic, payload, retain }) =>
				this.events.push(`message ${topic} '${Buffer.from(payload).toString("latin1")}'${retain ? " retained" : ""}`),
			onOversized: topic => this.events.push(`oversized ${topic}`),
			onAcknowledged: id => this.events.push(`acknowledged ${id}`),
			onReceived: id => this.events.push(`received ${id}`),
			onSubscribed: (id, granted) => this.events.push(`subscribed ${id} ${granted}`),
			onDrained: () => {},
			onClosed: reason => {
				this.reason = reason;
				this.closedAt = this.time.milliseconds;
				this.events.push(`closed ${reason.code}`);
			},
			...options,
		});
		return this;
	}

	connect(options: Partial<MqttConnectionOptions> = {}): this {
		this.open(options);
		this.time.advance(10);
		assert.equal(this.events.splice(0), ["connected false"]);
		return this;
	}
}

test("CONNECT is the first packet and goes out when the socket opens", () => {
	const { broker, time, events } = new Bench().open();
	assert.equal(broker.connection.packets, []);
	time.advance(5);
	assert.equal(broker.connection.packets, ["100d00044d51545404000014000164"]);
	assert.is(broker.connection.address, "10.0.0.1:1883");
	assert.equal(events, ["connected false"]);
});

test("session present is passed on", () => {
	const bench = new Bench();
	bench.broker.connack = "20 02 0100";
	bench.open().time.advance(5);
	assert.equal(bench.events, ["connected true"]);
});

for (const [code, words] of [
	[1, "3.1.1"],
	[2, "identifier"],
	[3, "unavailable"],
	[4, "password"],
	[5, "authorized"],
] as const)
	test(`a refusal with return code ${code} is told in words`, () => {
		const bench = new Bench();
		bench.broker.connack = `20 02 000${code}`;
		bench.open().time.advance(100_000);
		assert.instance(bench.reason, MqttError);
		assert.equal(bench.events, ["closed mqtt-refused"]);
		assert.is((bench.reason as MqttError).returnCode, code);
		assert.match(bench.reason!.message, words);
		assert.ok(bench.broker.connection.isClosed);
	});

test("a broker that is not there", () => {
	const bench = new Bench();
	bench.broker.isListening = false;
	bench.open().time.advance(100);
	assert.equal(bench.events, ["closed mqtt-connection"]);
	assert.match(bench.reason!.message, "is the broker running");
});

test("a broker that never answers CONNECT", () => {
	const bench = new Bench();
	bench.broker.answers.delete("CONNACK");
	bench.open().time.advance(100_000);
	assert.equal(bench.events, ["closed mqtt-timeout"]);
	assert.is(bench.closedAt, 15_000);
	assert.is(bench.time.next, undefined, "no timer is left");
});

test("a socket that cannot even be made is an error of the constructor", () => {
	const io = class {
		constructor() {
			throw new Error("no more sockets");
		}
	};
	assert.throws(
		() => new Bench().open({ io: io as never }),
		(error: unknown) =>
			error instanceof MqttError && error.code === "mqtt-connection" && /no more sockets/.test(error.message),
	);
});

test("packets that come byte by byte", () => {
	const { broker, time, events } = new Bench().connect();
	broker.connection.send("32 07 0001 'a' 0005 'hi' 30 03 0001 'b' 33 06 0001 'c' 0006 '!'", 1);
	time.advance(100);
	assert.equal(events, ["message a 'hi'", "message b ''", "message c '!' retained"]);
	assert.equal(broker.connection.log, ["CONNECT", "PUBACK id=5", "PUBACK id=6"]);
});

test("many packets that come at once", () => {
	const { broker, time, events } = new Bench().connect();
	broker.connection.send("30 04 0001 'a' '1' 30 03 0001 'b' 30 04 0001 'a' '2' d0 00 30 04 0001 'a' '3'");
	time.advance(10);
	assert.equal(events, ["message a '1'", "message b ''", "message a '2'", "message a '3'"]);
});

test("a message of no length does not stop the ones after it, nor the pings", () => {
	const { broker, time, events } = new Bench().connect();
	for (let i = 0; i < 5; i++) {
		broker.connection.send("31 03 0001 'a'");
		time.advance(16_000);
	}
	broker.connection.send("30 04 0001 'a' 'z'");
	time.advance(100_000);
	assert.equal(events, [...Array.from({ length: 5 }, () => "message a '' retained"), "message a 'z'"]);
});

for (const window of [1, 7, 100])
	test(`a socket that takes ${window} bytes at a time gets every packet whole`, () => {
		const bench = new Bench();
		bench.broker.window = window;
		bench.open().time.advance(100);
		bench.client.publish(publication("a/b", "x".repeat(300), 1), 1, 1);
		bench.client.publish(publication("a/b", "y", 0), 0, 0);
		bench.client.subscribe(2, [{ filter: "c", qos: 1 }]);
		bench.time.advance(1000);
		assert.equal(bench.broker.connection.log, [
			"CONNECT",
			`PUBLISH q1 id=1 a/b '${"x".repeat(300)}'`,
			"PUBLISH a/b 'y'",
			"SUBSCRIBE id=2 c q1",
		]);
		assert.equal(bench.events, ["connected false", "acknowledged 1", "subscribed 2 1"]);
		assert.ok(bench.client.idle);
	});

test("an inbound message is acknowledged after it was handled, not before", () => {
	const order: string[] = [];
	const bench = new Bench();
	bench.connect({ onMessage: () => order.push(`handled with ${bench.broker.connection.log.length - 1} PUBACK`) });
	bench.broker.connection.send("32 05 0001 'a' 0005 32 05 0001 'a' 0006");
	bench.time.advance(10);
	assert.equal(order, ["handled with 0 PUBACK", "handled with 1 PUBACK"]);
});

test("an unexpected PUBACK, SUBACK or PINGRESP is passed over", () => {
	const { broker, time, events, client } = new Bench().connect();
	client.publish(publication("a", "1", 7), 7, 1);
	broker.connection.send("40 02 0009 90 03 0009 01 b0 02 0009 d0 00 40 02 0007 40 02 0007");
	time.advance(10);
	assert.equal(events, ["acknowledged 7"]);
});

test("a message above the limit is acknowledged, dropped, and does not end the connection", () => {
	const { broker, time, events } = new Bench().connect({ packetLimit: 16 });
	broker.connection.send(`32 45 0001 'a' 0003 '${"x".repeat(64)}' 30 04 0001 'b' '!'`);
	time.advance(10);
	assert.equal(events, ["oversized a", "message b '!'"]);
	assert.equal(broker.connection.log, ["CONNECT", "PUBACK id=3"]);
});

for (const [what, bytes] of [
	["a second CONNACK", "20 02 0000"],
	["a packet only clients send", "c0 00"],
] as const)
	test(`${what} closes the connection`, () => {
		const { broker, time, events } = new Bench().connect();
		broker.connection.send(bytes);
		time.advance(10);
		assert.equal(events, ["closed mqtt-protocol"]);
		assert.ok(broker.connection.isClosed);
		assert.is(time.next, undefined, "no timer is left");
	});

test("anything before CONNACK closes the connection [MQTT-3.2.0-1]", () => {
	const bench = new Bench();
	bench.broker.connack = "30 03 0001 'a'";
	bench.open().time.advance(10);
	assert.equal(bench.events, ["closed mqtt-protocol"]);
});

test("a connection that is closed by the broker", () => {
	const { broker, time, events } = new Bench().connect();
	broker.connection.hangUp();
	time.advance(100_000);
	assert.equal(events, ["closed mqtt-connection"]);
});

test("an idle connection is pinged after three quarters of the keep-alive time, and again", () => {
	const { broker, time, events } = new Bench().connect({ keepAlive: 20 });
	time.advance(100_000);
	assert.equal(
		broker.connection.log.slice(1),
		Array.from({ length: 6 }, () => "PINGREQ"),
	);
	for (let i = 1; i <= 6; i++) {
		const pause = broker.connection.times[i] - broker.connection.times[i - 1];
		assert.ok(pause >= 15_000 && pause < 17_000, `pause of ${pause} ms`);
	}
	assert.equal(events, []);
});

test("no ping while messages go both ways", () => {
	const { broker, time, client } = new Bench().connect({ keepAlive: 20 });
	for (let id = 1; id <= 20; id++) {
		client.publish(publication("a", "", id), id, id ? 1 : 0);
		time.advance(10_000);
	}
	assert.not.ok(broker.connection.log.includes("PINGREQ"));
});

test("one that only sends QoS 0 still asks whether anybody is there", () => {
	const { broker, time, client, events } = new Bench().connect({ keepAlive: 20 });
	const send = () => {
		for (let i = 0; i < 60; i++) {
			if (events.length === 0) client.publish(publication("a", "", 0), 0, 0);
			time.advance(1_000);
		}
	};
	send();
	assert.is(broker.connection.log.filter(packet => packet === "PINGREQ").length, 3);
	broker.answers.delete("PINGRESP");
	send();
	assert.equal(events, ["closed mqtt-timeout"]);
});

test("a PINGRESP that does not come closes the connection", () => {
	const bench = new Bench().connect({ keepAlive: 20 });
	bench.broker.answers.delete("PINGRESP");
	bench.time.advance(100_000);
	assert.equal(bench.events, ["closed mqtt-timeout"]);
	assert.match(bench.reason!.message, "no PINGRESP within 10000 ms");
	assert.ok(bench.closedAt >= 25_000 && bench.closedAt < 27_000, `closed at ${bench.closedAt}`);
});

test("keep-alive 0 sends no ping", () => {
	const { broker, time } = new Bench().connect({ keepAlive: 0 });
	time.advance(1_000_000);
	assert.equal(broker.connection.log, ["CONNECT"]);
});

test("a PUBACK that does not come closes the connection, however many others come", () => {
	const bench = new Bench();
	bench.broker.acknowledges = id => id !== 1;
	bench.connect();
	for (let id = 1; id <= 20 && !bench.reason; id++) {
		bench.client.publish(publication("a", "", id), id, id ? 1 : 0);
		bench.time.advance(1_000);
	}
	assert.equal(bench.reason?.code, "mqtt-timeout");
	assert.match(bench.reason!.message, "no PUBACK within 10000 ms");
	assert.is(bench.closedAt, 10_010);
});

test("a socket that never takes any more closes the connection too", () => {
	const bench = new Bench().connect({ keepAlive: 20 });
	bench.broker.connection.isTaking = false;
	for (let i = 0; i < 40 && !bench.reason; i++) bench.client.publish(publication("a", "x".repeat(300), 0), 0, 0);
	bench.time.advance(100_000);
	assert.equal(bench.events, ["closed mqtt-timeout"]);
});

test("packets never pile up without end", () => {
	const bench = new Bench().connect();
	bench.broker.connection.isTaking = false;
	for (let i = 0; i < 100_000 && !bench.reason; i++) {
		bench.broker.connection.send("32 05 0001 'a' 0005");
		bench.time.advance(1);
	}
	assert.equal(bench.reason?.code, "mqtt-connection");
	assert.match(bench.reason!.message, "pile up");
});

test("a write that throws closes the connection and does not get out", () => {
	const bench = new Bench().connect();
	bench.broker.connection.writeError = new Error("the network is gone");
	bench.client.publish(publication("a", "", 1), 1, 1);
	bench.time.advance(10);
	assert.equal(bench.events, ["closed internal"]);
	assert.match(bench.reason!.message, "the network is gone");
});

test("DISCONNECT is the last packet, then the socket is closed", () => {
	const bench = new Bench();
	bench.broker.window = 5;
	bench.open().time.advance(100);
	bench.client.publish(publication("a", "last words", 0), 0, 0);
	let done = 0;
	bench.client.disconnect(() => done++);
	assert.is(done, 0);
	bench.time.advance(100_000);
	assert.is(done, 1);
	assert.equal(bench.broker.connection.log, ["CONNECT", "PUBLISH a 'last words'", "DISCONNECT"]);
	assert.ok(bench.broker.connection.isClosed);
	assert.is(bench.time.next, undefined, "no timer is left");
	assert.equal(bench.events, ["connected false"]);
});

test("a connection that breaks while it says good-bye is done too", () => {
	const bench = new Bench().connect();
	bench.broker.connection.isTaking = false;
	for (let i = 0; i < 40; i++) bench.client.publish(publication("a", "x".repeat(300), 0), 0, 0);
	let done = 0;
	bench.client.disconnect(() => done++);
	bench.broker.connection.hangUp();
	bench.time.advance(10);
	assert.is(done, 1);
	assert.equal(bench.events, []);
});

test("after close nothing is heard any more", () => {
	const { broker, time, client, events } = new Bench().connect();
	broker.connection.send("30 03 0001 'a'");
	client.close();
	client.publish(publication("a", "", 0), 0, 0);
	time.advance(100_000);
	assert.equal(events, []);
	assert.equal(broker.connection.log, ["CONNECT"]);
});

test("closing in the middle of what came at once: the rest is not delivered", () => {
	const bench = new Bench();
	const seen: string[] = [];
	bench.connect({
		onMessage: ({ topic }) => {
			seen.push(topic);
			bench.client.close();
		},
	});
	bench.broker.connection.send("32 05 0001 'a' 0001 30 03 0001 'b'");
	bench.time.advance(10);
	assert.equal(seen, ["a"]);
	assert.equal(bench.broker.connection.log, ["CONNECT"]);
});

test.run();
