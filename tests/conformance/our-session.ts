import * as assert from "uvu/assert";
import { Random } from "../../firmware/math/random";
import { Session } from "../../firmware/messaging/session";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { bytesOf } from "../support/fake-broker";
import { ByteBroker } from "./byte-broker";
import type { ClientCase, Step } from "./case";
import { hexOf } from "./packets";

/** The greeting that a session begins every connection with; it takes no part in the table. */
const GREETING = { topic: "s", payload: new Uint8Array(0), qos: 0, retain: false } as const;

/** Runs a case of several connections against our session, in virtual time; throws where it differs. */
export function runOurSession({ steps, options = {} }: ClientCase): void {
	const time = new VirtualTime();
	const broker = new ByteBroker(time);
	const events: string[] = [];
	const session = new Session({
		io: broker.io,
		resolver: { resolve: (host, onResolved) => onResolved(host, "10.0.0.1") },
		timers: time,
		clock: time,
		random: new Random(3),
		host: "broker",
		port: 1883,
		clientId: "d",
		keepAlive: 60,
		will: GREETING,
		greeting: GREETING,
		farewell: GREETING,
		onOnline: () => {},
		onOffline: () => {},
		onMessage: (topic, payload) => events.push(`message ${topic} '${Buffer.from(payload).toString("latin1")}'`),
	});
	const connect = () => {
		const before = broker.connections;
		assert.ok(
			time.advanceUntil(() => broker.connections > before, 60_000),
			"it comes again",
		);
		time.advance(5);
		assert.match(broker.take() ?? "", /^10/);
		broker.send(bytesOf(options.clean === false ? "20 02 0100" : "20 02 0000"));
		time.advance(5);
	};
	const take = (): string | undefined => {
		const packet = broker.take();
		return packet === hexOf("30 03 0001 's'") ? broker.take() : packet;
	};

	const act = (step: Step): void => {
		if ("expect" in step) assert.is(take(), hexOf(step.expect));
		else if ("silence" in step) assert.is(take(), undefined);
		else if ("send" in step) broker.send(bytesOf(step.send), step.chunk);
		else if ("publish" in step) {
			const { publish, payload = "", QoS: qos = 0, retain = false, as } = step;
			session.publish(publish, new Uint8Array(Buffer.from(payload)), { qos, retain }, error =>
				events.push(error ? `failed ${error.code}` : `done ${as}`),
			);
		} else if ("subscribe" in step)
			for (const [filter, qos] of Object.entries(step.subscribe))
				session.subscribe(filter, qos, error => events.push(error ? "subscribed 128" : `subscribed ${qos}`));
		else if ("told" in step) assert.is(events.shift(), step.told.replace(/ q\d.*/, ""));
		else if ("hangUp" in step) broker.hangUp();
		else if ("again" in step) connect();
		else throw new Error(`a session does not know ${JSON.stringify(step)}`);
		if (!("hangUp" in step)) time.advance(20);
	};

	session.open();
	time.advance(5);
	broker.take();
	broker.send(bytesOf("20 02 0000"));
	time.advance(5);
	for (const step of steps) act(step);
	assert.equal(events, [], "nothing else is told");
	assert.is(take(), undefined, "nothing else is sent");
	session.close();
}
