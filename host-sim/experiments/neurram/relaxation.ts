import { neurram, neurramIdeal } from "../../../firmware/emulator/profiles/neurram";
import { type Experiment, type ExperimentResult, type Row, type RunOptions, row } from "../experiment";
import { standardDeviation } from "../measure";
import { SegmentBench } from "./segment-bench";

const MICRO = 1e-6;
const DAY = 86_400;
/** Published standard deviations in uS (calculated from the fits) over target conductances in uS. */
const CURVES = [
	{ fit: "aihwkit", name: "1 s", seconds: 1, at: [5, 10, 15, 20, 39], spread: [1.75, 2.26, 2.25, 2.02, 1.15] },
	{ fit: "aihwkit", name: "1 day", seconds: DAY, at: [5, 10, 15, 20, 39], spread: [2.76, 3.72, 4.0, 3.91, 2.73] },
	{ fit: "aihwkit", name: "2 days", seconds: 2 * DAY, at: [10, 20, 30], spread: [3.664, 3.929, 3.374] },
	{ fit: "CrossSim", name: "1 s", seconds: 1, at: [5, 10, 20, 30, 39], spread: [1.97, 2.41, 2.36, 1.82, 1.68] },
] as const;
/** Sampling, and cells that cannot go below 0 or beyond 45 uS. */
const TOLERANCE = 0.1;

/** Standard deviation of cells that stood exactly on target, after some time, uS. */
function measured(fit: "aihwkit" | "CrossSim", target: number, seconds: number, seed: number): number {
	const bench = new SegmentBench({ ...neurramIdeal, relaxation: { ...neurram.relaxation, fit } }, seed);
	const { cells } = bench.chip.cores[0];
	const count = 8192;
	for (let index = 0; index < count; index++) cells.write(index, target * MICRO, bench.random);
	bench.chip.age(seconds, bench.random);
	return standardDeviation(Array.from({ length: count }, (_, index) => cells.conductance(index))) / MICRO;
}

export const relaxation: Experiment = {
	id: "N4",
	title: "Relaxation at one second, one day, two days",
	mirrors: "Extended data figure 3d, by the two fits of it that are in use",
	claim:
		"8192 cells exactly on target, left alone: standard deviation of their conductance, read through the core's own time axis. The two fits of the same figure differ; the one with a time axis is the default.",
	run({ seed }: RunOptions): ExperimentResult {
		const rows: Row[] = [];
		const series = CURVES.flatMap(({ fit, name, seconds, at, spread }) => {
			const values = at.map(target => measured(fit, target, seconds, seed));
			values.forEach((value, n) => {
				const expected = spread[n];
				const text = `${expected} uS`;
				rows.push(
					row(
						`${fit}, ${name}, ${at[n]} uS`,
						value,
						"uS",
						text,
						expected * (1 - TOLERANCE),
						expected * (1 + TOLERANCE),
					),
				);
			});
			const label = `${fit}, ${name}`;
			return [
				{ label, x: [...at], y: values, mark: "both" as const },
				{ label: `${label}, fit`, x: [...at], y: [...spread], mark: "points" as const, reference: true },
			];
		});
		return {
			rows,
			plot: {
				kind: "curves",
				title: "N4: relaxation",
				x: { label: "Target (uS)" },
				y: { label: "Standard deviation (uS)", low: 0 },
				series,
			},
		};
	},
};
