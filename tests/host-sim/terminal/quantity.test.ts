import { test } from "uvu";
import * as assert from "uvu/assert";
import { bytes, decibels, duration, energy, hex32, plural } from "../../../host-sim/terminal/quantity";

test("durations have three digits and the unit that suits", () => {
	const expected: [number, string][] = [
		[0, "0 µs"],
		[0.5, "0.50 µs"],
		[9.994, "9.99 µs"],
		[9.996, "10.0 µs"],
		[99.96, "100 µs"],
		[999.4, "999 µs"],
		[999.6, "1.00 ms"],
		[12_300, "12.3 ms"],
		[999_400, "999 ms"],
		[999_600, "1.00 s"],
		[75_000_000, "75.0 s"],
	];
	for (const [microseconds, words] of expected) assert.is(duration(microseconds), words);
});

test("energy, bytes, decibels, counts, hashes", () => {
	assert.is(energy(84), "84.0 nJ");
	assert.is(energy(1520), "1.52 µJ");
	assert.is(energy(2_500_000), "2.50 mJ");
	assert.is(bytes(312), "312 B");
	assert.is(bytes(3412), "3 412 B");
	assert.is(bytes(1_234_567), "1 234 567 B");
	assert.is(decibels(234), "23.4 dB");
	assert.is(decibels(-5), "-0.5 dB");
	assert.is(plural(1, "frame"), "1 frame");
	assert.is(plural(2, "frame"), "2 frames");
	assert.is(hex32(-1), "ffffffff");
	assert.is(hex32(0xbad), "00000bad");
});

test.run();
