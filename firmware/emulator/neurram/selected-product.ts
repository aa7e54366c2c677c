import { LineSide } from "../../accelerator/registers";
import type { Kernels, VoltageCells, VoltageProduct } from "../kernels/kernels";
import { floatingLineMatrix } from "./floating-lines";
import type { RelaxingCells } from "./relaxing-cells";

/** The lines that take part, and how. */
export interface Selection {
	/** LineSide of the driven lines. */
	side: number;
	/** A byte a line, 0 or 1. */
	readonly driven: Uint8Array;
	readonly converted: Uint8Array;
	/** Driven lines are pairs: one input, and its negative on the second. */
	pairs: boolean;
	/** Gates of rows that are not driven are off. */
	gating: boolean;
}

/** Squares of conductances are held in units of 2^16 steps squared, so that a pair's sum fits 15 bits. */
const SQUARE_BITS = 16;
/** Variance in steps squared of a unit of the squares, for cells that fluctuate by 1. */
export const SQUARE_UNIT = 1 << SQUARE_BITS;

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
	readonly #kernels: Kernels;
	#product: VoltageProduct | undefined;
	#totals = new Float64Array(0);

	constructor(kernels: Kernels) {
		this.#kernels = kernels;
	}

	/** The product itself; undefined before \`prepare\`, and where there is nothing to multiply. */
	get product(): VoltageProduct | undefined {
		return this.#product;
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
		if (!this.#product || this.values !== values || this.outputs !== outputs) {
			this.values = values;
			this.outputs = outputs;
			this.#product = this.#kernels.voltageProduct(values, outputs);
		}
		const differences = new Int16Array(values * outputs);
		const weights = new Int16Array(noise ? values * outputs : 0);
		const squares = new Int16Array(noise ? values * outputs : 0);
		const totals = new Float64Array(outputs);
		const squareTotals = new Float64Array(outputs);
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
		const wired = segment > 0 || source > 0;
		const loaded: VoltageCells = {
			differences,
			wired: wired ? floatingLineMatrix(cells, driven, converted, byRows, size, segment, source) : undefined,
			weighted: noise ? weights : undefined,
			squared: noise ? squares : undefined,
			inverses: totals.map(total => (total === 0 ? 0 : 1 / total)),
			squareTotals,
		};
		this.#product.load(loaded);
		this.#totals = totals;
	}

	/** Sum of the conductances that load converted line \`j\`, in steps: what the host multiplies an output by. */
	total(j: number): number {
		return this.#totals[j];
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
