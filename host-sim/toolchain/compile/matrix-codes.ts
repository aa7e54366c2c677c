import { percentileOf } from "./activation-range";
import { mostCode } from "./codes";
import type { Layer } from "./lower";

/** How weights become conductance codes. */
export interface CodeRule {
	/** Bits of a conductance code. */
	codeBits: number;
	/** Percentile of the weights' sizes that takes the whole conductance range; larger ones are clipped (neurram.md section 0, 3: 95). */
	weightPercentile: number;
	/** The weight itself, where it is known. */
	weightMost?: number;
	/** Logical rows of each piece, bias not counted. */
	pieces: readonly number[];
	/** Bias rows of every piece; undefined: as few as hold the bias, at most `mostBiasRows`. */
	biasRows?: number;
	mostBiasRows: number;
}

/** A layer as differences of conductance codes. */
export interface CodedMatrix {
	pieces: readonly number[];
	biasRows: number;
	/** Inputs and bias rows of all pieces. */
	rows: number;
	/** Of the layer, and what biases of the other direction add. */
	columns: number;
	biasColumns: number;
	/** Whether columns are pairs too: four cells a weight. */
	paired: boolean;
	/** Positive less negative code, rows x all columns: pieces[0] inputs, bias rows, pieces[1] inputs, bias rows, ... */
	differences: Int16Array;
	weightUnit: number;
	/** What the bias rows cannot hold, a number a column; empty where they hold all. */
	offset: Float32Array;
	/** Weights beyond the conductance range. */
	clipped: number;
}

/**
 * Weights to codes: the percentile takes the largest code, one cell of a pair carries the weight and the other stays at the
 * smallest conductance; the bias is spread over rows whose input is always the largest (neurram.md section 4).
 */
export function codeMatrix(layer: Layer, rule: CodeRule): CodedMatrix {
	const { weights, bias, inputs, columns } = layer;
	const most = 2 ** rule.codeBits - 1;
	const weightUnit = (rule.weightMost ?? weightRange(weights, rule.weightPercentile)) / most;
	const { pieces } = rule;
	// what one step of all bias rows of a column adds to its sum
	const step = mostCode(layer.codes) * layer.codes.unit * weightUnit;
	const largest = bias.reduce((size, value) => Math.max(size, Math.abs(value)), 0) / step;
	const needed = Math.ceil(largest / (most * pieces.length));
	const biasRows = rule.biasRows ?? Math.min(needed, rule.mostBiasRows);
	const rows = inputs + biasRows * pieces.length;
	const differences = new Int16Array(rows * columns);
	let clipped = 0;
	let row = 0;
	let input = 0;
	pieces.forEach((length, piece) => {
		for (let i = 0; i < length; i++, row++, input++)
			for (let j = 0; j < columns; j++) {
				const wanted = Math.round(weights[input * columns + j] / weightUnit);
				if (Math.abs(wanted) > most) clipped++;
				differences[row * columns + j] = Math.min(Math.max(wanted, -most), most);
			}
		for (let n = 0; n < biasRows; n++, row++)
			for (let j = 0; j < columns; j++)
				differences[row * columns + j] = share(bias[j] / step, piece * biasRows + n, pieces.length * biasRows, most);
	});
	const room = biasRows * pieces.length * most;
	const isHeld = largest <= room;
	const offset = isHeld
		? new Float32Array(0)
		: Float32Array.from(bias, value => value - step * Math.min(Math.max(Math.round(value / step), -room), room));
	return { pieces, biasRows, rows, columns, biasColumns: 0, paired: false, differences, weightUnit, offset, clipped };
}

/** The weight that takes the whole range; 1 where all are zero. */
function weightRange(weights: Float64Array, percentile: number): number {
	const sizes = weights.map(Math.abs).sort();
	return percentileOf(sizes, percentile) || sizes[sizes.length - 1] || 1;
}

/** Row `index` of `rows` of a bias of `steps` in whole steps: as even as they can be. */
export function share(steps: number, index: number, rows: number, most: number): number {
	const whole = Math.min(Math.max(Math.round(steps), -rows * most), rows * most);
	const size = Math.abs(whole);
	const part = Math.floor(size / rows) + (index < size % rows ? 1 : 0);
	return whole < 0 ? -part : part;
}
