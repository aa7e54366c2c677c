import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CimError } from "../../../firmware/errors";
import type { Resolver } from "../../../firmware/hardware";
import { Random } from "../../../firmware/math/random";
import { Session } from "../../../firmware/messaging/session";
import type { SessionOptions } from "../../../firmware/messaging/session-options";
import { TopicError } from "../../../firmware/messaging/topics";
import { VirtualTime } from "../../../host-sim/node/virtual-time";
import { FakeBroker } from "../../support/fake-broker";

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
const status = (word: string) => ({ topic: "s", payload: text(word), qos: 1, retain: true }) as const;

/** A session, what it says, and the broker it talks to. */
class Bench {
	readonly time = new VirtualTime();
	readonly broker = new FakeBroker(this.time);
	readonly events: string[] = [];
	readonly retries: number[] = [];
	readonly outcomes: string[] = [];
	readonly session: Session;
	address: string | undefined = "10.0.0.1";
	lookups: string[] = [];

	constructor(options: Partial<SessionOptions> = {}) {
		const resolver: Resolver = {
			resolve: (host, onResolved) => {
				this.lookups.push(host);
				this.time.set(() => onResolved(host, this.address), 1);
			},
		};
		this.session = new Session({
			io: this.broker.io,
			resolver,
			timers: this.time,
			clock: this.time,
			random: new Random(5),
			host: "broker.local",
			port: 1883,
			clientId: "d",
			keepAlive: 30,
			will: status("offline"),
			greeting: status("online"),
			farewell: status("stopped"),
			onOnline: present => this.events.push(`online ${present}`),
			onOffline: (reason, retry) => {
				this.events.push(`offline ${reason.code}`);
				this.retries.push(retry);
			},
			onMessage: (topic, payload) => this.events.push(`message ${topic} '${Buffer.from(payload).toString()}'`),
			...options,
		});
	}

	online(): this {
		this.session.open();
		assert.ok(this.time.advanceUntil(() => this.session.online));
		this.time.advance(20);
		return this;
	}

	publish(payload: string, qos: 0 | 1 = 1): void {
		this.session.publish("t", text(payload), { qos, retain: false }, error => this.settle(payload, error));
	}

	settle = (what: string, error?: CimError): void => {
		this.outcomes.push(`${what}: ${error ? error.code : "ok"}`);
	};

	/** Packets on the newest connection after CONNECT and the greeting. */
	get log(): string[] {
		return this.broker.connection.log.slice(2);
	}
}

test("it resolves the name, connects and greets before anything else", () => {
	const bench = new Bench();
	bench.publish("1");
	bench.session.subscribe("c", 1);
	bench.online();
	assert.equal(bench.lookups, ["broker.local"]);
	assert.is(bench.broker.connection.address, "10.0.0.1:1883");
	assert.equal(bench.broker.connection.log, [
		"CONNECT",
		"SUBSCRIBE id=1 c q1",
		"PUBLISH q1 id=2 retain s 'online'",
		"PUBLISH q1 id=3 t '1'",
	]);
	assert.equal(bench.events, ["online false"]);
	assert.equal(bench.outcomes, ["1: ok"]);
	assert.is(bench.session.pending, 0);
});

test("CONNECT keeps the session and carries the will", () => {
	const bench = new Bench({ user: "u", password: "p" }).online();
	const expected = Buffer.from("\0\x04MQTT\x04\xec\0\x1e\0\x01d\0\x01s\0\x07offline\0\x01u\0\x01p", "latin1");
	assert.is(bench.broker.connection.packets[0], `10${expected.length.toString(16)}${expected.toString("hex")}`);
});

