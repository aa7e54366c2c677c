import type { Operation, Shape } from "../network/graph";
import type { OnnxImporter } from "./onnx-importer";
import type { NodeReader } from "./onnx-node";
import type { Tensor } from "./onnx-tensor";
import { imageOrder, type OnnxTracked, plainOrder, sameOrder } from "./onnx-value";

/** Relu, Clip, Softmax: one number becomes one number, wherever it stands. */
export function pointwise(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	const operation = operationOf(importer, reader);
	if (operation.kind === "softmax" && source.dims.filter(extent => extent > 1).length > 1)
		throw reader.unsupported(`is over one of ${source.dims.length} axes`, "use it on vectors only, or leave it out");
	return [{ ...source, value: importer.add(reader.name, operation, [source.value], source.shape) }];
}

function operationOf(importer: OnnxImporter, reader: NodeReader): Operation {
	switch (reader.node.opType) {
		case "Relu":
			return { kind: "relu" };
		case "Clip": {
			const bound = (index: number, name: string, fallback: number): number => {
				const given = reader.node.input[index];
				if (!given) return reader.float(name, fallback);
				return importer.weights(reader, index, "limits").values[0] ?? fallback;
			};
			const least = bound(1, "min", Number.NEGATIVE_INFINITY);
			const most = bound(2, "max", Number.POSITIVE_INFINITY);
			// what writers put for no limit
			const far = (limit: number): number =>
				Math.abs(limit) > 3e38 ? Math.sign(limit) * Number.POSITIVE_INFINITY : limit;
			return { kind: "clip", least: far(least), most: far(most) };
		}
		default:
			return { kind: "softmax" };
	}
}

export function normalization(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	if (reader.int("training_mode", 0) !== 0)
		throw reader.unsupported("is in training mode", "export the network with model.eval()");
	const [gamma, beta, mean, variance] = [1, 2, 3, 4].map(index => importer.weights(reader, index, "parameters"));
	const channels = channelsOf(importer, reader, source);
	const place = (tensor: Tensor): Float32Array => channels.place(reader, tensor, 0);
	const operation: Operation = {
		kind: "normalization",
		gamma: place(gamma),
		beta: place(beta),
		mean: place(mean),
		variance: place(variance),
		epsilon: reader.float("epsilon", 1e-5),
	};
	return [channels.made(importer.add(reader.name, operation, [channels.value], channels.shape))];
}

/** Add and Sum of two values, or of a value and a constant. */
export function constantAdd(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const { input } = reader.node;
	const tracked = input.map((name, n) => (importer.isTracked(name) ? importer.value(reader, n) : undefined));
	const values = tracked.filter(value => value !== undefined);
	if (values.length !== input.length || values.length < 2) {
		if (input.length !== 2) throw reader.unsupported(`adds ${input.length} values and constants`, "add two at a time");
		return scaled(importer, reader, tracked[0] ? 0 : 1, 1, constant => constant);
	}
	const [first, ...others] = values;
	for (const other of others)
		if (other.dims.join() !== first.dims.join() || other.batch !== first.batch || !sameOrder(other.order, first.order))
			throw reader.unsupported(
				`adds ${first.dims.join(" x ")} and ${other.dims.join(" x ")}`,
				"only values of the same shape can be added, nothing is repeated",
			);
	const shaped = values.map(value => inShape(importer, reader, value, first.shape));
	return [{ ...first, value: importer.add(reader.name, { kind: "add" }, shaped, first.shape) }];
}

export function constantSubtract(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	if (!importer.isTracked(reader.node.input[0])) return scaled(importer, reader, 1, -1, constant => constant);
	if (importer.isTracked(reader.node.input[1]))
		throw reader.unsupported("subtracts two values", "only constants can be subtracted");
	return scaled(importer, reader, 0, 1, constant => -constant);
}

export function constantMultiply(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const index = importer.isTracked(reader.node.input[0]) ? 0 : 1;
	if (importer.isTracked(reader.node.input[1 - index]))
		throw reader.unsupported(
			"multiplies two values",
			"a chip multiplies with stored weights: only constants can be multiplied with",
		);
	return multiplied(importer, reader, index, constant => constant);
}

export function constantDivide(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	if (!importer.isTracked(reader.node.input[0]) || importer.isTracked(reader.node.input[1]))
		throw reader.unsupported("divides by a value", "only constants can be divided by");
	return multiplied(importer, reader, 0, constant => 1 / constant);
}

