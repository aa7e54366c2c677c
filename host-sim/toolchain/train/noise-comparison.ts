import { Random } from "../../../firmware/math/random";
import type { CurvePlot, Row, Series } from "../../experiments/experiment";
import { row } from "../../experiments/experiment";
import { type DataSet, partOf } from "../data/data-set";
import type { Graph } from "../network/graph";
import { type StageChip, StageOnChip } from "./stage-chip";
import { loadSweepKernels } from "./sweep-kernels";
import { digitExamples, MEMORY, trainDigits } from "./train-digits";
import { type Recipe, tryNetwork } from "./train-network";
import { TrainableNetwork } from "./trainable-network";

/** One way of training: weight noise, and the range that weights are kept in (Recipe). */
export interface WayOfTraining {
	noise: number;
	range: number;
}

/** The digits network trained in one way, tried with disturbed weights and on the chip. */
export interface NoiseTrained extends WayOfTraining {
	/** Percent right without noise, at each of the comparison's levels (the mean of its draws), and on each die. */
	software: number;
	noisy: number[];
	chip: number[];
}

/** What is kept of a comparison: docs/results/noise-training.json. */
export interface NoiseComparison {
	/** What was done, in words. */
	recipe: string;
	/** Weight noise of the trials. */
	levels: number[];
	/** Numbers of the dies. */
	dies: number[];
	pictures: number;
	/** Pictures of each draw of disturbed weights. */
	trial: number;
	trained: NoiseTrained[];
}

export interface ComparisonOptions {
	train: DataSet;
	test: DataSet;
	recipe: Recipe;
	/** One network each; all else is the same. The first is plain training, which the others are compared with. */
	ways: readonly WayOfTraining[];
	levels: readonly number[];
	/** Draws of the weights at each level. */
	draws: number;
	/** Test pictures of each draw, from the first one on. */
	trial: number;
	chip: StageChip;
	dies: readonly number[];
	onProgress(words: string): void;
}

/** Same network, data, seed and epochs; only the way of training differs. */
export async function compareNoise(options: ComparisonOptions): Promise<NoiseTrained[]> {
	const { train, test, recipe, ways, chip, dies, onProgress } = options;
	const trained: NoiseTrained[] = [];
	for (const way of ways) {
		const { graph, accuracy } = await trainDigits(train, test, { ...recipe, ...way });
		onProgress(`${nameOf(way)}: ${(100 * accuracy).toFixed(2)} % in software`);
		const noisy = await underNoise(graph, options);
		const inputs = { codes: test.values as Uint8Array, count: test.count };
		const given = partOf(train, 0, 64);
		const onChips = dies.map(die => {
			const place = { ...chip, profile: { ...chip.profile, die }, seed: chip.seed + die };
			const calibrated = { codes: given.values as Uint8Array, count: given.count };
			return 100 * new StageOnChip(graph, place, calibrated).accuracy(inputs, test.classes);
		});
		onProgress(`with noise ${noisy.map(value => value.toFixed(2)).join(" ")}, on chips ${onChips.join(" ")}`);
		trained.push({ ...way, software: rounded(100 * accuracy), noisy: noisy.map(rounded), chip: onChips.map(rounded) });
	}
	return trained;
}

async function underNoise(graph: Graph, { test, recipe, levels, draws, trial }: ComparisonOptions): Promise<number[]> {
	const network = new TrainableNetwork(graph, {
		kernels: await loadSweepKernels(MEMORY),
		batch: recipe.batch,
		noise: { level: 0, random: new Random(0) },
		decay: 0,
		learnRanges: false,
		rangeDecay: 0,
		given: [0],
	});
	const examples = digitExamples(partOf(test, 0, trial), graph, false);
	return levels.map(noise => {
		let sum = 0;
		for (let draw = 0; draw < draws; draw++) sum += tryNetwork(network, examples, { noise, seed: draw }).accuracy;
		return (100 * sum) / draws;
	});
}

/** Rows and a figure of a kept comparison: what noise-resilient training wins over plain training on the same noisy chips. */
export function noiseComparisonResult({ levels, dies, pictures, trained }: NoiseComparison): {
	rows: Row[];
	plot: CurvePlot;
} {
	const [plain, ...others] = trained;
	const rows: Row[] = [];
	for (const way of trained) {
		rows.push(row(`${nameOf(way)}, software`, way.software, "%", "not in the paper"));
		rows.push(row(`${nameOf(way)}, chip, mean of ${dies.length} dies`, mean(way.chip), "%", "not in the paper"));
	}
	for (const way of others) {
		rows.push(
			row(`${nameOf(way)}, chip, gain over plain`, rounded(mean(way.chip) - mean(plain.chip)), "points", "reported"),
		);
		levels.forEach((level, n) => {
			const gain = rounded(way.noisy[n] - plain.noisy[n]);
			// Where weights are off by less than training foresaw, there is little to win.
			const least = way.noise > 0 && level >= way.noise ? 0 : undefined;
			rows.push(row(`${nameOf(way)}, weights off by ${level}, gain over plain`, gain, "points", "above 0", least));
		});
	}
	const series: Series[] = trained.map(way => ({
		label: nameOf(way),
		x: [0, ...levels],
		y: [way.software, ...way.noisy],
		mark: "both",
	}));
	return {
		rows,
		plot: {
			kind: "curves",
			title: `Digits: noise-resilient and plain training, ${pictures} pictures`,
			x: { label: "Weight noise (part of a layer's largest weight)" },
			y: { label: "Digits right (%)", high: 100 },
			series,
		},
	};
}

function nameOf({ noise, range }: WayOfTraining): string {
	if (noise > 0) return `weight noise ${noise}`;
	return range > 0 ? "weights in a range" : "plain training";
}

function rounded(value: number): number {
	return Number(value.toFixed(2));
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
