import type { Random } from "../../../firmware/math/random";
import { tanh } from "../../../firmware/math/sigmoid";

/** Shape of a recurrent network of one layer: h = tanh(Wx x + Wh h + b), y = Wy h + c. */
export interface RecurrentShape {
	inputs: number;
	hidden: number;
	outputs: number;
}

export interface RecurrentNetwork extends RecurrentShape {
	/** (inputs + hidden + 1) x hidden, row-major: inputs, the hidden state before, the bias. */
	weights: Float64Array;
	/** (hidden + 1) x outputs. */
	readOut: Float64Array;
}

/** Codes of a hidden unit: 4 bits with sign, -7 to 7 for -1 to 1, as it goes back into the array. */
export const HIDDEN_CODES = 7;

export interface RecurrentTraining {
	/** Steps of a course, and courses of a batch. */
	steps: number;
	batch: number;
	updates: number;
	rate: number;
	/** Standard deviation that the weights are disturbed with, parts of the largest. */
	weightNoise: number;
	/** Without it the hidden state is forgotten after every step: the baseline. */
	recurrent: boolean;
}

/** Fills the inputs (steps x inputs) and what is wanted (steps x outputs) of one course. */
export type DrawSequence = (random: Random, inputs: Float64Array, wanted: Float64Array) => void;

/**
 * Backpropagation through time by Adam, with disturbed weights and hidden states rounded as the chip rounds them (straight-through
 * gradient).
 */
export function trainRecurrent(
	shape: RecurrentShape,
	draw: DrawSequence,
	options: RecurrentTraining,
	random: Random,
): RecurrentNetwork {
	const { inputs, hidden, outputs } = shape;
	const { steps, batch, updates, rate, recurrent } = options;
	const rows = inputs + hidden + 1;
	const network: RecurrentNetwork = {
		...shape,
		weights: Float64Array.from({ length: rows * hidden }, () => random.gaussian() / Math.sqrt(rows)),
		readOut: Float64Array.from({ length: (hidden + 1) * outputs }, () => random.gaussian() / Math.sqrt(hidden + 1)),
	};
	const forward = new Adam(network.weights, rate);
	const back = new Adam(network.readOut, rate);
	const given = new Float64Array(steps * inputs);
	const wanted = new Float64Array(steps * outputs);
	const states = new Float64Array((steps + 1) * hidden);
	const slopes = new Float64Array(steps * hidden);
	const error = new Float64Array(outputs);
	const later = new Float64Array(hidden);
	const own = new Float64Array(hidden);
	for (let update = 0; update < updates; update++) {
		const weights = disturbed(network.weights, options.weightNoise, random);
		const readOut = disturbed(network.readOut, options.weightNoise, random);
		forward.clear();
		back.clear();
		for (let n = 0; n < batch; n++) {
			draw(random, given, wanted);
			states.fill(0, 0, hidden);
			for (let step = 0; step < steps; step++) {
				own.fill(0);
				accumulate(weights, given, step * inputs, inputs, 0, hidden, own);
				if (recurrent) accumulate(weights, states, step * hidden, hidden, inputs, hidden, own);
				for (let j = 0; j < hidden; j++) {
					const value = tanh(own[j] + weights[(rows - 1) * hidden + j]);
					slopes[step * hidden + j] = 1 - value * value;
					states[(step + 1) * hidden + j] = Math.round(value * HIDDEN_CODES) / HIDDEN_CODES;
				}
			}
			later.fill(0);
			for (let step = steps - 1; step >= 0; step--) {
				const state = (step + 1) * hidden;
				for (let k = 0; k < outputs; k++) {
					let value = readOut[hidden * outputs + k];
					for (let j = 0; j < hidden; j++) value += readOut[j * outputs + k] * states[state + j];
					error[k] = value - wanted[step * outputs + k];
					back.gradient[hidden * outputs + k] += error[k];
				}
				for (let j = 0; j < hidden; j++) {
					let slope = later[j];
					for (let k = 0; k < outputs; k++) {
						slope += readOut[j * outputs + k] * error[k];
						back.gradient[j * outputs + k] += error[k] * states[state + j];
					}
					own[j] = slope * slopes[step * hidden + j];
					forward.gradient[(rows - 1) * hidden + j] += own[j];
				}
				outer(forward.gradient, given, step * inputs, inputs, 0, hidden, own);
				later.fill(0);
				if (!recurrent) continue;
				outer(forward.gradient, states, step * hidden, hidden, inputs, hidden, own);
				for (let i = 0; i < hidden; i++) {
					const at = (inputs + i) * hidden;
					let sum = 0;
					for (let j = 0; j < hidden; j++) sum += weights[at + j] * own[j];
					later[i] = sum;
				}
			}
		}
		const width = 1 - update / updates;
		forward.step(width, batch * steps);
		back.step(width, batch * steps);
	}
	return network;
}

