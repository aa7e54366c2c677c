import { test } from "uvu";
import * as assert from "uvu/assert";
import type { TCPSocket } from "../../../firmware/hardware";
import { MemoryNetwork, type ServerSocket } from "../../../host-sim/fleet/memory-network";
import { FaultyLink } from "../../../host-sim/node/faulty-link";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

/** A client on a link, the server's side of its connection, and what each got to hear. */
class Bench {
	readonly time = new VirtualTime();
	readonly network = new MemoryNetwork(this.time);
	readonly link = new FaultyLink(this.network.TCP, this.time);
	readonly log: string[] = [];
	client!: TCPSocket;
	server: ServerSocket | undefined;
	writable = 0;

	connect(): this {
		this.network.onConnection ??= socket => {
			this.server = socket;
			socket.onData = bytes => this.#note(`server got ${Buffer.from(bytes)}`);
			socket.onClose = () => this.#note("server closed");
		};
		this.client = new this.link.TCP({
			...{ address: "10.0.0.1", port: 1883 },
			onReadable: () => this.#note(`client got ${Buffer.from(this.client.read()!)}`),
			onWritable: count => {
				this.writable = count;
			},
			onError: reason => this.#note(`client lost: ${(reason as Error).message}`),
		});
		return this;
	}

	write(text: string): void {
		this.client.write(Buffer.from(text));
	}

	take(): string[] {
		return this.log.splice(0);
	}

	#note(words: string): void {
		this.log.push(`${this.time.milliseconds} ${words}`);
	}
}

test("bytes take the delay each way, and at a rate as long as they are", () => {
	const bench = new Bench();
	bench.link.delay = 20;
	bench.connect();
	bench.time.advance(100);
	assert.ok(bench.writable > 4000);
	bench.write("ab");
	bench.server!.write(Buffer.from("xy"));
	bench.time.advance(100);
	assert.equal(bench.take().sort(), ["120 client got xy", "120 server got ab"]);
	bench.link.rate = 100;
	bench.write("a".repeat(10));
	bench.write("b".repeat(10));
	bench.time.advance(1000);
	assert.equal(bench.take(), [`300 server got ${"a".repeat(10)}`, `400 server got ${"b".repeat(10)}`]);
});

test("a pause: nothing passes and nobody is told; afterwards everything arrives, in order", () => {
	const bench = new Bench().connect();
	bench.time.advance(10);
	bench.link.isHanging = true;
	bench.write("one");
	bench.server!.write(Buffer.from("two"));
	bench.write("three");
	bench.time.advance(60_000);
	assert.equal(bench.take(), []);
	bench.link.isHanging = false;
	bench.time.advance(10);
	assert.equal(
		bench.take().map(line => line.replace(/^\d+ /, "")),
		["client got two", "server got one", "server got three"],
	);
});

test("who connects in a pause is connected afterwards", () => {
	const bench = new Bench();
	bench.link.isHanging = true;
	bench.connect();
	bench.time.advance(60_000);
	assert.is(bench.server, undefined);
	bench.link.isHanging = false;
	bench.time.advance(10);
	assert.ok(bench.server && bench.writable > 0);
});

test("a broken connection: the device is told, the server only if both are", () => {
	for (const both of [false, true]) {
		const bench = new Bench().connect();
		bench.time.advance(10);
		bench.link.break({ both });
		bench.time.advance(10);
		const log = bench.take().map(line => line.replace(/^\d+ /, ""));
		assert.equal(
			log,
			both ? ["client lost: the network is gone", "server closed"] : ["client lost: the network is gone"],
		);
	}
});

test("a forgotten connection stands on both sides, and nothing arrives ever again", () => {
	const bench = new Bench().connect();
	bench.time.advance(10);
	bench.link.forget();
	bench.write("one");
	bench.server!.write(Buffer.from("two"));
	bench.time.advance(600_000);
	assert.equal(bench.take(), []);
	bench.connect();
	bench.time.advance(10);
	bench.write("new");
	bench.time.advance(10);
	assert.match(bench.take().join(), /server got new$/);
});

test("refused, by the link or because nobody listens", () => {
	const bench = new Bench();
	bench.link.isRefusing = true;
	bench.connect();
	bench.time.advance(10);
	assert.match(bench.take().join(), /client lost: connection refused/);
	bench.link.isRefusing = false;
	bench.network.onConnection = undefined;
	const alone = new Bench();
	alone.client = new alone.link.TCP({
		address: "10.0.0.1",
		port: 1,
		onError: reason => alone.log.push(String(reason)),
	});
	alone.time.advance(10);
	assert.equal(alone.log, ["Error: connection refused"]);
});

test("more than was announced is refused, as a socket does", () => {
	const bench = new Bench().connect();
	bench.time.advance(10);
	assert.throws(() => bench.client.write(new Uint8Array(bench.writable + 1)), /would block/);
});

test("what was written before closing arrives before the end does", () => {
	const bench = new Bench().connect();
	bench.time.advance(10);
	bench.write("last");
	bench.client.close();
	bench.time.advance(10);
	assert.equal(
		bench.take().map(line => line.replace(/^\d+ /, "")),
		["server got last", "server closed"],
	);
});

test.run();
