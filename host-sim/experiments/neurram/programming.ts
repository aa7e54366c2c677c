import { Outcome } from "../../../firmware/accelerator/registers";
import { boardTiming, neurram } from "../../../firmware/emulator/profiles/neurram";
import { type Experiment, type ExperimentResult, type RunOptions, row } from "../experiment";
import { mean, rms } from "../measure";
import { NO_DATA } from "./data";
import { pairCodes, recordedLayer } from "./recorded-layer";
import { LEVELS, SegmentBench } from "./segment-bench";

const MICRO = 1e-6;
const COLUMNS = 64;
const ROWS = 196;

/** Targets spread evenly over the range. */
function evenCodes(): Uint8Array {
	return Uint8Array.from({ length: ROWS * COLUMNS }, (_, n) => Math.floor((n * 97) % (LEVELS + 1)));
}

/** Distances from target of the cells that write-verify accepted, siemens; targets at the minimum accept all below. */
function errors(bench: SegmentBench, codes: Uint8Array): { accepted: number[]; all: number[] } {
	const accepted: number[] = [];
	const all: number[] = [];
	codes.forEach((code, n) => {
		if (code === 0) return;
		const target = MICRO * (1 + (code / LEVELS) * 39);
		const row = Math.floor(n / bench.columns);
		const error = bench.conductance(row, n % bench.columns) - target;
		all.push(error);
		const outcome = bench.chip.outcome(bench.array, bench.rows[row], n % bench.columns) & 3;
		if (outcome === Outcome.ON_TARGET) accepted.push(error);
	});
	return { accepted, all };
}

export const programming: Experiment = {
	id: "N3",
	title: "Programming by incremental pulses",
	mirrors:
		"Statistics that the authors' programs printed (MNIST and CIFAR dense layers), and figures quoted of the paper",
	claim:
		"The recorded layer's 12,544 cells on usable rows, from an erased array: pulses of 1 us in ramps from 1.2 V by 0.1 V, acceptance of 1 uS on two averaged reads. " +
		"Seconds a cell are with the authors' board, whose reads go over USB. What a pulse does to a cell is not published: the pulses' response is assumed, so " +
		"pulses are a result of that assumption.",
	run({ seed }: RunOptions): ExperimentResult {
		const layer = recordedLayer();
		if (!layer) return NO_DATA;
		const codes = pairCodes(layer);
		const bench = new SegmentBench({ ...neurram, timing: boardTiming }, seed);
		const report = bench.program(codes, layer.columns);
		const { accepted } = errors(bench, codes);
		const high = codes.filter(code => code > 0).length;
		const even = new SegmentBench(neurram, seed);
		const evenReport = even.program(evenCodes(), COLUMNS);
		return {
			rows: [
				row("cells that failed", (100 * report.missed) / report.cells, "%", "0.18, 0.77 and 1.35 % recorded", 0.1, 2),
				row(
					"time a cell on the board",
					report.microseconds / report.cells / 1e6,
					"s",
					"0.161 to 0.215 s recorded",
					0.12,
					0.26,
				),
				row("error of accepted cells (rms)", rms(accepted) / MICRO, "uS", "window of 1 uS", 0.3, 0.75),
				row(
					"largest error of an accepted cell",
					Math.max(...accepted.map(Math.abs)) / MICRO,
					"uS",
					"1 uS and the reads' noise",
					0.9,
					1.6,
				),
				row("cells above the minimum", (100 * high) / codes.length, "%", "calculated 48 % (with clipped ones)", 46, 50),
				row("mean pulses a cell", report.pulses / report.cells, "", "8.52 (not verified)"),
				row("mean pulses a cell, targets spread evenly", evenReport.pulses / evenReport.cells, "", "none published"),
				row(
					"success, targets spread evenly",
					100 - (100 * evenReport.missed) / evenReport.cells,
					"%",
					"99 % (not verified)",
				),
			],
		};
	},
};

export const repeatedPasses: Experiment = {
	id: "N5",
	title: "Repeated passes against relaxation",
	mirrors: "Iterative programming (extended data figure 3e; its numbers are quoted from memory and not verified)",
	claim:
		"Targets spread evenly over 1 to 40 uS. After each pass the cells relax for half an hour; the next pass programs those that left the window anew and keeps the others. Measured: rms distance from " +
		"target half an hour after the last pass. Nothing is fitted: that cells which stayed go on to stay is the assumption, and selection does the rest.",
	run({ seed }: RunOptions): ExperimentResult {
		const codes = evenCodes();
		const spreads = [1, 2, 3, 4, 5].map(programPasses => {
			const bench = new SegmentBench(neurram, seed);
			bench.configure({ programPasses });
			bench.program(codes, COLUMNS);
			bench.chip.age(neurram.relaxation.passInterval, bench.random);
			return rms(errors(bench, codes).all) / MICRO;
		});
		const gain = 100 * (1 - spreads[2] / spreads[0]);
		return {
			rows: [
				row("after one pass", spreads[0], "uS", "2.8 uS (not verified)"),
				row("after three passes", spreads[2], "uS", "about 2 uS (not verified)"),
				row("reduction by three passes", gain, "%", "29 % (not verified)"),
				row(
					"passes help, each less than the one before",
					mean(spreads.slice(1).map((s, n) => (s < spreads[n] ? 1 : 0))),
					"",
					"1",
					1,
					1,
				),
			],
			plot: {
				kind: "curves",
				title: "N5: distance from target after half an hour",
				x: { label: "Passes" },
				y: { label: "Root mean square (uS)", low: 0 },
				series: [{ label: "measured", x: [1, 2, 3, 4, 5], y: spreads, mark: "both" }],
			},
		};
	},
};
