import type { Convolution, Operation } from "../network/graph";
import { BorderedImages } from "./border";
import type { Layer } from "./layer";
import { packedLength, packWeights } from "./packed-weights";
import { Parameter } from "./parameter";
import type { Sweep, SweepKernels } from "./sweep-kernels";
import type { Value } from "./value";
import { drawNoisyWeights, type WeightNoise } from "./weight-noise";

/**
 * Convolution as the crossbar does it: each position of the window is a vector through the matrix of weights. The slopes of its
 * input are the convolution of its output's slopes, spread by the stride, with the kernel turned by half a turn.
 */
export class ConvolutionLayer implements Layer {
	readonly parameters: readonly Parameter[];
	#convolution: Convolution;
	#kernels: SweepKernels;
	#input: Value;
	#output: Value;
	#noise: WeightNoise;
	#weights: Parameter;
	#bias: Parameter;
	#noisyWeights: Float32Array;
	#noisyBias: Float32Array;
	#packed: Float32Array;
	#bordered: BorderedImages | undefined;
	#sweep: Sweep;
	#back: BackwardSweep | undefined;

	constructor(
		name: string,
		convolution: Convolution,
		kernels: SweepKernels,
		input: Value,
		output: Value,
		batch: number,
		noise: WeightNoise,
		decay: number,
	) {
		const { kernel, bias, kernelHeight, kernelWidth, stride, padding } = convolution;
		const channels = input.shape.channels;
		const { height, width, channels: outputs } = output.shape;
		this.#convolution = convolution;
		this.#kernels = kernels;
		this.#input = input;
		this.#output = output;
		this.#noise = noise;
		const own = (values: Float32Array) => {
			const copy = kernels.allocate(values.length);
			copy.set(values);
			return copy;
		};
		this.#weights = new Parameter(`${name}/kernel`, own(kernel), kernels.allocate(kernel.length), {
			decay,
			isMatrix: true,
		});
		this.#bias = new Parameter(`${name}/bias`, own(bias), kernels.allocate(bias.length));
		this.parameters = [this.#weights, this.#bias];
		this.#noisyWeights = own(kernel);
		this.#noisyBias = kernels.allocate(packedLength(1, outputs));
		this.#packed = kernels.allocate(packedLength(kernelHeight * kernelWidth * channels, outputs));
		const { top, left, bottom, right } = padding;
		if (top + left + bottom + right > 0) this.#bordered = new BorderedImages(kernels, input, batch, padding);
		const rowLength = this.#bordered?.rowLength ?? input.shape.width * channels;
		const offsets: number[] = [];
		for (let row = 0; row < height; row++)
			for (let column = 0; column < width; column++)
				offsets.push(row * stride * rowLength + column * stride * channels);
		this.#sweep = {
			imageLength: this.#bordered?.imageLength ?? input.size,
			offsets: kernels.placeOffsets(offsets),
			positions: offsets.length,
			lines: kernelHeight,
			lineStep: rowLength,
			lineLength: kernelWidth * channels,
			outputs,
		};
		if (input.slopes) this.#back = new BackwardSweep(convolution, kernels, input, output, batch);
	}

	prepare(): void {
		drawNoisyWeights(this.#noise, this.#weights.values, this.#bias.values, this.#noisyWeights, this.#noisyBias);
		const { lines, lineLength, outputs } = this.#sweep;
		packWeights(this.#noisyWeights, lines * lineLength, outputs, this.#packed);
	}

	forward(batch: number): void {
		this.#bordered?.place(this.#input.numbers, batch);
		this.#kernels.forward(this.#sweep, batch, this.#inputs, this.#packed, this.#noisyBias, this.#output.numbers);
	}

	backward(batch: number): void {
		const slopes = this.#output.slopes!;
		this.#kernels.weights(this.#sweep, batch, this.#inputs, slopes, this.#weights.gradient);
		addColumns(slopes, batch * this.#sweep.positions, this.#bias.gradient);
		this.#back?.run(this.#noisyWeights, batch);
	}

	operation(): Operation {
		return { ...this.#convolution, kernel: this.#weights.values.slice(), bias: this.#bias.values.slice() };
	}

	get #inputs(): Float32Array {
		return this.#bordered?.numbers ?? this.#input.numbers;
	}
}

/** From the slopes of a convolution's output to those of its input. */
class BackwardSweep {
	#kernels: SweepKernels;
	#input: Value;
	#output: Value;
	#bordered: BorderedImages;
	#sweep: Sweep;
	#turned: Float32Array;
	#packed: Float32Array;
	#zero: Float32Array;
	/** Where the input takes other slopes as well. */
	#part: Float32Array | undefined;
	#kernelPixels: number;

	constructor(convolution: Convolution, kernels: SweepKernels, input: Value, output: Value, batch: number) {
		const { kernelHeight, kernelWidth, stride, padding } = convolution;
		const { height, width, channels } = input.shape;
		const outputs = output.shape.channels;
		this.#kernels = kernels;
		this.#input = input;
		this.#output = output;
		this.#kernelPixels = kernelHeight * kernelWidth;
		const border = {
			top: kernelHeight - 1 - padding.top,
			left: kernelWidth - 1 - padding.left,
			bottom: height + padding.top - ((output.shape.height - 1) * stride + 1),
			right: width + padding.left - ((output.shape.width - 1) * stride + 1),
		};
		if (Math.min(border.top, border.left, border.bottom, border.right) < 0)
			throw new RangeError("a convolution with more padding than its kernel covers cannot be trained");
		this.#bordered = new BorderedImages(kernels, output, batch, border, stride);
		const offsets: number[] = [];
		for (let row = 0; row < height; row++)
			for (let column = 0; column < width; column++) offsets.push(row * this.#bordered.rowLength + column * outputs);
		this.#sweep = {
			imageLength: this.#bordered.imageLength,
			offsets: kernels.placeOffsets(offsets),
			positions: offsets.length,
			lines: kernelHeight,
			lineStep: this.#bordered.rowLength,
			lineLength: kernelWidth * outputs,
			outputs: channels,
		};
		this.#turned = new Float32Array(this.#kernelPixels * outputs * channels);
		this.#packed = kernels.allocate(packedLength(this.#kernelPixels * outputs, channels));
		this.#zero = kernels.allocate(packedLength(1, channels));
	}

	run(weights: Float32Array, batch: number): void {
		const { outputs: channels, lines, lineLength } = this.#sweep;
		const outputs = this.#output.shape.channels;
		for (let pixel = 0; pixel < this.#kernelPixels; pixel++)
			for (let channel = 0; channel < channels; channel++)
				for (let n = 0; n < outputs; n++)
					this.#turned[((this.#kernelPixels - 1 - pixel) * outputs + n) * channels + channel] =
						weights[(pixel * channels + channel) * outputs + n];
		packWeights(this.#turned, lines * lineLength, channels, this.#packed);
		this.#bordered.place(this.#output.slopes!, batch);
		const slopes = this.#input.slopes!;
		if (this.#input.untouched) this.#product(batch, slopes);
		else {
			this.#part ??= this.#kernels.allocate(slopes.length);
			this.#product(batch, this.#part);
			for (let i = 0, count = batch * this.#input.size; i < count; i++) slopes[i] += this.#part[i];
		}
		this.#input.untouched = false;
	}

	#product(batch: number, slopes: Float32Array): void {
		this.#kernels.forward(this.#sweep, batch, this.#bordered.numbers, this.#packed, this.#zero, slopes);
	}
}

/** sums[n] += each line's number n, for `lines` lines of as many numbers as there are sums. */
export function addColumns(numbers: Float32Array, lines: number, sums: Float32Array): void {
	const count = sums.length;
	for (let line = 0, at = 0; line < lines; line++) for (let n = 0; n < count; n++, at++) sums[n] += numbers[at];
}