test("what was not acknowledged is sent again with DUP, in order, with the same identifiers, then the rest", () => {
	const bench = new Bench({ limits: { window: 3 } }).online();
	bench.broker.answers.delete("PUBACK");
	for (const payload of "12345") bench.publish(payload);
	bench.time.advance(100);
	assert.equal(bench.log, ["PUBLISH q1 id=2 t '1'", "PUBLISH q1 id=3 t '2'", "PUBLISH q1 id=4 t '3'"]);
	bench.broker.connection.send("40 02 0003");
	bench.time.advance(100);
	assert.equal(bench.log.slice(3), ["PUBLISH q1 id=5 t '4'"]);
	assert.equal(bench.outcomes, ["2: ok"]);

	bench.broker.connection.hangUp();
	bench.broker.answers.add("PUBACK");
	bench.time.advance(60_000);
	assert.is(bench.broker.connections.length, 2);
	assert.equal(
		bench.log.filter(packet => packet !== "PINGREQ"),
		["PUBLISH dup q1 id=2 t '1'", "PUBLISH dup q1 id=4 t '3'", "PUBLISH dup q1 id=5 t '4'", "PUBLISH q1 id=7 t '5'"],
	);
	assert.equal(bench.broker.connection.log[1], "PUBLISH q1 id=6 retain s 'online'");
	assert.equal(bench.outcomes, ["2: ok", "1: ok", "3: ok", "4: ok", "5: ok"]);
	assert.is(bench.session.statistics.resent, 3);
});

test("an unacknowledged greeting is not sent again beside the new one", () => {
	const bench = new Bench();
	bench.broker.answers.delete("PUBACK");
	bench.online();
	bench.broker.connection.hangUp();
	bench.broker.answers.add("PUBACK");
	bench.time.advance(60_000);
	assert.equal(
		bench.broker.connection.log.filter(packet => packet !== "PINGREQ"),
		["CONNECT", "PUBLISH q1 id=2 retain s 'online'"],
	);
});

test("subscriptions are made again on every connection, also when the broker kept the session", () => {
	const bench = new Bench().online();
	bench.session.subscribe("a/+", 1, error => bench.settle("a", error));
	bench.session.subscribe("b", 0, error => bench.settle("b", error));
	bench.time.advance(100);
	bench.session.unsubscribe("b");
	bench.time.advance(100);
	assert.equal(bench.log, ["SUBSCRIBE id=2 a/+ q1", "SUBSCRIBE id=3 b q0", "UNSUBSCRIBE id=4 b"]);
	assert.equal(bench.outcomes, ["a: ok", "b: ok"]);
	bench.broker.connack = "20 02 0100";
	bench.broker.connection.hangUp();
	bench.time.advance(5_000);
	assert.equal(bench.broker.connection.log.slice(0, 2), ["CONNECT", "SUBSCRIBE id=5 a/+ q1"]);
	assert.equal(bench.events, ["online false", "offline mqtt-connection", "online true"]);
});

test("a subscription that the broker refuses is told", () => {
	const bench = new Bench().online();
	bench.broker.answers.delete("SUBACK");
	bench.session.subscribe("x", 1, error => bench.settle("x", error));
	bench.time.advance(10);
	bench.broker.connection.send("90 03 0002 80");
	bench.time.advance(10);
	assert.equal(bench.outcomes, ["x: mqtt-refused"]);
});

test("empty messages come like any other", () => {
	const bench = new Bench().online();
	bench.broker.connection.send("32 05 0001 'c' 0009 30 04 0001 'c' 'x'");
	bench.time.advance(10);
	assert.equal(bench.events.slice(1), ["message c ''", "message c 'x'"]);
	assert.equal(bench.log, ["PUBACK id=9"]);
});

test("the pause between attempts is between 0 and a ceiling that doubles up to its limit", () => {
	const pauses: number[][] = [];
	for (let seed = 0; seed < 200; seed++) {
		const bench = new Bench({ random: new Random(seed) });
		bench.broker.isListening = false;
		bench.session.open();
		bench.time.advanceUntil(() => bench.retries.length === 12, 1_000_000);
		bench.session.close();
		pauses.push(bench.retries);
	}
	for (let attempt = 0; attempt < 12; attempt++) {
		const ceiling = Math.min(30_000, 500 * 2 ** attempt);
		const column = pauses.map(retries => retries[attempt]);
		assert.ok(Math.min(...column) >= 0 && Math.max(...column) <= ceiling, `attempt ${attempt}: ${Math.max(...column)}`);
		// 200 uniform numbers: none in the upper or lower tenth has a chance of 1e-9.
		assert.ok(
			Math.max(...column) > 0.9 * ceiling && Math.min(...column) < 0.1 * ceiling,
			`attempt ${attempt} is spread out`,
		);
		const mean = column.reduce((sum, pause) => sum + pause, 0) / 200;
		assert.ok(mean > 0.4 * ceiling && mean < 0.6 * ceiling, `attempt ${attempt}: mean ${mean}`);
	}
});

