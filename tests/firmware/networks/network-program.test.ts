// Networks on a chip of many arrays without chance, over SPI bytes.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pairs, PointField } from "../../../firmware/accelerator/operating-point";
import type { NetworkModel, NetworkModelFields, Step } from "../../../firmware/model/network";
import { NetworkProgram } from "../../../firmware/networks/network-program";
import { IdealNetwork } from "../../../host-sim/toolchain/compile/ideal-network";
import { AcceleratorBench } from "../../support/accelerator-bench";
import { FakeParallelCore } from "../../support/fake-parallel-core";
import { tinyMatrix, tinyNetwork, tinyPoint, tinySegment } from "../../support/tiny-network";

const NONE = new Float32Array(0);

function complete(fields: NetworkModelFields): NetworkModel {
	return { ...fields, version: 1, hash: 0 };
}

/** A network with its known answer as an ideal chip gives it. */
function answered(fields: NetworkModelFields, tolerance = 0.5): NetworkModelFields {
	const { input } = fields.knownAnswer;
	fields.knownAnswer = { input, scores: new IdealNetwork(fields).run(input), tolerance };
	return fields;
}

function benchFor(fields: NetworkModelFields, arrays = 6) {
	const core = new FakeParallelCore(arrays, 24, 12, 16);
	core.microseconds = 10;
	core.gainSpread = 0.1;
	core.offset = 0.05;
	const bench = new AcceleratorBench(core);
	const program = new NetworkProgram({ ...bench.options, model: complete(fields) });
	return { core, bench, program };
}

/** Largest difference from what an ideal chip gives. */
function deviation(scores: Float32Array, wanted: Float32Array): number {
	return scores.reduce((most, score, n) => Math.max(most, Math.abs(score - wanted[n])), 0);
}

test("a network is programmed, calibrated and run; its scores are those of exact products but for the converters", () => {
	const fields = answered(tinyNetwork());
	const { core, bench, program } = benchFor(fields);
	bench.must(done => program.open(1, done));
	assert.equal([program.loaded.segments, program.loaded.cells, program.loaded.flat], [2, 38, 0]);
	assert.ok(core.programs >= 2);
	const ideal = new IdealNetwork(fields);
	for (let n = 0; n < 16; n++) {
		const codes = Uint8Array.of(n & 3, n >> 2);
		bench.must(done => program.run(codes, n, done));
		const off = deviation(program.outcome.scores, ideal.run(codes));
		assert.ok(off < 0.8, `${off} for ${Array.from(codes)}`);
	}
	const { outcome } = program;
	assert.equal([outcome.vectors, outcome.microseconds, outcome.energy], [2, 20, 6000]);
	assert.ok(outcome.wireBytes > 50 && outcome.wireMicroseconds > 0);
});

test("the same input and seed give the same scores, whatever was run before", () => {
	const { bench, program } = benchFor(answered(tinyNetwork()));
	bench.must(done => program.open(1, done));
	bench.must(done => program.run(Uint8Array.of(2, 1), 5, done));
	const first = program.outcome.scores.slice();
	bench.must(done => program.run(Uint8Array.of(0, 3), 6, done));
	bench.must(done => program.run(Uint8Array.of(2, 1), 5, done));
	assert.equal(program.outcome.scores, first);
});

test("where the chip has unusable rows a segment moves within its core, clear of others", () => {
	const fields = answered(tinyNetwork());
	// both matrices on one array, on different rows of the same columns
	const second = fields.matrices[1].copies[0][0];
	second.array = 0;
	second.rowLines = Uint8Array.from(second.rowLines, line => line + 6);
	const { core, bench, program } = benchFor(fields);
	core.badRows.set(0, new Map([[1, 1]]));
	bench.must(done => program.open(1, done));
	assert.is(program.loaded.moved, 1);
	bench.must(done => program.run(Uint8Array.of(3, 1), 1, done));
	assert.ok(deviation(program.outcome.scores, fields.knownAnswer.scores) < 0.8);

	const crowded = benchFor(answered(tinyNetwork()));
	crowded.core.badRows.set(0, new Map(Array.from({ length: 20 }, (_, row) => [row, 1])));
	const error = crowded.bench.run(done => crowded.program.open(1, done));
	assert.is(error?.code, "wrong-chip");
	assert.match(error!.message, /"first" needs 6 rows of array 0, 4 are usable and free/);
});

test("a chip that was reset still has its cells: it is not programmed again, unless it no longer knows the answer", () => {
	const { core, bench, program } = benchFor(answered(tinyNetwork()));
	bench.must(done => program.open(1, done));
	const { programs } = core;
	bench.board.chip.reset();
	assert.is(bench.run(done => program.run(Uint8Array.of(1, 1), 1, done))?.code, "chip-reset");
	bench.must(done => program.recover(done));
	assert.is(core.programs, programs);
	for (const fake of core.fakes) fake.cells.fill(1e-6);
	bench.must(done => program.recover(done));
	assert.is(core.programs, 2 * programs);
	bench.must(done => program.run(Uint8Array.of(3, 1), 1, done));
});

