import type { NodeReader } from "./onnx-node";
import type { Tensor } from "./onnx-tensor";

type Inputs = readonly (Tensor | undefined)[];

/** TensorProto.DataType of floating point. */
const FLOATING = [1, 10, 11];
const MOST_NUMBERS = 1 << 24;

/** Nodes that only compute constants, as exporters write for shapes and weights; undefined for all others. */
export function foldConstant(reader: NodeReader, inputs: Inputs): Tensor | undefined {
	const { opType } = reader.node;
	if (opType === "Constant") return constantOf(reader);
	if (inputs.length === 0 || inputs.some(input => input === undefined)) return undefined;
	const [first, second] = inputs as Tensor[];
	switch (opType) {
		case "Identity":
			return first;
		case "Cast":
			return FLOATING.includes(reader.int("to", 1))
				? { dims: first.dims, values: Float32Array.from(first.values) }
				: { dims: first.dims, values: [...first.values].map(Math.trunc) };
		case "Shape":
			return { dims: [first.dims.length], values: first.dims };
		case "Transpose":
			return transpose(reader, first);
		case "Unsqueeze":
		case "Squeeze":
		case "Flatten":
			return { dims: axesChanged(reader, first, second), values: first.values };
		case "Reshape":
			return { dims: reshaped(reader, first.values.length, first.dims, [...second.values]), values: first.values };
		case "Gather":
			return gather(reader, first, second);
		case "Concat":
			return concatenated(reader, inputs as Tensor[]);
		case "Slice":
			return sliced(reader, inputs as Tensor[]);
		case "Expand":
			return expanded(reader, first, [...second.values]);
		case "ConstantOfShape": {
			const dims = [...first.values];
			const fill = reader.tensor("value");
			const count = dims.reduce((product, extent) => product * extent, 1);
			if (!(count >= 0 && count <= MOST_NUMBERS)) throw reader.misshapen(`makes ${dims.join(" x ")} numbers`);
			const value = fill?.values[0] ?? 0;
			return {
				dims,
				values:
					fill && !(fill.values instanceof Float32Array)
						? new Array<number>(count).fill(value)
						: new Float32Array(count).fill(value),
			};
		}
		default:
			return undefined;
	}
}

function constantOf(reader: NodeReader): Tensor {
	const tensor = reader.tensor("value");
	if (tensor) return tensor;
	if (reader.has("value_float")) return { dims: [], values: Float32Array.of(reader.float("value_float", 0)) };
	const floats = reader.floats("value_floats");
	if (floats) return { dims: [floats.length], values: Float32Array.from(floats) };
	if (reader.has("value_int")) return { dims: [], values: [reader.int("value_int", 0)] };
	const ints = reader.ints("value_ints");
	if (ints) return { dims: [ints.length], values: ints };
	throw reader.unsupported("has no plain value", "export constants as tensors");
}

/** The extents that Reshape asks for: 0 keeps one, -1 is what is left. */
export function reshaped(
	reader: NodeReader,
	count: number,
	dims: readonly number[],
	wanted: readonly number[],
): number[] {
	const next = wanted.map((extent, n) => (extent === 0 && reader.int("allowzero", 0) === 0 ? (dims[n] ?? 0) : extent));
	const known = next.reduce((product, extent) => (extent === -1 ? product : product * extent), 1);
	const filled = next.map(extent => (extent === -1 ? count / known : extent));
	const made = filled.reduce((product, extent) => product * extent, 1);
	if (made !== count || filled.some(extent => !Number.isInteger(extent) || extent < 1))
		throw reader.misshapen(`makes ${wanted.join(" x ")} of ${dims.join(" x ")}`);
	return filled;
}

/** Extents after Squeeze, Unsqueeze or Flatten. @param given axes, where they are an input and no attribute */
export function axesChanged(reader: NodeReader, { dims }: Pick<Tensor, "dims">, given: Tensor | undefined): number[] {
	if (reader.node.opType === "Flatten") {
		const axis = positive(reader.int("axis", 1), dims.length);
		return [product(dims.slice(0, axis)), product(dims.slice(axis))];
	}
	const places = movedAxes(reader, dims, given);
	const next = new Array<number>(Math.max(0, ...places.to) + 1);
	for (let n = 0; n < places.rank; n++) next[n] = 1;
	places.to.forEach((place, n) => {
		if (place >= 0) next[place] = dims[n];
	});
	return next.slice(0, places.rank);
}

/** Where each axis goes by Squeeze or Unsqueeze, -1 for one that is taken out, and how many axes there are then. */
export function movedAxes(
	reader: NodeReader,
	dims: readonly number[],
	given: Tensor | undefined,
): { to: number[]; rank: number } {
	const named = given ? [...given.values] : reader.ints("axes");
	if (reader.node.opType === "Squeeze") {
		const axes =
			named?.map(axis => positive(axis, dims.length)) ?? dims.flatMap((extent, n) => (extent === 1 ? [n] : []));
		if (axes.some(axis => dims[axis] !== 1))
			throw reader.misshapen(`takes out axes ${axes.join(", ")} of ${dims.join(" x ")}`);
		let place = 0;
		const to = dims.map((_, n) => (axes.includes(n) ? -1 : place++));
		return { to, rank: place };
	}
	if (!named) throw reader.misshapen("has no axes");
	const rank = dims.length + named.length;
	const axes = named.map(axis => positive(axis, rank));
	if (new Set(axes).size !== axes.length || axes.some(axis => !(axis >= 0 && axis < rank)))
		throw reader.misshapen(`puts in axes ${axes.join(", ")}`);
	const free = Array.from({ length: rank }, (_, n) => n).filter(n => !axes.includes(n));
	return { to: free, rank };
}

