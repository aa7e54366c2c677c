// Broker and devices as docs/security.md has them: what is let through, and what is not.
import { readFileSync, rmSync } from "node:fs";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../firmware/config";
import { CimError } from "../../firmware/errors";
import { Random } from "../../firmware/math/random";
import { Messenger } from "../../firmware/messaging/messenger";
import { type Broker, startBroker } from "../../host-sim/broker";
import type { BrokerUser } from "../../host-sim/broker-access";
import { Caller } from "../../host-sim/caller";
import { realClock, realTimers } from "../../host-sim/node/real-time";
import { nodeResolver } from "../../host-sim/node/resolver";
import { NodeTCP } from "../../host-sim/node/tcp";
import { NodeTLS, type TLSOptions } from "../../host-sim/node/tls";
import { Authority, type Certificate, hasOpenssl } from "../support/certificates";
import { idleControl } from "../support/idle-control";
import { within } from "../support/real-time";

const SECRET = "a device's own";
const users: BrokerUser[] = [
	{ name: "desk-1", role: "device", password: SECRET },
	{ name: "desk-2", role: "device", password: "another's own" },
	{ name: "Olga", role: "operator", password: "correct horse" },
	{ name: "panel", role: "viewer", password: "only looking" },
];

let broker: Broker;
const clients = new Set<MqttClient>();
const devices = new Set<Messenger>();

test.before(async () => {
	broker = await startBroker({ port: 0, users });
});
test.after.each(async () => {
	for (const client of clients) await client.endAsync(true);
	for (const device of devices) await new Promise<void>(resolve => device.close(resolve));
	clients.clear();
	devices.clear();
});
test.after(() => broker.close());

/** A client that is let in, or why not. */
async function connect(login: IClientOptions): Promise<MqttClient> {
	const client = await mqtt.connectAsync(broker.url, { reconnectPeriod: 0, ...login }, false);
	client.on("error", () => {});
	clients.add(client);
	return client;
}
const as = (name: string, more: IClientOptions = {}): Promise<MqttClient> =>
	connect({ username: name, password: users.find(user => user.name === name)?.password, ...more });

interface Outcome {
	messenger: Messenger;
	/** Resolves to "" when online, else to the reason why not. */
	first: Promise<string>;
	/** Everything that it told. */
	words: string[];
}

function startDevice(
	name: string,
	password: string,
	tls?: { port: number; host: string; options: TLSOptions },
): Outcome {
	const words: string[] = [];
	let tell: (reason: string) => void = () => {};
	const first = within<string>(8, name, resolve => {
		tell = resolve;
	});
	const messenger = new Messenger(
		{
			TCP: tls ? NodeTLS : NodeTCP,
			socket: tls?.options,
			resolver: tls ? { resolve: (host, onResolved) => onResolved(host, "127.0.0.1") } : nodeResolver,
			...{ timers: realTimers, clock: realClock, random: new Random(1) },
		},
		{
			...defaultSettings,
			device: name,
			broker: {
				...{ host: tls?.host ?? "127.0.0.1", port: tls?.port ?? broker.port, keepAlive: 30 },
				...(password ? { user: name, password } : {}),
			},
		},
		{
			control: idleControl,
			onOnline: () => tell(""),
			onOffline: reason => {
				words.push(reason.message);
				tell(reason.message);
			},
			onPublished() {},
			onDropped: (_sequence, reason) => words.push(reason.message),
			onFault: error => words.push(String(error)),
		},
	);
	devices.add(messenger);
	messenger.open();
	return { messenger, first, words };
}

test("without a user, or with a wrong password, nobody gets in", async () => {
	for (const login of [
		{},
		{ username: "Olga", password: "wrong" },
		{ username: "Olga" },
		{ username: "nobody", password: "x" },
	]) {
		const began = performance.now();
		const error = await connect(login).then(
			() => undefined,
			(reason: Error & { code?: number }) => reason,
		);
		assert.is(error?.code, 4, JSON.stringify(Object.keys(login)));
		assert.ok(performance.now() - began > 990, "guessing takes a second");
	}
});

