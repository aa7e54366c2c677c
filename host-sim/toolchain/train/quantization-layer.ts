import type { Operation, Quantization } from "../network/graph";
import type { Layer } from "./layer";
import { Parameter } from "./parameter";
import type { Value } from "./value";

/** Below this a range would no longer be one. */
const LEAST_RANGE = 0.01;

/**
 * Quantisation whose slope is that of the clip alone ("straight through"). The range can be learned: it takes the slopes of what
 * is clipped at its end (PACT; Choi et al., arXiv 1805.06085).
 */
export class QuantizationLayer implements Layer {
	readonly parameters: readonly Parameter[];
	#quantization: Quantization;
	#input: Value;
	#output: Value;
	#most: Parameter;

	/** @param learned whether training changes the range. @param decay of the range, where it is learned. */
	constructor(name: string, quantization: Quantization, input: Value, output: Value, learned: boolean, decay: number) {
		this.#quantization = quantization;
		this.#input = input;
		this.#output = output;
		const most = Float32Array.of(quantization.most);
		this.#most = new Parameter(`${name}/most`, most, new Float32Array(1), decay, LEAST_RANGE);
		this.parameters = learned ? [this.#most] : [];
	}

	forward(batch: number): void {
		const { bits, signed } = this.#quantization;
		const most = this.#most.values[0];
		const x = this.#input.numbers;
		const y = this.#output.numbers;
		const count = batch * this.#input.size;
		if (signed) {
			const steps = 2 ** (bits - 1);
			const limit = 1 - 1 / steps;
			for (let i = 0; i < count; i++)
				y[i] = (halfToEven(Math.min(Math.max(x[i] / most, -limit), limit) * steps) / steps) * most;
			return;
		}
		const step = most / (2 ** bits - 1);
		for (let i = 0; i < count; i++) {
			const value = x[i];
			y[i] = value <= 0 ? 0 : Math.floor(Math.min(value, most) / step + 0.5) * step;
		}
	}

	backward(batch: number): void {
		const to = this.#input.slopes;
		if (!to) return;
		const { bits, signed } = this.#quantization;
		const most = this.#most.values[0];
		const high = signed ? most * (1 - 2 ** (1 - bits)) : most;
		const low = signed ? -high : 0;
		const x = this.#input.numbers;
		const slopes = this.#output.slopes!;
		const add = !this.#input.untouched;
		let clipped = 0;
		for (let i = 0, count = batch * this.#input.size; i < count; i++) {
			const value = x[i];
			const inside = value > low && value < high;
			if (value >= high) clipped += slopes[i];
			else if (signed && value <= low) clipped -= slopes[i];
			const slope = inside ? slopes[i] : 0;
			to[i] = add ? to[i] + slope : slope;
		}
		this.#most.gradient[0] += (clipped * high) / most;
		this.#input.untouched = false;
	}

	operation(): Operation {
		return { ...this.#quantization, most: this.#most.values[0] };
	}
}

function halfToEven(value: number): number {
	const below = Math.floor(value);
	const rest = value - below;
	if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
	return below % 2 === 0 ? below : below + 1;
}
