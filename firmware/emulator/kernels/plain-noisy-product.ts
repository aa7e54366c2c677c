import { Random } from "../../math/random";
import { bitSerialPower, type NoisyProduct, type ReadOut } from "./kernels";
import { PlainIntegerMatrix } from "./plain-matrix";

export class PlainNoisyProduct implements NoisyProduct {
	readonly rows: number;
	readonly columns: number;
	#signal: PlainIntegerMatrix;
	#variance: PlainIntegerMatrix;
	/** Of one vector. */
	#inputs: Int16Array;
	#powers: Int16Array;
	#signals: Int32Array;
	#variances: Int32Array;
	#random = new Random(0);

	constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
		this.#signal = new PlainIntegerMatrix(rows, columns);
		this.#variance = new PlainIntegerMatrix(rows, columns);
		this.#inputs = new Int16Array(rows);
		this.#powers = new Int16Array(rows);
		this.#signals = new Int32Array(columns);
		this.#variances = new Int32Array(columns);
	}

	load(signal: Int16Array, variance: Int16Array): void {
		this.#signal.load(signal);
		this.#variance.load(variance);
	}

	multiply(inputs: Int16Array, vectors: number, readOut: ReadOut, codes: Int16Array): number {
		const { rows, columns } = this;
		const { gain, noise, limit } = readOut;
		let clipped = 0;
		for (let vector = 0; vector < vectors; vector++) {
			this.#random.reseed(readOut.seed, readOut.stream + vector);
			for (let row = 0; row < rows; row++) {
				const input = inputs[vector * rows + row];
				this.#inputs[row] = input;
				this.#powers[row] = bitSerialPower(input < 0 ? -input : input);
			}
			this.#signal.multiply(this.#inputs, 1, this.#signals);
			this.#variance.multiply(this.#powers, 1, this.#variances);
			for (let j = 0; j < columns; j++) {
				const spread = noise * Math.sqrt(this.#variances[j]);
				const code = Math.floor(gain * this.#signals[j] + spread * this.#random.gaussian() + 0.5);
				if (code > limit || code < -limit) clipped++;
				codes[vector * columns + j] = Math.max(-limit, Math.min(code, limit));
			}
		}
		return clipped;
	}
}
Object.freeze(PlainNoisyProduct.prototype);
