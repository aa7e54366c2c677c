import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DigitalClass, SPIBus, SPIClass } from "../../../firmware/hardware";
import { FaultyWire } from "../../../host-sim/node/faulty-wire";
import { VirtualTime } from "../../../host-sim/node/virtual-time";

/** A bus that keeps what it was sent and answers with bytes that count down from 255. */
function makeBench(seed = 1) {
	const sent: Uint8Array[] = [];
	let resets = 0;
	let level = 0;
	let onEdge: (() => void) | undefined;
	class Bus implements SPIBus {
		write(buffer: Uint8Array): void {
			sent.push(Uint8Array.from(buffer));
		}
		transfer(buffer: Uint8Array): void {
			sent.push(Uint8Array.from(buffer));
			for (let i = 0; i < buffer.length; i++) buffer[i] = 255 - i;
		}
		close(): void {}
	}
	class Pin {
		static Input = 0;
		static InputPullDown = 2;
		static Output = 8;
		static Rising = 1;
		static Falling = 2;
		constructor(options: { onReadable?: () => void }) {
			onEdge = options.onReadable ?? onEdge;
		}
		read(): number {
			return level;
		}
		write(): void {}
		close(): void {}
	}
	const timers = new VirtualTime();
	const wire = new FaultyWire({
		SPI: Bus as SPIClass,
		Digital: Pin as unknown as DigitalClass,
		timers,
		interrupt: 3,
		resetChip: () => resets++,
		seed,
	});
	const bus = new wire.SPI({ clock: 0, hz: 1 });
	return {
		wire,
		bus,
		sent,
		timers,
		get resets() {
			return resets;
		},
		raise(value: number): void {
			level = value;
			onEdge?.();
		},
	};
}

const message = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

test("a good wire passes everything", () => {
	const { bus, sent } = makeBench();
	const buffer = Uint8Array.from(message);
	bus.write(message);
	bus.transfer(buffer);
	assert.equal(sent, [message, message]);
	assert.equal([...buffer], [255, 254, 253, 252, 251, 250, 249, 248]);
});

test("bits flip at the asked rate in both directions, and each transaction is counted", () => {
	const { bus, wire, sent } = makeBench();
	wire.bitErrorRate = 1e-2;
	let out = 0;
	let back = 0;
	let flips = 0;
	const bitsApart = (a: Uint8Array, b: Uint8Array): number => {
		let bits = 0;
		for (let i = 0; i < a.length; i++) for (let x = a[i] ^ b[i]; x; x &= x - 1) bits++;
		flips += bits;
		return bits;
	};
	const answer = Uint8Array.of(255, 254, 253, 252, 251, 250, 249, 248);
	for (let i = 0; i < 5000; i++) {
		const buffer = Uint8Array.from(message);
		bus.transfer(buffer);
		if (bitsApart(sent.pop()!, message)) out++;
		if (bitsApart(buffer, answer)) back++;
	}
	assert.is(wire.answers.damagedOut, out);
	assert.is(wire.answers.damagedIn, back);
	assert.is(wire.answers.flippedBits, flips);
	assert.is(wire.answers.transactions, 5000);
	assert.is(wire.commands.transactions, 0);
	// 5000 x 128 bits at 1e-2: 6400 expected, standard deviation 80
	assert.ok(flips > 6000 && flips < 6800, `${flips}`);
});

test("the caller's bytes of a write stay as they are", () => {
	const { bus, wire } = makeBench();
	wire.bitErrorRate = 0.5;
	const buffer = Uint8Array.from(message);
	bus.write(buffer);
	assert.equal(buffer, message);
	assert.is(wire.commands.damagedOut, 1);
});

test("a lost byte shortens what the chip gets and shifts what it says", () => {
	const { bus, wire, sent } = makeBench();
	wire.lostByteRate = 1;
	bus.write(message);
	assert.is(sent[0].length, 7);
	const buffer = Uint8Array.from(message);
	bus.transfer(buffer);
	assert.is(sent[1].length, 7);
	const at = buffer.indexOf(0);
	assert.ok(at >= 0);
	assert.equal(
		[...buffer].filter(byte => byte !== 0),
		[255, 254, 253, 252, 251, 250, 249],
	);
	assert.is(wire.commands.shortened, 1);
	assert.is(wire.answers.shortened, 1);
});

test("stuck data lines show their level", () => {
	const { bus, wire, sent } = makeBench();
	wire.stuckOut = 1;
	wire.stuckIn = 0;
	const buffer = Uint8Array.from(message);
	bus.transfer(buffer);
	assert.ok(sent[0].every(byte => byte === 255));
	assert.ok(buffer.every(byte => byte === 0));
});

test("the chip is reset once, in front of the asked transaction", () => {
	const bench = makeBench();
	bench.wire.resetAt = 2;
	bench.bus.write(message);
	bench.bus.write(message);
	assert.is(bench.resets, 0);
	bench.bus.write(message);
	bench.bus.write(message);
	assert.is(bench.resets, 1);
});

test("a stuck interrupt line hides edges and levels; getting stuck high is an edge", () => {
	const bench = makeBench();
	const { wire, timers } = bench;
	let edges = 0;
	const onReadable = (): void => {
		edges++;
	};
	const pin = new wire.Digital({ pin: 3, mode: wire.Digital.Input, edge: wire.Digital.Rising, onReadable });
	bench.raise(1);
	assert.equal([edges, pin.read()], [1, 1]);
	wire.stuckInterrupt = 0;
	bench.raise(1);
	assert.equal([edges, pin.read()], [1, 0]);
	wire.stuckInterrupt = 1;
	timers.advance(1);
	assert.equal([edges, pin.read()], [2, 1]);
	wire.stuckInterrupt = undefined;
	bench.raise(0);
	assert.equal([edges, pin.read()], [3, 0]);
	pin.close();
	wire.stuckInterrupt = 1;
	timers.advance(1);
	assert.is(edges, 3);
});

test.run();
