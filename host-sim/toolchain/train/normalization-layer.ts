import type { Normalization, Operation } from "../network/graph";
import type { Layer } from "./layer";
import { Parameter } from "./parameter";
import type { SweepKernels } from "./sweep-kernels";
import type { Value } from "./value";

/** Batch normalisation: with the batch's mean and variance in training, with their running ones otherwise. */
export class NormalizationLayer implements Layer {
	readonly parameters: readonly Parameter[];
	#input: Value;
	#output: Value;
	#gamma: Parameter;
	#beta: Parameter;
	#mean: Float32Array;
	#variance: Float32Array;
	#epsilon: number;
	#momentum: number;
	/** Of the last training batch: (x - mean) / deviation, and 1 / deviation. */
	#normal: Float32Array;
	#inverse: Float64Array;

	/** @param momentum part of the running mean and variance that each batch leaves in place */
	constructor(
		name: string,
		normalization: Normalization,
		kernels: SweepKernels,
		input: Value,
		output: Value,
		momentum: number,
	) {
		const { gamma, beta, mean, variance, epsilon } = normalization;
		this.#input = input;
		this.#output = output;
		this.#gamma = new Parameter(`${name}/gamma`, gamma.slice(), new Float32Array(gamma.length));
		this.#beta = new Parameter(`${name}/beta`, beta.slice(), new Float32Array(beta.length));
		this.parameters = [this.#gamma, this.#beta];
		this.#mean = mean.slice();
		this.#variance = variance.slice();
		this.#epsilon = epsilon;
		this.#momentum = momentum;
		this.#normal = kernels.allocate(output.numbers.length);
		this.#inverse = new Float64Array(gamma.length);
	}

	forward(batch: number, training: boolean): void {
		if (training) this.#takeStatistics(batch);
		const { numbers, size } = this.#input;
		const y = this.#output.numbers;
		const channels = this.#mean.length;
		const gamma = this.#gamma.values;
		const beta = this.#beta.values;
		if (training) {
			const normal = this.#normal;
			for (let i = 0, count = batch * size; i < count; )
				for (let c = 0; c < channels; c++, i++) y[i] = normal[i] * gamma[c] + beta[c];
			return;
		}
		const scale = gamma.map((value, c) => value / Math.sqrt(this.#variance[c] + this.#epsilon));
		const shift = beta.map((value, c) => value - this.#mean[c] * scale[c]);
		for (let i = 0, count = batch * size; i < count; )
			for (let c = 0; c < channels; c++, i++) y[i] = numbers[i] * scale[c] + shift[c];
	}

	#takeStatistics(batch: number): void {
		const { numbers, size } = this.#input;
		const channels = this.#mean.length;
		const count = batch * size;
		const lines = count / channels;
		const sums = new Float64Array(channels);
		const squares = new Float64Array(channels);
		for (let i = 0; i < count; ) for (let c = 0; c < channels; c++, i++) sums[c] += numbers[i];
		for (let c = 0; c < channels; c++) sums[c] /= lines;
		for (let i = 0; i < count; )
			for (let c = 0; c < channels; c++, i++) {
				const distance = numbers[i] - sums[c];
				squares[c] += distance * distance;
			}
		const inverse = this.#inverse;
		for (let c = 0; c < channels; c++) {
			const variance = squares[c] / lines;
			inverse[c] = 1 / Math.sqrt(variance + this.#epsilon);
			this.#mean[c] = this.#momentum * this.#mean[c] + (1 - this.#momentum) * sums[c];
			this.#variance[c] = this.#momentum * this.#variance[c] + (1 - this.#momentum) * variance;
		}
		const normal = this.#normal;
		for (let i = 0; i < count; )
			for (let c = 0; c < channels; c++, i++) normal[i] = (numbers[i] - sums[c]) * inverse[c];
	}

	backward(batch: number): void {
		const slopes = this.#output.slopes!;
		const normal = this.#normal;
		const channels = this.#mean.length;
		const count = batch * this.#input.size;
		const lines = count / channels;
		const sums = new Float64Array(channels);
		const products = new Float64Array(channels);
		for (let i = 0; i < count; )
			for (let c = 0; c < channels; c++, i++) {
				sums[c] += slopes[i];
				products[c] += slopes[i] * normal[i];
			}
		for (let c = 0; c < channels; c++) {
			this.#beta.gradient[c] += sums[c];
			this.#gamma.gradient[c] += products[c];
			sums[c] /= lines;
			products[c] /= lines;
		}
		const to = this.#input.slopes;
		if (!to) return;
		const factors = this.#inverse.map((inverse, c) => inverse * this.#gamma.values[c]);
		const add = !this.#input.untouched;
		for (let i = 0; i < count; )
			for (let c = 0; c < channels; c++, i++) {
				const slope = factors[c] * (slopes[i] - sums[c] - normal[i] * products[c]);
				to[i] = add ? to[i] + slope : slope;
			}
		this.#input.untouched = false;
	}

	operation(): Operation {
		return {
			kind: "normalization",
			gamma: this.#gamma.values.slice(),
			beta: this.#beta.values.slice(),
			mean: this.#mean.slice(),
			variance: this.#variance.slice(),
			epsilon: this.#epsilon,
		};
	}
}
