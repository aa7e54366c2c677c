import type { Graph, LongShortTermMemory, Operation, Shape } from "../../host-sim/toolchain/network/graph";

/** Every value of a network for one input, as graph.ts describes the operations: double precision, nothing shared or reused. */
export function naiveGraph(graph: Graph, input: ArrayLike<number>): Float64Array[] {
	const values: Float64Array[] = [Float64Array.from(input)];
	const shapes: Shape[] = [graph.input];
	for (const { operation, inputs, shape } of graph.nodes) {
		const sources = inputs.map(value => values[value]);
		values.push(apply(operation, sources, shapes[inputs[0]], shape));
		shapes.push(shape);
	}
	return values;
}

function apply(operation: Operation, sources: Float64Array[], given: Shape, made: Shape): Float64Array {
	const [source] = sources;
	const at = (y: number, x: number, channel: number) =>
		y < 0 || y >= given.height || x < 0 || x >= given.width
			? undefined
			: source[(y * given.width + x) * given.channels + channel];
	const each = (value: (y: number, x: number, channel: number) => number) =>
		Float64Array.from({ length: made.height * made.width * made.channels }, (_, i) => {
			const pixel = Math.floor(i / made.channels);
			return value(Math.floor(pixel / made.width), pixel % made.width, i % made.channels);
		});
	switch (operation.kind) {
		case "convolution": {
			const { kernel, kernelHeight, kernelWidth, stride, padding, bias } = operation;
			return each((y, x, out) => {
				let sum = bias[out];
				for (let i = 0; i < kernelHeight; i++)
					for (let j = 0; j < kernelWidth; j++)
						for (let channel = 0; channel < given.channels; channel++) {
							const seen = at(y * stride - padding.top + i, x * stride - padding.left + j, channel);
							sum += (seen ?? 0) * kernel[((i * kernelWidth + j) * given.channels + channel) * made.channels + out];
						}
				return sum;
			});
		}
		case "dense":
			return each((_y, _x, out) =>
				source.reduce((sum, value, i) => sum + value * operation.weights[i * made.channels + out], operation.bias[out]),
			);
		case "normalization": {
			const { gamma, beta, mean, variance, epsilon } = operation;
			return source.map((value, i) => {
				const n = i % made.channels;
				return ((value - mean[n]) / Math.sqrt(variance[n] + epsilon)) * gamma[n] + beta[n];
			});
		}
		case "quantization":
			return source.map(value => quantize(value, operation.bits, operation.most, operation.signed));
		case "clip":
			return source.map(value => Math.max(operation.least, Math.min(operation.most, value)));
		case "relu":
			return source.map(value => Math.max(0, value));
		case "add":
			return source.map((_, i) => sources.reduce((sum, values) => sum + values[i], 0));
		case "softmax": {
			const sum = source.reduce((total, value) => total + Math.exp(value), 0);
			return source.map(value => Math.exp(value) / sum);
		}
		case "reshape":
			return source;
		case "maximum":
		case "average":
			return each((y, x, channel) => {
				const seen: number[] = [];
				for (let i = 0; i < operation.height; i++)
					for (let j = 0; j < operation.width; j++) {
						const row = y * operation.stride - operation.padding.top + i;
						const value = at(row, x * operation.stride - operation.padding.left + j, channel);
						if (value !== undefined) seen.push(value);
					}
				return operation.kind === "maximum" ? Math.max(...seen) : seen.reduce((a, b) => a + b, 0) / seen.length;
			});
		case "lstm":
			return remember(operation, source, given);
	}
}

function quantize(value: number, bits: number, most: number, signed: boolean): number {
	if (bits === 0) return Math.max(-most, Math.min(most, value));
	if (!signed) {
		const step = most / (2 ** bits - 1);
		return Math.floor(Math.min(Math.max(value, 0), most) / step + 0.5) * step;
	}
	const steps = 2 ** (bits - 1);
	const scaled = Math.min(Math.max(value / most, -1 + 1 / steps), 1 - 1 / steps) * steps;
	const near = Math.round(scaled);
	const even = Math.abs(scaled - Math.trunc(scaled)) === 0.5 ? 2 * Math.round(scaled / 2) : near;
	return (even / steps) * most;
}

function remember(operation: LongShortTermMemory, source: Float64Array, given: Shape): Float64Array {
	const { hidden, inputBits, inputMost, hiddenMost, limits: a } = operation;
	const clip = (value: number, most: number) => Math.max(-most, Math.min(most, value));
	const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
	const features = given.width * given.channels;
	let h = new Float64Array(hidden);
	let c = new Float64Array(hidden);
	for (let t = 0; t < given.height; t++) {
		const x = source.slice(t * features, (t + 1) * features).map(value => quantize(value, inputBits, inputMost, true));
		const state = h.map(value => quantize(value, inputBits, hiddenMost, true));
		const gates = Float64Array.from({ length: 4 * hidden }, (_, n) => {
			let first = operation.inputBias[n];
			let second = operation.hiddenBias[n];
			for (let i = 0; i < features; i++) first += x[i] * operation.inputWeights[i * 4 * hidden + n];
			for (let i = 0; i < hidden; i++) second += state[i] * operation.hiddenWeights[i * 4 * hidden + n];
			return clip(clip(first, a.a12) + clip(second, a.a13), a.a14);
		});
		const [i, j, f, o] = [0, 1, 2, 3].map(gate => gates.slice(gate * hidden, (gate + 1) * hidden));
		c = c.map((cell, n) =>
			clip(
				clip(cell * clip(sigmoid(f[n]), a.a3), a.a7) +
					clip(clip(sigmoid(i[n]), a.a4) * clip(Math.tanh(j[n]), a.a5), a.a8),
				a.a9,
			),
		);
		h = c.map((cell, n) => clip(clip(Math.tanh(cell), a.a10) * clip(sigmoid(o[n]), a.a6), hiddenMost));
	}
	return h;
}
