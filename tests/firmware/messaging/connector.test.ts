import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { Connector } from "../../../firmware/messaging/connector";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

/** Hosts that were asked for, and what came of each attempt. */
function attempts(
	host: string,
	seed: number,
	count: number,
	isThere: (host: string) => boolean = () => true,
): string[] {
	const time = new VirtualTime();
	const found: string[] = [];
	const connector: Connector = new Connector({
		host,
		resolver: { resolve: (name, done) => done(name, isThere(name) ? `address of ${name}` : undefined) },
		timers: time,
		random: new Random(seed),
		...{ timeout: 1000, backoffBase: 10, backoffLimit: 100 },
		onBegin: () => {},
		onAddress: (address, name) => {
			assert.is(address, `address of ${name}`);
			found.push(name);
			connector.retry();
		},
		onFailed: ({ code, message }) => {
			found.push(`${code}: ${message}`);
			connector.retry();
		},
	});
	connector.begin();
	time.advanceUntil(() => found.length >= count, 1e6);
	connector.end();
	return found;
}

test("one broker is the one of every attempt", () => {
	assert.equal(new Set(attempts("broker.test", 1, 20)), new Set(["broker.test"]));
});

test("of several brokers each attempt takes any one, so that a fleet spreads over them", () => {
	const first = new Map<string, number>();
	for (let seed = 0; seed < 300; seed++) {
		const [host] = attempts("a.test, b.test,c.test", seed, 1);
		first.set(host, (first.get(host) ?? 0) + 1);
	}
	assert.equal([...first.keys()].sort(), ["a.test", "b.test", "c.test"]);
	for (const [host, count] of first) assert.ok(count > 70 && count < 130, `${host}: ${count} of 300`);
	assert.equal(new Set(attempts("a.test,b.test", 1, 20)), new Set(["a.test", "b.test"]));
});

test("one of several that has no address is named, and the others are tried", () => {
	const found = attempts("gone.test,there.test", 1, 20, host => host === "there.test");
	assert.ok(found.includes("there.test"));
	const failures = new Set(found.filter(line => line !== "there.test"));
	assert.equal([...failures], ["mqtt-resolve: MQTT: the name gone.test has no address; check it and the network"]);
});

test.run();
