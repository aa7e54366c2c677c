import { test } from "uvu";
import * as assert from "uvu/assert";
import type { TCPOptions, TCPSocket } from "../../../firmware/hardware";
import { guardedTCP } from "../../../firmware/network/guarded-tcp";
import { transport } from "../../../firmware/network/transport";

let given: TCPOptions;
class Socket implements TCPSocket {
	constructor(options: TCPOptions) {
		given = options;
	}
	read(): undefined {}
	write(): void {}
	close(): void {}
}

test("an exception in a callback ends the connection and goes no further", () => {
	const reasons: unknown[] = [];
	new (guardedTCP(Socket))({
		address: "10.0.0.1",
		port: 8883,
		onReadable: count => {
			throw new Error(`handshake failed after ${count} bytes`);
		},
		onWritable: () => {
			throw new Error("cannot encrypt");
		},
		onError: reason => reasons.push(reason),
	});
	assert.equal([given.address, given.port], ["10.0.0.1", 8883]);
	given.onReadable!(12);
	given.onWritable!(1);
	assert.equal(reasons.map(String), ["Error: handshake failed after 12 bytes", "Error: cannot encrypt"]);
});

test("what does not throw gets through, and nobody has to listen", () => {
	const counts: number[] = [];
	new (guardedTCP(Socket))({ address: "a", port: 1, onReadable: count => counts.push(count) });
	given.onReadable!(3);
	assert.equal(counts, [3]);
	assert.is(given.onWritable, undefined);
	new (guardedTCP(Socket))({
		address: "a",
		port: 1,
		onReadable: () => {
			throw new Error("unheard");
		},
	});
	given.onReadable!(1);
});

test("without TLS the socket class is the one given", () => {
	assert.equal(transport(Socket), { TCP: Socket });
});

test.run();
