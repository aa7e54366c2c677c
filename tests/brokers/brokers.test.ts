// Our session, our client and our device against real brokers, each run with the file that docs/fleet.md shows.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { freePort } from "../../host-sim/brokers/broker-process";
import type { LocalBroker } from "../../host-sim/brokers/local-broker";
import { within } from "../support/real-time";
import { cases } from "./cases";
import { loseNode } from "./cluster";
import { natsUsers } from "./nats-access";
import { endAll, makeSession } from "./parties";
import { brokers } from "./traits";

const A_NODE = "a node of a cluster is killed and started again: nothing that was acknowledged is lost";

/** Those that take long to start do so while the others are tested. */
const started = brokers.map(({ start }) =>
	start?.().then(
		broker => ({ broker, error: undefined }),
		(error: unknown) => ({ broker: undefined, error }),
	),
);

for (const [n, traits] of brokers.entries()) {
	if (traits.name === "rabbitmq") {
		(loseNode ? test : test.skip)(A_NODE, () => loseNode!());
		(natsUsers ? test : test.skip)(
			"nats-server: users have the rights of docs/brokers/nats.conf and no others",
			async () => {
				try {
					await natsUsers!();
				} finally {
					await endAll();
				}
			},
		);
	}
	const { name, start, afterKill } = traits;
	if (!start) process.stdout.write(`skips: ${name} is not installed\n`);
	for (const one of cases) {
		const title = `${name}: ${one.name}`;
		if (!start || (one.kills && !afterKill)) test.skip(title, () => {});
		else
			test(title, async () => {
				const { broker, error } = await started[n]!;
				if (!broker) throw error;
				try {
					await one.run(broker, traits);
				} finally {
					await endAll();
				}
			});
	}
}

test("nobody listens: a typed error with the address in it, and again later", async () => {
	const port = await freePort();
	const reasons: string[] = [];
	await within<void>(10, "two attempts", resolve => {
		const session = makeSession(port, "lonely", {
			onOffline: reason => {
				reasons.push(`${reason.code}: ${reason.message}`);
				if (reasons.length === 2) session.close(resolve);
			},
		});
		session.open();
	});
	for (const reason of reasons) assert.match(reason, `mqtt-connection: MQTT: no connection to 127.0.0.1:${port}`);
});

test.after(async () => {
	await endAll();
	const all = await Promise.all(started.map(one => one?.then(({ broker }) => broker)));
	await Promise.all(all.filter((broker): broker is LocalBroker => broker !== undefined).map(broker => broker.stop()));
});

test.run();
