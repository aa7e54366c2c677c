import { test } from "uvu";
import * as assert from "uvu/assert";
import { LineState } from "../../../../firmware/accelerator/registers";
import { coreFaults } from "../../../../firmware/emulator/neurram/die";
import { neurram } from "../../../../firmware/emulator/profiles/neurram";
import { parseNetwork } from "../../../../firmware/model/network-format";
import { compileNetwork } from "../../../../host-sim/toolchain/compile/compile";
import { IdealNetwork } from "../../../../host-sim/toolchain/compile/ideal-network";
import { encodeNetwork } from "../../../../host-sim/toolchain/network/encode-network";
import type { Graph } from "../../../../host-sim/toolchain/network/graph";
import { runGraph } from "../../../../host-sim/toolchain/reference/run-graph";
import { residualGraph, sampleInputs, sequenceGraph } from "../../../support/sample-graphs";

const COUNT = 20;

/** Root mean square error of the mapped network's scores over their spread in software. @param last value that the scores are */
function relativeError(graph: Graph, inputs: Float32Array, last: number, weightPercentile: number): number {
	const { model } = compileNetwork(graph, { inputs, count: COUNT, weightPercentile });
	const ideal = new IdealNetwork(model);
	const size = inputs.length / COUNT;
	const software = runGraph(graph, inputs, COUNT, { taps: [last] }).taps.get(last)!;
	const mapped = Array.from({ length: COUNT }, (_, n) => [
		...ideal.run(ideal.inputCodes(inputs.subarray(n * size, (n + 1) * size))),
	]).flat();
	const mean = software.reduce((sum, value) => sum + value, 0) / software.length;
	const spread = software.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return Math.sqrt(mapped.reduce((sum, value, n) => sum + (value - software[n]) ** 2, 0) / spread);
}

test("a quantised network scores on an ideal chip as in software, but for the rounding of weights", () => {
	const graph = residualGraph();
	const error = relativeError(graph, sampleInputs(COUNT, 128), graph.nodes.length - 1, 100);
	console.log(
		`measured: residual network, error of the scores on an ideal chip ${(100 * error).toFixed(2)} % of their spread`,
	);
	assert.ok(error < 0.1, String(error));
});

test("a memory of sequences scores on an ideal chip as in software", () => {
	const graph = sequenceGraph();
	const inputs = sampleInputs(COUNT, 30).map(value => 4 * value - 2);
	const error = relativeError(graph, inputs, graph.nodes.length, 100);
	console.log(`measured: memory, error of the scores on an ideal chip ${(100 * error).toFixed(2)} % of their spread`);
	assert.ok(error < 0.1, String(error));
});

test("a network without quantisers gets them from representative inputs, and says so", () => {
	const graph = residualGraph(1, false);
	const inputs = sampleInputs(COUNT, 128);
	const coarse = compileNetwork(graph, { inputs, count: COUNT });
	assert.is(coarse.model.input.bits, 4);
	assert.ok(coarse.report.notes.some(note => /^input: quantised to 4 unsigned bits, range/.test(note)));
	assert.ok(coarse.report.notes.some(note => /^second: input quantised to 4 unsigned bits/.test(note)));
	const fine = compileNetwork(graph, { inputs, count: COUNT, unsignedBits: 7, signedBits: 8 });
	assert.is(fine.model.input.bits, 7);
	// the rectifiers went into the quantisers
	assert.not.ok(fine.model.steps.some(step => step.kind === "clip"));
	const error = relativeError(graph, inputs, graph.nodes.length - 1, 100);
	assert.ok(error < 0.3, String(error));
});

test("the model is one that the firmware accepts, and the same bytes each time", () => {
	for (const graph of [residualGraph(), sequenceGraph()]) {
		const size = graph.input.height * graph.input.width * graph.input.channels;
		const inputs = sampleInputs(COUNT, size);
		const bytes = encodeNetwork(compileNetwork(graph, { inputs, count: COUNT }).model);
		assert.equal(encodeNetwork(compileNetwork(graph, { inputs, count: COUNT }).model), bytes);
		const { name, steps } = parseNetwork(bytes);
		assert.is(name, graph.name);
		assert.not.ok(
			steps.some(step => step.kind === "clip"),
			"clips that a quantiser makes anyway are left out",
		);
	}
});

test("segments lie on usable rows of the die they are made for", () => {
	const inputs = sampleInputs(COUNT, 128);
	const lines = [1, 2].map(die => {
		const profile = { ...neurram, die };
		const { model } = compileNetwork(residualGraph(), { inputs, count: COUNT, profile });
		for (const { copies } of model.matrices)
			for (const { array, rowLines } of copies.flat()) {
				const { rows } = coreFaults(profile, array);
				assert.ok(rowLines.every(line => rows[line] === LineState.USABLE));
				assert.ok(rowLines.every((line, n) => n === 0 || line > rowLines[n - 1]));
			}
		return model.matrices.map(({ copies }) => copies[0].map(({ rowLines }) => rowLines.join()).join(";")).join("|");
	});
	assert.is.not(lines[0], lines[1]);
});

test("a bias is on rows that hold it, and what they cannot hold is added after the chip", () => {
	const graph = residualGraph();
	const inputs = sampleInputs(COUNT, 128);
	const dense = graph.nodes.find(({ name }) => name === "dense")!.operation;
	if (dense.kind !== "dense") throw new Error("no dense layer");
	dense.bias.set([8, -2, 0.5]);
	const { model, report } = compileNetwork(graph, { inputs, count: COUNT });
	const roomy = report.layers.find(({ name }) => name === "dense")!;
	assert.ok(roomy.biasRows > 1);
	assert.is(roomy.largestOffset, 0);
	const tight = compileNetwork(graph, { inputs, count: COUNT, biasRows: { dense: 1 } });
	const layer = tight.report.layers.find(({ name }) => name === "dense")!;
	assert.is(layer.biasRows, 1);
	assert.ok(layer.largestOffset > 4);
	const scores = (made: typeof model) => new IdealNetwork(made).run(tight.model.knownAnswer.input);
	scores(model).forEach((score, n) => {
		assert.ok(Math.abs(score - scores(tight.model)[n]) < 0.05);
	});
});

test("what the firmware has no step for is refused by name", () => {
	const inputs = sampleInputs(COUNT, 128);
	const refusal = (change: (graph: Graph) => void): string => {
		const graph = residualGraph();
		change(graph);
		try {
			compileNetwork(graph, { inputs, count: COUNT });
		} catch (error) {
			return (error as Error).message;
		}
		throw new Error("it was compiled");
	};
	assert.match(
		refusal(graph => {
			graph.nodes[3].operation = { kind: "softmax" };
		}),
		/softmax is left out at the end of a network only/,
	);
	assert.match(
		refusal(graph => {
			const [, , norm] = graph.nodes;
			graph.nodes[2] = { ...norm, operation: { kind: "relu" } };
			graph.nodes[3] = { ...norm, inputs: [3] };
		}),
		/norm: a batch normalisation that does not directly follow a convolution or dense layer/,
	);
	assert.match(
		refusal(graph => {
			graph.nodes.splice(1);
			graph.labels = [];
		}),
		/has no layer/,
	);
	assert.throws(
		() => compileNetwork(residualGraph(), { inputs: inputs.subarray(5), count: COUNT }),
		/are not 20 representative inputs/,
	);
});

test.run();
