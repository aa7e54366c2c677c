import * as assert from "uvu/assert";
import { startBroker } from "../../host-sim/broker";
import type { LocalBroker } from "../../host-sim/brokers/local-broker";
import { mosquittoPath, startMosquitto } from "../../host-sim/brokers/mosquitto";
import { natsPath, startNats } from "../../host-sim/brokers/nats";
import { rabbitmqPath, startRabbitmq } from "../../host-sim/brokers/rabbitmq";

/** What brokers do differently, as measured; docs/fleet.md says it in words. */
export interface Traits {
	name: string;
	/** Undefined where it is not installed. */
	start: (() => Promise<LocalBroker>) | undefined;
	/** What a subscriber who asked for QoS 0, 1 and 2 is granted. */
	grants: number[];
	/** With which QoS a message of QoS 0, 1 and 2 comes to a subscriber who asked for 2; "refused": the broker hangs up. */
	delivers: (number | "refused")[];
	/** A subscription with a wildcard gets retained messages too. */
	retainedByWildcard: boolean;
	/** What becomes of a shared subscription: members share the messages, it is refused, or nothing is delivered. */
	shared: "shared" | "refused" | "silent";
	/** After kill -9 and a restart; undefined where that is not tried for it takes too long. */
	afterKill?: { session: boolean; retained: boolean };
}

export const brokers: Traits[] = [
	{
		name: "aedes",
		start: startAedes,
		grants: [0, 1, 2],
		delivers: [0, 1, 2],
		retainedByWildcard: true,
		shared: "refused",
		afterKill: { session: false, retained: false },
	},
	{
		name: "mosquitto",
		start: mosquittoPath === undefined ? undefined : () => startMosquitto(mosquittoPath!),
		grants: [0, 1, 2],
		delivers: [0, 1, 2],
		retainedByWildcard: true,
		shared: "shared",
		afterKill: { session: false, retained: false },
	},
	{
		name: "nats-server",
		start: natsPath === undefined ? undefined : () => startNats(natsPath!),
		grants: [0, 1, 1],
		delivers: [0, 1, "refused"],
		retainedByWildcard: true,
		shared: "silent",
		afterKill: { session: true, retained: true },
	},
	{
		name: "rabbitmq",
		start: rabbitmqPath === undefined ? undefined : () => startRabbitmq(rabbitmqPath!),
		grants: [0, 1, 1],
		delivers: [0, 1, 1],
		retainedByWildcard: false,
		shared: "silent",
	},
];

/** The embedded broker, which keeps nothing beyond its own end. */
async function startAedes(): Promise<LocalBroker> {
	let broker = await startBroker({ port: 0 });
	const { port } = broker;
	const kill = () => broker.close();
	const restart = async () => {
		broker = await startBroker({ port });
		assert.is(broker.port, port);
	};
	return { host: "127.0.0.1", port, processId: process.pid, kill, restart, stop: kill };
}
