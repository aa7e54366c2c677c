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
	/** Whether these are the weights of a matrix on the chip, which may be kept within a range. */
	readonly isMatrix: boolean;

	constructor(
		name: string,
		values: Float32Array,
		gradient: Float32Array,
		{ decay = 0, least = Number.NEGATIVE_INFINITY, isMatrix = false } = {},
	) {
		this.name = name;
		this.values = values;
		this.gradient = gradient;
		this.decay = decay;
		this.least = least;
		this.isMatrix = isMatrix;
	}

	/** Keeps every value within `most` root mean squares of all. */
	keepWithin(most: number): void {
		let sum = 0;
		for (let i = 0; i < this.values.length; i++) sum += this.values[i] * this.values[i];
		const limit = most * Math.sqrt(sum / this.values.length);
		for (let i = 0; i < this.values.length; i++) this.values[i] = Math.min(Math.max(this.values[i], -limit), limit);
	}
}
