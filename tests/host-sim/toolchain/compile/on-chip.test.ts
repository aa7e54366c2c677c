// What the compiler expects of the chip, and what the chip's physics and the firmware make of it.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { PointField } from "../../../../firmware/accelerator/operating-point";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { type NeurramProfile, neurram, neurramIdeal } from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";
import type { NetworkModelFields } from "../../../../firmware/model/network";
import { parseNetwork } from "../../../../firmware/model/network-format";
import { NetworkProgram } from "../../../../firmware/networks/network-program";
import { SegmentBench } from "../../../../host-sim/experiments/neurram/segment-bench";
import { compileBoltzmann } from "../../../../host-sim/toolchain/compile/boltzmann";
import { compileNetwork } from "../../../../host-sim/toolchain/compile/compile";
import { IdealNetwork } from "../../../../host-sim/toolchain/compile/ideal-network";
import { encodeNetwork } from "../../../../host-sim/toolchain/network/encode-network";
import type { BoltzmannMachine } from "../../../../host-sim/toolchain/network/graph";
import { AcceleratorBench } from "../../../support/accelerator-bench";
import { residualGraph, sampleInputs } from "../../../support/sample-graphs";

/** Longest that opening may take, virtual milliseconds: programming is slow. */
const PATIENCE = 1e9;

/** The model on an emulated chip, programmed and calibrated. */
function opened(model: NetworkModelFields, profile: NeurramProfile) {
	const bench = new AcceleratorBench(createNeurramCore(profile));
	const program = new NetworkProgram({ ...bench.options, model: parseNetwork(encodeNetwork(model)) });
	const error = bench.run(done => program.open(7, done), PATIENCE);
	assert.is(error, undefined, error?.message);
	return {
		scores: (codes: Int8Array | Uint8Array, seed: number): Float32Array => {
			bench.must(done => program.run(codes, seed, done));
			return program.outcome.scores;
		},
		program,
	};
}

test("operating points use the part of the converter's range that the compiler says", () => {
	const inputs = sampleInputs(8, 128);
	const { model, report } = compileNetwork(residualGraph(), { inputs, count: 8, profile: neurramIdeal });
	for (const [n, { copies, representative, pieces, biasRows, name }] of model.matrices.entries()) {
		const [segment] = copies[0];
		const bench = new SegmentBench(neurramIdeal, 1, segment.array);
		const stride = pieces.reduce((sum, length) => sum + length, 0) + biasRows * pieces.length;
		bench.program(segment.codes, segment.columns);
		const values = model.points[segment.point];
		bench.configure({
			inputBits: values[PointField.INPUT_BITS],
			pulseMultiplier: values[PointField.PULSE_MULTIPLIER],
			positiveVoltage: values[PointField.POSITIVE_VOLTAGE] * 1e-6,
			negativeVoltage: values[PointField.NEGATIVE_VOLTAGE] * 1e-6,
			decrementUp: values[PointField.DECREMENT_UP] * 1e-6,
			decrementDown: values[PointField.DECREMENT_DOWN] * 1e-6,
		});
		const { inputs: given, count } = firstRows(representative, stride, segment.rows);
		const codes = bench.multiply(given, given.length / count);
		const sizes = Float64Array.from(codes, code => Math.abs(code + 0.5)).sort();
		const largest = sizes[Math.floor(0.995 * sizes.length)] / bench.point.decrementSteps;
		assert.ok(largest > 0.5 * report.layers[n].use && largest < 1.1 * report.layers[n].use, `${name}: ${largest}`);
	}
});

/** The inputs of a matrix's first segment. */
function firstRows(vectors: ArrayLike<number>, stride: number, rows: number): { inputs: Int16Array; count: number } {
	const count = vectors.length / stride;
	const inputs = new Int16Array(count * rows);
	for (let n = 0; n < count; n++) for (let i = 0; i < rows; i++) inputs[n * rows + i] = vectors[n * stride + i];
	return { inputs, count };
}

