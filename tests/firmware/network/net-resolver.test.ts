import { test } from "uvu";
import * as assert from "uvu/assert";
import { type NetModule, NetResolver } from "../../../firmware/network/net-resolver";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

function resolverOn(resolve: NetModule["resolve"]) {
	const time = new VirtualTime();
	const answers: (string | undefined)[] = [];
	const resolver = new NetResolver({ resolve }, time);
	const ask = () => resolver.resolve("broker.local", (host, address) => answers.push(`${host} ${address}`));
	return { time, answers, resolver, ask };
}

test("an address is passed on, at a later turn even when it is known at once", () => {
	const { time, answers, ask } = resolverOn((host, callback) => callback(host, "10.0.0.1"));
	ask();
	assert.equal(answers, []);
	time.advance(0);
	assert.equal(answers, ["broker.local 10.0.0.1"]);
	time.advance(60_000);
	assert.is(answers.length, 1);
});

test("a name without an address, and a resolver that has no room, are told as such", () => {
	for (const resolve of [
		(host: string, callback: (host: string) => void) => callback(host),
		() => {
			throw new Error("queue full");
		},
	]) {
		const { time, answers, ask } = resolverOn(resolve);
		ask();
		time.advance(0);
		assert.equal(answers, ["broker.local undefined"]);
	}
});

test("silence is no address after ten seconds, and what comes later is dropped", () => {
	let late: (host: string, address?: string) => void = () => {};
	const { time, answers, ask } = resolverOn((_host, callback) => {
		late = callback;
	});
	ask();
	time.advance(9_999);
	assert.equal(answers, []);
	time.advance(1);
	assert.equal(answers, ["broker.local undefined"]);
	late("broker.local", "10.0.0.1");
	time.advance(100_000);
	assert.is(answers.length, 1);
});

test("after cancel nobody is called back; the next question is answered", () => {
	const pending: ((host: string, address?: string) => void)[] = [];
	const { time, answers, resolver, ask } = resolverOn((_host, callback) => {
		pending.push(callback);
	});
	ask();
	resolver.cancel();
	pending[0]("broker.local", "10.0.0.1");
	time.advance(100_000);
	assert.equal(answers, []);
	ask();
	pending[1]("broker.local", "10.0.0.2");
	time.advance(1);
	assert.equal(answers, ["broker.local 10.0.0.2"]);
});

test("an answer given twice is one answer", () => {
	const { time, answers, ask } = resolverOn((host, callback) => {
		callback(host, "10.0.0.1");
		callback(host, "10.0.0.2");
	});
	ask();
	time.advance(20_000);
	assert.is(answers.length, 1);
});

test.run();
