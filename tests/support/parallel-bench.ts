import { maskOf } from "../../firmware/accelerator/line-mask";
import type { LinkOptions } from "../../firmware/accelerator/link";
import { PointField } from "../../firmware/accelerator/operating-point";
import { ParallelDriver } from "../../firmware/accelerator/parallel-driver";
import type { Segment } from "../../firmware/accelerator/segment";
import type { ParallelCore } from "../../firmware/emulator/core";
import { Random } from "../../firmware/math/random";
import { AcceleratorBench } from "./accelerator-bench";

/** A chip of many arrays on a board, and its driver, opened. */
export class ParallelBench<C extends ParallelCore> extends AcceleratorBench<C> {
	readonly chip: ParallelDriver;
	/** The operating point that the chip started with. */
	readonly point = new Int32Array(32);

	constructor(core: C, settings: Partial<LinkOptions> & { seed?: number } = {}) {
		super(core, settings);
		this.chip = new ParallelDriver(this.options);
		this.must(done => this.chip.open(done));
		this.must(done => this.chip.arrays.readPoint(0, this.point, done));
	}

	/** The chip's own operating point with some fields changed. */
	pointWith(fields: Partial<Record<keyof typeof PointField, number>>): Int32Array {
		const point = this.point.slice();
		for (const name of Object.keys(fields) as (keyof typeof PointField)[]) point[PointField[name]] = fields[name]!;
		return point;
	}
}

/** Weights from -levels to levels, uniform, row by row. */
export function randomWeights(rows: number, columns: number, levels: number, seed: number): Int16Array {
	const random = new Random(seed);
	return Int16Array.from({ length: rows * columns }, () => random.below(2 * levels + 1) - levels);
}

/** Inputs from least to most, uniform. */
export function randomInputs(count: number, least: number, most: number, seed: number): Int8Array {
	const random = new Random(seed);
	return Int8Array.from({ length: count }, () => least + random.below(most - least + 1));
}

export interface Place {
	array: number;
	row: number;
	column: number;
	rows: number;
	columns: number;
	/** First physical lines, or the lines themselves. */
	rowLines?: number | readonly number[];
	columnLines?: number | readonly number[];
	point: Int32Array;
}

/** A segment of a matrix of signed weights, each a pair of rows. */
export function segmentOf(weights: Int16Array, matrixColumns: number, place: Place): Segment {
	const { array, row, column, rows, columns, point } = place;
	const codes = new Uint8Array(2 * rows * columns);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const weight = weights[(row + i) * matrixColumns + column + j];
			codes[2 * i * columns + j] = Math.max(weight, 0);
			codes[(2 * i + 1) * columns + j] = Math.max(-weight, 0);
		}
	const rowLines = maskOf(lines(place.rowLines ?? 0, 2 * rows));
	const columnLines = maskOf(lines(place.columnLines ?? 0, columns));
	return { array, row, column, rows, columns, rowLines, columnLines, codes, point };
}

function lines(from: number | readonly number[], count: number): readonly number[] {
	return typeof from === "number" ? Array.from({ length: count }, (_, n) => from + n) : from;
}

/** Products of inputs (vector by vector) and weights, forward or backward. */
export function products(
	weights: Int16Array,
	rows: number,
	columns: number,
	inputs: ArrayLike<number>,
	vectors: number,
	backward = false,
): Int32Array {
	const outputs = backward ? rows : columns;
	const driven = backward ? columns : rows;
	const result = new Int32Array(vectors * outputs);
	for (let k = 0; k < vectors; k++)
		for (let o = 0; o < outputs; o++)
			for (let i = 0; i < driven; i++)
				result[k * outputs + o] +=
					inputs[k * driven + i] * (backward ? weights[o * columns + i] : weights[i * columns + o]);
	return result;
}

/** Root mean square difference of sums, in a unit, from products, relative to these. */
export function relativeError(sums: Int32Array, unit: number, wanted: Int32Array): number {
	let squares = 0;
	let differences = 0;
	for (let i = 0; i < wanted.length; i++) {
		squares += wanted[i] ** 2;
		differences += (sums[i] * unit - wanted[i]) ** 2;
	}
	return Math.sqrt(differences / squares);
}

/** As relativeError after the best common factor: what is wrong beside the scale. */
export function scaledError(sums: Int32Array, wanted: Int32Array): number {
	let common = 0;
	let own = 0;
	for (let i = 0; i < wanted.length; i++) {
		common += sums[i] * wanted[i];
		own += sums[i] ** 2;
	}
	return relativeError(sums, own > 0 ? common / own : 0, wanted);
}
