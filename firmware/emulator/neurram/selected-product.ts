import { LineSide } from "../../accelerator/registers";
import type { IntegerMatrix, Kernels, RealMatrix } from "../kernels/kernels";
import { floatingLineMatrix } from "./floating-lines";
import type { RelaxingCells } from "./relaxing-cells";

/** The lines that take part, and how. */
export interface Selection {
	/** LineSide of the driven lines. */
	side: number;
	/** A byte a line, 0 or 1. */
	driven: Uint8Array;
	converted: Uint8Array;
	/** Driven lines are pairs: one input, and its negative on the second. */
	pairs: boolean;
	/** Gates of rows that are not driven are off. */
	gating: boolean;
}

/** Squares of conductances are held in units of 2^16 steps squared, so that a pair's sum fits 15 bits. */
const SQUARE_BITS = 16;

/** Room for the sums of the largest batch, shared by the cores of a chip; it grows with what is asked of it. */
export class Sums {
	products = new Int32Array(0);
	weighted = new Int32Array(0);
	squared = new Int32Array(0);
	real = new Float64Array(0);
	realInputs = new Float64Array(0);
	squares = new Int16Array(0);

	reserve(outputs: number, inputs: number, wires: boolean): void {
		if (this.products.length < outputs) {
			this.products = new Int32Array(outputs);
			this.weighted = new Int32Array(outputs);
			this.squared = new Int32Array(outputs);
		}
		if (this.squares.length < inputs) this.squares = new Int16Array(inputs);
		if (wires && this.real.length < outputs) this.real = new Float64Array(outputs);
		if (wires && this.realInputs.length < inputs) this.realInputs = new Float64Array(inputs);
	}
}
Object.freeze(Sums.prototype);

/**
 * Voltage-mode products over selected lines of one core: a line that floats takes the mean of the driven voltages, weighted
 * by conductance, y_j = sum_i G_ij x_i / sum_i G_ij (neurram.md section 1.1). Sums are of whole numbers, so exact.
 * In the other direction columns that are not selected are driven to and fro and cancel, but load the sum; the gates of
 * rows alone can be switched off.
 *
 * Read noise of standard deviation r G on every cell, drawn once a vector, is Gaussian at the output with the variance
 * r^2 sum_i G_ij^2 (x_i - y_j)^2 / (sum_i G_ij)^2 to first order in r (cim-peers.md section 3.4): two more products.
 */
export class SelectedProduct {
	/** Inputs of a vector and outputs of it. */
	values = 0;
	outputs = 0;
	readonly sums: Sums;
	readonly #kernels: Kernels;
	#product: IntegerMatrix | undefined;
	#weighted: IntegerMatrix | undefined;
	#squared: IntegerMatrix | undefined;
	#real: RealMatrix | undefined;
	#totals = new Float64Array(0);
	#squareTotals = new Float64Array(0);

	constructor(kernels: Kernels, sums: Sums) {
		this.#kernels = kernels;
		this.sums = sums;
	}

