import type { LongShortTermMemory, Shape } from "../network/graph";
import { inShape } from "./onnx-elementwise";
import type { OnnxImporter } from "./onnx-importer";
import type { NodeReader } from "./onnx-node";
import { type OnnxTracked, plainOrder } from "./onnx-value";

/** Where our gates (input, candidate, forget, output) stand among ONNX's (input, output, forget, cell). */
const GATES = [0, 3, 2, 1];
const Input = { data: 0, weights: 1, hidden: 2, bias: 3, lengths: 4, state: 5, cell: 6, peepholes: 7 } as const;
const none = Number.POSITIVE_INFINITY;

/** A long short-term memory from a zero state. Its outputs: all steps (of which only the last can go on), last state. */
export function longShortTermMemory(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	refuseVariants(importer, reader);
	const source = importer.value(reader, Input.data);
	const layout = reader.int("layout", 0);
	if (source.dims.length !== 2 || source.batch !== (layout === 0 ? 1 : 0))
		throw reader.unsupported(
			`takes ${importer.fullDims(source).join(" x ")}`,
			`the input must be ${layout === 0 ? "steps x batch x numbers" : "batch x steps x numbers"}`,
		);
	const [steps, inputs] = source.dims;
	const weights = importer.weights(reader, Input.weights, "weights");
	const recurrent = importer.weights(reader, Input.hidden, "weights");
	const [directions, rows, columns] = weights.dims;
	const hidden = rows / 4;
	if (directions !== 1) throw reader.unsupported(`has ${directions} directions`, "use one that goes forward");
	if (!Number.isInteger(hidden) || columns !== inputs || recurrent.dims.join() !== [1, rows, hidden].join())
		throw reader.misshapen(
			`has weights of ${weights.dims.join(" x ")} and ${recurrent.dims.join(" x ")} for ${inputs} numbers`,
		);
	const bias = reader.node.input[Input.bias]
		? importer.weights(reader, Input.bias, "biases").values
		: new Float32Array(2 * rows);
	if (bias.length !== 2 * rows) throw reader.misshapen(`has ${bias.length} biases for ${rows} gates`);
	const within = stepOrder(reader, source, steps, inputs);
	const operation: LongShortTermMemory = {
		kind: "lstm",
		hidden,
		inputWeights: turnedGates(weights.values, hidden, inputs, within),
		inputBias: gatesOf(bias.subarray(0, rows), hidden),
		hiddenWeights: turnedGates(recurrent.values, hidden, hidden, plainOrder(hidden)),
		hiddenBias: gatesOf(bias.subarray(rows), hidden),
		inputBits: 0,
		inputMost: none,
		hiddenMost: none,
		limits: {
			a3: none,
			a4: none,
			a5: none,
			a6: none,
			a7: none,
			a8: none,
			a9: none,
			a10: none,
			a12: none,
			a13: none,
			a14: none,
		},
	};
	const sequence: Shape = { height: steps, width: 1, channels: inputs };
	const shape: Shape = { height: 1, width: 1, channels: hidden };
	const value = importer.add(reader.name, operation, [inShape(importer, reader, source, sequence)], shape);
	const order = plainOrder(hidden);
	const all =
		layout === 0 ? { dims: [steps, 1, hidden], batch: 2, steps: 0 } : { dims: [steps, 1, hidden], batch: 0, steps: 0 };
	return [
		{ value, shape, order, ...all },
		{ value, shape, order, dims: [1, hidden], batch: layout === 0 ? 1 : 0 },
	];
}

function refuseVariants(importer: OnnxImporter, reader: NodeReader): void {
	const direction = reader.text("direction", "forward");
	if (direction !== "forward") throw reader.unsupported(`goes ${direction}`, "use one that goes forward");
	if (reader.has("clip")) throw reader.unsupported("clips its gates", "use none, or say the limits in a description");
	if (reader.int("input_forget", 0) !== 0) throw reader.unsupported("couples its gates", "use input_forget=0");
	if (reader.has("activations")) throw reader.unsupported("has activations of its own", "use sigmoid and tanh");
	if (reader.node.input[Input.peepholes]) throw reader.unsupported("has peepholes", "use none");
	if (reader.node.input[Input.lengths] && !importer.constant(reader.node.input[Input.lengths]))
		throw reader.unsupported("has sequences of several lengths", "use one length");
	for (const index of [Input.state, Input.cell]) {
		const name = reader.node.input[index];
		if (!name) continue;
		const start = importer.constant(name);
		if (!start || [...start.values].some(value => value !== 0))
			throw reader.unsupported("starts from a given state", "start from zeros");
	}
}

/** Where the numbers of a step stand in ours; the same in each step. */
function stepOrder(reader: NodeReader, { order }: OnnxTracked, steps: number, inputs: number): Uint32Array {
	const first = order.slice(0, inputs);
	for (let t = 0; t < steps; t++)
		for (let n = 0; n < inputs; n++)
			if (order[t * inputs + n] !== t * inputs + first[n] || first[n] >= inputs)
				throw reader.unsupported("takes steps that do not stand one after the other", "make them of rows of an image");
	return first;
}

/** Gates x numbers to numbers x gates, in our order of gates. */
function turnedGates(values: Float32Array, hidden: number, inputs: number, within: Uint32Array): Float32Array {
	const turned = new Float32Array(values.length);
	GATES.forEach((theirs, ours) => {
		for (let n = 0; n < hidden; n++)
			for (let i = 0; i < inputs; i++)
				turned[within[i] * 4 * hidden + ours * hidden + n] = values[(theirs * hidden + n) * inputs + i];
	});
	return turned;
}

function gatesOf(values: Float32Array, hidden: number): Float32Array {
	const gates = new Float32Array(values.length);
	GATES.forEach((theirs, ours) => {
		gates.set(values.subarray(theirs * hidden, (theirs + 1) * hidden), ours * hidden);
	});
	return gates;
}