export function positive(axis: number, rank: number): number {
	return axis < 0 ? axis + rank : axis;
}

function transpose(reader: NodeReader, tensor: Tensor): Tensor {
	const { dims } = tensor;
	const axes = reader.ints("perm") ?? dims.map((_, n) => dims.length - 1 - n);
	if (axes.length !== dims.length || new Set(axes).size !== axes.length || axes.some(axis => dims[axis] === undefined))
		throw reader.misshapen(`orders ${dims.length} axes by ${axes.join(", ")}`);
	const strides = stridesOf(dims);
	return rearranged(
		tensor,
		axes.map(axis => dims[axis]),
		axes.map(axis => strides[axis]),
		0,
	);
}

/** The part between starts and ends, one after the other along each axis. */
function sliced(reader: NodeReader, [tensor, ...given]: Tensor[]): Tensor {
	const part = (index: number, name: string): number[] | undefined =>
		given[index] ? [...given[index].values] : reader.ints(name);
	const starts = part(0, "starts") ?? [];
	const ends = part(1, "ends") ?? [];
	const axes = part(2, "axes") ?? starts.map((_, n) => n);
	const { dims } = tensor;
	if (starts.length !== axes.length || ends.length !== axes.length || (part(3, "steps") ?? []).some(step => step !== 1))
		throw reader.unsupported("cuts a constant in steps", "export the network with constants folded");
	const next = [...dims];
	const strides = stridesOf(dims);
	let from = 0;
	axes.forEach((given, n) => {
		const axis = positive(given, dims.length);
		const extent = dims[axis];
		if (extent === undefined) throw reader.misshapen(`cuts axis ${given} of ${dims.length}`);
		const place = (at: number): number => Math.min(Math.max(at < 0 ? at + extent : at, 0), extent);
		const start = place(starts[n]);
		next[axis] = Math.max(0, place(ends[n]) - start);
		from += start * strides[axis];
	});
	return rearranged(tensor, next, strides, from);
}

function concatenated(reader: NodeReader, tensors: readonly Tensor[]): Tensor {
	const [first] = tensors;
	const axis = positive(reader.int("axis", 0), first.dims.length);
	if (first.dims[axis] === undefined)
		throw reader.misshapen(`puts together along axis ${axis} of ${first.dims.length}`);
	const outer = product(first.dims.slice(0, axis));
	if (
		tensors.some(
			({ dims }) =>
				dims.length !== first.dims.length || dims.some((extent, n) => n !== axis && extent !== first.dims[n]),
		)
	)
		throw reader.misshapen("puts together constants of different shapes");
	const extent = tensors.reduce((sum, { dims }) => sum + dims[axis], 0);
	const runs = tensors.map(({ dims }) => product(dims.slice(axis)));
	const values: number[] = [];
	for (let n = 0; n < outer; n++)
		tensors.forEach((tensor, at) => {
			for (let k = n * runs[at]; k < (n + 1) * runs[at]; k++) values.push(tensor.values[k]);
		});
	const dims = first.dims.map((other, n) => (n === axis ? extent : other));
	return { dims, values: first.values instanceof Float32Array ? Float32Array.from(values) : values };
}

/** Repeated along axes of extent one, as ONNX broadcasts. */
function expanded(reader: NodeReader, tensor: Tensor, wanted: readonly number[]): Tensor {
	const rank = Math.max(tensor.dims.length, wanted.length);
	const filled = (extents: readonly number[]): number[] => [
		...new Array<number>(rank - extents.length).fill(1),
		...extents,
	];
	const dims = filled(tensor.dims);
	const asked = filled(wanted);
	const next = dims.map((extent, n) => Math.max(extent, asked[n]));
	if (
		dims.some((extent, n) => extent !== 1 && asked[n] !== 1 && extent !== asked[n]) ||
		!(product(next) <= MOST_NUMBERS)
	)
		throw reader.misshapen(`makes ${wanted.join(" x ")} of ${tensor.dims.join(" x ")}`);
	const strides = stridesOf(dims).map((stride, n) => (dims[n] === 1 ? 0 : stride));
	return rearranged({ ...tensor, dims }, next, strides, 0);
}

/** Numbers along other axes: @param strides of each new axis among the numbers there are, @param from the first of them */
function rearranged({ values }: Tensor, dims: number[], strides: readonly number[], from: number): Tensor {
	const count = product(dims);
	const index = dims.map(() => 0);
	const taken = new Array<number>(count);
	for (let at = 0; at < count; at++) {
		let place = from;
		for (let n = 0; n < dims.length; n++) place += index[n] * strides[n];
		taken[at] = values[place];
		for (let n = dims.length - 1; n >= 0; n--) {
			if (++index[n] < dims[n]) break;
			index[n] = 0;
		}
	}
	return { dims, values: values instanceof Float32Array ? Float32Array.from(taken) : taken };
}

function stridesOf(dims: readonly number[]): number[] {
	return dims.map((_, n) => product(dims.slice(n + 1)));
}

function product(extents: readonly number[]): number {
	return extents.reduce((size, extent) => size * extent, 1);
}

function gather(reader: NodeReader, { dims, values }: Tensor, indices: Tensor): Tensor | undefined {
	if (dims.length !== 1 || reader.int("axis", 0) !== 0) return undefined;
	const taken = [...indices.values].map(index => values[positive(index, values.length)] ?? Number.NaN);
	if (taken.some(Number.isNaN)) throw reader.misshapen("takes numbers that are not there");
	return { dims: indices.dims, values: values instanceof Float32Array ? Float32Array.from(taken) : taken };
}
