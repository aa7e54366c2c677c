import type { Graph, GraphNode, LongShortTermMemoryLimits, Operation, Padding, Shape } from "../network/graph";
import { NO_PADDING, samePadding, windowShape } from "../network/window-shape";
import type { NpyArray } from "../npy";
import { CheckpointArrays } from "./checkpoint-arrays";
import type { DescribedNode, DescribedOperation, Description } from "./description";
import { ImportError } from "./import-error";

type Arrays = ReadonlyMap<string, NpyArray>;
const KERAS_EPSILON = 1e-3;
const INPUT = "input";

/**
 * A network from a `.npz` checkpoint and its description. Kernels are height x width x in x out (HWIO), dense weights in x
 * out, gates input, candidate, forget, output.
 * @throws ImportError
 */
export function graphFromCheckpoint(arrays: Arrays, { name, labels, input, nodes }: Description): Graph {
	const graph: Graph = { name, input, labels, nodes: [] };
	const numbers = new Map<string, number>([[INPUT, 0]]);
	const shapes: Shape[] = [{ height: input.height, width: input.width, channels: input.channels }];
	nodes.forEach((node, n) => {
		const inputs = (node.inputs ?? []).map(other => {
			const number = numbers.get(other);
			if (number === undefined)
				throw new ImportError(
					"import-damaged",
					`${node.name} takes ${JSON.stringify(other)}, which no node before it makes`,
				);
			return number;
		});
		if (inputs.length === 0) inputs.push(n);
		if (numbers.has(node.name))
			throw new ImportError(
				"import-damaged",
				`two nodes are named ${JSON.stringify(node.name)}: give each its own name`,
			);
		const made = new Maker(arrays, node).make(inputs.map(value => shapes[value]));
		graph.nodes.push({ name: node.name, inputs, ...made });
		shapes.push(made.shape);
		numbers.set(node.name, n + 1);
	});
	const { height, width, channels } = shapes[shapes.length - 1];
	if (labels.length > 0 && labels.length !== height * width * channels)
		throw new ImportError("import-shape", `${labels.length} labels for ${height * width * channels} outputs`);
	return graph;
}

/** Makes one node of its description. */
class Maker {
	readonly #arrays: CheckpointArrays;
	readonly #name: string;
	readonly #operation: DescribedOperation;

	constructor(arrays: Arrays, node: DescribedNode) {
		this.#arrays = new CheckpointArrays(arrays, node.name, node.operation.kind);
		this.#name = node.name;
		this.#operation = node.operation;
	}

	make(sources: readonly Shape[]): Pick<GraphNode, "operation" | "shape"> {
		const described = this.#operation;
		const [source] = sources;
		if (described.kind !== "add" && sources.length !== 1)
			throw this.#arrays.wrong(`takes one value, not ${sources.length}`);
		switch (described.kind) {
			case "convolution": {
				const kernel = this.#arrays.clipped(this.#arrays.tensor(described.kernel, 4), described.clip);
				const [kernelHeight, kernelWidth, channels, filters] = kernel.shape;
				if (channels !== source.channels)
					throw this.#arrays.wrong(`has a kernel for ${channels} channels, its input has ${source.channels}`);
				const stride = this.#whole(described.stride ?? 1, "stride");
				const padding = this.#padding(described.padding ?? "same", source, kernelHeight, kernelWidth, stride);
				const bias = this.#arrays.vector(described.bias, filters, 0);
				const operation: Operation = {
					kind: "convolution",
					kernel: kernel.values,
					kernelHeight,
					kernelWidth,
					bias,
					stride,
					padding,
				};
				return {
					operation,
					shape: this.#fits(windowShape(source, kernelHeight, kernelWidth, stride, padding, filters)),
				};
			}
			case "dense": {
				const weights = this.#arrays.clipped(this.#arrays.tensor(described.weights, 2), described.clip);
				const [inputs, channels] = weights.shape;
				const size = source.height * source.width * source.channels;
				if (inputs !== size) throw this.#arrays.wrong(`has weights for ${inputs} numbers, its input has ${size}`);
				const bias = this.#arrays.limited(this.#arrays.vector(described.bias, channels, 0), described.biasClip);
				return {
					operation: { kind: "dense", weights: weights.values, bias },
					shape: { height: 1, width: 1, channels },
				};
			}
			case "normalization": {
				const { channels } = source;
				const operation: Operation = {
					kind: "normalization",
					gamma: this.#arrays.vector(described.gamma, channels, 1),
					beta: this.#arrays.vector(described.beta, channels, 0),
					mean: this.#arrays.vector(described.mean, channels, 0),
					variance: this.#arrays.vector(described.variance, channels, 1),
					epsilon: this.#arrays.number(described.epsilon ?? KERAS_EPSILON, "epsilon"),
				};
				return { operation, shape: source };
			}
			case "quantization": {
				const { bits, signed = false } = described;
				if (!Number.isInteger(bits) || bits < (signed ? 2 : 1) || bits > 16)
					throw this.#arrays.wrong("has no bits from 1 to 16");
				const most = this.#arrays.number(described.most, "most");
				if (!(most > 0)) throw this.#arrays.wrong("has a range that is not above 0");
				return { operation: { kind: "quantization", bits, signed, most }, shape: source };
			}
			case "clip": {
				const least = this.#arrays.number(described.least, "least");
				const most = this.#arrays.number(described.most, "most");
				if (!(least <= most)) throw this.#arrays.wrong(`clips from ${least} to ${most}`);
				return { operation: { kind: "clip", least, most }, shape: source };
			}
			case "relu":
			case "softmax":
				return { operation: { kind: described.kind }, shape: source };
			case "add":
				if (
					sources.some(
						shape =>
							shape.height !== source.height || shape.width !== source.width || shape.channels !== source.channels,
					)
				)
					throw this.#arrays.wrong("adds values of different shapes");
				return { operation: { kind: "add" }, shape: source };
			case "flatten":
				return {
					operation: { kind: "reshape" },
					shape: { height: 1, width: 1, channels: source.height * source.width * source.channels },
				};
			case "maximum":
			case "average": {
				const height = this.#whole(described.size ?? source.height, "size");
				const width = this.#whole(described.size ?? source.width, "size");
				const stride = this.#whole(described.stride ?? described.size ?? 1, "stride");
				const padding = this.#padding(described.padding ?? "none", source, height, width, stride);
				const shape = this.#fits(windowShape(source, height, width, stride, padding, source.channels));
				return { operation: { kind: described.kind, height, width, stride, padding }, shape };
			}
			case "lstm":
				return this.#longShortTermMemory(described, source);
			default:
				throw new ImportError(
					"import-unsupported",
					`${this.#name} is of kind ${JSON.stringify((described as { kind: unknown }).kind)}: known are convolution, dense, normalization, quantization, clip, relu, add, softmax, flatten, maximum, average and lstm`,
				);
		}
	}

