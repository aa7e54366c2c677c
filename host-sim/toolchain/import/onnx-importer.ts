import { checkGraph } from "../network/check-graph";
import type { Graph, GraphNode, Operation, Shape } from "../network/graph";
import { ImportError } from "./import-error";
import { foldConstant } from "./onnx-constants";
import type { OnnxGraph, OnnxNode, OnnxValue } from "./onnx-model";
import { NodeReader } from "./onnx-node";
import { operators } from "./onnx-operators";
import { type Tensor, tensorOf } from "./onnx-tensor";
import { imageOrder, imageShape, MOST_NUMBERS, type OnnxTracked, plainOrder } from "./onnx-value";

export interface OnnxOptions {
	/** One an output. */
	labels?: string[];
	/** What a byte b of the input means to the network: (b - zero) / scale; 0 and 255 where not given. */
	zero?: number;
	scale?: number;
	name?: string;
}

/** Numbers of all constants together, those computed on the way among them. */
const MOST_CONSTANTS = 1 << 26;

/** Makes a graph of the nodes that the output depends on, one after the other. */
export class OnnxImporter {
	readonly notes: string[] = [];
	readonly #graph: OnnxGraph;
	readonly #nodes: GraphNode[] = [];
	readonly #constants = new Map<string, Tensor>();
	readonly #tracked = new Map<string, OnnxTracked>();
	readonly #input: Graph["input"];
	readonly #options: OnnxOptions;
	/** Numbers of constants that there is still room for. */
	#room = MOST_CONSTANTS;
	/** Examples that the file was exported with. */
	#batchSize = 1;

