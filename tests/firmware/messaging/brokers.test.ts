// The session against real brokers, with MQTT.js as the other party.
import mqtt, { type MqttClient } from "mqtt";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import { decodeResult, encodeResult } from "../../../firmware/messaging/result-message";
import { Session } from "../../../firmware/messaging/session";
import type { SessionOptions } from "../../../firmware/messaging/session-options";
import { deviceTopics } from "../../../firmware/messaging/topics";
import { startBroker } from "../../../host-sim/broker";
import { nodeResolver } from "../../../host-sim/node/resolver";
import { NodeTCP } from "../../../host-sim/node/tcp";
import { Mosquitto, mosquittoPath } from "../../support/mosquitto";
import { realClock, realTimers, within } from "../../support/real-time";
import { sampleResult } from "../../support/sample-messages";

/** A broker that can go away without a word and come back on its port. */
interface TestBroker {
	port: number;
	kill(): Promise<void>;
	restart(): Promise<void>;
	stop(): Promise<void>;
}

async function startAedes(): Promise<TestBroker> {
	let broker = await startBroker({ port: 0 });
	const { port } = broker;
	const kill = () => broker.close();
	const restart = async () => {
		broker = await startBroker({ port });
		assert.is(broker.port, port);
	};
	return { port, kill, restart, stop: kill };
}

/** Sessions and clients of the test that runs: a test that fails must not leave them open. */
const sessions = new Set<Session>();
const clients = new Set<MqttClient>();

async function endAll(): Promise<void> {
	for (const session of sessions) session.close();
	for (const client of clients) await client.endAsync(true);
	sessions.clear();
	clients.clear();
}

const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
const topics = deviceTopics("cam-1");
const status = (word: string) => ({ topic: topics.status, payload: text(word), qos: 1, retain: true }) as const;

function makeSession(port: number, options: Partial<SessionOptions> = {}): Session {
	const session = new Session({
		io: NodeTCP,
		resolver: nodeResolver,
		timers: realTimers,
		clock: realClock,
		random: new Random(1),
		host: "127.0.0.1",
		port,
		clientId: "cam-1",
		keepAlive: 30,
		will: status("offline"),
		greeting: status("online"),
		farewell: status("stopped"),
		onOnline: () => {},
		onOffline: () => {},
		onMessage: () => {},
		...options,
		limits: { backoffBase: 50, backoffLimit: 200, queue: 4096, packet: 65536, ...options.limits },
	});
	sessions.add(session);
	return session;
}

/** An MQTT.js client that keeps all it receives. */
class Watcher {
	readonly client: MqttClient;
	readonly received: { topic: string; payload: Buffer; retain: boolean; duplicate: boolean }[] = [];
	#waiting: (() => void) | undefined;

	private constructor(client: MqttClient) {
		this.client = client;
		clients.add(client);
		client.on("message", (topic, payload, { retain, dup }) => {
			this.received.push({ topic, payload, retain, duplicate: dup });
			this.#waiting?.();
		});
	}

	static async start(port: number): Promise<Watcher> {
		const watcher = new Watcher(await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 50 }));
		await watcher.client.subscribeAsync("cim/1/+/#", { qos: 1 });
		return watcher;
	}

	/** Payloads of a topic, as text. */
	texts(topic: string): string[] {
		return this.received.filter(message => message.topic === topic).map(message => message.payload.toString());
	}

	async until(what: string, isThere: () => boolean): Promise<void> {
		if (!isThere())
			await within<void>(15, what, resolve => {
				this.#waiting = () => isThere() && resolve();
			});
	}
}

const brokers: [string, (() => Promise<TestBroker>) | undefined][] = [
	["aedes", startAedes],
	["mosquitto", mosquittoPath === undefined ? undefined : () => Mosquitto.start(mosquittoPath!)],
];