/** sign x value + constant. */
function scaled(
	importer: OnnxImporter,
	reader: NodeReader,
	index: number,
	sign: number,
	of: (constant: number) => number,
): OnnxTracked[] {
	const constant = importer.weights(reader, 1 - index, "numbers");
	const source = importer.value(reader, index);
	if (sign === 1 && constant.values.length === 1 && importer.isFreshInput(reader, index)) {
		importer.rescaleInput(-of(constant.values[0]), 1);
		return [source];
	}
	const channels = channelsOf(importer, reader, source);
	const beta = channels.place(reader, constant, 1).map(of);
	return [
		channels.made(
			importer.add(
				reader.name,
				affine(
					beta.map(() => sign),
					beta,
				),
				[channels.value],
				channels.shape,
			),
		),
	];
}

function multiplied(
	importer: OnnxImporter,
	reader: NodeReader,
	index: number,
	of: (constant: number) => number,
): OnnxTracked[] {
	const constant = importer.weights(reader, 1 - index, "numbers");
	const source = importer.value(reader, index);
	if (constant.values.length === 1 && importer.isFreshInput(reader, index)) {
		importer.rescaleInput(0, 1 / of(constant.values[0]));
		return [source];
	}
	const channels = channelsOf(importer, reader, source);
	const gamma = channels.place(reader, constant, 1).map(of);
	return [
		channels.made(
			importer.add(
				reader.name,
				affine(
					gamma,
					gamma.map(() => 0),
				),
				[channels.value],
				channels.shape,
			),
		),
	];
}

/** A normalisation that only multiplies and adds. */
function affine(gamma: Float32Array, beta: Float32Array): Operation {
	const { length } = gamma;
	const [mean, variance] = [new Float32Array(length), new Float32Array(length).fill(1)];
	return { kind: "normalization", gamma, beta, mean, variance, epsilon: 0 };
}

/** The number of the value in a shape of as many numbers. */
export function inShape(
	importer: OnnxImporter,
	reader: NodeReader,
	{ value, shape }: OnnxTracked,
	wanted: Shape,
): number {
	const { height, width, channels } = wanted;
	if (shape.height === height && shape.width === width && shape.channels === channels) return value;
	return importer.add(`${reader.name} shape`, { kind: "reshape" }, [value], { height, width, channels });
}

/** The value as channels: of an image, or all numbers of a vector. */
interface Channels {
	value: number;
	shape: Shape;
	/** A number a channel, in our order. @param broadcast 1: as ONNX repeats what has fewer axes; 0: one after the other */
	place(reader: NodeReader, tensor: Tensor, broadcast: 0 | 1): Float32Array;
	made(value: number): OnnxTracked;
}

function channelsOf(importer: OnnxImporter, reader: NodeReader, source: OnnxTracked): Channels {
	const { dims, order } = source;
	const isVector = dims.length === 1;
	const [count] = dims;
	const shape: Shape = isVector
		? { height: 1, width: 1, channels: count }
		: { height: dims[1] ?? 1, width: dims[2] ?? 1, channels: count };
	if (source.batch !== 0 || !(isVector || (dims.length === 3 && sameOrder(order, imageOrder(shape)))))
		throw reader.unsupported(`takes ${dims.join(" x ")}`, "only images and vectors can be scaled by channels");
	const value = inShape(importer, reader, source, shape);
	return {
		value,
		shape,
		place(from, { dims: extents, values }, broadcast) {
			if (values.length === 1) return new Float32Array(count).fill(values[0]);
			// channels are the first axis of an image without its batch, the last of a vector
			const axis = extents.length - (isVector ? 1 : 3);
			const isPlaced = broadcast === 0 ? extents.length === 1 : extents[axis] === count;
			if (values.length !== count || !isPlaced)
				throw from.unsupported(
					`has constants of ${extents.join(" x ")} for ${dims.join(" x ")}`,
					"one number a channel can be, or one for all",
				);
			const placed = new Float32Array(count);
			for (let n = 0; n < count; n++) placed[isVector ? order[n] : n] = values[n];
			return placed;
		},
		made: made => ({ ...source, value: made, shape, order: isVector ? order : plainOrImage(shape) }),
	};
}

function plainOrImage(shape: Shape): Uint32Array {
	return shape.height * shape.width === 1 ? plainOrder(shape.channels) : imageOrder(shape);
}
