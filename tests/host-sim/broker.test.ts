import { createServer } from "node:net";
import mqtt from "mqtt";
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