	constructor(graph: OnnxGraph, options: OnnxOptions) {
		this.#graph = graph;
		this.#options = options;
		for (const tensor of graph.initializer) this.#keep(tensor.name, tensorOf(tensor));
		const inputs = graph.input.filter(({ name }) => !this.#constants.has(name));
		if (inputs.length !== 1)
			throw new ImportError(
				"import-unsupported",
				`the network has ${inputs.length} inputs (${inputs.map(({ name }) => name).join(", ")}): export it with one`,
			);
		const tracked = this.#start(inputs[0]);
		this.#tracked.set(inputs[0].name, tracked);
		this.#input = { ...tracked.shape, zero: options.zero ?? 0, scale: options.scale ?? 255 };
	}

	run(): Graph {
		const { output, name } = this.#graph;
		if (output.length > 1) this.notes.push(`${output.length} outputs: only the first, ${output[0].name}, is imported`);
		for (const node of this.#needed(output[0].name)) this.#import(node);
		const last = this.#tracked.get(output[0].name);
		if (!last) throw new ImportError("import-unsupported", `the output ${output[0].name} does not depend on the input`);
		if (last.steps !== undefined)
			throw new ImportError(
				"import-unsupported",
				`the output ${output[0].name} has all steps of a sequence: end the network with the last one`,
			);
		if (last.value !== this.#nodes.length) this.#nodes.length = last.value;
		if (last.order.some((place, n) => place !== n))
			this.notes.push(`the output stands row by row with channels last here, ${last.dims.join(" x ")} in the file`);
		const graph: Graph = {
			name: this.#options.name || name || "imported",
			input: this.#input,
			nodes: this.#nodes,
			labels: this.#options.labels ?? [],
		};
		checkGraph(graph);
		return graph;
	}

	/** The constant of this name. */
	constant(name: string | undefined): Tensor | undefined {
		return name ? this.#constants.get(name) : undefined;
	}

	/** Input `index` of a node, a constant. */
	weights(reader: NodeReader, index: number, what: string): Tensor & { values: Float32Array } {
		const tensor = this.constant(reader.node.input[index]);
		if (!tensor || !(tensor.values instanceof Float32Array))
			throw reader.unsupported(
				`has ${what} that are computed, not stored`,
				"export the network for inference, with constants folded",
			);
		return tensor as Tensor & { values: Float32Array };
	}

	/** Input `index` of a node, which depends on the network's input. */
	value(reader: NodeReader, index: number): OnnxTracked {
		const name = reader.node.input[index];
		const tracked = name ? this.#tracked.get(name) : undefined;
		if (!tracked)
			throw reader.unsupported(
				`takes ${JSON.stringify(name ?? "")}, which does not depend on the input`,
				"fold constants when exporting",
			);
		if (tracked.steps !== undefined && !STEP_NODES.includes(reader.node.opType))
			throw reader.unsupported(
				"takes all steps of a sequence",
				"only the last step can go on: take it with [:, -1] before this node",
			);
		if (tracked.padding && reader.node.opType !== "Conv")
			throw reader.unsupported("takes an image with zeros around it", "only a convolution can stand behind Pad");
		return tracked;
	}

	isTracked(name: string | undefined): boolean {
		return name !== undefined && this.#tracked.has(name);
	}

	/** A node of our graph. @returns number of its value */
	add(name: string, operation: Operation, inputs: readonly number[], shape: Shape): number {
		this.#nodes.push({ name, operation, inputs: [...inputs], shape });
		return this.#nodes.length;
	}

	/** Whether the value is the network's input, which only this node takes: then scaling goes into the meaning of its bytes. */
	isFreshInput(reader: NodeReader, index: number): boolean {
		const name = reader.node.input[index];
		return (
			this.#tracked.get(name)?.value === 0 && this.#graph.node.filter(({ input }) => input.includes(name)).length === 1
		);
	}

	/** The input is (x - minus) / by from now on. */
	rescaleInput(minus: number, by: number): void {
		const input = this.#input;
		input.zero += minus * input.scale;
		input.scale *= by;
	}

	/** Extents with the batch, which is taken as one. */
	fullDims({ dims, batch }: OnnxTracked): number[] {
		return [...dims.slice(0, batch), 1, ...dims.slice(batch)];
	}

	/** Extents that a node asks for: those of one example. */
	forOne(wanted: readonly number[]): number[] {
		return this.#batchSize > 1 && wanted[0] === this.#batchSize ? [1, ...wanted.slice(1)] : [...wanted];
	}

	#keep(name: string, tensor: Tensor): void {
		this.#room -= tensor.values.length;
		if (this.#room < 0)
			throw new ImportError(
				"import-unsupported",
				`the constants are more than ${MOST_CONSTANTS} numbers: export a smaller network`,
			);
		this.#constants.set(name, tensor);
	}

	#start({ name, type }: OnnxValue): OnnxTracked {
		const dimensions = type?.tensorType?.shape?.dim;
		if (!dimensions || dimensions.length < 2 || dimensions.length > 4)
			throw new ImportError(
				"import-shape",
				`the input ${name} has ${dimensions?.length ?? "unknown"} axes: batch x numbers, batch x steps x numbers and batch x channels x rows x columns can be`,
			);
		const extents = dimensions.map(({ dimValue }) => Number(dimValue));
		// a sequence may have its steps first
		const batch = extents.length === 3 && extents[0] > 1 && extents[1] <= 1 ? 1 : 0;
		const dims = extents.filter((_, n) => n !== batch);
		if (dims.some(extent => !(extent >= 1)))
			throw new ImportError(
				"import-shape",
				`the input ${name} has axes of unknown extent beside the batch: export the network with fixed sizes`,
			);
		this.#batchSize = Math.max(extents[batch], 1);
		const count = dims.reduce((product, extent) => product * extent, 1);
		if (!(count <= MOST_NUMBERS)) throw new ImportError("import-shape", `the input ${name} has ${count} numbers`);
		if (dims.length === 3) {
			if (this.#isChannelsLast(name))
				return {
					...{ value: 0, dims, batch, order: plainOrder(count) },
					shape: { height: dims[0], width: dims[1], channels: dims[2] },
				};
			const shape = imageShape(dims);
			return { value: 0, shape, dims, batch, order: imageOrder(shape) };
		}
		const shape: Shape =
			dims.length === 1 ? { height: 1, width: 1, channels: dims[0] } : { height: dims[0], width: 1, channels: dims[1] };
		return { value: 0, shape, dims, batch, order: plainOrder(count) };
	}

	/** Exporters of channels-last networks turn their input first of all. */
	#isChannelsLast(name: string): boolean {
		const users = this.#graph.node.filter(({ input }) => input.includes(name));
		return (
			users.length > 0 &&
			users.every(user => user.opType === "Transpose" && new NodeReader(user).ints("perm")?.join() === "0,3,1,2")
		);
	}

	/** The nodes that a value depends on, in the order of the file. */
	#needed(name: string): OnnxNode[] {
		const needed = new Set<string>([name]);
		const nodes: OnnxNode[] = [];
		for (const node of [...this.#graph.node].reverse()) {
			if (!node.output.some(output => needed.has(output))) continue;
			for (const input of node.input) needed.add(input);
			nodes.push(node);
		}
		return nodes.reverse();
	}

	#import(node: OnnxNode): void {
		const reader = new NodeReader(node);
		if (node.domain !== "" && node.domain !== "ai.onnx")
			throw reader.unsupported(`is of the domain ${node.domain}`, "export with the operators of ONNX itself");
		const [output] = node.output;
		if (node.opType === "Shape" && this.isTracked(node.input[0])) {
			const dims = this.fullDims(this.#tracked.get(node.input[0])!);
			this.#constants.set(output, { dims: [dims.length], values: dims });
			return;
		}
		if (!node.input.some(input => this.#tracked.has(input))) {
			const constant = foldConstant(
				reader,
				node.input.map(input => this.#constants.get(input)),
			);
			if (constant) {
				this.#keep(output, constant);
				return;
			}
		}
		const operator = Object.hasOwn(operators, node.opType) ? operators[node.opType] : undefined;
		if (!operator)
			throw reader.unsupported(
				"is not known",
				`known are ${Object.keys(operators).join(", ")}; replace the node, or export only the part before it`,
			);
		for (const [n, tracked] of operator(this, reader).entries()) {
			const name = node.output[n];
			if (name) this.#tracked.set(name, tracked);
		}
	}
}

/** Nodes that may take all steps of a sequence: those that lead to its last one. */
const STEP_NODES = ["Squeeze", "Unsqueeze", "Transpose", "Gather", "Slice", "Identity", "Reshape"];
