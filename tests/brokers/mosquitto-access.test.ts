// docs/brokers/mosquitto.conf as it stands, with TLS, passwords and both access lists: who may do what.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { configuration } from "../../host-sim/brokers/configuration";
import { type Mosquitto, mosquittoPath, startMosquitto } from "../../host-sim/brokers/mosquitto";
import { NodeTLS } from "../../host-sim/node/tls";
import { PUBLISHING } from "../support/access-table";
import { Authority, hasOpenssl } from "../support/certificates";
import { endAll, eventually, makeSession, online } from "./parties";

const hasPasswd = spawnSync("mosquitto_passwd", ["--help"], { stdio: "ignore" }).error === undefined;
if (!mosquittoPath || !hasPasswd || !hasOpenssl) {
	process.stdout.write("skips: mosquitto, mosquitto_passwd or openssl is not installed\n");
	test.skip("mosquitto's access lists", () => {});
} else {
	const PASSWORD = "a secret of its own";
	/** Where mosquitto's list says less than ours: it sees neither whether a message is retained nor whether it is empty. */
	const MORE: Readonly<Record<string, string>> = {
		"cim/1/desk-1/cmd/ping retained": "Olga",
		"cim/1/desk-1/status retained": "desk-1 Olga",
		"cim/1/desk-1/birth retained": "desk-1 Olga",
		"homeassistant/device/cim-desk-1/config retained": "desk-1 Olga",
		"cim/1/desk-1/mirror retained": "desk-1 Olga",
		"cim/1/desk-1/config/reported retained": "desk-1 Olga",
		"cim/1/desk-2/status retained": "Olga",
		"homeassistant/device/cim-desk-2/config retained": "Olga",
	};
	const folder = mkdtempSync(join(tmpdir(), "cim-access-"));
	const at = (name: string): string => join(folder, name);
	const authority = new Authority();
	const ca = readFileSync(authority.certificate);
	const clients = new Set<MqttClient>();
	let broker: Mosquitto;

	const passwords = (name: string, users: string[]): string => {
		writeFileSync(at(name), "", { mode: 0o600 });
		for (const user of users) assert.is(spawnSync("mosquitto_passwd", ["-b", at(name), user, PASSWORD]).status, 0);
		return at(name);
	};
	const access = (name: string, text: string): string => {
		writeFileSync(at(name), text, { mode: 0o600 });
		return at(name);
	};

	test.before(async () => {
		const people = configuration("mosquitto-people.acl", { "user olga": "user Olga" });
		broker = await startMosquitto(mosquittoPath!, {
			...authority.sign("broker", "DNS:broker.test,IP:127.0.0.1"),
			devicePasswords: passwords("devices", ["desk-1", "desk-2"]),
			deviceAccess: access("devices.acl", configuration("mosquitto-devices.acl")),
			peoplePasswords: passwords("people", ["Olga", "panel", "observer", "homeassistant"]),
			peopleAccess: access("people.acl", people),
		});
	});
	test.after.each(async () => {
		await endAll();
		for (const client of clients) await client.endAsync(true);
		clients.clear();
	});
	test.after(async () => {
		await broker.stop();
		for (const path of [folder, authority.folder]) rmSync(path, { recursive: true, force: true });
	});

	/** Logs in where such a user belongs. */
	const as = async (username: string, options: IClientOptions = {}): Promise<MqttClient> => {
		const isDevice = username.startsWith("desk-");
		const url = `mqtts://127.0.0.1:${isDevice ? broker.port : broker.peoplePort}`;
		const more = { username, password: PASSWORD, clientId: username, ca, reconnectPeriod: 0, ...options };
		const client = await mqtt.connectAsync(url, more, false);
		client.on("error", () => {});
		clients.add(client);
		return client;
	};
	const outcome = (login: Promise<MqttClient>): Promise<string> =>
		login.then(
			() => "in",
			() => "refused",
		);

	test("each line of the table of docs/security.md, for publishing", async () => {
		const heard = new Set<string>();
		const viewer = await as("observer");
		viewer.on("message", (topic, payload, { retain }) => {
			if (!retain) heard.add(`${payload} ${topic}`);
		});
		await viewer.subscribeAsync(["cim/1/#", "homeassistant/#"], { qos: 1 });
		const names = ["desk-1", "Olga", "panel"];
		const lines = PUBLISHING.filter(([line]) => !line.endsWith(" cleared") && !line.startsWith("$SYS"));
		for (const name of names) {
			const client = await as(name);
			for (const [n, [line]] of lines.entries()) {
				const [topic, how] = line.split(" ");
				await client.publishAsync(topic, `${name} ${n}`, { qos: 1, retain: how !== undefined });
			}
		}
		await (await as("Olga")).publishAsync("cim/1/end/cmd/end", "end", { qos: 1 });
		await eventually("the end", () => heard.has("end cim/1/end/cmd/end"));
		for (const [n, [line, allowed]] of lines.entries()) {
			const [topic] = line.split(" ");
			const found = names.filter(name => heard.has(`${name} ${n} ${topic}`));
			assert.is(found.join(" "), MORE[line] ?? allowed, line);
		}
		for (const line of Object.keys(MORE))
			assert.ok(
				lines.some(([known]) => known === line),
				line,
			);
	});

	test("a device hears its commands and settings and nothing else, whatever it subscribes to; a viewer hears everything", async () => {
		const heard = new Map<string, string[]>();
		for (const name of ["desk-1", "panel"]) {
			const client = await as(name);
			const topics: string[] = [];
			heard.set(name, topics);
			client.on("message", (topic, _payload, { retain }) => !retain && topics.push(topic));
			await client.subscribeAsync(["#", "cim/1/desk-2/#", "cim/1/desk-2/result"], { qos: 1 });
		}
		const [operator, other, assistant] = [await as("Olga"), await as("desk-2"), await as("homeassistant")];
		const say = (client: MqttClient, topic: string) => client.publishAsync(topic, "x", { qos: 1 });
		await say(other, "cim/1/desk-2/result");
		await say(operator, "cim/1/desk-2/cmd/ping");
		await say(operator, "cim/1/desk-2/config/desired");
		const own = ["cim/1/desk-1/cmd/ping", "cim/1/desk-1/config/desired", "cim/1/all/cmd/ping"];
		for (const topic of own) await say(operator, topic);
		await say(assistant, "homeassistant/status");
		await eventually("the last one", () =>
			[...heard.values()].every(topics => topics.includes("homeassistant/status")),
		);
		assert.equal(new Set(heard.get("desk-1")), new Set([...own, "homeassistant/status"]));
		const others = ["cim/1/desk-2/result", "cim/1/desk-2/cmd/ping", "cim/1/desk-2/config/desired"];
		assert.equal(new Set(heard.get("panel")), new Set([...own, ...others, "homeassistant/status"]));
	});

	test("nobody comes in without a password of that door, and nobody takes over a device's session", async () => {
		assert.is(await outcome(as("desk-1", { username: undefined, password: undefined })), "refused");
		assert.is(await outcome(as("desk-1", { password: "another" })), "refused");
		assert.is(await outcome(as("desk-9")), "refused");
		const people = { port: broker.peoplePort };
		assert.is(await outcome(as("desk-1", people)), "refused", "a device is not people");
		const device = await as("desk-1");
		let isThere = true;
		device.on("close", () => (isThere = false));
		for (const name of ["Olga", "desk-2"]) await as(name, { clientId: "desk-1" });
		await device.publishAsync("cim/1/desk-1/gap", "still here", { qos: 1 });
		assert.ok(isThere, "others have their own session, whatever they call themselves");
	});

	test("our session comes in over TLS, checks the broker's name, and hears a command", async () => {
		const options = { io: NodeTLS, user: "desk-1", password: PASSWORD };
		const got: string[] = [];
		const resolver = {
			resolve: (host: string, done: (host: string, address: string) => void) => done(host, "127.0.0.1"),
		};
		const session = await online(broker.port, "desk-1", {
			...options,
			...{ host: "broker.test", resolver, socket: { ca }, onMessage: topic => got.push(topic) },
		});
		await new Promise<void>((resolve, reject) =>
			session.subscribe("cim/1/desk-1/cmd/+", 1, error => (error ? reject(error) : resolve())),
		);
		await (await as("Olga")).publishAsync("cim/1/desk-1/cmd/ping", "x", { qos: 1 });
		await eventually("command", () => got.length > 0);
		// its session may have kept a command of the tests before
		assert.equal(new Set(got), new Set(["cim/1/desk-1/cmd/ping"]));
		const reason = await new Promise<string>(resolve => {
			makeSession(broker.port, "desk-1", {
				...options,
				...{ host: "elsewhere.test", resolver, socket: { ca }, onOffline: ({ message }) => resolve(message) },
			}).open();
		});
		assert.match(reason, /altnames|does not match/i);
	});
}

test.run();
