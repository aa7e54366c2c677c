import { test } from "uvu";
import * as assert from "uvu/assert";
import { ShiftRegisterNoise } from "../../../../firmware/emulator/neurram/shift-register-noise";
import { Random } from "../../../../firmware/math/random";

const LINES = 256;
const SHIFTS = 4000;

/** Bits of all neurons over the shifts. */
function stream(seed: number, shifts: number): Int8Array[] {
	const noise = new ShiftRegisterNoise(LINES);
	noise.seed(new Random(seed));
	const bits: Int8Array[] = [];
	for (let n = 0; n < shifts; n++) {
		noise.shift();
		bits.push(Int8Array.from({ length: LINES }, (_, neuron) => (noise.bit(neuron) === 0 ? -1 : 1)));
	}
	return bits;
}

function correlation(bits: Int8Array[], a: number, b: number, later: number): number {
	let sum = 0;
	for (let n = 0; n + later < SHIFTS; n++) sum += bits[n][a] * bits[n + later][b];
	return sum / (SHIFTS - later);
}

test("bits are even, neighbours do not follow each other, and a neuron does not repeat itself", () => {
	const bits = stream(1, SHIFTS);
	const limit = 5 / Math.sqrt(SHIFTS);
	for (const neuron of [0, 1, 17, 128, 254]) {
		const mean = bits.reduce((sum, line) => sum + line[neuron], 0) / SHIFTS;
		assert.ok(Math.abs(mean) < limit, `mean ${mean} of neuron ${neuron}`);
		for (const later of [0, 1, 2, 7])
			assert.ok(Math.abs(correlation(bits, neuron, neuron + 1, later)) < limit, `neuron ${neuron}, ${later} later`);
		for (const later of [1, 2, 31]) assert.ok(Math.abs(correlation(bits, neuron, neuron, later)) < limit);
	}
});

test("a seed gives the same bits twice, another seed others", () => {
	assert.equal(stream(2, 20), stream(2, 20));
	assert.not.equal(stream(2, 1), stream(3, 1));
});

test.run();