const machine: BoltzmannMachine = (() => {
	const random = new Random(5, 5);
	const draw = (count: number, scale: number): Float32Array =>
		Float32Array.from({ length: count }, () => scale * random.gaussian());
	return {
		...{ name: "small machine", visible: 23, hidden: 9 },
		...{ weights: draw(23 * 9, 0.8), visibleBias: draw(23, 1), hiddenBias: draw(9, 1) },
	};
})();

test("a Boltzmann machine: both directions through the same cells count what the weights say", () => {
	const inputs = sampleInputs(8, 23);
	const { model } = compileBoltzmann(machine, {
		inputs,
		count: 8,
		cycles: 1,
		deterministic: true,
		weightPercentile: 100,
	});
	const scores = new IdealNetwork(model).run(model.knownAnswer.input);
	// one cycle in software: visible units above one half, hidden ones likewise
	const visible = Array.from(inputs.subarray(0, 23), value => (value > 0.5 ? 1 : 0));
	const hidden = Array.from({ length: 9 }, (_, j) =>
		visible.reduce((sum, unit, i) => sum + unit * machine.weights[i * 9 + j], machine.hiddenBias[j]) > 0 ? 1 : 0,
	);
	scores.forEach((score, i) => {
		const sum = hidden.reduce((all, unit, j) => all + unit * machine.weights[i * 9 + j], machine.visibleBias[i]);
		assert.ok(Math.abs(score - 1 / (1 + Math.exp(-sum))) < 0.02, `unit ${i}`);
	});
	// and on the chip, without imperfections: the firmware checks the known answer as it opens
	model.knownAnswer.tolerance = 0.05;
	const chip = opened(model, neurramIdeal).scores(model.knownAnswer.input, 3);
	chip.forEach((score, i) => {
		assert.ok(Math.abs(score - scores[i]) < 0.1, `unit ${i}: ${score} for ${scores[i]}`);
	});
});

test("what fits no bias line of a Boltzmann machine is added after the chip", () => {
	const inputs = sampleInputs(4, 23);
	const options = { inputs, count: 4, cycles: 2, deterministic: true, weightPercentile: 100 };
	const roomy = compileBoltzmann(machine, options);
	const tight = compileBoltzmann(machine, { ...options, weightMost: 2.5, biasRows: 0, biasColumns: 0 });
	assert.is(roomy.model.matrices[0].biasColumns > 0, true);
	assert.is(tight.model.matrices[0].biasColumns, 0);
	const scores = [roomy, tight].map(({ model }) => new IdealNetwork(model).run(roomy.model.knownAnswer.input));
	scores[0].forEach((score, i) => {
		assert.ok(Math.abs(score - scores[1][i]) < 0.05);
	});
});

test("a residual network, compiled for a die, gives its scores on that die with all imperfections", () => {
	const count = 12;
	const inputs = sampleInputs(count, 128);
	const { model } = compileNetwork(residualGraph(), { inputs, count });
	const { scores, program } = opened(model, neurram);
	assert.is(program.loaded.moved, 0, "every segment lies on the rows that the compiler chose");
	const ideal = new IdealNetwork(model);
	let squares = 0;
	for (let n = 0; n < 4; n++) {
		const codes = ideal.inputCodes(inputs.subarray(n * 128, (n + 1) * 128));
		const wanted = ideal.run(codes);
		scores(codes, n).forEach((score, j) => {
			squares += (score - wanted[j]) ** 2 / (4 * wanted.length);
		});
	}
	const error = Math.sqrt(squares);
	console.log(
		`measured: residual network, error of the scores on a chip with all imperfections ${error.toFixed(3)} (known answer: ${model.knownAnswer.tolerance.toFixed(3)} allowed)`,
	);
	assert.ok(error < model.knownAnswer.tolerance);
});

test.run();
