import { test } from "uvu";
import * as assert from "uvu/assert";
import { plainKernels } from "../../../../firmware/emulator/kernels/plain-kernels";
import { createNeurramCore } from "../../../../firmware/emulator/neurram/neurram-core";
import { neurram, neurramIdeal } from "../../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../../firmware/math/random";
import type { NetworkModelFields } from "../../../../firmware/model/network";
import { NetworkProgram } from "../../../../firmware/networks/network-program";
import type { Codes } from "../../../../firmware/networks/patches";
import { loadKernels } from "../../../../host-sim/kernels/fast-kernels";
import { compileBoltzmann } from "../../../../host-sim/toolchain/compile/boltzmann";
import { compileNetwork } from "../../../../host-sim/toolchain/compile/compile";
import { ChipNetwork } from "../../../../host-sim/toolchain/evaluate/chip-network";
import { AcceleratorBench } from "../../../support/accelerator-bench";
import { sampleInputs, sequenceGraph } from "../../../support/sample-graphs";
import { smallNetwork } from "../../../support/small-networks";

/** A chip whose products are exact but for its programming and converters. */
const profile = neurramIdeal;

/** Codes in the range of a network's input. */
function inputsFor({ input }: NetworkModelFields, count: number, seed = 5): Codes {
	const { height, width, channels, bits, signed } = input;
	const most = 2 ** (signed ? bits - 1 : bits) - 1;
	const random = new Random(seed);
	const length = count * height * width * channels;
	const values = Array.from({ length }, () => (signed ? random.below(2 * most + 1) - most : random.below(most + 1)));
	return signed ? Int8Array.from(values) : Uint8Array.from(values);
}

/** Scores of the firmware that runs on a chip behind SPI bytes, and of the same chip without them. */
function bothWays(model: NetworkModelFields, count: number, known?: Uint8Array) {
	const core = createNeurramCore(profile);
	const bench = new AcceleratorBench(core);
	const program = new NetworkProgram({ ...bench.options, model: { ...model, version: 1, hash: 0 } });
	assert.is(
		bench.run(done => program.open(7, done), 1e9),
		undefined,
	);
	const inputs = inputsFor(model, count);
	const size = inputs.length / count;
	const seeds = Array.from({ length: count }, (_, n) => 100 + n);
	const scores: number[] = [];
	for (let n = 0; n < count; n++) {
		const codes = inputs.subarray(n * size, (n + 1) * size);
		const failure = bench.run(
			done => program.run(codes, seeds[n], done, known?.subarray(n * size, (n + 1) * size)),
			1e9,
		);
		assert.is(failure, undefined);
		scores.push(...program.outcome.scores);
	}
	const options = { profile, kernels: plainKernels, seed: 1, programming: "done", age: 0, core } as const;
	const chip = new ChipNetwork(model, options);
	return { scores, found: [...chip.run(inputs, count, 0, seeds, known)] };
}

for (const copies of [1, 2])
	test(`a network of convolutions, a pool, a sum and a dense layer, ${copies} on the chip: the firmware's scores`, () => {
		const model = smallNetwork({ profile, strategy: copies > 1 ? "duplicate" : "auto" });
		assert.ok(model.matrices.some(matrix => matrix.copies.length >= copies));
		const { scores, found } = bothWays(model, 3);
		assert.equal(found, scores);
		assert.ok(new Set(scores).size > 6, "the scores differ from each other");
	});

test("a long short-term memory: the firmware's scores", () => {
	const graph = sequenceGraph();
	const { height, width, channels } = graph.input;
	const count = 8;
	const inputs = sampleInputs(count, height * width * channels);
	const { model } = compileNetwork(graph, { inputs, count, profile });
	const { scores, found } = bothWays(model, 2);
	assert.equal(found, scores);
});

test("Gibbs sampling, backward through the same cells: the firmware's scores, known numbers put back", () => {
	const random = new Random(4);
	const [visible, hidden] = [20, 6];
	const real = (count: number) => Float32Array.from({ length: count }, () => random.gaussian());
	const machine = {
		...{ name: "machine", visible, hidden },
		...{ weights: real(visible * hidden), visibleBias: real(visible), hiddenBias: real(hidden) },
	};
	const inputs = Float32Array.from({ length: 6 * visible }, () => random.below(2));
	const { model } = compileBoltzmann(machine, { inputs, count: 6, profile, cycles: 3 });
	const known = Uint8Array.from({ length: 2 * visible }, (_, n) => (n % 3 === 0 ? 1 : 0));
	const { scores, found } = bothWays(model, 2, known);
	assert.equal(found, scores);
});

test("plain and WebAssembly kernels: the same scores with all noise on; another batch number, other noise", async () => {
	const model = smallNetwork();
	const inputs = inputsFor(model, 5);
	const all = { profile: neurram, seed: 3, programming: "write-verify", age: 86_400 } as const;
	const plain = new ChipNetwork(model, { ...all, kernels: plainKernels });
	const fast = new ChipNetwork(model, { ...all, kernels: await loadKernels() });
	const scores = [...plain.run(inputs, 5, 2)];
	assert.equal([...fast.run(inputs, 5, 2)], scores);
	assert.equal(fast.tally, plain.tally);
	assert.equal([...fast.run(inputs, 5, 2)], scores);
	assert.not.equal([...fast.run(inputs, 5, 3)], scores);
	assert.ok(fast.tally.conversions > 0 && fast.tally.seconds > 0 && fast.tally.energy > 0);
	assert.ok(plain.loaded.pulses > plain.loaded.cells && plain.loaded.seconds > 0);
});

test("an exact chip with fine converters gives what the mapped network gives in whole numbers", async () => {
	const model = smallNetwork({ profile });
	const { input, scores: expected } = model.knownAnswer;
	const kernels = await loadKernels();
	const exact = { profile, kernels, seed: 1, programming: "exact", age: 0, finer: 16 } as const;
	const found = new ChipNetwork(model, exact).run(input, 1, 0);
	const spread = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
	for (let n = 0; n < expected.length; n++) assert.ok(Math.abs(found[n] - expected[n]) < 0.1 * spread);
});

test.run();