for (const [name, start] of brokers) {
	const check = (what: string, body: (broker: TestBroker) => Promise<void>) => {
		if (!start) {
			test.skip(`${name}: ${what}`, () => {});
			return;
		}
		test(`${name}: ${what}`, async () => {
			const broker = await start();
			try {
				await body(broker);
			} finally {
				await endAll();
				await broker.stop();
			}
		});
	};
	if (!start) process.stdout.write(`skips: ${name} is not installed\n`);

	check("online, 500 results as MQTT.js gets them, stopped", async broker => {
		const watcher = await Watcher.start(broker.port);
		const session = makeSession(broker.port);
		session.open();
		const writer = new CborWriter(512);
		await within<void>(20, "500 acknowledgements", (resolve, reject) => {
			let left = 500;
			for (let sequence = 1; sequence <= 500; sequence++) {
				const message = encodeResult({ ...sampleResult(), sequence }, writer);
				session.publish(topics.result, message, { qos: 1, retain: false }, error =>
					error ? reject(error) : --left || resolve(),
				);
			}
		});
		await within<void>(5, "close", resolve => session.close(resolve));
		await watcher.until("stopped", () => watcher.texts(topics.status).includes("stopped"));
		await watcher.until("500 results", () => watcher.texts(topics.result).length === 500);
		assert.equal(watcher.texts(topics.status), ["online", "stopped"], "the will was not published");
		const results = watcher.received.filter(message => message.topic === topics.result);
		assert.equal(
			results.map(message => decodeResult(message.payload).sequence),
			Array.from({ length: 500 }, (_, i) => i + 1),
		);
		assert.equal(session.statistics, {
			...session.statistics,
			connections: 1,
			acknowledged: 502,
			resent: 0,
			dropped: 0,
		});
	});

	check("commands in, empty ones included, and a cleared retained message", async broker => {
		const watcher = await Watcher.start(broker.port);
		const { client } = watcher;
		await client.publishAsync("cim/1/cam-1/cmd/old", "retained", { qos: 1, retain: true });
		const got: string[] = [];
		let done = () => {};
		const session = makeSession(broker.port, {
			onMessage: (topic, payload, retain) => {
				got.push(`${topic.slice(12)} '${Buffer.from(payload).toString()}'${retain ? " retained" : ""}`);
				if (got.length === 5) done();
			},
		});
		await within<void>(10, "subscription", (resolve, reject) => {
			session.subscribe("cim/1/cam-1/cmd/+", 1, error => (error ? reject(error) : resolve()));
			session.open();
		});
		await within<void>(10, "commands", resolve => {
			done = resolve;
			client.publish("cim/1/cam-1/cmd/old", "", { qos: 1, retain: true });
			client.publish("cim/1/cam-1/cmd/a", "", { qos: 0 });
			client.publish("cim/1/cam-1/cmd/a", "x".repeat(20_000), { qos: 1 });
			client.publish("cim/1/cam-1/cmd/b", "!", { qos: 1 });
		});
		// Order is promised for each topic and QoS only [MQTT-4.6.0-6].
		assert.equal(got.map(message => message.replace(/x+/, "x")).sort(), [
			"cmd/a ''",
			"cmd/a 'x'",
			"cmd/b '!'",
			"cmd/old ''",
			"cmd/old 'retained' retained",
		]);
		assert.is(session.statistics.oversized, 0);
		await within<void>(5, "close", resolve => session.close(resolve));
	});

	check("the broker dies in the middle of 300 results: every one arrives, and the status is right", async broker => {
		const session = makeSession(broker.port);
		session.open();
		const outcomes: (string | undefined)[] = [];
		let finish = () => {};
		const publish = (i: number) =>
			session.publish(topics.result, text(String(i)), { qos: 1, retain: false }, error => {
				outcomes.push(error?.code);
				if (outcomes.length === 300) finish();
			});
		const first = await Watcher.start(broker.port);
		for (let i = 0; i < 150; i++) publish(i);
		await first.until("some results", () => first.texts(topics.result).length >= 50);
		await broker.kill();
		for (let i = 150; i < 300; i++) publish(i);
		const before = first.texts(topics.result);
		await broker.restart();
		const acknowledged = within<void>(20, "300 acknowledgements", resolve => {
			finish = resolve;
			if (outcomes.length === 300) resolve();
		});
		await acknowledged;
		assert.equal(outcomes, new Array(300).fill(undefined), "each was acknowledged once");
		assert.is(session.statistics.dropped, 0);
		assert.is(session.statistics.connections, 2);
		await first.client.endAsync(true);
		assert.ok(before.length >= 50);
		const second = await Watcher.start(broker.port);
		await second.until("status", () => second.texts(topics.status).length > 0);
		assert.equal(second.texts(topics.status), ["online"], "retained again on the new broker");
		await within<void>(5, "close", resolve => session.close(resolve));
		await second.until("stopped", () => second.texts(topics.status).length === 2);
		assert.equal(second.texts(topics.status), ["online", "stopped"]);
	});

	check("a device that goes without a word leaves the will", async broker => {
		const watcher = await Watcher.start(broker.port);
		const sockets: NodeTCP[] = [];
		class Recorded extends NodeTCP {
			constructor(options: ConstructorParameters<typeof NodeTCP>[0]) {
				super(options);
				sockets.push(this);
			}
		}
		const session = makeSession(broker.port, { io: Recorded });
		session.open();
		await watcher.until("online", () => watcher.texts(topics.status).includes("online"));
		sockets[0].close();
		await watcher.until("offline", () => watcher.texts(topics.status).includes("offline"));
		assert.equal(watcher.texts(topics.status), ["online", "offline"]);
		session.close();
	});

	check("a client of the same name takes over: the session comes back with its back-off", async broker => {
		const reasons: string[] = [];
		let online = 0;
		let waiting: (() => void) | undefined;
		const session = makeSession(broker.port, {
			onOffline: reason => reasons.push(reason.code),
			onOnline: () => {
				online++;
				waiting?.();
			},
		});
		await within<void>(10, "online", resolve => {
			waiting = resolve;
			session.open();
		});
		const thief = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId: "cam-1", reconnectPeriod: 0 });
		clients.add(thief);
		await within<void>(10, "online again", resolve => {
			waiting = () => online === 2 && resolve();
		});
		assert.equal(reasons, ["mqtt-connection"]);
		await within<void>(5, "close", resolve => session.close(resolve));
	});
}

test.after(endAll);

test("aedes: a shared subscription is refused, not granted and forgotten", async () => {
	const broker = await startAedes();
	const session = makeSession(broker.port);
	const error = await within<unknown>(10, "answer", resolve => {
		session.subscribe("$share/g/cim/#", 1, resolve);
		session.open();
	});
	assert.is((error as { code?: string } | undefined)?.code, "mqtt-refused");
	await within<void>(5, "close", resolve => session.close(resolve));
	await broker.stop();
});

test("nobody listens: a typed error with the address in it, and again later", async () => {
	const broker = await startAedes();
	await broker.stop();
	const reasons: string[] = [];
	await within<void>(10, "two attempts", resolve => {
		const session = makeSession(broker.port, {
			onOffline: reason => {
				reasons.push(`${reason.code}: ${reason.message}`);
				if (reasons.length === 2) session.close(resolve);
			},
		});
		session.open();
	});
	for (const reason of reasons)
		assert.match(reason, `mqtt-connection: MQTT: no connection to 127.0.0.1:${broker.port}`);
});

test.run();
