/** Numbers that training changes. */
export class Parameter {
	/** Node and part, for example "conv_1/kernel". */
	readonly name: string;
	readonly values: Float32Array;
	readonly gradient: Float32Array;
	/** L2 penalty: decay x the sum of squares is part of the loss. */
	readonly decay: number;
	/** Least that a value may become. */
	readonly least: number;

	constructor(name: string, values: Float32Array, gradient: Float32Array, decay = 0, least = Number.NEGATIVE_INFINITY) {
		this.name = name;
		this.values = values;
		this.gradient = gradient;
		this.decay = decay;
		this.least = least;
	}
}