test("a device with its password is online, and an operator commands it; a viewer and another device do not", async () => {
	const { first } = startDevice("desk-1", SECRET);
	assert.is(await first, "");
	const caller = await Caller.connect(broker.url, { username: "Olga", password: "correct horse" });
	const heard: string[] = [];
	const call = { device: "desk-1", name: "ping", values: {}, timeout: 3000, lifetime: 10_000 };
	const answers = await caller.call({ ...call, onAnswer: (from, { code }) => heard.push(`${from} '${code}'`) });
	await caller.close();
	assert.is(answers, 1);
	assert.equal(heard, ["desk-1 ''"]);

	const operator = await as("Olga");
	const commands: string[] = [];
	operator.on("message", topic => commands.push(topic));
	await operator.subscribeAsync(["cim/1/+/cmd/+", "cim/1/+/config/#"], { qos: 1 });
	for (const name of ["panel", "desk-2"]) {
		const intruder = await as(name, name === "desk-2" ? { clientId: name } : {});
		const closed = within<void>(5, "the connection ends", resolve => intruder.once("close", resolve));
		intruder.publish("cim/1/desk-1/cmd/reboot", "x", { qos: 1 }, () => {});
		await closed;
	}
	await operator.publishAsync("cim/1/desk-1/cmd/end", "x", { qos: 1 });
	await within<void>(5, "own command", resolve => {
		const look = () => (commands.includes("cim/1/desk-1/cmd/end") ? resolve() : setTimeout(look, 5));
		look();
	});
	assert.equal(commands, ["cim/1/desk-1/cmd/end"]);
});

test("a device hears nothing of another, not even by a session that was somebody else's", async () => {
	const device = await as("desk-2", { clientId: "desk-2" });
	const refused = await device.subscribeAsync("cim/1/#").then(
		granted => granted.every(({ qos }) => qos === 128),
		() => true,
	);
	assert.ok(refused);
	for (const [name, clientId] of [
		["desk-2", "desk-1"],
		["Olga", "desk-1"],
		["panel", "Olga"],
	] as const) {
		const outcome = await as(name, { clientId }).then(
			() => "in",
			(error: Error & { code?: number }) => error.code,
		);
		assert.is(outcome, 4, `${name} as ${clientId}`);
	}
});

test("a will goes only where its owner may publish", async () => {
	const panel = await as("Olga");
	const topics: string[] = [];
	// What was retained before is not the thief's.
	panel.on("message", (topic, payload) => payload.toString() === "x" && topics.push(topic));
	await panel.subscribeAsync("cim/1/#", { qos: 1 });
	const thief = await as("desk-2", {
		clientId: "desk-2",
		will: { topic: "cim/1/desk-1/status", payload: Buffer.from("x"), qos: 1, retain: true },
	});
	thief.stream.destroy();
	await panel.publishAsync("cim/1/desk-2/cmd/end", "x", { qos: 1 });
	await within<void>(5, "own command", resolve => {
		const look = () => (topics.includes("cim/1/desk-2/cmd/end") ? resolve() : setTimeout(look, 5));
		look();
	});
	assert.not.ok(topics.includes("cim/1/desk-1/status"));
});

test("a client has so many subscriptions and no more", async () => {
	const client = await as("Olga");
	const granted: number[] = [];
	for (let i = 0; i < 40; i++)
		granted.push(
			await client.subscribeAsync(`cim/1/d${i}/result`).then(
				([grant]) => grant.qos,
				() => 128,
			),
		);
	assert.is(granted.filter(qos => qos < 128).length, 32);
});

test("a broker that others can reach needs users", async () => {
	for (const host of ["0.0.0.0", "::", "192.0.2.1"]) {
		const error = await startBroker({ port: 0, host }).then(
			() => undefined,
			(reason: unknown) => reason,
		);
		assert.ok(error instanceof CimError && error.code === "broker-open", host);
	}
});

