import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { NetworkTime } from "../../../firmware/network/network-time";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

/** 2023-11-14 22:13:20 UTC, in milliseconds since 1970 and in seconds since 1900. */
const NOW = 1_700_000_000_000;
const NTP_SECONDS = 1_700_000_000 + 2_208_988_800;

/** A good answer to `request`, to be spoiled. */
function answerTo(request: Uint8Array): Uint8Array {
	const packet = new Uint8Array(48);
	packet[0] = (4 << 3) | 4;
	packet[1] = 2;
	packet.set(request.subarray(40, 48), 24);
	new DataView(packet.buffer).setUint32(40, NTP_SECONDS);
	new DataView(packet.buffer).setUint32(44, 0x8000_0000);
	return packet;
}

function network(server = "pool.ntp.org") {
	const time = new VirtualTime();
	const net = {
		/** What comes back for a request. */
		answers: (request: Uint8Array): Uint8Array[] => [answerTo(request)],
		delay: 40,
		address: "10.0.0.1" as string | undefined,
		requests: [] as number[],
		open: 0,
		set: [] as number[],
		lines: [] as string[],
	};
	class UDP {
		readonly #options: { onReadable?: (count: number) => void };
		readonly #queue: Uint8Array[] = [];
		constructor(options: { onReadable?: (count: number) => void }) {
			this.#options = options;
			net.open++;
		}
		read(): ArrayBuffer | undefined {
			return this.#queue.shift()?.slice().buffer as ArrayBuffer | undefined;
		}
		write(buffer: Uint8Array, address: string, port: number): void {
			assert.equal([buffer.length, buffer[0], address, port], [48, 0x23, "10.0.0.1", 123]);
			net.requests.push(time.milliseconds);
			const packets = net.answers(buffer.slice());
			if (packets.length === 0) return;
			time.set(() => {
				this.#queue.push(...packets);
				this.#options.onReadable?.(packets.length);
			}, net.delay);
		}
		close(): void {
			net.open--;
		}
	}
	const clock = {
		get milliseconds() {
			return time.milliseconds;
		},
		microseconds: 0,
		setTime: (now: number) => void net.set.push(now),
	};
	const resolver = {
		resolve: (host: string, onResolved: (host: string, address?: string) => void) =>
			void time.set(() => onResolved(host, net.address), 1),
	};
	const hardware = { resolver, timers: time, random: new Random(1) };
	const networkTime = new NetworkTime(UDP, hardware, clock, server, line => net.lines.push(line));
	return { time, net, networkTime };
}

test("the clock is set with half the way added, and again a day later", () => {
	const { time, net, networkTime } = network();
	networkTime.start();
	time.advance(60_000);
	assert.equal(net.set, [NOW + 500 + 20]);
	assert.equal(net.lines, ["time: set by pool.ntp.org"]);
	assert.is(net.open, 0);
	time.advance(24 * 3_600_000);
	assert.is(net.set.length, 2);
});

test("no server, no question", () => {
	const { time, net, networkTime } = network("");
	networkTime.start();
	time.advance(100_000);
	assert.equal([net.requests, net.open], [[], 0]);
});

test("without an address or an answer it asks again every half minute, with one socket at most", () => {
	const { time, net, networkTime } = network();
	net.address = undefined;
	networkTime.start();
	time.advance(65_000);
	assert.equal(net.requests, []);
	net.address = "10.0.0.1";
	net.answers = () => [];
	time.advance(120_000);
	assert.is(net.requests.length, 4);
	assert.is(net.open, 1);
	networkTime.stop();
	assert.is(net.open, 0);
	time.advance(100_000);
	assert.is(net.requests.length, 4);
});

const SPOILED: [what: string, spoil: (packet: Uint8Array) => Uint8Array][] = [
	["a short packet", packet => packet.subarray(0, 47)],
	["a packet of nothing", () => new Uint8Array(0)],
	["a client's packet", packet => packet.fill(0x23, 0, 1)],
	["a server that does not know the time itself", packet => packet.fill(0xe4, 0, 1)],
	["a kiss of death (stratum 0)", packet => packet.fill(0, 1, 2)],
	["an answer to another question", packet => packet.fill(1, 24, 32)],
	["a time of zero", packet => packet.fill(0, 40, 48)],
];

for (const [what, spoil] of SPOILED)
	test(`${what} sets nothing; a good answer behind it does`, () => {
		const { time, net, networkTime } = network();
		net.answers = request => [spoil(answerTo(request))];
		networkTime.start();
		time.advance(20_000);
		assert.equal(net.set, []);
		net.answers = request => [spoil(answerTo(request)), answerTo(request)];
		time.advance(20_000);
		assert.is(net.set.length, 1);
	});

test("an answer that took too long sets nothing", () => {
	const { time, net, networkTime } = network();
	net.delay = 6000;
	networkTime.start();
	time.advance(20_000);
	assert.equal(net.set, []);
});

test("seconds that began again in 2036 are read so", () => {
	const { time, net, networkTime } = network();
	net.answers = request => {
		const packet = answerTo(request);
		new DataView(packet.buffer).setUint32(40, 1000);
		new DataView(packet.buffer).setUint32(44, 0);
		return [packet];
	};
	networkTime.start();
	time.advance(1000);
	assert.is(new Date(net.set[0] - 20).toISOString(), "2036-02-07T06:44:56.000Z");
});

test.run();