	/** Takes conductances in. `segment` and `source`: wire resistances, Ohm. */
	prepare(cells: RelaxingCells, selection: Selection, noise: boolean, segment: number, source: number): void {
		const driven = chosen(selection.driven);
		const converted = chosen(selection.converted);
		const byRows = selection.side === LineSide.ROWS;
		const { lines, present } = cells;
		const size = selection.pairs ? 2 : 1;
		const values = Math.floor(driven.length / size);
		const outputs = converted.length;
		this.#shape(values, outputs, noise);
		const differences = new Int16Array(values * outputs);
		const weights = new Int16Array(noise ? values * outputs : 0);
		const squares = new Int16Array(noise ? values * outputs : 0);
		const totals = this.#totals.fill(0);
		const squareTotals = this.#squareTotals.fill(0);
		const inputStride = byRows ? lines : 1;
		const outputStride = byRows ? 1 : lines;
		for (let n = 0; n < values * size; n++) {
			const negative = size === 2 && n % 2 === 1;
			const to = Math.floor(n / size) * outputs;
			for (let j = 0; j < outputs; j++) {
				const steps = present[driven[n] * inputStride + converted[j] * outputStride];
				const square = (steps * steps + (1 << (SQUARE_BITS - 1))) >>> SQUARE_BITS;
				differences[to + j] += negative ? -steps : steps;
				totals[j] += steps;
				squareTotals[j] += square;
				if (!noise) continue;
				weights[to + j] += negative ? -square : square;
				squares[to + j] += square;
			}
		}
		for (let line = 0; line < lines; line++) {
			if (selection.driven[line] !== 0) continue;
			const loads = !byRows || !selection.gating;
			if (!loads && cells.leaks[line] === 0) continue;
			for (let j = 0; j < outputs; j++)
				totals[j] += loads ? present[line * inputStride + converted[j] * outputStride] : cells.leaks[line];
		}
		this.#product!.load(differences);
		this.#weighted?.load(weights);
		this.#squared?.load(squares);
		this.#real = undefined;
		if (segment > 0 || source > 0) {
			this.#real = this.#kernels.realMatrix(values, outputs);
			this.#real.load(floatingLineMatrix(cells, driven, converted, byRows, size, segment, source));
		}
	}

	/** Sums of `vectors` x `values` inputs, vector by vector, each at most 15 in magnitude. */
	multiply(inputs: Int16Array, vectors: number): void {
		const { sums, values, outputs } = this;
		const count = vectors * values;
		sums.reserve(vectors * outputs, count, this.#real !== undefined);
		if (this.#real) {
			for (let n = 0; n < count; n++) sums.realInputs[n] = inputs[n];
			this.#real.multiply(sums.realInputs, vectors, sums.real);
		} else this.#product!.multiply(inputs, vectors, sums.products);
		if (!this.#weighted || !this.#squared) return;
		for (let n = 0; n < count; n++) sums.squares[n] = inputs[n] * inputs[n];
		this.#weighted.multiply(inputs, vectors, sums.weighted);
		this.#squared.multiply(sums.squares, vectors, sums.squared);
	}

	/** Output number `n` (vector by vector) of converted line `j`: the weighted mean, in units of the inputs. */
	mean(n: number, j: number): number {
		if (this.#real) return this.sums.real[n];
		const total = this.#totals[j];
		return total === 0 ? 0 : this.sums.products[n] / total;
	}

	/** Variance of that output for cells that fluctuate by 1: multiply by r squared. */
	variance(n: number, j: number, mean: number): number {
		const total = this.#totals[j];
		if (!this.#weighted || total === 0) return 0;
		const { squared, weighted } = this.sums;
		const sum = squared[n] - 2 * mean * weighted[n] + mean * mean * this.#squareTotals[j];
		return sum > 0 ? ((1 << SQUARE_BITS) * sum) / (total * total) : 0;
	}

	/** Sum of the conductances that load converted line `j`, in steps: what the host multiplies an output by. */
	total(j: number): number {
		return this.#totals[j];
	}

	#shape(values: number, outputs: number, noise: boolean): void {
		const same = this.values === values && this.outputs === outputs;
		if (!same || !this.#product) this.#product = this.#kernels.integerMatrix(values, outputs);
		if (!noise) {
			this.#weighted = undefined;
			this.#squared = undefined;
		} else if (!same || !this.#weighted) {
			this.#weighted = this.#kernels.integerMatrix(values, outputs);
			this.#squared = this.#kernels.integerMatrix(values, outputs);
		}
		if (!same) {
			this.#totals = new Float64Array(outputs);
			this.#squareTotals = new Float64Array(outputs);
		}
		this.values = values;
		this.outputs = outputs;
	}
}
Object.freeze(SelectedProduct.prototype);

/** Numbers of the lines whose byte is set. */
function chosen(lines: Uint8Array): Int16Array {
	let count = 0;
	for (const line of lines) if (line !== 0) count++;
	const numbers = new Int16Array(count);
	count = 0;
	for (let line = 0; line < lines.length; line++) if (lines[line] !== 0) numbers[count++] = line;
	return numbers;
}