test("the pause is what it was said to be", () => {
	const bench = new Bench();
	bench.broker.isListening = false;
	bench.session.open();
	bench.time.advanceUntil(() => bench.retries.length === 1);
	const at = bench.time.milliseconds;
	bench.time.advanceUntil(() => bench.lookups.length === 2);
	assert.is(bench.time.milliseconds - at, bench.retries[0]);
});

test("a broker that accepts and hangs up is not asked more and more often; a long good connection is forgiven", () => {
	const bench = new Bench({ random: { uniform: () => 0.999 } as Random });
	bench.session.open();
	for (let i = 0; i < 5; i++) {
		bench.time.advanceUntil(() => bench.session.online);
		bench.time.advance(10);
		bench.broker.connection.hangUp();
		bench.time.advanceUntil(() => !bench.session.online);
	}
	assert.equal(bench.retries, [500, 999, 1998, 3996, 7992]);
	bench.time.advanceUntil(() => bench.session.online);
	bench.time.advance(30_000);
	bench.broker.connection.hangUp();
	bench.time.advanceUntil(() => !bench.session.online);
	assert.is(bench.retries[5], 500);
});

test("identifiers run from 1 to 65535 and over again, and pass those in use", () => {
	let unanswered = 0;
	const used = new Set<number>();
	const bench = new Bench({ limits: { stallTimeout: 10_000_000, window: 3 }, keepAlive: 65_535 });
	bench.broker.acknowledges = id => {
		if (unanswered === 0 && id > 1) unanswered = id;
		if (id < 1 || id > 65_535) assert.unreachable(`identifier ${id}`);
		if (id === unanswered && used.has(id)) assert.unreachable(`identifier ${id} is in use`);
		used.add(id);
		return id !== unanswered;
	};
	bench.online();
	let sent = 0;
	let settled = 0;
	while (sent < 66_000) {
		bench.session.publish("t", text(""), { qos: 1, retain: false }, () => settled++);
		sent++;
		if (bench.session.pending > 20) bench.time.advance(100);
		bench.broker.connection.log.length =
			bench.broker.connection.packets.length =
			bench.broker.connection.times.length =
				0;
	}
	bench.time.advance(1000);
	assert.is(settled, 65_999);
	assert.is(bench.session.statistics.dropped, 0);
	assert.is(used.size, 65_535);
});

test("a full queue drops its oldest message and says so; what is under way stays", () => {
	const bench = new Bench({ limits: { queue: 3, window: 2 } }).online();
	bench.broker.answers.delete("PUBACK");
	for (const payload of "1234567") bench.publish(payload);
	assert.equal(bench.outcomes, ["3: mqtt-queue-full", "4: mqtt-queue-full"]);
	assert.is(bench.session.pending, 5);
	bench.broker.answers.add("PUBACK");
	bench.broker.connection.hangUp();
	bench.time.advance(5_000);
	assert.equal(bench.outcomes.slice(2), ["1: ok", "2: ok", "5: ok", "6: ok", "7: ok"]);
	assert.is(bench.session.statistics.dropped, 2);
});

test("offline for long: the newest messages are kept, and memory is bounded", () => {
	const bench = new Bench({ limits: { queue: 8 } });
	for (let i = 0; i < 1000; i++) bench.publish(String(i));
	assert.is(bench.session.pending, 8);
	bench.online();
	bench.time.advance(100);
	assert.equal(
		bench.outcomes.slice(-8),
		Array.from({ length: 8 }, (_, i) => `${992 + i}: ok`),
	);
});

