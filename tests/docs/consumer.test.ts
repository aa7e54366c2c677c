// docs/examples/consumer with mosquitto: consumers that share, one that dies, and one whose store fails.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Consumer, type ConsumerOptions } from "../../docs/examples/consumer/consumer";
import { type KeptResult, MemoryStore, type Store } from "../../docs/examples/consumer/store";
import { CborWriter } from "../../firmware/messaging/cbor-writer";
import { encodeGap } from "../../firmware/messaging/gap-message";
import { encodeResult } from "../../firmware/messaging/result-message";
import { startBroker } from "../../host-sim/broker";
import { type Mosquitto, mosquittoPath, startMosquitto } from "../../host-sim/brokers/mosquitto";
import { endAll, eventually, Watcher } from "../brokers/parties";
import { within } from "../support/real-time";
import { sampleResult } from "../support/sample-messages";

const { boot } = sampleResult();
const message = (sequence: number): Buffer =>
	Buffer.from(encodeResult({ ...sampleResult(), sequence }, new CborWriter(512)).slice());

const problems: string[] = [];
const consumers = new Set<Consumer>();
async function start(url: string, name: string, store: Store, more: Partial<ConsumerOptions> = {}): Promise<Consumer> {
	const consumer = new Consumer({
		...{ url, name, group: "g", store, onProblem: words => problems.push(words), login: { reconnectPeriod: 50 } },
		...more,
	});
	consumers.add(consumer);
	await within<void>(10, "subscribed", resolve => void consumer.ready().then(resolve));
	return consumer;
}

test.after.each(async () => {
	for (const consumer of consumers) await consumer.close();
	consumers.clear();
	problems.length = 0;
	await endAll();
});

if (!mosquittoPath) {
	process.stdout.write("skips: mosquitto is not installed: no shared subscriptions\n");
	test.skip("two consumers share", () => {});
} else {
	let broker: Mosquitto;
	let url: string;
	test.before(async () => {
		broker = await startMosquitto(mosquittoPath!);
		url = `mqtt://127.0.0.1:${broker.port}`;
	});
	test.after(() => broker.stop());

	test("two consumers share what devices say; repetitions, history and gaps are told apart", async () => {
		const store = new MemoryStore();
		const pair = [await start(url, "one", store), await start(url, "two", store)];
		const { client } = await Watcher.start(broker.port, ["cim/1/none"]);
		const say = (device: string, name: string, payload: Uint8Array) =>
			client.publishAsync(`cim/1/${device}/${name}`, Buffer.from(payload), { qos: 1 });
		for (let sequence = 1; sequence <= 30; sequence++) await say("a", "result", message(sequence));
		for (const sequence of [7, 30]) await say("a", "result", message(sequence));
		await say("b", "result", message(1));
		await say("b", "history", message(2));
		await say("b", "gap", encodeGap({ boot, first: 3, last: 4, count: 2 }));
		await eventually("gap", () => store.dropped.size === 1);
		await say("b", "gap", encodeGap({ boot, first: 3, last: 5, count: 3 }));
		await say("b", "result", message(8));
		await say("b", "result", Buffer.from("no CBOR"));
		const count = (pick: (consumer: Consumer) => number) => pair.reduce((sum, consumer) => sum + pick(consumer), 0);
		await eventually(
			"everything",
			() => count(({ stored, repeated }) => stored + repeated) === 35 && store.dropped.size === 1,
		);
		await eventually("gap that grew", () => [...store.dropped.values()][0].last === 5);
		assert.is(store.results.size, 33);
		assert.is(
			count(({ repeated }) => repeated),
			2,
		);
		for (const { stored } of pair) assert.ok(stored > 5, `${pair.map(one => one.stored)}`);
		assert.equal(store.missing("a", boot), []);
		assert.equal(store.missing("b", boot), [6, 7]);
		assert.is(store.results.get(`b ${boot} 2`)!.isLate, true);
		assert.is(store.results.get(`a ${boot} 1`)!.text, sampleResult().text);
		await eventually("problem", () => problems.length === 1);
		assert.match(problems[0], /cim\/1\/b\/result: not CBOR/);
		for (const consumer of pair) await consumer.leave();
	});

	test("what a store did not take, and what a consumer had not stored when it died, comes again", async () => {
		const store = new MemoryStore();
		let refusals = 3;
		const failing: Store = {
			insert: async (result: KeptResult) => {
				if (refusals-- > 0) throw new Error("the database is away");
				return store.insert(result);
			},
			drop: async () => {},
		};
		const first = await start(url, "first", failing, { group: "h" });
		const { client } = await Watcher.start(broker.port, ["cim/1/none"]);
		const say = (sequence: number) => client.publishAsync("cim/1/c/result", message(sequence), { qos: 1 });
		for (let sequence = 1; sequence <= 5; sequence++) await say(sequence);
		await eventually("five", () => store.results.size === 5);
		assert.is(problems.length, 3);
		await first.close();
		for (let sequence = 6; sequence <= 10; sequence++) await say(sequence);
		assert.is(store.results.size, 5, "nobody is there");
		await start(url, "first", store, { group: "h" });
		await eventually("ten", () => store.results.size === 10);
	});
}

test("a broker without shared subscriptions says so", async () => {
	const broker = await startBroker({ port: 0 });
	const consumer = await start(broker.url, "one", new MemoryStore());
	await eventually("problem", () => problems.length > 0);
	assert.match(problems[0], /refuses shared subscriptions/);
	await consumer.close();
	consumers.clear();
	await broker.close();
});

test.run();
