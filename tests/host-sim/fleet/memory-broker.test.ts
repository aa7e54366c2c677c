import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MemoryBroker } from "../../../host-sim/fleet/memory-broker";
import { MemoryNetwork } from "../../../host-sim/fleet/memory-network";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

class Bench {
	readonly time = new VirtualTime();
	readonly network = new MemoryNetwork(this.time);
	readonly broker = new MemoryBroker(this.network, this.time);

	/** Connects with these options; `send` sends a packet, `take` gives what came, in words. */
	client(clientId: string, options: Partial<IConnectPacket> = {}) {
		const { time } = this;
		const came: string[] = [];
		const incoming = parser();
		incoming.on("packet", packet => came.push(wordsOf(packet)));
		const socket = new this.network.TCP({
			...{ address: "10.0.0.1", port: 1883 },
			onReadable: () => incoming.parse(Buffer.from(socket.read()!)),
			onError: () => came.push("gone"),
		});
		const client = {
			send(packet: Packet): string[] {
				socket.write(Uint8Array.from(generate(packet)));
				time.advance(1);
				return client.take();
			},
			take: () => came.splice(0),
			vanish: () => socket.close(),
			publish: (topic: string, text: string, more: object = {}) =>
				client.send({
					...{ cmd: "publish", topic, payload: text, qos: 1, retain: false, dup: false, messageId: 9 },
					...more,
				} as Packet),
			subscribe: (topic: string) => client.send({ cmd: "subscribe", messageId: 8, subscriptions: [{ topic, qos: 1 }] }),
		};
		time.advance(1);
		const isOpen = !came.includes("gone");
		const greeting = !isOpen
			? client.take()
			: client.send({ cmd: "connect", clientId, clean: true, keepalive: 0, ...options });
		return { ...client, greeting };
	}
}

function wordsOf(packet: Packet): string {
	if (packet.cmd === "publish")
		return `${packet.topic} ${packet.payload}${packet.retain ? " retained" : ""}${packet.dup ? " again" : ""} q${packet.qos}`;
	if (packet.cmd === "connack") return `connack${packet.sessionPresent ? " with session" : ""}`;
	return packet.cmd;
}

test("who is subscribed gets a message before its sender is told that it is taken", () => {
	const bench = new Bench();
	const one = bench.client("one");
	assert.equal(one.greeting, ["connack"]);
	assert.equal(one.subscribe("a/+"), ["suback"]);
	assert.equal(one.publish("a/b", "text"), ["a/b text q1", "puback"]);
	assert.equal(one.publish("a/b/c", "text"), ["puback"]);
});

test("a retained message is for those who come, and an empty one ends it", () => {
	const bench = new Bench();
	const one = bench.client("one");
	one.publish("s", "on", { retain: true });
	assert.equal(bench.client("two").subscribe("#"), ["suback", "s on retained q1"]);
	one.publish("s", "", { retain: true });
	assert.equal(bench.client("three").subscribe("#"), ["suback"]);
});

test("a session that is kept gets what came meanwhile, and again what it did not acknowledge", () => {
	const bench = new Bench();
	const session = { clean: false };
	const one = bench.client("one", session);
	one.subscribe("a");
	one.vanish();
	bench.time.advance(1);
	bench.client("two").publish("a", "1");
	const back = bench.client("one", session);
	assert.equal(back.greeting, ["connack with session", "a 1 q1"]);
	assert.equal(bench.client("one", session).greeting, ["connack with session", "a 1 again q1"]);
	assert.equal(back.take(), ["gone"], "a name has one connection");
	assert.equal(bench.client("one").greeting, ["connack"], "a clean session forgets");
});

test("the will: of who vanishes, falls silent or is replaced, not of who says goodbye, nor of a broker that is killed", () => {
	const bench = new Bench();
	const watcher = bench.client("watcher");
	watcher.subscribe("will");
	const options = { will: { topic: "will", payload: Buffer.from("x"), qos: 1 as const, retain: true }, keepalive: 10 };
	bench.client("one", options).vanish();
	bench.time.advance(1);
	assert.equal(watcher.take(), ["will x q1"]);
	bench.client("one", options);
	bench.time.advance(14_000);
	assert.equal(watcher.take(), []);
	bench.time.advance(2000);
	assert.equal(watcher.take(), ["will x q1"]);
	bench.client("one", options);
	bench.client("one", options).send({ cmd: "disconnect" });
	assert.equal(watcher.take(), ["will x q1"], "of the one that was replaced");
	bench.client("one", options);
	bench.broker.kill({ keeps: true });
	bench.time.advance(20_000);
	assert.equal(watcher.take(), ["gone"]);
});

test("killed: nobody gets in until it is started; it keeps what it knew, or not", () => {
	for (const keeps of [true, false]) {
		const bench = new Bench();
		const one = bench.client("one", { clean: false });
		one.subscribe("#");
		one.publish("s", "on", { retain: true });
		bench.broker.kill({ keeps });
		bench.time.advance(1);
		assert.equal(bench.client("two").greeting, ["gone"]);
		bench.broker.start();
		assert.is(bench.broker.retained("s")?.toString(), keeps ? "on" : undefined);
		assert.is(bench.client("one", { clean: false }).greeting[0], keeps ? "connack with session" : "connack");
	}
});

test("work time: packets of a client one after the other, each after its time", () => {
	const bench = new Bench();
	const one = bench.client("one");
	bench.broker.workTime = 1000;
	one.publish("a", "1");
	one.publish("a", "2");
	bench.time.advance(1500);
	assert.equal(one.take(), ["puback"]);
	bench.time.advance(1000);
	assert.equal(one.take(), ["puback"]);
});

test("a topic that is refused ends the connection, and so does a packet before CONNECT", () => {
	const bench = new Bench();
	bench.broker.refuses = topic => topic === "secret";
	assert.equal(bench.client("one").publish("secret", "x"), ["gone"]);
	const rude = bench.client("two");
	assert.equal(rude.send({ cmd: "connect", clientId: "two", clean: true, keepalive: 0 }), ["gone"], "a second CONNECT");
});

test.run();