test("a wrong password is in no word that the device says", async () => {
	const { first, words, messenger } = startDevice("desk-1", "the wrong secret");
	assert.match(await first, "bad user name or password");
	assert.not.match(words.join(" "), "wrong secret");
	assert.not.match(JSON.stringify(messenger.statistics), "secret");
});

if (!hasOpenssl) {
	process.stdout.write("skips: openssl is not installed: no certificates for TLS\n");
	test.skip("TLS", () => {});
} else {
	const authority = new Authority();
	const stranger = new Authority("Another authority");
	test.after(() => {
		for (const { folder } of [authority, stranger]) rmSync(folder, { recursive: true, force: true });
	});
	const server = authority.sign("broker", "DNS:broker.test,IP:127.0.0.1");
	const read = ({ certificate, key }: Certificate) => ({ cert: readFileSync(certificate), key: readFileSync(key) });
	const ca = readFileSync(authority.certificate);

	test("TLS: a device checks the authority and the name before it says its password", async () => {
		const secure = await startBroker({ port: 0, users, tls: server });
		assert.ok(secure.url.startsWith("mqtts://"));
		const { port } = secure;
		try {
			assert.is(await startDevice("desk-1", SECRET, { port, host: "broker.test", options: { ca } }).first, "");
			const wrong: [string, string, TLSOptions, RegExp][] = [
				["another name", "elsewhere.test", { ca }, /does not match certificate|altnames/i],
				["another authority", "broker.test", { ca: readFileSync(stranger.certificate) }, /certificate/],
				["no authority at all", "broker.test", {}, /certificate/],
			];
			for (const [what, host, options, words] of wrong)
				assert.match(await startDevice("desk-1", SECRET, { port, host, options }).first, words, what);
			assert.is(
				await startDevice("desk-1", SECRET, { port, host: "127.0.0.1", options: { ca } }).first,
				"",
				"by address",
			);
		} finally {
			for (const device of devices) await new Promise<void>(resolve => device.close(resolve));
			devices.clear();
			await secure.close();
		}
	});

	test("TLS: a client certificate is the user, and without a good one nobody gets in", async () => {
		const list: BrokerUser[] = [
			{ name: "desk-1", role: "device" },
			{ name: "desk-2", role: "device" },
		];
		const secure = await startBroker({
			port: 0,
			users: list,
			tls: { ...server, clientAuthority: authority.certificate },
		});
		const { port } = secure;
		const own = read(authority.sign("desk-1", "DNS:desk-1"));
		const forged = read(stranger.sign("desk-1", "DNS:desk-1"));
		const at = { port, host: "broker.test" };
		try {
			assert.is(await startDevice("desk-1", "", { ...at, options: { ca, ...own } }).first, "");
			assert.match(await startDevice("desk-2", "", { ...at, options: { ca, ...own } }).first, "bad user name");
			assert.is.not(await startDevice("desk-1", "", { ...at, options: { ca, ...forged } }).first, "");
			assert.is.not(await startDevice("desk-1", "", { ...at, options: { ca } }).first, "");
		} finally {
			for (const device of devices) await new Promise<void>(resolve => device.close(resolve));
			devices.clear();
			await secure.close();
		}
	});

	test("TLS: what speaks no TLS gets no answer and does no harm", async () => {
		const secure = await startBroker({ port: 0, users, tls: server });
		const error = await mqtt.connectAsync(`mqtt://127.0.0.1:${secure.port}`, { reconnectPeriod: 0 }, false).then(
			() => undefined,
			(reason: Error) => reason,
		);
		assert.ok(error);
		assert.is(
			await startDevice("desk-1", SECRET, { port: secure.port, host: "broker.test", options: { ca } }).first,
			"",
		);
		for (const device of devices) await new Promise<void>(resolve => device.close(resolve));
		devices.clear();
		await secure.close();
	});
}

test.run();
