import { createServer, type Server, type Socket } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { freePort } from "../../../host-sim/brokers/broker-process";
import { nodeResolver } from "../../../host-sim/node/resolver";
import { NodeTCP } from "../../../host-sim/node/tcp";
import { within } from "../../support/real-time";

interface Peer {
	port: number;
	server: Server;
	/** The next connection. */
	accepted: Promise<Socket>;
}

async function listen(): Promise<Peer> {
	const server = createServer();
	const accepted = new Promise<Socket>(resolve => server.once("connection", resolve));
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	return { port: (server.address() as { port: number }).port, server, accepted };
}

test("a megabyte goes out in the pieces that onWritable announces, and arrives whole", async () => {
	const { port, server, accepted } = await listen();
	const data = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31) >> 3);
	const counts: number[] = [];
	let at = 0;
	const tcp = new NodeTCP({
		address: "127.0.0.1",
		port,
		onWritable(count) {
			counts.push(count);
			const piece = data.slice(at, at + count);
			at += piece.length;
			if (piece.length > 0) tcp.write(piece);
			// The buffer is the caller's again as soon as write returns.
			piece.fill(0xee);
		},
	});
	const socket = await accepted;
	const received: Buffer[] = [];
	let length = 0;
	await within<void>(20, "the data", resolve =>
		socket.on("data", chunk => {
			received.push(chunk);
			length += chunk.length;
			if (length === data.length) resolve();
		}),
	);
	assert.is(Buffer.compare(Buffer.concat(received), data), 0);
	assert.ok(counts.every(count => count > 0 && count <= 8192));
	tcp.close();
	server.close();
});

test("more than was announced throws, and so does a write before the first onWritable", async () => {
	const { port, server, accepted } = await listen();
	let tcp!: NodeTCP;
	await within<void>(5, "open", resolve => {
		tcp = new NodeTCP({ address: "127.0.0.1", port, onWritable: () => resolve() });
		assert.throws(() => tcp.write(new Uint8Array(1)), /would block/);
	});
	assert.throws(() => tcp.write(new Uint8Array(8193)), /would block/);
	tcp.write(new Uint8Array(8000));
	assert.throws(() => tcp.write(new Uint8Array(193)), /would block/);
	(await accepted).destroy();
	tcp.close();
	assert.throws(() => tcp.write(new Uint8Array(1)), /closed/);
	server.close();
});

test("received bytes are read in any portions; a reader that waits is not flooded", async () => {
	const { port, server, accepted } = await listen();
	const data = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) >> 2);
	let readable = 0;
	const tcp = new NodeTCP({ address: "127.0.0.1", port, onReadable: count => (readable = count) });
	const socket = await accepted;
	socket.write(data);
	const received: Uint8Array[] = [];
	let length = 0;
	let most = 0;
	while (length < data.length) {
		await new Promise(resolve => setImmediate(resolve));
		most = Math.max(most, readable);
		const piece = tcp.read(1 + (length % 5000));
		if (!piece) continue;
		received.push(new Uint8Array(piece));
		length += piece.byteLength;
	}
	assert.is(Buffer.compare(Buffer.concat(received), data), 0);
	assert.is(tcp.read(), undefined);
	assert.ok(most <= 16_384 + 65_536, `${most} bytes were held`);
	socket.destroy();
	tcp.close();
	server.close();
});

test("onError comes once when the other side closes, when nobody listens, and never after close", async () => {
	const { port, server, accepted } = await listen();
	let errors = 0;
	await within<void>(5, "end", resolve => {
		new NodeTCP({
			address: "127.0.0.1",
			port,
			onError() {
				errors++;
				setTimeout(resolve, 20);
			},
		});
		accepted.then(socket => socket.end());
	});
	assert.is(errors, 1);
	server.close();

	const nobody = await freePort();
	await within<void>(5, "refusal", resolve => new NodeTCP({ address: "127.0.0.1", port: nobody, onError: resolve }));

	const closed = new NodeTCP({
		address: "127.0.0.1",
		port: nobody,
		onError: () => assert.unreachable("a callback after close"),
	});
	closed.close();
	closed.close();
	await within<void>(
		5,
		"another refusal",
		resolve => new NodeTCP({ address: "127.0.0.1", port: nobody, onError: resolve }),
	);
});

test("what was written before close still arrives", async () => {
	const { port, server, accepted } = await listen();
	const tcp = new NodeTCP({
		address: "127.0.0.1",
		port,
		onWritable() {
			tcp.write(Uint8Array.from(Buffer.from("good-bye")));
			tcp.close();
		},
	});
	const socket = await accepted;
	const received = await within<string>(5, "end", resolve => {
		let text = "";
		socket.on("data", chunk => (text += chunk));
		socket.on("end", () => resolve(text));
	});
	assert.is(received, "good-bye");
	server.close();
});

test("the resolver finds localhost, passes addresses, and says when there is none", async () => {
	const resolve = (host: string) =>
		within<string | undefined>(20, host, done => nodeResolver.resolve(host, (_host, address) => done(address)));
	assert.match((await resolve("localhost")) ?? "", /^127\.|^::1$/);
	assert.is(await resolve("127.0.0.1"), "127.0.0.1");
	assert.is(await resolve("no-such-host.invalid"), undefined);
});

test.run();
