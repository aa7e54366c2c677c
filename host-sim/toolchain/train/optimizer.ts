import type { Parameter } from "./parameter";

/** Changes parameters against their gradients, and sets those to zero. */
export interface Optimizer {
	step(rate: number): void;
}

/** Adam (Kingma and Ba, arXiv 1412.6980) with the usual decay rates of its moments. */
export class Adam implements Optimizer {
	#parameters: readonly Parameter[];
	#moments: { first: Float32Array; second: Float32Array }[];
	#firstPower = 1;
	#secondPower = 1;

	constructor(parameters: readonly Parameter[]) {
		this.#parameters = parameters;
		this.#moments = parameters.map(({ values }) => ({
			first: new Float32Array(values.length),
			second: new Float32Array(values.length),
		}));
	}

	step(rate: number): void {
		this.#firstPower *= 0.9;
		this.#secondPower *= 0.999;
		const scaled = (rate * Math.sqrt(1 - this.#secondPower)) / (1 - this.#firstPower);
		this.#parameters.forEach(({ values, gradient, decay, least }, n) => {
			const { first, second } = this.#moments[n];
			for (let i = 0; i < values.length; i++) {
				const slope = gradient[i] + 2 * decay * values[i];
				const mean = 0.9 * first[i] + 0.1 * slope;
				const square = 0.999 * second[i] + 0.001 * slope * slope;
				first[i] = mean;
				second[i] = square;
				values[i] = Math.max(least, values[i] - (scaled * mean) / (Math.sqrt(square) + 1e-7));
			}
			gradient.fill(0);
		});
	}
}

/** Stochastic gradient descent with momentum. */
export class GradientDescent implements Optimizer {
	#parameters: readonly Parameter[];
	#momentum: number;
	#velocities: Float32Array[];

	constructor(parameters: readonly Parameter[], momentum: number) {
		this.#parameters = parameters;
		this.#momentum = momentum;
		this.#velocities = parameters.map(({ values }) => new Float32Array(values.length));
	}

	step(rate: number): void {
		this.#parameters.forEach(({ values, gradient, decay, least }, n) => {
			const velocity = this.#velocities[n];
			for (let i = 0; i < values.length; i++) {
				velocity[i] = this.#momentum * velocity[i] + gradient[i] + 2 * decay * values[i];
				values[i] = Math.max(least, values[i] - rate * velocity[i]);
			}
			gradient.fill(0);
		});
	}
}
