import * as assert from "uvu/assert";
import type { CimError } from "../../firmware/errors";
import { MQTTClient } from "../../firmware/messaging/mqtt-client";
import { MqttError } from "../../firmware/messaging/mqtt-error";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { bytesOf } from "../support/fake-broker";
import { ByteBroker } from "./byte-broker";
import type { ClientCase, Step } from "./case";
import { hexOf } from "./packets";

/** Runs a case of one connection against our client of the ECMA-419 pattern, in virtual time; throws where it differs. */
export function runOurClient({ options = {}, steps, greet }: ClientCase): void {
	const time = new VirtualTime();
	const broker = new ByteBroker(time, options.window);
	const events: string[] = [];
	const names = new Map<number, string>();
	let writable = 0;
	let begun = 0;
	let lastId = 0;
	const { will, keepAlive = 0, id = "d", clean, user, password, packetLimit } = options;
	const client: MQTTClient = new MQTTClient({
		host: "broker",
		dns: {
			io: class {
				resolve({ onResolved }: { onResolved(host: string, address: string): void }): void {
					time.set(() => onResolved("broker", "10.0.0.1"), 1);
				}
			},
		},
		socket: { io: broker.io },
		timers: time,
		clock: time,
		...{ id, clean, user, password, will, packetLimit, keepAlive: keepAlive * 1000 },
		onReadable(_count, { topic, QoS, retain, duplicate }) {
			const payload = Buffer.from(client.read() ?? new ArrayBuffer(0)).toString("latin1");
			events.push(`message ${topic} '${payload}' q${QoS}${retain ? " retain" : ""}${duplicate ? " dup" : ""}`);
		},
		onWritable: count => (writable = count),
		onControl(message) {
			if (message.operation === MQTTClient.CONNACK)
				events.push(`connected${message.sessionPresent ? ", session present" : ""}`);
			else if (message.operation === MQTTClient.SUBACK) events.push(`subscribed ${[...message.payload!].join(" ")}`);
			else if (message.operation === MQTTClient.UNSUBACK) events.push("unsubscribed");
			else if (message.operation !== MQTTClient.PUBREC) events.push(`done ${names.get(message.id!)}`);
		},
		onError: error => events.push(failure(error)),
		onOversized: topic => events.push(`oversized ${topic}`),
	});
	const settle = () => time.advance(options.window ? 400 : 20);

	const act = (step: Step): void => {
		if ("expect" in step) assert.is(broker.take(), hexOf(step.expect));
		else if ("silence" in step) assert.is(broker.take(), undefined);
		else if ("send" in step) broker.send(bytesOf(step.send), step.chunk);
		else if ("publish" in step) {
			const payload = new Uint8Array(Buffer.from(step.payload ?? ""));
			const { publish: topic, QoS, retain, as = "", parts = [payload.length] } = step;
			if (QoS) names.set(++lastId, as);
			let at = 0;
			for (const size of parts) {
				const part = payload.subarray(at, at + size);
				if (begun > 0) client.write(part);
				else client.write(part, { topic, QoS, retain, byteLength: payload.length });
				begun = begun > 0 ? begun - size : payload.length - size;
				at += size;
				if (parts.length > 1) settle();
			}
			if (parts.length > 1) assert.ok(writable > 0);
		} else if ("subscribe" in step) {
			const items = Object.entries(step.subscribe).map(([topic, QoS]) => ({ topic, QoS }));
			client.write(null, { operation: MQTTClient.SUBSCRIBE, items });
		} else if ("unsubscribe" in step)
			client.write(null, { operation: MQTTClient.UNSUBSCRIBE, items: step.unsubscribe.map(topic => ({ topic })) });
		else if ("disconnect" in step) client.write(null, { operation: MQTTClient.DISCONNECT });
		else if ("told" in step) assert.is(events.shift(), step.told);
		else if ("closed" in step) {
			assert.ok(broker.isClosed, "the client has closed its socket");
			if (events[0]?.startsWith("failed")) events.shift();
		} else if ("hangUp" in step) broker.hangUp();
		else if ("advance" in step) time.advance(step.advance);
		settle();
	};

	settle();
	if (greet !== false) {
		broker.take();
		act({ send: "20 02 0000" });
		act({ told: "connected" });
	}
	for (const step of steps) act(step);
	assert.equal(events, [], "nothing else is told");
	assert.is(broker.take(), undefined, "nothing else is sent");
	client.close();
	assert.is(time.next, undefined, "no timer is left");
}

function failure(error: CimError): string {
	return error instanceof MqttError && error.returnCode ? `refused ${error.returnCode}` : `failed ${error.code}`;
}
