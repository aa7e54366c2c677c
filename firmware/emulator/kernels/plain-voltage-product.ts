import { Random } from "../../math/random";
import {
	type Charging,
	copyVector,
	type Decrement,
	NOISE_BLOCK,
	type Vectors,
	type VoltageCells,
	type VoltageProduct,
} from "./kernels";
import { PlainIntegerMatrix, PlainRealMatrix } from "./plain-matrix";

export class PlainVoltageProduct implements VoltageProduct {
	readonly rows: number;
	readonly columns: number;
	variance = 0;
	clipped = 0;
	steps = 0;
	#signal: PlainIntegerMatrix | undefined;
	#wired: PlainRealMatrix | undefined;
	#weighted: PlainIntegerMatrix | undefined;
	#squared: PlainIntegerMatrix | undefined;
	#inverses: Float64Array;
	#squareTotals: Float64Array;
	/** Of one vector. */
	#inputs: Int16Array;
	#squares: Int16Array;
	#realInputs: Float64Array;
	#sums: Int32Array;
	#weightedSums: Int32Array;
	#squaredSums: Int32Array;
	#means: Float64Array;
	#charges: Float64Array;
	#random = new Random(0);

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#inverses = new Float64Array(columns);
		this.#squareTotals = new Float64Array(columns);
		this.#inputs = new Int16Array(rows);
		this.#squares = new Int16Array(rows);
		this.#realInputs = new Float64Array(rows);
		this.#sums = new Int32Array(columns);
		this.#weightedSums = new Int32Array(columns);
		this.#squaredSums = new Int32Array(columns);
		this.#means = new Float64Array(columns);
		this.#charges = new Float64Array(columns);
	}

	load({ differences, wired, weighted, squared, inverses, squareTotals }: VoltageCells): void {
		const { rows, columns } = this;
		this.#signal = wired ? undefined : new PlainIntegerMatrix(rows, columns);
		this.#signal?.load(differences);
		this.#wired = wired ? new PlainRealMatrix(rows, columns) : undefined;
		this.#wired?.load(wired!);
		const noisy = weighted !== undefined && squared !== undefined;
		this.#weighted = noisy ? new PlainIntegerMatrix(rows, columns) : undefined;
		this.#squared = noisy ? new PlainIntegerMatrix(rows, columns) : undefined;
		this.#weighted?.load(weighted!);
		this.#squared?.load(squared!);
		this.#inverses.set(inverses.subarray(0, columns));
		this.#squareTotals.set(squareTotals.subarray(0, columns));
	}

	charges(inputs: Vectors, vectors: number, charging: Charging, charges: Float64Array): void {
		this.variance = 0;
		let even = 0;
		let odd = 0;
		for (let vector = 0; vector < vectors; vector++) {
			this.#charge(inputs, vector, charging, charges, vector * this.columns);
			even += this.#even;
			odd += this.#odd;
		}
		this.variance = even + odd;
	}

	codes(inputs: Vectors, vectors: number, charging: Charging, decrement: Decrement, codes: Int16Array): void {
		const { columns } = this;
		const { up, down, limit } = decrement;
		const charges = this.#charges;
		let even = 0;
		let odd = 0;
		let clipped = 0;
		let steps = 0;
		for (let vector = 0; vector < vectors; vector++) {
			this.#charge(inputs, vector, charging, charges, 0);
			even += this.#even;
			odd += this.#odd;
			let most = 0;
			for (let j = 0; j < columns; j++) {
				const charge = charges[j];
				let turned = (charge < 0 ? Math.floor(-charge / up) : Math.floor(charge / down)) + 1;
				if (turned > limit) {
					turned = limit;
					clipped++;
				}
				if (turned > most) most = turned;
				codes[vector * columns + j] = charge < 0 ? -turned : turned - 1;
			}
			steps += most;
		}
		this.variance = even + odd;
		this.clipped = clipped;
		this.steps = steps;
	}

	/** Variances of one vector's even and odd columns. */
	#even = 0;
	#odd = 0;

	#charge(inputs: Vectors, vector: number, charging: Charging, charges: Float64Array, to: number): void {
		const { rows, columns } = this;
		const { slopes, offsets, conversion, reading, seed, stream } = charging;
		const noisy = conversion > 0 || reading > 0;
		if (noisy && vector % NOISE_BLOCK === 0) this.#random.reseed(seed, stream + vector / NOISE_BLOCK);
		copyVector(inputs, vector, rows, this.#inputs, 0);
		this.#takeMeans();
		const means = this.#means;
		const readable = reading > 0 && this.#weighted !== undefined && this.#squared !== undefined;
		if (readable) {
			for (let row = 0; row < rows; row++) this.#squares[row] = this.#inputs[row] * this.#inputs[row];
			this.#weighted!.multiply(this.#inputs, 1, this.#weightedSums);
			this.#squared!.multiply(this.#squares, 1, this.#squaredSums);
		}
		this.#even = this.#odd = 0;
		for (let j = 0; j < columns; j++) {
			const mean = means[j];
			let charge = slopes[j] * mean + offsets[j];
			if (noisy) {
				let variance = conversion;
				if (readable) {
					const inverse = this.#inverses[j];
					const weighted = this.#weightedSums[j];
					const sum = this.#squaredSums[j] - (mean + mean) * weighted + mean * mean * this.#squareTotals[j];
					variance += reading * (inverse * inverse) * Math.max(sum, 0);
				}
				if (j % 2 === 0) this.#even += variance;
				else this.#odd += variance;
				charge += Math.sqrt(variance) * this.#random.gaussian();
			}
			charges[to + j] = charge;
		}
	}

	/** The driven voltages' weighted means of this vector. */
	#takeMeans(): void {
		const { rows, columns } = this;
		const means = this.#means;
		if (this.#wired) {
			for (let row = 0; row < rows; row++) this.#realInputs[row] = this.#inputs[row];
			this.#wired.multiply(this.#realInputs, 1, means);
			return;
		}
		this.#signal!.multiply(this.#inputs, 1, this.#sums);
		for (let j = 0; j < columns; j++) means[j] = this.#sums[j] * this.#inverses[j];
	}
}
Object.freeze(PlainVoltageProduct.prototype);