/** Outputs of a course in software, steps x outputs. */
export function runRecurrent(network: RecurrentNetwork, given: Float64Array, recurrent: boolean): Float64Array {
	const { inputs, hidden, outputs, weights, readOut } = network;
	const steps = given.length / inputs;
	const result = new Float64Array(steps * outputs);
	const state = new Float64Array(hidden);
	const sums = new Float64Array(hidden);
	for (let step = 0; step < steps; step++) {
		sums.fill(0);
		accumulate(weights, given, step * inputs, inputs, 0, hidden, sums);
		if (recurrent) accumulate(weights, state, 0, hidden, inputs, hidden, sums);
		for (let j = 0; j < hidden; j++)
			state[j] = Math.round(tanh(sums[j] + weights[(inputs + hidden) * hidden + j]) * HIDDEN_CODES) / HIDDEN_CODES;
		for (let k = 0; k < outputs; k++) {
			let value = readOut[hidden * outputs + k];
			for (let j = 0; j < hidden; j++) value += readOut[j * outputs + k] * state[j];
			result[step * outputs + k] = value;
		}
	}
	return result;
}

/** sums[j] += values[i] * matrix[row + i][j] */
function accumulate(
	matrix: Float64Array,
	values: Float64Array,
	from: number,
	count: number,
	row: number,
	columns: number,
	sums: Float64Array,
): void {
	for (let i = 0; i < count; i++) {
		const value = values[from + i];
		if (value === 0) continue;
		const at = (row + i) * columns;
		for (let j = 0; j < columns; j++) sums[j] += value * matrix[at + j];
	}
}

/** matrix[row + i][j] += values[i] * slopes[j] */
function outer(
	matrix: Float64Array,
	values: Float64Array,
	from: number,
	count: number,
	row: number,
	columns: number,
	slopes: Float64Array,
): void {
	for (let i = 0; i < count; i++) {
		const value = values[from + i];
		if (value === 0) continue;
		const at = (row + i) * columns;
		for (let j = 0; j < columns; j++) matrix[at + j] += value * slopes[j];
	}
}

function disturbed(weights: Float64Array, noise: number, random: Random): Float64Array {
	let most = 0;
	for (const weight of weights) most = Math.max(most, Math.abs(weight));
	return weights.map(weight => weight + noise * most * random.gaussian());
}

class Adam {
	readonly gradient: Float64Array;
	readonly #weights: Float64Array;
	readonly #rate: number;
	readonly #mean: Float64Array;
	readonly #square: Float64Array;
	#meanLeft = 1;
	#squareLeft = 1;

	constructor(weights: Float64Array, rate: number) {
		this.#weights = weights;
		this.#rate = rate;
		this.gradient = new Float64Array(weights.length);
		this.#mean = new Float64Array(weights.length);
		this.#square = new Float64Array(weights.length);
	}

	clear(): void {
		this.gradient.fill(0);
	}

	/** @param width part of the rate @param samples that the gradient sums over */
	step(width: number, samples: number): void {
		this.#meanLeft *= 0.9;
		this.#squareLeft *= 0.999;
		const rate = width * this.#rate;
		for (let n = 0; n < this.gradient.length; n++) {
			const slope = this.gradient[n] / samples;
			this.#mean[n] += 0.1 * (slope - this.#mean[n]);
			this.#square[n] += 0.001 * (slope * slope - this.#square[n]);
			this.#weights[n] -=
				(rate * (this.#mean[n] / (1 - this.#meanLeft))) / (Math.sqrt(this.#square[n] / (1 - this.#squareLeft)) + 1e-8);
		}
	}
}
