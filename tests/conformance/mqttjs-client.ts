import { Duplex } from "node:stream";
import * as mqtt from "mqtt";
import { bytesOf } from "../support/fake-broker";
import type { ClientCase, Step } from "./case";
import { hexOf, PacketSplitter } from "./packets";

/** The difference where a packet that no broker may send is passed over. */
export const STAYED_CONNECTED = "it stayed connected";

/** Turns of the event loop that an answer may take. */
const TURNS = 60;

/** Runs a case against MQTT.js; resolves to how it differs, or undefined. */
export async function runMqttJs({
	options = {},
	steps,
	greet,
	session,
	name,
}: ClientCase): Promise<string | undefined> {
	const events: string[] = [];
	const late: string[] = [];
	let splitter = new PacketSplitter();
	let stream: Duplex | undefined;
	let connections = 0;
	const { id = "d", clean = true, keepAlive = 0, user, password, will } = options;
	const client = new mqtt.MqttClient(
		() => {
			connections++;
			splitter = new PacketSplitter();
			stream = new Duplex({
				read() {},
				write(chunk: Buffer, _encoding, done) {
					splitter.add(chunk);
					done();
				},
			});
			stream.on("error", () => {});
			return stream as ReturnType<mqtt.StreamBuilder>;
		},
		{
			clientId: id,
			clean,
			keepalive: keepAlive,
			username: user,
			password,
			will: will && {
				topic: will.topic,
				payload: Buffer.from(will.message),
				qos: will.QoS ?? 0,
				retain: will.retain ?? false,
			},
			reconnectPeriod: session ? 1 : 0,
			messageIdProvider: new mqtt.UniqueMessageIdProvider(),
			protocolVersion: 4,
			connectTimeout: 1000,
		},
	);
	client.on("connect", ({ sessionPresent }) => {
		if (connections === 1) events.push(`connected${sessionPresent ? ", session present" : ""}`);
	});
	client.on("message", (topic, payload, { qos, retain, dup }) =>
		events.push(
			`message ${topic} '${payload.toString("latin1")}' q${qos}${retain ? " retain" : ""}${dup ? " dup" : ""}`,
		),
	);
	client.on("error", error => {
		if ("code" in error && typeof error.code === "number" && error.code >= 1 && error.code <= 5)
			events.push(`refused ${error.code}`);
	});

	const until = async <T>(get: () => T | undefined): Promise<T | undefined> => {
		for (let turn = 0; turn < TURNS; turn++) {
			const found = get();
			if (found !== undefined) return found;
			await new Promise<void>(resolve => setImmediate(resolve));
		}
		return undefined;
	};
	const is = (found: string | undefined, expected: string | undefined, what: string): void => {
		if (found !== expected) throw new Error(`${what} ${short(found)} instead of ${short(expected)}`);
	};

	const act = async (step: Step): Promise<void> => {
		if ("expect" in step) is(await until(() => splitter.packets.shift()), hexOf(step.expect), "it sent");
		else if ("silence" in step) is(await until(() => splitter.packets.shift()), undefined, "it sent");
		else if ("send" in step) {
			const bytes = bytesOf(step.send);
			const chunk = step.chunk ?? bytes.length;
			for (let at = 0; at < bytes.length; at += chunk) stream!.push(Buffer.from(bytes.subarray(at, at + chunk)));
		} else if ("publish" in step) {
			const { publish, payload = "", QoS: qos = 0, retain = false, as } = step;
			client.publish(publish, payload, { qos, retain }, error => {
				if (!error && qos > 0) events.push(`done ${as}`);
			});
		} else if ("subscribe" in step) {
			const map = Object.fromEntries(Object.entries(step.subscribe).map(([topic, qos]) => [topic, { qos }]));
			client.subscribe(map, (error, granted) => {
				// With an error it lists what was asked for, not what was granted.
				if (error) events.push("subscribed 128");
				else if (granted?.length) events.push(`subscribed ${granted.map(({ qos }) => qos).join(" ")}`);
			});
		} else if ("unsubscribe" in step)
			client.unsubscribe(step.unsubscribe, error => {
				if (!error) events.push("unsubscribed");
			});
		else if ("disconnect" in step) client.end();
		else if ("told" in step) {
			const found = await until(() => events.shift());
			// The standard leaves it open whether QoS 2 is told before PUBREC or after PUBREL (4.3.3): this one waits.
			if (found === undefined && / q2/.test(step.told)) late.push(step.told);
			else if (found === late[0]) {
				late.shift();
				await act(step);
			} else is(found, step.told, "it told");
		} else if ("closed" in step) {
			if (!(await until(() => stream?.destroyed || stream?.writableEnded || undefined)))
				throw new Error(STAYED_CONNECTED);
		} else if ("hangUp" in step) stream!.destroy();
		else if ("again" in step) {
			const before = connections;
			const came = before > 1 || (await until(() => (connections > 1 ? true : undefined)));
			if (!came) await new Promise<void>(resolve => client.once("reconnect", () => setImmediate(resolve)));
			await until(() => (splitter.packets.length > 0 ? true : undefined));
			splitter.packets.shift();
			stream!.push(Buffer.from(bytesOf(options.clean === false ? "20 02 0100" : "20 02 0000")));
		}
	};

	try {
		if (greet !== false) {
			await until(() => splitter.packets.shift());
			await act({ send: "20 02 0000" });
			await act({ told: "connected" });
		}
		for (const step of steps) await act(step);
		return undefined;
	} catch (error) {
		return `${name}: ${(error as Error).message}`;
	} finally {
		client.end(true);
		client.removeAllListeners();
		client.on("error", () => {});
	}
}

function short(text: string | undefined): string {
	if (text === undefined) return "nothing";
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
