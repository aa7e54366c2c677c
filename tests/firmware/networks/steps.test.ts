import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { sigmoid, tanh } from "../../../firmware/math/sigmoid";
import type { Shape, Window } from "../../../firmware/model/network";
import { likelyUnits, probabilities, putBackKnown, sampleUnits } from "../../../firmware/networks/boltzmann";
import { addTo, clip, scaleColumns, toReal } from "../../../firmware/networks/elementwise";
import { LIMITS, stepLongShortTermMemory } from "../../../firmware/networks/long-short-term-memory";
import { gatherVector, layoutRows, Patches, spreadVector } from "../../../firmware/networks/patches";
import { averagePool, maximumPool } from "../../../firmware/networks/pool";
import { inputTable, quantize } from "../../../firmware/networks/quantize";

const random = new Random(7);

function randomCodes(count: number): Int8Array {
	return Int8Array.from({ length: count }, () => random.below(15) - 7);
}

test("patches are window rows, window columns, channels, with zeros around, in pieces with bias rows", () => {
	for (let n = 0; n < 200; n++) {
		const source: Shape = { height: 1 + random.below(7), width: 1 + random.below(7), channels: 1 + random.below(3) };
		const window: Window = {
			...{ height: 1 + random.below(4), width: 1 + random.below(4), stride: 1 + random.below(2) },
			...{ top: random.below(3), left: random.below(3) },
		};
		const down = 1 + random.below(4);
		const across = 1 + random.below(4);
		const inputs = window.height * window.width * source.channels;
		const pieces: number[] = [];
		for (let left = inputs; left > 0; left -= pieces[pieces.length - 1]) pieces.push(1 + random.below(left));
		const biasRows = random.below(3);
		const codes = randomCodes(5 + source.height * source.width * source.channels);
		const patches = new Patches(source, window, down, across, pieces, biasRows, 99);
		const { rows, positions } = patches;
		assert.is(rows, layoutRows(pieces, biasRows));
		const first = random.below(positions);
		const count = positions - first;
		const got = new Int8Array(rows * count + 4);
		patches.take(codes, 5, first, count, got, 4);

		const wanted: number[] = [0, 0, 0, 0];
		for (let position = first; position < positions; position++) {
			const flat: number[] = [];
			for (let ky = 0; ky < window.height; ky++)
				for (let kx = 0; kx < window.width; kx++)
					for (let c = 0; c < source.channels; c++) {
						const y = Math.floor(position / across) * window.stride - window.top + ky;
						const x = (position % across) * window.stride - window.left + kx;
						const inside = y >= 0 && x >= 0 && y < source.height && x < source.width;
						flat.push(inside ? codes[5 + (y * source.width + x) * source.channels + c] : 0);
					}
			for (const piece of pieces) {
				wanted.push(...flat.splice(0, piece));
				for (let bias = 0; bias < biasRows; bias++) wanted.push(99);
			}
		}
		assert.equal(Array.from(got), wanted);
	}
});

test("a vector is spread over pieces and bias rows, and gathered again without them", () => {
	const rows = new Uint8Array(8);
	spreadVector(Uint8Array.of(9, 1, 2, 3, 4), 1, [3, 1], 2, 7, rows, 0);
	assert.equal(Array.from(rows), [1, 2, 3, 7, 7, 4, 7, 7]);
	const back = new Float32Array(5);
	gatherVector(Float32Array.from(rows), 0, [3, 1], 2, back, 1);
	assert.equal(Array.from(back), [0, 1, 2, 3, 4]);
});

