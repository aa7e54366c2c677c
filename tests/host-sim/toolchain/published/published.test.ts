import { test } from "uvu";
import * as assert from "uvu/assert";
import { readInputs, sizeOf, spreadOf } from "../../../../host-sim/toolchain/data/data-set";
import { openData } from "../../../../host-sim/toolchain/data/open-data";
import type { Graph } from "../../../../host-sim/toolchain/network/graph";
import { BOLTZMANN_CHECKPOINT, publishedBoltzmannMachine } from "../../../../host-sim/toolchain/published/boltzmann";
import { openCheckpoint } from "../../../../host-sim/toolchain/published/checkpoint";
import { DIGITS_CHECKPOINT, digitsGraph } from "../../../../host-sim/toolchain/published/digits";
import { KEYWORDS_CHECKPOINT, keywordsGraph } from "../../../../host-sim/toolchain/published/keywords";
import { RESIDUAL_CHECKPOINTS, residualGraph } from "../../../../host-sim/toolchain/published/residual";
import {
	publishedSoftwareRows,
	rowText,
	type SoftwareRow,
} from "../../../../host-sim/toolchain/published/software-rows";
import { SOFTWARE_STUDIES } from "../../../../host-sim/toolchain/published/software-studies";
import { runGraph } from "../../../../host-sim/toolchain/reference/run-graph";
import { sharedData } from "../../../support/data";
import { naiveGraph } from "../../../support/naive-graph";

const has = ["neurram", "mnist", "cifar10", "speech_commands"].every(name => sharedData(name));
const withData = has ? test : test.skip;

/** Weights and biases as architectures of the paper count them. */
function parameters({ nodes }: Graph): number {
	let count = 0;
	for (const { operation } of nodes) {
		if (operation.kind === "convolution") count += operation.kernel.length + operation.bias.length;
		if (operation.kind === "dense") count += operation.weights.length + operation.bias.length;
		if (operation.kind === "normalization") count += 4 * operation.gamma.length;
		if (operation.kind === "lstm")
			count += operation.inputWeights.length + operation.hiddenWeights.length + 8 * operation.hidden;
	}
	return count;
}

function graph(build: (checkpoint: NonNullable<ReturnType<typeof openCheckpoint>>) => Graph, file: string): Graph {
	const checkpoint = openCheckpoint(file);
	assert.ok(checkpoint);
	return build(checkpoint);
}

withData("the published networks have the parameters and the shapes that the paper says", () => {
	const digits = graph(digitsGraph, DIGITS_CHECKPOINT);
	const quantizers = ({ nodes }: Graph) => nodes.filter(({ operation }) => operation.kind === "quantization").length;
	// The paper counts a trained range for each quantiser but that of the input.
	assert.is(parameters(digits) + quantizers(digits) - 1, 23_176);
	assert.equal(digits.nodes[digits.nodes.length - 2].shape, { height: 4, width: 4, channels: 32 });
	const residual = graph(checkpoint => residualGraph(checkpoint, "mean"), RESIDUAL_CHECKPOINTS.noisy);
	assert.is(parameters(residual) + quantizers(residual) - 1, 274_461);
	assert.is(residual.nodes.filter(({ operation }) => operation.kind === "convolution").length, 21);
	assert.is(residual.nodes[residual.nodes.length - 3].operation.kind, "average");
	assert.is(parameters(graph(keywordsGraph, KEYWORDS_CHECKPOINT)), 281_392);
	const checkpoint = openCheckpoint(BOLTZMANN_CHECKPOINT);
	assert.ok(checkpoint);
	const machine = publishedBoltzmannMachine(checkpoint);
	assert.is(machine.weights.length + machine.visibleBias.length + machine.hiddenBias.length, 96_194);
});

withData("first examples: the scores are those of the operations written out in double precision", async () => {
	const cases: [Graph, string][] = [
		[graph(digitsGraph, DIGITS_CHECKPOINT), "mnist"],
		[graph(checkpoint => residualGraph(checkpoint, "rectified mean"), RESIDUAL_CHECKPOINTS.noisy), "cifar10"],
		[graph(keywordsGraph, KEYWORDS_CHECKPOINT), "speech_commands/gsc_v2_test_full_mfcc.npz"],
	];
	for (const [network, path] of cases) {
		const data = spreadOf(await openData(sharedData(path) ?? ""), 1);
		const inputs = new Float32Array(sizeOf(data.shape));
		readInputs(data, network.input, 0, 1, inputs);
		const found = runGraph(network, inputs, 1).output;
		const expected = naiveGraph(network, inputs).pop();
		assert.ok(expected);
		for (let i = 0; i < found.length; i++)
			assert.ok(Math.abs(found[i] - expected[i]) < 2e-3, `${network.name}, class ${i}: ${found[i]}, ${expected[i]}`);
	}
});

/** Few examples of each: what is far off shows, the rest is for the full table (host-sim/toolchain/published/main.ts). */
const QUICK: [study: string, count: number, bounds: [least: number, most: number][]][] = [
	[
		"digits",
		300,
		[
			[98, 100],
			[0, 0.08],
		],
	],
	["residual-0.20", 80, [[78, 97]]],
	["residual-finetuned", 80, [[78, 97]]],
	[
		"keywords",
		120,
		[
			[74, 93],
			[77, 96],
			[78, 96],
		],
	],
	[
		"recovery",
		150,
		[
			[3.6, 4.2],
			[3.1, 3.7],
			[12, 12.4],
			[1.6, 2],
		],
	],
];

for (const [study, count, bounds] of QUICK)
	withData(`${study}: ${count} examples are near what the full test set gives`, async () => {
		const rows: SoftwareRow[] = [];
		const done: number[] = [];
		const progress = (examples: number) => done.push(examples);
		for await (const row of publishedSoftwareRows({ only: [study], count, progress })) rows.push(row);
		assert.is(rows.length, bounds.length);
		for (const [n, row] of rows.entries()) {
			process.stdout.write(`measured: ${rowText(row).replace(/ +/g, " ")}, ${count} examples\n`);
			assert.is(row.met, undefined);
			assert.ok(row.measured >= bounds[n][0] && row.measured <= bounds[n][1], rowText(row));
		}
		assert.ok(done.length > 0);
	});

test("studies have names of their own and every figure says how near it must be", () => {
	const names = SOFTWARE_STUDIES.map(({ name }) => name);
	assert.is(new Set(names).size, names.length);
	for (const { figures } of SOFTWARE_STUDIES)
		assert.ok(figures.length > 0 && figures.every(({ tolerance }) => tolerance > 0));
});

test.run();