test("topics that a broker hangs up on do not get into the queue", () => {
	const bench = new Bench().online();
	for (const topic of ["", "a/#", "a\0"])
		assert.throws(
			() => bench.session.publish(topic, text(""), { qos: 1, retain: false }),
			(error: unknown) => error instanceof TopicError,
		);
	assert.throws(
		() => bench.session.subscribe("a#", 1),
		(error: unknown) => error instanceof TopicError,
	);
	assert.is(bench.session.pending, 0);
});

test("a message the broker hangs up on each time is given up, and the others get through", () => {
	const bench = new Bench({ limits: { rejections: 4 } });
	bench.broker.acknowledges = (id, connection) => {
		if (connection.log[connection.log.length - 1].endsWith("'bad'")) connection.hangUp();
		return !connection.log.some(packet => packet.endsWith("'bad'")) || id === 0;
	};
	bench.online();
	bench.publish("good");
	bench.publish("bad");
	bench.publish("better");
	bench.time.advance(200_000);
	assert.equal(bench.outcomes, ["good: ok", "bad: mqtt-rejected", "better: ok"]);
	assert.is(bench.broker.connections.length, 5);
	assert.ok(bench.session.online);
});

test("a QoS 0 message is done when the socket has it, and lost with the connection", () => {
	const bench = new Bench().online();
	bench.publish("1", 0);
	assert.equal(bench.outcomes, ["1: ok"]);
	bench.broker.connection.isTaking = false;
	// The socket takes 8192 bytes: two of these and part of the third.
	for (const letter of "xyz")
		bench.session.publish("t", text(letter.repeat(4000)), { qos: 0, retain: false }, error =>
			bench.settle(letter, error),
		);
	bench.broker.connection.hangUp();
	bench.time.advance(10);
	assert.equal(bench.outcomes, ["1: ok", "x: ok", "y: ok", "z: mqtt-lost"]);
});

test("a message larger than the limit is dropped at once", () => {
	const bench = new Bench({ limits: { packet: 100 } }).online();
	bench.publish("x".repeat(100));
	assert.match(bench.outcomes[0], /mqtt-size$/);
});

test("close: what is queued, then the farewell, then DISCONNECT, then nothing", () => {
	const bench = new Bench({ limits: { window: 1 } }).online();
	for (const payload of "123") bench.publish(payload);
	let closed = 0;
	bench.session.close(() => closed++);
	bench.publish("late");
	assert.is(closed, 0);
	bench.time.advance(100);
	assert.is(closed, 1);
	assert.equal(bench.log, [
		"PUBLISH q1 id=2 t '1'",
		"PUBLISH q1 id=3 t '2'",
		"PUBLISH q1 id=4 t '3'",
		"PUBLISH q1 id=5 retain s 'stopped'",
		"DISCONNECT",
	]);
	assert.equal(bench.outcomes, ["late: mqtt-closed", "1: ok", "2: ok", "3: ok"]);
	assert.ok(bench.broker.connection.isClosed);
	assert.is(bench.time.next, undefined, "no timer is left");
	bench.session.close(() => closed++);
	assert.is(closed, 2);
});

test("close: a broker that acknowledges nothing is waited for 5 seconds, and still told", () => {
	const bench = new Bench().online();
	bench.broker.answers.delete("PUBACK");
	bench.publish("1");
	let closed = 0;
	const start = bench.time.milliseconds;
	bench.session.close(() => {
		closed++;
		assert.is(bench.time.milliseconds - start, 5_000);
	});
	bench.time.advance(60_000);
	assert.is(closed, 1);
	assert.is(bench.log.at(-1), "DISCONNECT");
	assert.equal(bench.outcomes, ["1: mqtt-closed"]);
});