test("unsigned codes rectify and round half up, signed ones half to even", () => {
	const unit = 0.5;
	const numbers = Float32Array.of(-1, 0, 0.24, 0.25, 0.75, 3.2, 3.5, 9, Infinity);
	const codes = new Uint8Array(9);
	quantize(numbers, 0, 9, 1, codes, 0, 3, false, unit);
	assert.equal(Array.from(codes), [0, 0, 0, 1, 2, 6, 7, 7, 7]);
	const signed = new Int8Array(9);
	quantize(Float32Array.of(-9, -0.75, -0.25, 0.25, 0.75, 1.25, 1.26, 3.4, 9), 0, 9, 1, signed, 0, 4, true, unit);
	assert.equal(Array.from(signed), [-7, -2, 0, 0, 2, 2, 3, 7, 7]);
});

test("a quantiser does what its definition says", () => {
	for (let n = 0; n < 2000; n++) {
		const bits = 2 + random.below(6);
		const most = 0.1 + random.uniform();
		const x = Math.fround((random.uniform() - 0.5) * 3 * most);
		const source = Float32Array.of(x);
		const code = new Uint8Array(1);
		const step = most / (2 ** bits - 1);
		quantize(source, 0, 1, 1, code, 0, bits, false, step);
		assert.is(code[0], Math.floor(Math.min(Math.max(x, 0), most) / step + 0.5));
		const levels = 2 ** (bits - 1);
		const signed = new Int8Array(1);
		quantize(source, 0, 1, 1, signed, 0, bits, true, most / levels);
		// no ties in random numbers
		const limited = Math.min(Math.max(x / most, -1 + 1 / levels), 1 - 1 / levels);
		assert.is(signed[0], Math.round(limited * levels) + 0);
	}
});

test("codes are quantised again by what they stand for", () => {
	const codes = new Uint8Array(4);
	quantize(Int8Array.of(-3, 2, 5, 7), 0, 4, 0.2, codes, 0, 2, false, 0.4);
	assert.equal(Array.from(codes), [0, 1, 3, 3]);
});

test("the input's table holds the code of each byte", () => {
	const shape = { height: 1, width: 1, channels: 1 };
	const unsigned = inputTable({ ...shape, bits: 3, signed: false, zero: 0, scale: 255, unit: 1 / 7 });
	for (const byte of [0, 18, 19, 128, 254, 255]) assert.is(unsigned[byte], Math.round((byte / 255) * 7));
	const signed = inputTable({ ...shape, bits: 4, signed: true, zero: 128, scale: 8, unit: 2 });
	assert.is(signed[0], -7);
	assert.is(signed[128], 0);
	assert.is(signed[128 + 32], 2);
	assert.ok(signed instanceof Int8Array);
});

test("pools: padding is nothing for a maximum and not counted by an average", () => {
	const shape = { height: 3, width: 3, channels: 2 };
	const output = { height: 2, width: 2, channels: 2 };
	const source = Int8Array.from([9, 9, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8, 9, -9]);
	const window = { height: 2, width: 2, stride: 2, top: 0, left: 0 };
	const most = new Int8Array(9);
	maximumPool(source, 2, shape, window, output, most, 1);
	assert.equal(Array.from(most), [0, 5, -1, 6, -3, 8, -7, 9, -9]);
	const mean = new Float32Array(8);
	averagePool(source, 2, shape, 0.5, window, output, mean, 0);
	assert.equal(Array.from(mean), [1.5, -1.5, 2.25, -2.25, 3.75, -3.75, 4.5, -4.5]);
	const shifted = { height: 2, width: 2, stride: 2, top: 1, left: 1 };
	maximumPool(source, 2, shape, shifted, output, most, 0);
	assert.equal(Array.from(most.subarray(0, 8)), [1, -1, 3, -2, 7, -4, 9, -5]);
});

