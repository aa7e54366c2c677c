import { Mode } from "../../../firmware/accelerator/registers";
import type { NeurramCore } from "../../../firmware/emulator/neurram/neurram-core";
import { neurram } from "../../../firmware/emulator/profiles/neurram";
import { Random } from "../../../firmware/math/random";
import { type Experiment, type ExperimentResult, type Row, type RunOptions, row } from "../experiment";
import { mean } from "../measure";
import { NO_DATA } from "./data";
import { fitColumn } from "./fit";
import { drawInputs, expectedOutputs, pairCodes, type RecordedLayer, recordedLayer } from "./recorded-layer";
import { newReport, SegmentBench } from "./segment-bench";

/** Recorded of six cores of one column: root mean square error in units, mean intercept in codes. */
const RECORDED_ERROR = [0.159, 0.17, 0.305, 0.488, 0.644, 0.884];
const RECORDED_INTERCEPT = [15, -0.9, -13.7, -19, -15.1, -13.6];
const CORES = RECORDED_ERROR.length;

/** Mean residual and intercept of each core. */
function measureCores(chip: NeurramCore, arrays: Uint8Array, layer: RecordedLayer, inputs: Int16Array, seed: number) {
	const vectors = inputs.length / layer.rows;
	for (const array of arrays) chip.loadInputs(array, 0, layer.rows, vectors, inputs);
	const random = new Random(seed, 60);
	chip.multiply(Mode.FORWARD, arrays, arrays.length, vectors, chip.defaults, random, newReport());
	const expected = expectedOutputs(layer, inputs);
	const size = vectors * layer.columns;
	return [...arrays].map((_, n) => {
		const codes = chip.outputs.subarray(n * size, (n + 1) * size);
		const lines = Array.from({ length: layer.columns }, (_, j) => fitColumn(expected, codes, layer.columns, j));
		return { residual: mean(lines.map(line => line.residual)), intercept: mean(lines.map(line => line.intercept)) };
	});
}

export const parallelCores: Experiment = {
	id: "N7",
	title: "Six cores of one column at once",
	mirrors:
		"Errors and intercepts that the authors printed of six cores in parallel (fine-tuning notebook, cells 61 to 63)",
	claim:
		"The recorded layer on the six cores of one core column, multiplied by one command, then one core alone. Measured: mean residual of the columns and change of their mean intercept.",
	run({ seed, quick }: RunOptions): ExperimentResult {
		const layer = recordedLayer();
		if (!layer) return NO_DATA;
		const codes = pairCodes(layer);
		const first = new SegmentBench(neurram, seed);
		const arrays = Uint8Array.from({ length: CORES }, (_, n) => n * neurram.coreColumns);
		for (const array of arrays) {
			const bench = array === 0 ? first : new SegmentBench(neurram, seed + array, array, first.chip);
			bench.program(codes, layer.columns);
		}
		const { chip, random } = first;
		chip.age(1, random);
		const inputs = drawInputs(layer, quick ? 200 : chip.maximumVectors, new Random(seed, 51));
		const together = measureCores(chip, arrays, layer, inputs, seed);
		const alone = [...arrays].map(array => measureCores(chip, Uint8Array.of(array), layer, inputs, seed)[0]);
		const rows: Row[] = [row("one core alone", mean(alone.map(core => core.residual)), "units", "0.140", 0.11, 0.17)];
		together.forEach((core, n) => {
			const error = RECORDED_ERROR[n];
			rows.push(row(`core row ${n} of six`, core.residual, "units", `${error}`, 0.8 * error, 1.25 * error));
		});
		together.forEach((core, n) => {
			const moved = core.intercept - alone[n].intercept;
			const expected = RECORDED_INTERCEPT[n];
			rows.push(row(`intercept, core row ${n}`, moved, "codes", `${expected}`, expected - 1, expected + 1));
		});
		return {
			rows,
			note: "The recorded figures are the model's parameters, position by position; this shows that they come out of the whole chain. Fewer than six cores are scaled in proportion, further rows take the last figure: assumed. The error is drawn as noise; on the chip it follows the data.",
		};
	},
};
