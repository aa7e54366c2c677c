import { LinkError } from "./link-error";
import type { Matrix } from "./matrix";
import { Mode } from "./registers";
import type { Done } from "./turn";

/** Inputs whose products with a matrix are known. */
export interface KnownProducts {
	readonly mode: number;
	/** Vector by vector, as wide as the matrix on the driven side. */
	readonly inputs: Int8Array | Uint8Array;
	readonly inputBits: number;
	readonly vectors: number;
	/** Products of inputs and differences of conductance codes, vector by vector. */
	readonly products: Int32Array;
	/** Largest root mean square error, as a part of the products' own. */
	readonly tolerance: number;
}

/** Known-answer test: does the calibrated chip compute what it must? */
export class KnownProductsTest {
	/** Root mean square error of the last test as a part of the products' own. */
	error = 0;
	readonly #matrix: Matrix;
	readonly #sums: Int32Array;
	#known: KnownProducts | undefined;
	#done: Done | undefined;

	/** @param outputs most products of a test */
	constructor(matrix: Matrix, outputs: number) {
		this.#matrix = matrix;
		this.#sums = new Int32Array(outputs);
	}

	/** Ends with LinkError known-answer where the products are further off than the tolerance. */
	run(known: KnownProducts, done: Done): void {
		this.#matrix.demand();
		this.#known = known;
		this.#done = done;
		const { mode, inputs, inputBits, vectors } = known;
		this.#matrix.multiply(mode, inputs, inputBits, vectors, this.#sums, this.#compare);
	}

	#compare: Done = error => {
		const { products, mode, tolerance } = this.#known!;
		const done = this.#done!;
		this.#known = this.#done = undefined;
		if (error) {
			done(error);
			return;
		}
		const unit = mode === Mode.BACKWARD ? this.#matrix.backwardUnit : this.#matrix.forwardUnit;
		let squares = 0;
		let differences = 0;
		for (let i = 0; i < products.length; i++) {
			const difference = this.#sums[i] * unit - products[i];
			differences += difference * difference;
			squares += products[i] * products[i];
		}
		this.error = Math.sqrt(differences / squares);
		if (this.error <= tolerance) {
			done(undefined);
			return;
		}
		const words = `the chip's products of the known inputs are off by ${(100 * this.error).toFixed(1)} % (${(100 * tolerance).toFixed(1)} allowed): calibrate it again, or program it anew`;
		done(new LinkError("known-answer", words));
	};
}
