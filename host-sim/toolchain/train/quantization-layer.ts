import type { Operation, Quantization } from "../network/graph";
import type { Layer } from "./layer";
import { Parameter } from "./parameter";
import type { SweepKernels } from "./sweep-kernels";
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
	#kernels: SweepKernels;
	#input: Value;
	#output: Value;
	#most: Parameter;

	/** @param learned whether training changes the range. @param decay of the range, where it is learned. */
	constructor(
		name: string,
		quantization: Quantization,
		kernels: SweepKernels,
		input: Value,
		output: Value,
		learned: boolean,
		decay: number,
	) {
		this.#quantization = quantization;
		this.#kernels = kernels;
		this.#input = input;
		this.#output = output;
		const most = Float32Array.of(quantization.most);
		this.#most = new Parameter(`${name}/most`, most, new Float32Array(1), { decay, least: LEAST_RANGE });
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
		this.#kernels.quantize(x, count, most, most / (2 ** bits - 1), y);
	}

	backward(batch: number): void {
		const to = this.#input.slopes;
		if (!to) return;
		const { bits, signed } = this.#quantization;
		const most = this.#most.values[0];
		const x = this.#input.numbers;
		const slopes = this.#output.slopes!;
		const add = !this.#input.untouched;
		const count = batch * this.#input.size;
		this.#input.untouched = false;
		if (!signed) {
			this.#most.gradient[0] += this.#kernels.clipSlopes(x, slopes, count, most, to, add);
			return;
		}
		const part = 1 - 2 ** (1 - bits);
		const high = most * part;
		let clipped = 0;
		for (let i = 0; i < count; i++) {
			const value = x[i];
			if (value >= high) clipped += slopes[i];
			else if (value <= -high) clipped -= slopes[i];
			const slope = value > -high && value < high ? slopes[i] : 0;
			to[i] = add ? to[i] + slope : slope;
		}
		this.#most.gradient[0] += clipped * part;
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