	#longShortTermMemory(
		described: DescribedOperation & { kind: "lstm" },
		source: Shape,
	): Pick<GraphNode, "operation" | "shape"> {
		const input = this.#arrays.clipped(this.#arrays.tensor(described.inputWeights, 2), described.clip);
		const state = this.#arrays.clipped(this.#arrays.tensor(described.hiddenWeights, 2), described.clip);
		const [hidden, gates] = state.shape;
		const inputs = source.width * source.channels;
		if (gates !== 4 * hidden)
			throw this.#arrays.wrong(`has hidden weights ${hidden} x ${gates}, not ${hidden} x ${4 * hidden}`);
		if (input.shape[0] !== inputs || input.shape[1] !== gates)
			throw this.#arrays.wrong(`has input weights ${input.shape.join(" x ")}, not ${inputs} x ${gates}`);
		const limit = (name: keyof LongShortTermMemoryLimits): number =>
			this.#arrays.number(described.limits?.[name] ?? Number.POSITIVE_INFINITY, name);
		const operation: Operation = {
			kind: "lstm",
			hidden,
			inputWeights: input.values,
			inputBias: this.#arrays.limited(this.#arrays.vector(described.inputBias, gates, 0), described.biasClip),
			hiddenWeights: state.values,
			hiddenBias: this.#arrays.limited(this.#arrays.vector(described.hiddenBias, gates, 0), described.biasClip),
			inputBits: described.inputBits ?? 0,
			inputMost: this.#arrays.number(described.inputMost ?? Number.POSITIVE_INFINITY, "inputMost"),
			hiddenMost: this.#arrays.number(described.hiddenMost ?? Number.POSITIVE_INFINITY, "hiddenMost"),
			limits: {
				a3: limit("a3"),
				a4: limit("a4"),
				a5: limit("a5"),
				a6: limit("a6"),
				a7: limit("a7"),
				a8: limit("a8"),
				a9: limit("a9"),
				a10: limit("a10"),
				a12: limit("a12"),
				a13: limit("a13"),
				a14: limit("a14"),
			},
		};
		return { operation, shape: { height: 1, width: 1, channels: hidden } };
	}

	#whole(value: unknown, field: string): number {
		if (!Number.isInteger(value) || !((value as number) >= 1))
			throw this.#arrays.wrong(`has no ${field} that is a whole number above 0`);
		return value as number;
	}

	#padding(padding: unknown, source: Shape, height: number, width: number, stride: number): Padding {
		if (padding === "same") return samePadding(source, height, width, stride);
		if (padding === "none") return NO_PADDING;
		if (Array.isArray(padding) && padding.length === 4 && padding.every(side => Number.isInteger(side) && side >= 0)) {
			const [top, left, bottom, right] = padding as number[];
			return { top, left, bottom, right };
		}
		throw this.#arrays.wrong('has a padding that is not "same", "none" or [top, left, bottom, right]');
	}

	#fits(shape: Shape): Shape {
		if (shape.height < 1 || shape.width < 1) throw this.#arrays.wrong("has a window larger than its input");
		return shape;
	}
}
