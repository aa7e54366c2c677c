import { connect, createServer } from "node:net";
import mqtt from "mqtt";
import { generate, type Packet, parser } from "mqtt-packet";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CimError } from "../../firmware/errors";
import { encodePublish } from "../../firmware/messaging/mqtt-packet";
import { startBroker } from "../../host-sim/broker";
import { PacketSizeLimit } from "../../host-sim/packet-size-limit";
import { within } from "../support/real-time";

test("a taken port: the next free one is used and told", async () => {
	const first = await startBroker({ port: 0 });
	const second = await startBroker({ port: first.port });
	assert.is(second.requestedPort, first.port);
	assert.ok(second.port > first.port && second.port <= first.port + 20);
	assert.is(second.url, `mqtt://127.0.0.1:${second.port}`);
	const client = await mqtt.connectAsync(second.url);
	await client.endAsync();
	await second.close();
	await first.close();
});

test("a host that is not ours is a typed error at once", async () => {
	try {
		await startBroker({ port: 1883, host: "192.0.2.1", users: [] });
		assert.unreachable();
	} catch (error) {
		assert.instance(error, CimError);
		assert.is((error as CimError).code, "broker-port");
		assert.match((error as CimError).message, "192.0.2.1:1883");
	}
});

test("the port is free after close, and connected clients are let go", async () => {
	const broker = await startBroker({ port: 0 });
	const client = await mqtt.connectAsync(broker.url, { reconnectPeriod: 0 });
	const gone = within<void>(5, "close", resolve => client.once("close", resolve));
	await broker.close();
	await gone;
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(broker.port, "127.0.0.1", resolve);
	});
	await new Promise(resolve => server.close(resolve));
	await client.endAsync(true);
});

test("shared subscriptions are refused, others granted", async () => {
	const broker = await startBroker({ port: 0 });
	const client = await mqtt.connectAsync(broker.url);
	const refusal = await client.subscribeAsync("$share/group/cim/#", { qos: 1 }).then(
		granted => granted[0]?.qos,
		(error: Error) => error.message,
	);
	assert.match(String(refusal), /128|Unspecified error/);
	assert.is((await client.subscribeAsync("cim/#", { qos: 1 }))[0].qos, 1);
	await client.endAsync();
	await broker.close();
});

test("a packet above the limit ends its connection and no other", async () => {
	const broker = await startBroker({ port: 0, packetLimit: 1000 });
	const good = await mqtt.connectAsync(broker.url);
	await good.subscribeAsync("t", { qos: 1 });
	const bad = await mqtt.connectAsync(broker.url, { reconnectPeriod: 0 });
	const closed = within<void>(5, "close", resolve => bad.once("close", resolve));
	bad.publish("t", "x".repeat(2000), { qos: 0 });
	await closed;
	const received = within<string>(5, "message", resolve =>
		good.once("message", (_topic, payload) => resolve(payload.toString())),
	);
	await good.publishAsync("t", "y".repeat(900), { qos: 1 });
	assert.is(await received, "y".repeat(900));
	await bad.endAsync(true);
	await good.endAsync();
	await broker.close();
});

test("no more connections than the limit", async () => {
	const broker = await startBroker({ port: 0, connectionLimit: 2 });
	const clients = [await mqtt.connectAsync(broker.url), await mqtt.connectAsync(broker.url)];
	const third = mqtt.connect(broker.url, { reconnectPeriod: 0 });
	third.on("error", () => {});
	await within<void>(5, "refusal", resolve => third.once("close", resolve));
	assert.not.ok(third.connected);
	for (const client of clients) assert.ok(client.connected);
	await third.endAsync(true);
	for (const client of clients) await client.endAsync();
	await broker.close();
});

/** Whether a limit of 100 lets the bytes pass, `chunk` at a time. */
async function passes(bytes: Uint8Array, chunk: number): Promise<boolean> {
	const limit = new PacketSizeLimit(100);
	let passed = 0;
	limit.on("data", (data: Buffer) => (passed += data.length));
	const failed = new Promise<boolean>(resolve => {
		limit.on("error", () => resolve(false));
		limit.on("end", () => resolve(true));
	});
	for (let at = 0; at < bytes.length; at += chunk) limit.write(bytes.subarray(at, at + chunk));
	limit.end();
	const result = await failed;
	if (result) assert.is(passed, bytes.length);
	return result;
}

/** A client that says only what it is told to, and what it heard until its connection ended. */
async function bareClient(
	port: number,
	packets: Packet[],
): Promise<{ heard: string[]; ended: Promise<void>; end(): void }> {
	const socket = connect(port, "127.0.0.1");
	const heard: string[] = [];
	const reader = parser();
	reader.on("packet", ({ cmd }) => heard.push(cmd));
	socket.on("data", data => reader.parse(data));
	socket.on("error", () => {});
	const ended = within<void>(10, "the connection ends", resolve => socket.once("close", () => resolve()));
	await within<void>(5, "connect", resolve => socket.once("connect", resolve));
	for (const packet of packets) socket.write(generate(packet));
	return { heard, ended, end: () => socket.destroy() };
}

const hello: Packet = {
	cmd: "connect",
	protocolId: "MQTT",
	protocolVersion: 4,
	clientId: "bare",
	clean: true,
	keepalive: 60,
};
const message = (topic: string, messageId: number): Packet => ({
	...{ cmd: "publish", topic, payload: "x", qos: 2, dup: false, retain: false, messageId },
});

test("who does not say who they are is hung up on", async () => {
	const broker = await startBroker({ port: 0, connectTimeout: 50 });
	const silent = await bareClient(broker.port, []);
	await silent.ended;
	assert.equal(silent.heard, []);
	await broker.close();
});

test("a topic of more than 16 levels ends its connection", async () => {
	const broker = await startBroker({ port: 0 });
	const levels = (count: number) => Array.from({ length: count }, (_, n) => `l${n}`).join("/");
	const good = await bareClient(broker.port, [hello, message(levels(16), 1), { cmd: "pingreq" }]);
	await within<void>(5, "pong", resolve => {
		const look = () => (good.heard.includes("pingresp") ? resolve() : setTimeout(look, 5));
		look();
	});
	good.end();
	assert.equal(good.heard.sort(), ["connack", "pingresp", "pubrec"]);
	const bad = await bareClient(broker.port, [hello, message(levels(17), 1)]);
	await bad.ended;
	assert.not.ok(bad.heard.includes("pubrec"));
	await broker.close();
});

test("more than 64 messages that are begun and not released end their connection", async () => {
	const broker = await startBroker({ port: 0 });
	const begun = (count: number) => Array.from({ length: count }, (_, n) => message("cim/1/a/result", n + 1));
	const client = await bareClient(broker.port, [hello, ...begun(65)]);
	await client.ended;
	assert.ok(client.heard.filter(cmd => cmd === "pubrec").length <= 64);
	await broker.close();
});

test("the size limit counts packets however they are cut", async () => {
	const packet = (size: number) =>
		encodePublish({ topic: "t", payload: new Uint8Array(size - 3), qos: 0, retain: false });
	const ping = Uint8Array.of(0xc0, 0);
	for (const chunk of [1, 3, 50, 1000]) {
		const good = Uint8Array.from([...packet(100), ...ping, ...ping, ...packet(3), ...packet(100)]);
		assert.ok(await passes(good, chunk), `${chunk} at a time`);
		assert.not.ok(await passes(Uint8Array.from([...good, ...packet(101)]), chunk), `${chunk} at a time`);
		assert.not.ok(await passes(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01), chunk), "a length of five bytes");
	}
});

test.run();