test("close: a broker that takes nothing is left after a while", () => {
	const bench = new Bench().online();
	bench.broker.connection.isTaking = false;
	for (let i = 0; i < 4; i++) bench.publish("x".repeat(4000));
	let closed = 0;
	bench.session.close(() => closed++);
	bench.time.advance(60_000);
	assert.is(closed, 1);
	assert.is(bench.time.next, undefined, "no timer is left");
});

test("close: a connection that breaks meanwhile is the end, not a reason to connect again", () => {
	const bench = new Bench().online();
	bench.broker.answers.delete("PUBACK");
	let closed = 0;
	bench.session.close(() => closed++);
	bench.broker.connection.hangUp();
	bench.time.advance(60_000);
	assert.is(closed, 1);
	assert.is(bench.broker.connections.length, 1);
});

test("close: while offline, resolving or connecting it ends at once and stays so", () => {
	for (const when of [0, 1, 2, 3]) {
		const bench = new Bench();
		bench.broker.answers.delete("CONNACK");
		bench.session.open();
		bench.time.advance(when);
		bench.publish("1");
		let closed = 0;
		bench.session.close(() => closed++);
		assert.is(closed, 1);
		bench.time.advance(60_000);
		assert.ok(bench.broker.connections.every(connection => connection.isClosed));
		assert.ok(bench.broker.connections.length <= (when > 0 ? 1 : 0));
		assert.equal(bench.outcomes, ["1: mqtt-closed"]);
		assert.equal(bench.events, []);
		assert.is(bench.time.next, undefined, "no timer is left");
	}
});

test("a name without an address, a resolver that throws, and one that never answers or answers late", () => {
	const noAddress = new Bench();
	noAddress.address = undefined;
	noAddress.session.open();
	noAddress.time.advance(5);
	assert.equal(noAddress.events, ["offline mqtt-resolve"]);

	const throwing = new Bench({
		resolver: {
			resolve() {
				throw new Error("no network");
			},
		},
	});
	throwing.session.open();
	assert.equal(throwing.events, ["offline mqtt-resolve"]);

	const answers: (() => void)[] = [];
	const late = new Bench({
		resolver: { resolve: (host, onResolved) => answers.push(() => onResolved(host, "10.0.0.2")) },
	});
	late.session.open();
	late.time.advanceUntil(() => answers.length === 2);
	assert.equal(late.events, ["offline mqtt-resolve"]);
	assert.ok(late.time.milliseconds >= 15_000);
	answers[0]();
	late.time.advance(100);
	assert.is(late.broker.connections.length, 0, "the answer to the attempt given up is ignored");
	answers[1]();
	answers[1]();
	late.time.advance(100);
	assert.is(late.broker.connections.length, 1);
	assert.ok(late.session.online);
});

test("exceptions of the user's callbacks do not get into the sockets'", () => {
	const faults: string[] = [];
	const fail = (where: string) => () => {
		throw new Error(where);
	};
	const bench = new Bench({
		onOnline: fail("online"),
		onOffline: fail("offline"),
		onMessage: fail("message"),
		onFault: error => faults.push((error as Error).message),
	});
	bench.online();
	bench.session.publish("t", text(""), { qos: 1, retain: false }, fail("done"));
	bench.session.subscribe("c", 1, fail("subscribed"));
	bench.broker.connection.send("32 05 0001 'c' 0009");
	bench.time.advance(10);
	assert.ok(bench.log.includes("PUBACK id=9"), "a message that makes the receiver fail is acknowledged all the same");
	bench.broker.connection.hangUp();
	bench.time.advance(5_000);
	bench.session.close(fail("close"));
	bench.time.advance(5_000);
	assert.equal(faults.sort(), ["close", "done", "message", "offline", "online", "online", "subscribed"]);
});

test("publishing from within a callback keeps the order", () => {
	const bench = new Bench().online();
	bench.session.publish("t", text("1"), { qos: 0, retain: false }, () => bench.publish("3", 0));
	bench.publish("2", 0);
	bench.time.advance(10);
	assert.equal(bench.log, ["PUBLISH t '1'", "PUBLISH t '3'", "PUBLISH t '2'"]);
});

test.run();
