import { readFileSync } from "node:fs";
import type { Random } from "../../../firmware/math/random";
import { floats, readNpz } from "../../toolchain/npz";
import { neurramData, recordedResults } from "./data";
import { SegmentBench } from "./segment-bench";

const LAYER = "conv2d_noise_15";
const SEGMENT = 5;
const SEGMENTS = 6;
const BN_EPSILON = 1e-3;
/** Before it: the batch norm whose output, clipped and quantised, is the layer's input. */
const INPUT_NORM = "batch_normalization_13";

/** The segment that the chip's column slopes were recorded of, as the authors map it (neurram.md section 4). */
export interface RecordedLayer {
	/** Logical rows, the bias rows last, x columns: folded weights. */
	weights: Float64Array;
	rows: number;
	columns: number;
	biasRows: number;
	wMax: number;
	gMax: number;
	relux: number;
	/** Recorded. */
	slopes: readonly number[];
	residuals: readonly number[];
	/** Mean and standard deviation of each row's input before clipping, in units, as the batch norm before it makes them. */
	inputMean: Float64Array;
	inputSpread: Float64Array;
}

/** Undefined where the data is absent. */
export function recordedLayer(): RecordedLayer | undefined {
	const recorded = recordedResults()?.conv2d_noise_15_seg5;
	const file = recorded && neurramData(recorded.weights);
	if (!recorded || !file) return undefined;
	const arrays = readNpz(readFileSync(file));
	const values = (name: string): Float64Array => floats(arrays, name).values;
	const kernel = values(`${LAYER}/kernel`);
	const bias = values(`${LAYER}/bias`);
	const gamma = values(`${recorded.bn}/gamma`);
	const variance = values(`${recorded.bn}/moving_variance`);
	const beta = values(`${recorded.bn}/beta`);
	const mean = values(`${recorded.bn}/moving_mean`);
	const relux = values(`${recorded.relux}/relux`)[0];
	const columns = bias.length;
	const weightRows = kernel.length / columns / SEGMENTS;
	const rows = weightRows + recorded.num_bias;
	const weights = new Float64Array(rows * columns);
	const inputMean = new Float64Array(weightRows);
	const inputSpread = new Float64Array(weightRows);
	for (let j = 0; j < columns; j++) {
		const factor = gamma[j] / Math.sqrt(variance[j] + BN_EPSILON);
		for (let i = 0; i < weightRows; i++)
			weights[i * columns + j] = kernel[(SEGMENT * weightRows + i) * columns + j] * factor;
		const share = ((bias[j] - mean[j]) * factor + beta[j]) / relux / SEGMENTS / recorded.num_bias;
		for (let i = weightRows; i < rows; i++) weights[i * columns + j] = share;
	}
	const inputGamma = values(`${INPUT_NORM}/gamma`);
	const inputBeta = values(`${INPUT_NORM}/beta`);
	for (let i = 0; i < weightRows; i++) {
		const channel = (SEGMENT * weightRows + i) % inputGamma.length;
		inputMean[i] = inputBeta[channel];
		inputSpread[i] = Math.abs(inputGamma[channel]);
	}
	return {
		weights,
		rows,
		columns,
		biasRows: recorded.num_bias,
		wMax: percentile(weights, recorded.w_max_percentile),
		gMax: recorded.g_max,
		relux,
		slopes: recorded.slope_codes_per_unit,
		residuals: recorded.residual_std_units,
		inputMean,
		inputSpread,
	};
}

/** Codes of the physical rows, + and - in turn. */
export function pairCodes(layer: RecordedLayer): Uint8Array {
	const { weights, rows, columns, wMax, gMax } = layer;
	const targets = new Float64Array(2 * rows * columns);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const target = (weights[i * columns + j] / wMax) * gMax;
			targets[2 * i * columns + j] = target;
			targets[(2 * i + 1) * columns + j] = -target;
		}
	return SegmentBench.codes({ minimum: 1e-6, maximum: gMax }, targets);
}

/** Inputs of 3 bits for all rows, the bias rows at full scale: normal by the batch norm's parameters, clipped, rounded. */
export function drawInputs(layer: RecordedLayer, vectors: number, random: Random): Int16Array {
	const { rows, biasRows, relux, inputMean, inputSpread } = layer;
	const inputs = new Int16Array(vectors * rows).fill(7);
	for (let v = 0; v < vectors; v++)
		for (let i = 0; i < rows - biasRows; i++) {
			const x = inputMean[i] + inputSpread[i] * random.gaussian();
			inputs[v * rows + i] = Math.round((Math.min(Math.max(x, 0), relux) / relux) * 7);
		}
	return inputs;
}

/** What software expects of the segment for these inputs, in units, vector by vector. */
export function expectedOutputs(layer: RecordedLayer, inputs: Int16Array): Float64Array {
	const { rows, columns, weights, relux } = layer;
	const vectors = inputs.length / rows;
	const outputs = new Float64Array(vectors * columns);
	for (let v = 0; v < vectors; v++)
		for (let i = 0; i < rows; i++) {
			const x = (inputs[v * rows + i] * relux) / 7;
			if (x !== 0) for (let j = 0; j < columns; j++) outputs[v * columns + j] += x * weights[i * columns + j];
		}
	return outputs;
}

/** As numpy's: linear between neighbours. */
function percentile(values: Float64Array, percent: number): number {
	const sorted = values.map(Math.abs).sort();
	const at = ((sorted.length - 1) * percent) / 100;
	const below = Math.floor(at);
	return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]);
}
