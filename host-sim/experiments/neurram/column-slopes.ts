import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";
import { mean, standardDeviation } from "../measure";
import { NO_DATA } from "./data";
import { correlation, fitColumn, type Line } from "./fit";
import { drawInputs, expectedOutputs, pairCodes, type RecordedLayer, recordedLayer } from "./recorded-layer";
import { SegmentBench } from "./segment-bench";

const VECTORS = 1000;
/** Vectors of the slopes that are compared with the recorded ones: their own noise then adds little. */
const MANY = 4000;
const MILLI = 1e-3;
/** Code siemens: recorded slope times the sum of the column's conductances. */
const PUBLISHED_K = 1.059e-2;

/** Slopes and what is left, column by column, and the sums of the columns' conductances. */
function measureColumns(
	layer: RecordedLayer,
	bench: SegmentBench,
	vectors: number,
	seed: number,
): { lines: Line[]; totals: number[] } {
	const inputs = drawInputs(layer, vectors, new Random(seed, 50));
	const codes = bench.multiply(inputs, layer.rows);
	const expected = expectedOutputs(layer, inputs);
	const columns = Array.from({ length: layer.columns }, (_, j) => j);
	return {
		lines: columns.map(j => fitColumn(expected, codes, layer.columns, j)),
		totals: columns.map(j => bench.total(j)),
	};
}

export const columnSlopes: Experiment = {
	id: "N1",
	title: "Column slopes of a recorded layer",
	mirrors: "Slopes that the authors' calibration printed of conv2d_noise_15, segment 5, 64 columns",
	claim:
		"Weights and operating point of the recorded segment, programmed by write-verify; inputs of 3 bits drawn by the batch norm before the layer. " +
		"A column's slope is that of the straight line from the software's output to the chip's code over 4000 vectors. Voltage mode divides by the sum of " +
		"the column's conductances, so slope times sum is one constant K. The neurons' spread of gain is each chip's own, so it is off where the recorded chip is compared, and on " +
		"in the rows of an emulated chip.",
	run({ seed }: RunOptions): ExperimentResult {
		const layer = recordedLayer();
		if (!layer) return NO_DATA;
		const codes = pairCodes(layer);
		const plain = new SegmentBench({ ...neurram, neuron: { ...neurram.neuron, gainSpread: 0 } }, seed);
		plain.program(codes, layer.columns);
		const same = measureColumns(layer, plain, MANY, seed);
		const sameSlopes = same.lines.map(line => line.slope);
		const sameK = mean(sameSlopes.map((slope, j) => slope * same.totals[j]));
		const chip = new SegmentBench({ ...neurram, die: seed }, seed);
		chip.program(codes, layer.columns);
		const own = measureColumns(layer, chip, MANY, seed);
		const slopes = own.lines.map(line => line.slope);
		const products = slopes.map((slope, j) => slope * own.totals[j]);
		const inverse = own.totals.map(total => 1 / total);
		const intercepts = own.lines.map(line => line.intercept);
		return {
			rows: [
				row("weight that becomes 40 uS", layer.wMax, "", "0.07639", 0.076385, 0.076395),
				row("mean sum of a column's conductances", mean(same.totals) / MILLI, "mS", "1.82 mS", 1.75, 1.89),
				row("correlation with the recorded slopes", correlation(sameSlopes, layer.slopes), "", "at least 0.9", 0.9),
				row("K", sameK, "code S", "1.059e-2 code S, within 10 %", 0.9 * PUBLISHED_K, 1.1 * PUBLISHED_K),
				row("mean slope", mean(sameSlopes), "codes a unit", `recorded ${mean([...layer.slopes]).toFixed(2)}`, 5.3, 6.5),
				row(
					"correlation of slopes with 1 / sum, an emulated chip",
					correlation(slopes, inverse),
					"",
					"recorded 0.934",
					0.85,
					0.98,
				),
				row(
					"spread of slope x sum",
					(100 * standardDeviation(products)) / mean(products),
					"%",
					"recorded 4.7 %",
					3.3,
					6.5,
				),
				row(
					"spread of the intercepts",
					standardDeviation(intercepts),
					"codes",
					"recorded 3.6 (conv2d_noise_4)",
					2.7,
					4.6,
				),
			],
			plot: {
				kind: "curves",
				title: "N1: slopes of 64 columns",
				x: { label: "1 / sum of the column's conductances (1/mS)" },
				y: { label: "Slope (codes a unit)" },
				series: [
					{ label: "emulated", x: same.totals.map(total => MILLI / total), y: sameSlopes, mark: "points" },
					{
						label: "recorded",
						x: same.totals.map(total => MILLI / total),
						y: [...layer.slopes],
						mark: "points",
						reference: true,
					},
				],
			},
			note: "The attenuation between line and integrator (0.147) is fitted to K: this shows the law, not the constant. Real activations of the layer were not at hand; inputs follow the batch norm's mean and spread, channel by channel.",
		};
	},
};

