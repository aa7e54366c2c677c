import * as assert from "uvu/assert";
import { natsPath, startNats } from "../../host-sim/brokers/nats";
import { within } from "../support/real-time";
import { eventually, makeSession, online, text, Watcher } from "./parties";

/** The users of docs/brokers/nats.conf: a device has its own tree, and hears its own commands. Undefined where there is no nats-server. */
export const natsUsers: (() => Promise<void>) | undefined = natsPath === undefined ? undefined : () => run(natsPath!);

async function run(path: string): Promise<void> {
	const broker = await startNats(path, { users: true });
	const { port } = broker;
	try {
		const login = { username: "olga", password: "change this one too", clientId: "olga" };
		const operator = await Watcher.start(port, ["cim/1/#"], login);
		const got: string[] = [];
		const device = { user: "desk-1", password: "change this password" };
		const session = await online(port, "desk-1", { ...device, onMessage: topic => got.push(topic) });
		await within<void>(10, "subscription", (resolve, reject) =>
			session.subscribe("cim/1/desk-1/cmd/+", 1, error => (error ? reject(error) : resolve())),
		);
		const publish = (topic: string) =>
			within<string | undefined>(10, topic, resolve =>
				session.publish(topic, text("x"), { qos: 1, retain: false }, error => resolve(error?.code)),
			);
		await publish("cim/1/desk-2/result");
		assert.is(await publish("cim/1/desk-1/result"), undefined);
		await operator.until("result", () => operator.texts("cim/1/desk-1/result").length > 0);
		assert.equal(operator.texts("cim/1/desk-2/result"), [], "nobody speaks for another");
		await operator.client.publishAsync("cim/1/desk-2/cmd/ping", "x", { qos: 1 });
		await operator.client.publishAsync("cim/1/desk-1/cmd/ping", "x", { qos: 1 });
		await eventually("command", () => got.length > 0);
		assert.equal(got, ["cim/1/desk-1/cmd/ping"]);
		const refused = await within<boolean>(10, "subscription to all", resolve =>
			session.subscribe("cim/1/#", 1, error => resolve(error !== undefined)),
		);
		assert.ok(refused, "nobody listens to others");
		const reason = await within<string>(10, "refusal", resolve =>
			makeSession(port, "desk-2", { ...device, user: "desk-2", onOffline: ({ code }) => resolve(code) }).open(),
		);
		assert.is(reason, "mqtt-refused");
	} finally {
		await broker.stop();
	}
}
