import type { ArrayFact } from "../dashboard/chip-protocol";
import type { PlotData } from "../experiments/experiment";
import type { DeviceFrame } from "./device-frame";

/** A figure of one frame of the letters' device. */
export interface FrameFigure {
	name: string;
	about: string;
	/** Frames that it wants. */
	frames: number;
	/** @param line number of an output line, where it shows one */
	plot(frame: DeviceFrame, line: number): PlotData;
}

/** Decibels of the converter's range below which nothing is drawn. */
const FLOOR = -70;
const PICTURES = 16;

/** In the order of the signal's way. */
export const frameFigures: readonly FrameFigure[] = [
	{
		name: "storage",
		about: "conductances of the storage array: the sixteen pictures",
		frames: 1,
		plot: ({ chip }) => conductances(chip.storage, "Storage array: one picture a column", pictureLabels(chip.text)),
	},
	{
		name: "weights",
		about: "conductances of the weight array, positive and negative cell of each class",
		frames: 1,
		plot: ({ chip }) =>
			conductances(
				chip.weights,
				"Weight array",
				chip.labels.flatMap(label => [`${label}+`, "−"]),
			),
	},
	{
		name: "errors-of-cells",
		about: "how far the weights are off their targets",
		frames: 1,
		plot: ({ chip }) => ({
			...{ kind: "heat map", title: "Weight array: actual less target", x: "class", y: "pixel" },
			value: "% of the target",
			columnLabels: chip.labels.flatMap(label => [`${label}+`, "−"]),
			rowLabels: pixelLabels(chip.weights.rows),
			values: Array.from(chip.weights.actual, (value, n) => 100 * (value / chip.weights.target[n] - 1)),
		}),
	},
	{
		name: "spectrum",
		about: "one output line before and after demodulation (--line)",
		frames: 1,
		plot: spectrum,
	},
	{
		name: "scores",
		about: "what each tone says of each class",
		frames: 1,
		plot: ({ chip }) => ({
			...{ kind: "heat map", title: "Scores of one shot", x: "picture, as read", y: "class", value: "codes" },
			columnLabels: pictureLabels(chip.text),
			rowLabels: chip.labels,
			values: Array.from(chip.codes),
		}),
	},
	{
		name: "score-errors",
		about: "scores of twenty frames less exact arithmetic",
		frames: 20,
		plot: ({ errors }) => {
			const { bins, range, mean, deviation, count } = errors;
			const width = (2 * range) / bins.length;
			return {
				kind: "bars",
				title: `Scores less exact arithmetic: ${mean.toFixed(2)} ± ${deviation.toFixed(2)} codes`,
				x: { label: `share of ${count} scores (%)`, low: 0 },
				bars: Array.from(bins, (value, n) => ({
					label: `${Math.round(-range + (n + 0.5) * width)} codes`,
					value: (100 * value) / count,
				})),
			};
		},
	},
];

function spectrum({ chip }: DeviceFrame, line: number): PlotData {
	const { bins, spectrum: magnitudes, fullScale, tones, amplitudes, labels, text } = chip;
	const count = tones.cycles.length;
	const decibels = (amperes: number) => 20 * Math.log10(Math.max(Math.abs(amperes) / fullScale, 1e-9));
	const kilohertz = (cycles: number) => cycles / tones.window / 1000;
	const own = magnitudes.subarray(line * bins, (line + 1) * bins);
	const found = Array.from(tones.cycles, (cycles, k) => ({
		x: kilohertz(cycles),
		value: amplitudes[line * count + k],
	}));
	const of = (wanted: (value: number) => boolean) => {
		const points = found.filter(({ value }) => wanted(value));
		return { x: points.map(({ x }) => x), y: points.map(({ value }) => Math.max(FLOOR, decibels(value))) };
	};
	return {
		kind: "curves",
		title: `Line ${labels[line]} of a frame that reads ${text}`,
		x: { label: "frequency (kHz)", low: 0, high: kilohertz(bins) },
		y: { label: "amplitude (dB of the converter's range)", low: FLOOR, high: 0 },
		series: [
			{
				label: "before demodulation",
				x: Array.from(own, (_, bin) => kilohertz(bin)),
				y: Array.from(own, value => Math.max(FLOOR, decibels(value))),
			},
			{ label: "positive scores", ...of(value => value > 0), mark: "points" },
			{ label: "negative scores", ...of(value => value <= 0), mark: "points", reference: true },
			{
				label: "noise floor",
				x: [0, kilohertz(bins)],
				y: [decibels(chip.noiseFloor), decibels(chip.noiseFloor)],
				reference: true,
			},
		],
	};
}

function conductances({ actual, rows }: ArrayFact, title: string, columnLabels: string[]): PlotData {
	return {
		...{ kind: "heat map", title, x: "column", y: "pixel", value: "mS" },
		columnLabels,
		rowLabels: pixelLabels(rows),
		values: Array.from(actual, siemens => siemens * 1e3),
	};
}

function pictureLabels(text: string): string[] {
	return Array.from({ length: PICTURES }, (_, k) => text[k] ?? String(k + 1));
}

/** Every fifth row: the first pixel of a line of the picture. */
function pixelLabels(rows: number): string[] {
	return Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? String(row) : ""));
}
