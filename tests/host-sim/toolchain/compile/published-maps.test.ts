// The published tables of segments (neurram.md section 4) as oracles: shapes of every segment, cells, cores.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileBoltzmann } from "../../../../host-sim/toolchain/compile/boltzmann";
import { type CompileOptions, compileNetwork } from "../../../../host-sim/toolchain/compile/compile";
import type { CompileReport } from "../../../../host-sim/toolchain/compile/compile-report";
import type { Graph } from "../../../../host-sim/toolchain/network/graph";
import { BOLTZMANN_CHECKPOINT, publishedBoltzmannMachine } from "../../../../host-sim/toolchain/published/boltzmann";
import { openCheckpoint } from "../../../../host-sim/toolchain/published/checkpoint";
import { DIGITS_CHECKPOINT, digitsGraph } from "../../../../host-sim/toolchain/published/digits";
import { KEYWORDS_CHECKPOINT, keywordsGraph } from "../../../../host-sim/toolchain/published/keywords";
import { RESIDUAL_CHECKPOINTS, residualGraph } from "../../../../host-sim/toolchain/published/residual";
import { sharedData } from "../../../support/data";
import { sampleInputs } from "../../../support/sample-graphs";

const mappings = sharedData("neurram/weight_mappings.json");
const withData = mappings !== undefined ? test : test.skip;

type Table = Record<string, { rows: number[]; cols: number[] }[]>;
const table = (name: string): Table => JSON.parse(readFileSync(mappings!, "utf8"))[name];

/** Bias rows of the published tables, by layer of the residual networks; the dense layer last. */
const PUBLISHED_BIAS = {
	trained: [2, 4, 4, 5, 4, 2, 2, 5, 2, 1, 2, 2, 2, 2, 5, 2, 3, 1, 1, 2, 1, 1],
	tuned: [2, 3, 4, 5, 2, 2, 2, 6, 2, 1, 2, 2, 2, 2, 5, 2, 2, 1, 1, 2, 1, 1],
};

const compile = (graph: Graph, options: Partial<CompileOptions> = {}): CompileReport => {
	const size = graph.input.height * graph.input.width * graph.input.channels;
	return compileNetwork(graph, { inputs: sampleInputs(1, size), count: 1, ...options }).report;
};

/** Shapes of a layer's segments, "rows x columns", in the order of the matrix. */
const shapes = ({ segments, layers }: CompileReport, name: string): string[] => {
	const own = segments.filter(({ layer }) => layers[layer].name === name);
	return own.map(({ rows, columns }) => `${rows} x ${columns}`).sort();
};
const published = (segments: Table[string]): string[] =>
	segments.map(({ rows, cols }) => `${rows.length} x ${cols.length}`).sort();

const line = (name: string, { cells, cores, segments, utilisation }: CompileReport): void =>
	console.log(
		`measured: ${name}: ${segments.length} segments, ${cells} cells, ${cores} cores, ${(100 * utilisation).toFixed(2)} % of them`,
	);

withData("digits: the published 16 segments and 46,664 cells, bias rows chosen by ourselves", () => {
	const report = compile(digitsGraph(openCheckpoint(DIGITS_CHECKPOINT)!));
	const layers = table("mnist_cnn");
	for (const [name, segments] of Object.entries(layers)) assert.equal(shapes(report, name), published(segments), name);
	assert.is(report.cells, 46_664);
	assert.is(report.segments.length, 16);
	// "4.5 %" of the paper's range of utilisation
	assert.ok(Math.abs(report.utilisation - 0.0445) < 1e-4);
	line("digits", report);
});

withData("residual network: every published segment with the published bias rows, on one die of 48 cores", () => {
	for (const [key, checkpoint, head, mapping, cells] of [
		["trained", RESIDUAL_CHECKPOINTS.noisy, "rectified mean", "cifar10_resnet20", 553_524],
		// the table has no first layer: 928 cells with two bias rows
		["tuned", RESIDUAL_CHECKPOINTS.finetuned, "mean", "cifar10_resnet20_finetune", 552_404 + 928],
	] as const) {
		const graph = residualGraph(openCheckpoint(checkpoint)!, head);
		const names = graph.nodes.flatMap(({ name, operation: { kind } }) =>
			kind === "convolution" || kind === "dense" ? [name] : [],
		);
		const layers = table(mapping);
		// in the order of the numbers, as the bias rows are
		const numbered = [...names].sort((one, other) => numberOf(one) - numberOf(other));
		const biasRows = Object.fromEntries(numbered.map((name, n) => [name, PUBLISHED_BIAS[key][n]]));
		const report = compile(graph, { biasRows });
		for (const name of numbered) {
			const segments = layers[Object.keys(layers).find(key => numberOf(key) === numberOf(name)) ?? ""];
			if (segments) assert.equal(shapes(report, name), published(segments), name);
		}
		assert.is(report.cells, cells);
		assert.is(report.segments.length, 66);
		assert.is(report.cores, 48);
		line(`residual network, ${key}`, report);
	}
	const own = compile(residualGraph(openCheckpoint(RESIDUAL_CHECKPOINTS.noisy)!, "rectified mean"));
	const chosen = own.layers.map(({ biasRows }) => biasRows);
	assert.ok(Math.abs(own.cells - 553_524) < 0.01 * 553_524);
	console.log(`measured: residual network, bias rows chosen here: ${chosen.join(" ")}; ${own.cells} cells`);
});

withData("keywords: 36 cores with 570,048 cells", () => {
	const graph = keywordsGraph(openCheckpoint(KEYWORDS_CHECKPOINT)!);
	const names = graph.nodes.flatMap(({ name, operation: { kind } }) =>
		kind === "lstm" ? [`${name} input`, `${name} hidden`] : kind === "dense" ? [name] : [],
	);
	const report = compile(graph, { longest: 112, biasRows: Object.fromEntries(names.map(name => [name, 2])) });
	const { segments, fc } = table("lstm_3") as Table & { segments: Table[string]; fc: Table[string] };
	const all = report.segments.map(({ rows, columns }) => `${rows} x ${columns}`).sort();
	assert.equal(all, published([...segments, ...fc]));
	assert.is(report.cells, 570_048);
	assert.is(report.cores, 36);
	// "24.2 %" of the paper's range
	assert.ok(Math.abs(report.utilisation - 0.2416) < 1e-4);
	line("keywords", report);
});

withData("Boltzmann machine: 16 cores with 401,760 cells, four a weight", () => {
	const machine = publishedBoltzmannMachine(openCheckpoint(BOLTZMANN_CHECKPOINT)!);
	const { report } = compileBoltzmann(machine, {
		...{ inputs: sampleInputs(1, machine.visible), count: 1, cycles: 1 },
		...{ weightMost: 1, biasRows: 2, biasColumns: 4 },
	});
	// visible units on our rows, on the published columns
	const turned = Object.values(table("rbm"))
		.flat()
		.map(({ rows, cols }) => `${cols.length} x ${rows.length}`);
	assert.equal(report.segments.map(({ rows, columns }) => `${rows} x ${columns}`).sort(), turned.sort());
	assert.is(report.cells, 401_760);
	assert.is(report.cores, 16);
	line("Boltzmann machine", report);
});

function numberOf(name: string): number {
	if (name.startsWith("dense")) return 1000;
	return Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
}

test.run();