const EFFECTS: readonly { name: string; changes: (profile: typeof neurram) => typeof neurram; age: number }[] = [
	{ name: "conversion and programming alone", changes: quiet, age: 0 },
	{ name: "and one second of relaxation", changes: quiet, age: 1 },
	{ name: "and one day", changes: quiet, age: 86400 },
	{ name: "and read noise of 1 %", changes: profile => ({ ...quiet(profile), readNoise: 0.01 }), age: 86400 },
];

/** Without the noise of reading and of the neurons. */
function quiet(profile: typeof neurram): typeof neurram {
	return { ...profile, readNoise: 0, neuron: { ...profile.neuron, noise: 0 } };
}

export const residuals: Experiment = {
	id: "N2",
	title: "What is left after each column's straight line",
	mirrors: "Residuals that the authors' calibration printed of the same 64 columns",
	claim:
		"As N1, all effects on. A column's residual is the standard deviation of (code - intercept) / slope - software's output, in the software's units. The first rows add one effect " +
		"after the other.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const layer = recordedLayer();
		if (!layer) return NO_DATA;
		const codes = pairCodes(layer);
		const vectors = quick ? VECTORS / 2 : VECTORS;
		const rows = EFFECTS.map(({ name, changes, age }) => {
			const bench = new SegmentBench(changes(neurram), seed);
			bench.program(codes, layer.columns);
			if (age > 0) bench.chip.age(age, bench.random);
			const { lines } = measureColumns(layer, bench, vectors, seed);
			return row(name, mean(lines.map(line => line.residual)), "units", "");
		});
		const bench = new SegmentBench(neurram, seed);
		bench.program(codes, layer.columns);
		bench.chip.age(86400, bench.random);
		const all = measureColumns(layer, bench, vectors, seed).lines.map(line => line.residual);
		const recorded = [...layer.residuals];
		const least = Math.min(...recorded);
		const most = Math.max(...recorded);
		const inside = all.filter(value => value >= least && value <= most).length;
		rows.push(
			row(
				"all, one day after programming: mean of 64 columns",
				mean(all),
				"units",
				`recorded ${mean(recorded).toFixed(3)}`,
				0.11,
				0.17,
			),
			row(
				"columns within the recorded range",
				(100 * inside) / all.length,
				"%",
				`all, ${least.toFixed(3)} to ${most.toFixed(3)} units`,
				85,
			),
			row("correlation with the recorded residuals", correlation(all, recorded), "", "positive", 0.05),
		);
		return {
			rows,
			plot: {
				kind: "curves",
				title: "N2: residual of 64 columns, in order of size",
				x: { label: "Column, sorted" },
				y: { label: "Residual (units)", low: 0 },
				series: [
					{ label: "emulated", x: all.map((_, n) => n), y: [...all].sort((a, b) => a - b), mark: "points" },
					{
						label: "recorded",
						x: all.map((_, n) => n),
						y: recorded.sort((a, b) => a - b),
						mark: "points",
						reference: true,
					},
				],
			},
			note: "The neurons' noise of 0.7 codes is fitted to the recorded mean; when the recorded chip had been programmed is not known, a day is assumed.",
		};
	},
};
