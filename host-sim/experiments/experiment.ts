/** A curve or a cloud of points of a figure. */
export interface Series {
	label: string;
	x: number[];
	y: number[];
	/** "line" by default; "both" draws the line and its points. */
	mark?: "line" | "points" | "both";
	/** Dashed lines and hollow points are references: the paper's or the theory's, not ours. */
	reference?: boolean;
}

export interface Axis {
	/** With its unit: "Tone amplitude (mV)". */
	label: string;
	scale?: "linear" | "log";
	/** Ends of the axis; without them the data's. */
	low?: number;
	high?: number;
}

export interface CurvePlot {
	kind: "curves";
	title: string;
	x: Axis;
	y: Axis;
	series: Series[];
}

export interface HeatMapPlot {
	kind: "heat map";
	title: string;
	x: string;
	y: string;
	/** What a value is, with its unit. */
	value: string;
	columnLabels: string[];
	rowLabels: string[];
	/** Row-major, rowLabels x columnLabels. */
	values: number[];
}

export interface BarPlot {
	kind: "bars";
	title: string;
	x: Axis;
	bars: { label: string; value: number }[];
	/** A line across all bars. */
	reference?: { label: string; value: number };
}

export type PlotData = CurvePlot | HeatMapPlot | BarPlot;

/** One number that an experiment measures, beside the one that is expected. */
export interface Row {
	quantity: string;
	measured: number;
	/** Empty for a plain number. */
	unit: string;
	/** The expected value in words, as the source has it. */
	expected: string;
	/** Bounds, both included, that the measured value must keep. */
	low?: number;
	high?: number;
	pass: boolean;
}

export interface ExperimentResult {
	rows: Row[];
	plot?: PlotData;
	note?: string;
}

export interface RunOptions {
	/** All chance of the run comes from it: same seed, same numbers. */
	seed: number;
	/** Fewer draws, for tests: the same quantities with the same bounds. */
	quick: boolean;
}

/** A check of the emulator against a published number, or one calculated ahead of the emulator (fmc.md section 6); E of FMC, N of NeuRRAM, V of the vision sensor. */
export interface Experiment {
	id: `${"E" | "N" | "V"}${number}`;
	title: string;
	/** Which figure or statement of which paper it mirrors. */
	mirrors: string;
	/** What it shows, and how the measured quantity is defined. */
	claim: string;
	run(options: RunOptions): ExperimentResult;
}

/** A row that passes when low <= measured <= high; a bound left out does not bind. NaN never passes. */
export function row(
	quantity: string,
	measured: number,
	unit: string,
	expected: string,
	low?: number,
	high?: number,
): Row {
	const pass =
		!Number.isNaN(measured) && (low === undefined || measured >= low) && (high === undefined || measured <= high);
	return { quantity, measured, unit, expected, low, high, pass };
}
