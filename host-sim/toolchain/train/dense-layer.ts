import type { Dense, Operation } from "../network/graph";
import { addColumns } from "./convolution-layer";
import type { Layer } from "./layer";
import { packedLength, packWeights } from "./packed-weights";
import { Parameter } from "./parameter";
import type { Sweep, SweepKernels } from "./sweep-kernels";
import type { Value } from "./value";
import { drawNoisyWeights, type WeightNoise } from "./weight-noise";

/** All numbers of a value through one matrix; a batch is one image whose positions are the examples. */
export class DenseLayer implements Layer {
	readonly parameters: readonly Parameter[];
	#kernels: SweepKernels;
	#input: Value;
	#output: Value;
	#noise: WeightNoise;
	#weights: Parameter;
	#bias: Parameter;
	#noisyWeights: Float32Array;
	#noisyBias: Float32Array;
	#packed: Float32Array;
	#transposed: Float32Array;
	#transposedPacked: Float32Array;
	#zero: Float32Array;
	#part: Float32Array | undefined;
	#sweep: Sweep;
	#back: Sweep;

	constructor(
		name: string,
		{ weights, bias }: Dense,
		kernels: SweepKernels,
		input: Value,
		output: Value,
		batch: number,
		noise: WeightNoise,
		decay: number,
	) {
		const outputs = output.size;
		this.#kernels = kernels;
		this.#input = input;
		this.#output = output;
		this.#noise = noise;
		const own = (values: Float32Array) => {
			const copy = kernels.allocate(values.length);
			copy.set(values);
			return copy;
		};
		this.#weights = new Parameter(`${name}/weights`, own(weights), kernels.allocate(weights.length), {
			decay,
			isMatrix: true,
		});
		this.#bias = new Parameter(`${name}/bias`, own(bias), kernels.allocate(bias.length));
		this.parameters = [this.#weights, this.#bias];
		this.#noisyWeights = own(weights);
		this.#noisyBias = kernels.allocate(packedLength(1, outputs));
		this.#packed = kernels.allocate(packedLength(input.size, outputs));
		this.#transposed = new Float32Array(weights.length);
		this.#transposedPacked = kernels.allocate(packedLength(outputs, input.size));
		this.#zero = kernels.allocate(packedLength(1, input.size));
		this.#sweep = rowSweep(kernels, input.size, outputs, batch);
		this.#back = rowSweep(kernels, outputs, input.size, batch);
	}

	prepare(): void {
		drawNoisyWeights(this.#noise, this.#weights.values, this.#bias.values, this.#noisyWeights, this.#noisyBias);
		packWeights(this.#noisyWeights, this.#input.size, this.#output.size, this.#packed);
	}

	forward(batch: number): void {
		this.#sweep.positions = batch;
		this.#kernels.forward(this.#sweep, 1, this.#input.numbers, this.#packed, this.#noisyBias, this.#output.numbers);
	}

	backward(batch: number): void {
		const slopes = this.#output.slopes!;
		this.#sweep.positions = batch;
		this.#kernels.weights(this.#sweep, 1, this.#input.numbers, slopes, this.#weights.gradient);
		addColumns(slopes, batch, this.#bias.gradient);
		const inputSlopes = this.#input.slopes;
		if (!inputSlopes) return;
		const inputs = this.#input.size;
		const outputs = this.#output.size;
		for (let i = 0; i < inputs; i++)
			for (let n = 0; n < outputs; n++) this.#transposed[n * inputs + i] = this.#noisyWeights[i * outputs + n];
		packWeights(this.#transposed, outputs, inputs, this.#transposedPacked);
		this.#back.positions = batch;
		if (this.#input.untouched)
			this.#kernels.forward(this.#back, 1, slopes, this.#transposedPacked, this.#zero, inputSlopes);
		else {
			this.#part ??= this.#kernels.allocate(inputSlopes.length);
			this.#kernels.forward(this.#back, 1, slopes, this.#transposedPacked, this.#zero, this.#part);
			for (let i = 0, count = batch * inputs; i < count; i++) inputSlopes[i] += this.#part[i];
		}
		this.#input.untouched = false;
	}

	operation(): Operation {
		return { kind: "dense", weights: this.#weights.values.slice(), bias: this.#bias.values.slice() };
	}
}

function rowSweep(kernels: SweepKernels, inputs: number, outputs: number, batch: number): Sweep {
	const offsets = kernels.placeOffsets(Array.from({ length: batch }, (_, n) => n * inputs));
	return { imageLength: 0, offsets, positions: batch, lines: 1, lineStep: 0, lineLength: inputs, outputs };
}
