import type { Graph, GraphNode, Operation, Shape } from "./graph";
import { NetworkError } from "./network-error";
import { windowShape } from "./window-shape";

/** Largest sizes of a network, so that a damaged file cannot ask for more than a computer has. */
export const NetworkLimit = {
	nodes: 4096,
	/** Numbers of a value, and of an operation's array. */
	numbers: 1 << 26,
	side: 1 << 20,
	text: 400,
	labels: 65536,
	quantizerBits: 16,
} as const;

/**
 * Checks that every node takes values made before it, that its arrays fit its input and its output the shape it says, and that
 * all numbers are finite.
 * @throws NetworkError network-shape for the first that does not
 */
export function checkGraph({ name, input, nodes, labels }: Graph): void {
	const refuse = (words: string): never => {
		throw new NetworkError("network-shape", `network ${JSON.stringify(name.slice(0, 60))}: ${words}`);
	};
	if (!isShape(input)) refuse(`an input of ${words(input)}`);
	if (!Number.isFinite(input.zero) || !(Number.isFinite(input.scale) && input.scale !== 0))
		refuse(`an input with zero ${input.zero} and scale ${input.scale}`);
	if (nodes.length > NetworkLimit.nodes) refuse(`${nodes.length} nodes, at most ${NetworkLimit.nodes} can be`);
	const shapes: Shape[] = [input];
	for (const node of nodes) {
		const sources = node.inputs.map(
			value => shapes[value] ?? refuse(`${node.name} takes value ${value}, which is not made before it`),
		);
		if (sources.length === 0 || (node.operation.kind !== "add" && sources.length !== 1))
			refuse(`${node.name} (${node.operation.kind}) takes ${sources.length} values`);
		if (!isShape(node.shape)) refuse(`${node.name} makes ${words(node.shape)}`);
		const reason = misfit(node, sources);
		if (reason) refuse(`${node.name} (${node.operation.kind}) ${reason}`);
		shapes.push(node.shape);
	}
	const outputs = numbers(shapes[shapes.length - 1]);
	if (labels.length > 0 && labels.length !== outputs) refuse(`${labels.length} labels for ${outputs} outputs`);
}

/** What does not fit, in words. */
function misfit({ operation, shape }: GraphNode, sources: readonly Shape[]): string | undefined {
	const [source] = sources;
	switch (operation.kind) {
		case "convolution": {
			const { kernel, kernelHeight, kernelWidth, bias, stride, padding } = operation;
			const size = kernelHeight * kernelWidth * source.channels * shape.channels;
			if (kernel.length !== size || bias.length !== shape.channels)
				return `has ${kernel.length} weights and ${bias.length} biases where ${size} and ${shape.channels} are needed`;
			return (
				unlike(shape, windowShape(source, kernelHeight, kernelWidth, stride, padding, shape.channels)) ??
				infinite(kernel, bias)
			);
		}
		case "dense": {
			const { weights, bias } = operation;
			const size = numbers(source) * bias.length;
			if (weights.length !== size) return `has ${weights.length} weights where ${size} are needed`;
			return unlike(shape, { height: 1, width: 1, channels: bias.length }) ?? infinite(weights, bias);
		}
		case "normalization": {
			const { gamma, beta, mean, variance, epsilon } = operation;
			if ([gamma, beta, mean, variance].some(({ length }) => length !== source.channels))
				return `has not ${source.channels} numbers of each kind`;
			if (!(epsilon >= 0) || variance.some(value => !(value + epsilon > 0)))
				return "has a variance that is not above 0";
			return unlike(shape, source) ?? infinite(gamma, beta, mean, variance);
		}
		case "quantization": {
			const { bits, signed, most } = operation;
			if (!(bits >= (signed ? 2 : 1) && bits <= NetworkLimit.quantizerBits)) return `has ${bits} bits`;
			if (!(most > 0 && Number.isFinite(most))) return `has the range ${most}`;
			return unlike(shape, source);
		}
		case "clip":
			if (!(operation.least <= operation.most)) return `clips from ${operation.least} to ${operation.most}`;
			return unlike(shape, source);
		case "relu":
		case "softmax":
			return unlike(shape, source);
		case "add":
			return sources.map(other => unlike(shape, other)).find(reason => reason !== undefined);
		case "reshape":
			return numbers(shape) === numbers(source) ? undefined : `makes ${numbers(shape)} numbers of ${numbers(source)}`;
		case "maximum":
		case "average": {
			const { height, width, stride, padding } = operation;
			if (padding.top >= height || padding.bottom >= height || padding.left >= width || padding.right >= width)
				return "has padding as large as its window";
			return unlike(shape, windowShape(source, height, width, stride, padding, source.channels));
		}
		case "lstm":
			return (
				misfitOfLongShortTermMemory(operation, source) ??
				unlike(shape, { height: 1, width: 1, channels: operation.hidden })
			);
	}
}

function misfitOfLongShortTermMemory(operation: Operation & { kind: "lstm" }, source: Shape): string | undefined {
	const { hidden, inputWeights, inputBias, hiddenWeights, hiddenBias, inputBits, inputMost, hiddenMost } = operation;
	const gates = 4 * hidden;
	const inputs = source.width * source.channels;
	if (inputWeights.length !== inputs * gates || hiddenWeights.length !== hidden * gates)
		return `has ${inputWeights.length} and ${hiddenWeights.length} weights where ${inputs * gates} and ${hidden * gates} are needed`;
	if (inputBias.length !== gates || hiddenBias.length !== gates) return `has not ${gates} biases of each kind`;
	if (inputBits !== 0 && !(inputBits >= 2 && inputBits <= NetworkLimit.quantizerBits))
		return `has ${inputBits} input bits`;
	const hasRange = Number.isFinite(inputMost) && Number.isFinite(hiddenMost);
	if (!(inputMost > 0 && hiddenMost > 0) || (inputBits > 0 && !hasRange))
		return `has the ranges ${inputMost} and ${hiddenMost}`;
	if (Object.values(operation.limits).some(limit => !(limit > 0))) return "has a limit that is not above 0";
	return infinite(inputWeights, inputBias, hiddenWeights, hiddenBias);
}

function infinite(...arrays: Float32Array[]): string | undefined {
	return arrays.some(array => array.some(value => !Number.isFinite(value)))
		? "has numbers that are not finite"
		: undefined;
}

function unlike(said: Shape, real: Shape): string | undefined {
	return said.height === real.height && said.width === real.width && said.channels === real.channels && isShape(real)
		? undefined
		: `makes ${words(real)}, but says ${words(said)}`;
}

function isShape(shape: Shape): boolean {
	const { height, width, channels } = shape;
	return (
		[height, width, channels].every(side => Number.isInteger(side) && side >= 1 && side <= NetworkLimit.side) &&
		numbers(shape) <= NetworkLimit.numbers
	);
}

function numbers({ height, width, channels }: Shape): number {
	return height * width * channels;
}

function words({ height, width, channels }: Shape): string {
	return `${height} x ${width} x ${channels}`;
}