test("a wrong answer, a wrong chip and too few arrays are errors with words", () => {
	const wrong = answered(tinyNetwork(), 0.5);
	wrong.knownAnswer.scores[0] += 20;
	const { bench, program } = benchFor(wrong);
	const error = bench.run(done => program.open(1, done));
	assert.is(error?.code, "known-answer");
	assert.match(error!.message, /scores of the known input are off by 1\d\.\d+ \(0\.500 allowed\)/);

	const other = benchFor({ ...tinyNetwork(), profile: 1 });
	const profile = other.bench.run(done => other.program.open(1, done));
	assert.match(profile!.message, /the model is made for fmc, the chip is neurram/);

	const small = benchFor(tinyNetwork(), 1);
	assert.match(
		small.bench.run(done => small.program.open(1, done))!.message,
		/it has 1 arrays, "second" lies on number 1/,
	);
});

test("asked for two things at once it refuses the second, and closed it says nothing more", () => {
	const { bench, program } = benchFor(answered(tinyNetwork()));
	bench.must(done => program.open(1, done));
	let answers = 0;
	program.run(Uint8Array.of(1, 2), 1, () => answers++);
	assert.throws(() => program.run(Uint8Array.of(1, 2), 1, () => answers++), /still at its last frame/);
	assert.throws(() => program.run(Uint8Array.of(1), 1, () => answers++), /1 codes for an input of 2/);
	program.close();
	bench.timers.advanceTo(bench.timers.milliseconds + 1000);
	assert.is(answers, 0);
});

/** A window over eight by four codes, so that there are several batches; dealt out to two copies. */
function convolution(copies: number): NetworkModelFields {
	const fields = tinyNetwork();
	const shape = { height: 7, width: 6, channels: 3 };
	const matrix = tinyMatrix("window", 0, [2, 2], 3, [9, -7, 3, -2, 9, 12, 4, 1, -6, 2, -3, 4, 5, 6, -7, -8, 9, 10]);
	const [segment] = matrix.copies[0];
	matrix.copies = Array.from({ length: copies }, (_, array) => [{ ...segment, array }]);
	const window = { height: 2, width: 2, stride: 1, top: 0, left: 0 };
	fields.input = { ...fields.input, height: 8, width: 7 };
	fields.matrices = [matrix];
	fields.labels = [];
	fields.steps = [
		{ kind: "multiply", input: 0, matrix: 0, window, offset: Float32Array.of(0, 0.5, -0.5), shape },
		{ kind: "quantize", input: 1, bits: 3, signed: true, unit: 2, shape },
		{ kind: "maximum", input: 2, window: { ...window, stride: 3 }, shape: { height: 2, width: 2, channels: 3 } },
		{ kind: "average", input: 2, window: { ...window, stride: 3 }, shape: { height: 2, width: 2, channels: 3 } },
		{ kind: "add", inputs: [4, 3], shape: { height: 2, width: 2, channels: 3 } },
		{ kind: "clip", input: 5, least: -4, most: Infinity, shape: { height: 2, width: 2, channels: 3 } },
	];
	fields.knownAnswer.input = Uint8Array.from({ length: 56 }, (_, n) => (n * 5 + (n >> 3)) & 3);
	return answered(fields, 2);
}

test("vectors are dealt out to copies in turn, with the same results", () => {
	const fields = convolution(2);
	const { core, bench, program } = benchFor(fields);
	bench.must(done => program.open(1, done));
	assert.ok(core.fakes[0].values > 0 && core.fakes[1].values > 0);
	const off = deviation(program.outcome.scores, fields.knownAnswer.scores);
	assert.ok(off <= 4, `${off}`);
	assert.is(program.outcome.vectors, 42);
	const single = benchFor(convolution(1));
	single.bench.must(done => single.program.open(1, done));
	assert.is(single.core.fakes[1].values, 0);
});