test("element by element: scale and offset of columns, sums, limits", () => {
	const into = new Float32Array(5);
	scaleColumns(Int32Array.of(99, 1, 2, 3, 4, 5, 6), 1, 3, 2, 2, 0.5, Float32Array.of(10, 20), into, 1);
	assert.equal(Array.from(into), [0, 10.5, 21, 12, 22.5]);
	scaleColumns(Int32Array.of(2, 4), 0, 2, 1, 2, 0.5, new Float32Array(0), into, 0);
	assert.equal(Array.from(into.subarray(0, 2)), [1, 2]);
	toReal(Uint8Array.of(3), 0, 1, 0.5, into, 0);
	addTo(Int8Array.of(-4), 0, 1, 0.25, into, 0);
	assert.is(into[0], 0.5);
	clip(Float32Array.of(-2, 0.5, 3), 0, 3, 0, 1, into, 0);
	assert.equal(Array.from(into.subarray(0, 3)), [0, 0.5, 1]);
	clip(Float32Array.of(-2, 1e30), 0, 2, 0, Infinity, into, 0);
	assert.is(into[1], Math.fround(1e30));
});

test("logistic function and hyperbolic tangent agree with the engine's", () => {
	for (let x = -45; x <= 45; x += 0.0371) {
		assert.ok(Math.abs(sigmoid(x) - 1 / (1 + Math.exp(-x))) < 2e-13, `sigmoid(${x})`);
		assert.ok(Math.abs(tanh(x) - Math.tanh(x)) < 2e-13, `tanh(${x})`);
	}
	assert.is(sigmoid(0), 0.5);
	assert.is(tanh(0), 0);
	assert.equal([sigmoid(-1000), sigmoid(1000), tanh(-1000), tanh(1000)], [0, 1, -1, 1]);
	assert.ok(Number.isNaN(sigmoid(Number.NaN)) && Number.isNaN(tanh(Number.NaN)));
});

test("a step of a long short-term memory, with and without limits", () => {
	const hidden = 2;
	const inputPart = Float32Array.of(0.5, -0.5, 1, 2, -1, 0.25, 3, -3);
	const hiddenPart = Float32Array.of(0.25, 0.5, -2, 1, 0.5, 0.5, 1, 1);
	const P = (x: number, a: number) => Math.sign(x) * Math.min(Math.abs(x), a);
	const sig = (x: number) => 1 / (1 + Math.exp(-x));
	for (const a of [Infinity, 0.7]) {
		const limits = new Float32Array(LIMITS).fill(a);
		const cell = Float32Array.of(0.4, -0.3);
		const state = new Float32Array(hidden);
		stepLongShortTermMemory(inputPart, hiddenPart, hidden, limits, a, cell, state);
		for (let k = 0; k < hidden; k++) {
			const g = [0, 1, 2, 3].map(gate => {
				const at = gate * hidden + k;
				return P(P(inputPart[at], a) + P(hiddenPart[at], a), a);
			});
			const before = [0.4, -0.3][k];
			const c = P(P(before * P(sig(g[2]), a), a) + P(P(sig(g[0]), a) * P(Math.tanh(g[1]), a), a), a);
			const h = P(P(Math.tanh(c), a) * P(sig(g[3]), a), a);
			assert.ok(Math.abs(cell[k] - c) < 1e-6 && Math.abs(state[k] - h) < 1e-6, `unit ${k}, limit ${a}`);
		}
	}
});

test("units are sampled with their probabilities, or the likely ones are on; known numbers come back", () => {
	const p = new Float32Array(2);
	probabilities(Float32Array.of(-1, 1), 0, 2, p, 0);
	const codes = new Uint8Array(2);
	let on = 0;
	const chance = new Random(3);
	for (let n = 0; n < 4000; n++) {
		sampleUnits(p, 0, 2, chance, 7, codes, 0);
		on += codes[1] / 7;
	}
	assert.ok(Math.abs(on / 4000 - 0.731) < 0.03);
	likelyUnits(p, 0, 2, 7, codes, 0);
	assert.equal(Array.from(codes), [0, 7]);
	putBackKnown(Uint8Array.of(4, 4), 0, 2, 0.25, Uint8Array.of(1, 0), p, 0);
	assert.is(p[0], 1);
	assert.ok(p[1] < 1);
});

test.run();