test("a recurrent network: inputs ahead, the hidden state step by step", () => {
	const fields = tinyNetwork();
	const weights = (count: number, seed: number) => Array.from({ length: count }, (_, n) => ((n * 7 + seed) % 25) - 12);
	const signed = { inputBits: 4, inputSigned: true, weightUnit: 0.02 };
	const representative = (rows: number) =>
		Int8Array.from({ length: 24 * rows }, (_, n) => ((n * 11 + (n >> 3)) % 15) - 7);
	fields.matrices = [
		tinyMatrix("gates", 0, [2], 8, weights(24, 3), { ...signed, representative: representative(3) }),
		tinyMatrix("state", 1, [2], 8, weights(24, 5), { ...signed, representative: representative(3) }),
	];
	fields.points = [tinyPoint(4, true)];
	fields.points[0][PointField.DECREMENT_UP] = fields.points[0][PointField.DECREMENT_DOWN] = 250_000;
	fields.input = { ...fields.input, height: 6, width: 1, channels: 2, bits: 4, signed: true, unit: 1 / 8 };
	fields.labels = [];
	const limits = new Float32Array(11).fill(Infinity);
	const step: Step = {
		...{ kind: "lstm", input: 0, hidden: 2, inputMatrix: 0, hiddenMatrix: 1, hiddenBits: 4, hiddenUnit: 1 / 8, limits },
		...{ inputOffset: NONE, hiddenOffset: Float32Array.of(0, 0, 0.5, 0, 1, 1, 0, 0) },
		shape: { height: 1, width: 1, channels: 2 },
	};
	fields.steps = [step];
	fields.knownAnswer.input = Int8Array.from({ length: 12 }, (_, n) => ((n * 5) % 15) - 7);
	answered(fields, 0.1);
	const { bench, program } = benchFor(fields);
	bench.must(done => program.open(1, done));
	assert.ok(deviation(program.outcome.scores, fields.knownAnswer.scores) < 0.05);
	assert.is(program.outcome.vectors, 12);
});

test("a Boltzmann machine: forward and backward through the same cells, known numbers put back in each cycle", () => {
	const fields = tinyNetwork();
	const visible = 4;
	const hidden = 2;
	// one bias row and one bias column
	const weights = [12, -9, 4, -10, 12, -3, 7, 8, 2, -12, 5, 6, 3, -4, 0];
	const matrix = tinyMatrix("both ways", 0, [visible], hidden, weights, {
		// four cells a weight: the chip counts every product twice
		...{ inputBits: 1, backwardBits: 1, biasColumns: 1, weightUnit: 0.125 },
		representative: Uint8Array.from({ length: 5 * 16 }, (_, n) => (n % 5 === 4 ? 1 : (n * 7 + (n >> 2)) & 1)),
		backwardRepresentative: Uint8Array.from({ length: 3 * 12 }, (_, n) => (n % 3 === 2 ? 1 : (n * 5 + (n >> 1)) & 1)),
	});
	// columns are pairs too: four cells a weight
	const rowPairs = tinySegment(0, 5, 3, weights);
	const codes = new Uint8Array(10 * 6);
	for (let line = 0; line < 10; line++)
		for (let j = 0; j < 3; j++) {
			codes[line * 6 + 2 * j] = rowPairs.codes[line * 3 + j];
			codes[line * 6 + 2 * j + 1] = rowPairs.codes[(line ^ 1) * 3 + j];
		}
	matrix.copies = [[{ ...rowPairs, codes, columnLines: Uint8Array.of(0, 1, 2, 3, 4, 5) }]];
	fields.matrices = [matrix];
	fields.points = [tinyPoint(1, false, Pairs.ROWS | Pairs.COLUMNS)];
	fields.input = { ...fields.input, height: 1, width: visible, unit: 1 / 3 };
	fields.labels = [];
	const visibleOffset = Float32Array.of(0.5, 0, 0, -0.5);
	const cycles = 3;
	fields.steps = [
		{
			...{ kind: "gibbs", input: 0, matrix: 0, cycles, deterministic: 1, visibleOffset, hiddenOffset: NONE },
			shape: { height: 1, width: visible, channels: 1 },
		},
	];
	const known = Uint8Array.of(1, 1, 0, 0);
	const input = Uint8Array.of(3, 1, 0, 3);
	const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
	const run = (mask: Uint8Array): Float32Array => {
		const p = Float32Array.from(input, code => code / 3);
		for (let cycle = 0; cycle < cycles; cycle++) {
			const v = [...p.map(x => (x > 0.5 ? 1 : 0)), 1];
			const h = [0, 1].map(j => (v.reduce((sum, x, i) => sum + x * weights[3 * i + j] * 0.25, 0) > 0 ? 1 : 0));
			for (let i = 0; i < visible; i++) {
				const sum = [...h, 1].reduce((total, x, j) => total + x * weights[3 * i + j] * 0.25, 0);
				p[i] = mask[i] ? input[i] / 3 : sigmoid(sum + visibleOffset[i]);
			}
		}
		return p;
	};
	fields.knownAnswer = { input, scores: run(new Uint8Array(visible)), tolerance: 0.1 };
	const { core, bench, program } = benchFor(fields);
	bench.must(done => program.open(1, done));
	const { programs } = core;
	bench.must(done => program.run(input, 1, done, known));
	assert.ok(deviation(program.outcome.scores, run(known)) < 0.05, `${program.outcome.scores} for ${run(known)}`);
	assert.equal([program.outcome.scores[0], program.outcome.scores[1]], [1, Math.fround(1 / 3)]);
	assert.is(program.outcome.vectors, 2 * cycles);
	assert.is(core.programs, programs, "the other direction needs no other cells");
});

test.run();
