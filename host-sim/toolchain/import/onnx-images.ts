import type { Operation, Padding, Shape } from "../network/graph";
import { samePadding, windowShape } from "../network/window-shape";
import { positive } from "./onnx-constants";
import { inShape } from "./onnx-elementwise";
import type { OnnxImporter } from "./onnx-importer";
import type { NodeReader } from "./onnx-node";
import { imageOrder, imageShape, isImage, MOST_NUMBERS, type OnnxTracked, sameOrder } from "./onnx-value";

/** Rows and columns of a kernel, gaps included. */
const MOST_SIDE = 4096;

/** Convolution of images. A kernel with gaps or groups becomes a full one with zeros. */
export function convolution(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = imageOf(importer, reader);
	const weights = importer.weights(reader, 1, "weights");
	if (weights.dims.length !== 4)
		throw reader.unsupported(
			`moves over ${weights.dims.length - 2} axes`,
			"only images with rows and columns can be convolved",
		);
	const [filters, perGroup, rows, columns] = weights.dims;
	const groups = reader.int("group", 1);
	const { channels } = source.shape;
	if (perGroup * groups !== channels || filters % groups !== 0)
		throw reader.misshapen(`has ${groups} groups of ${perGroup} channels for an image of ${channels}`);
	if (groups > 1)
		importer.notes.push(
			`${reader.name}: ${groups} groups become one full kernel, most of it zeros (a chip has no use for groups)`,
		);
	const [down, across] = pair(reader, "dilations", 1);
	const kernelHeight = (rows - 1) * down + 1;
	const kernelWidth = (columns - 1) * across + 1;
	if (!(kernelHeight <= MOST_SIDE && kernelWidth <= MOST_SIDE))
		throw reader.misshapen(`has a kernel of ${kernelHeight} x ${kernelWidth}`);
	if (!(kernelHeight * kernelWidth * channels * filters <= MOST_NUMBERS << 4))
		throw reader.unsupported(`has ${kernelHeight * kernelWidth * channels * filters} weights`, "use a smaller layer");
	const kernel = new Float32Array(kernelHeight * kernelWidth * channels * filters);
	let at = 0;
	for (let f = 0; f < filters; f++) {
		const first = Math.floor(f / (filters / groups)) * perGroup;
		for (let c = 0; c < perGroup; c++)
			for (let y = 0; y < rows; y++)
				for (let x = 0; x < columns; x++)
					kernel[((y * down * kernelWidth + x * across) * channels + first + c) * filters + f] = weights.values[at++];
	}
	const bias = reader.node.input[2] ? importer.weights(reader, 2, "biases").values : new Float32Array(filters);
	if (bias.length !== filters) throw reader.misshapen(`has ${bias.length} biases for ${filters} filters`);
	const stride = strideOf(reader);
	const own = paddingOf(reader, source.shape, kernelHeight, kernelWidth, stride);
	const padding = source.padding ? sum(own, source.padding) : own;
	const shape = windowShape(source.shape, kernelHeight, kernelWidth, stride, padding, filters);
	const operation: Operation = { kind: "convolution", kernel, kernelHeight, kernelWidth, bias, stride, padding };
	return [image(importer, reader, operation, source.value, shape)];
}

/** Zeros around an image, for the convolution behind it; none around anything else. */
export function pad(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = importer.value(reader, 0);
	const sides = importer.constant(reader.node.input[1])?.values ?? reader.ints("pads");
	const rank = source.dims.length + 1;
	if (!sides || sides.length !== 2 * rank)
		throw reader.unsupported("has sides that are computed", "export the network with fixed sizes");
	if (Array.from(sides).every(side => side === 0)) return [source];
	const filler = reader.node.input[2]
		? (importer.constant(reader.node.input[2])?.values[0] ?? Number.NaN)
		: reader.float("value", 0);
	if (reader.text("mode", "constant") !== "constant" || filler !== 0)
		throw reader.unsupported("puts something other than zeros around", "pad with zeros");
	const image = imageOf(importer, reader);
	const [batch, channels, top, left, batchEnd, channelsEnd, bottom, right] = Array.from(sides);
	if (
		[batch, channels, batchEnd, channelsEnd].some(side => side !== 0) ||
		[top, left, bottom, right].some(side => side < 0)
	)
		throw reader.unsupported(`pads by ${Array.from(sides).join(", ")}`, "pad rows and columns only");
	return [{ ...image, padding: { top, left, bottom, right } }];
}

function sum(one: Padding, other: Padding): Padding {
	return {
		top: one.top + other.top,
		left: one.left + other.left,
		bottom: one.bottom + other.bottom,
		right: one.right + other.right,
	};
}

export function pool(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = imageOf(importer, reader);
	const kind = reader.node.opType === "MaxPool" ? "maximum" : "average";
	const [height, width] = pair(reader, "kernel_shape", 0);
	if (!(height >= 1 && width >= 1)) throw reader.misshapen("has no kernel_shape");
	if (pair(reader, "dilations", 1).some(gap => gap !== 1))
		throw reader.unsupported("has gaps in its window", "use dilation 1");
	const stride = strideOf(reader);
	const padding = paddingOf(reader, source.shape, height, width, stride);
	const hasPadding = Object.values(padding).some(side => side > 0);
	if (kind === "average" && hasPadding && reader.int("count_include_pad", 0) === 1)
		throw reader.unsupported("counts the zeros around an image", "use count_include_pad=False, or no padding");
	if (reader.int("ceil_mode", 0) === 1) {
		// the last window may stand over the edge: what is there counts as nothing
		padding.bottom += over(source.shape.height + padding.top + padding.bottom, height, stride);
		padding.right += over(source.shape.width + padding.left + padding.right, width, stride);
	}
	const shape = windowShape(source.shape, height, width, stride, padding, source.shape.channels);
	return [image(importer, reader, { kind, height, width, stride, padding }, source.value, shape)];
}

export function globalPool(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	return [
		wholePool(
			importer,
			reader,
			imageOf(importer, reader),
			reader.node.opType === "GlobalMaxPool" ? "maximum" : "average",
		),
	];
}

/** The mean over rows and columns, as exporters write a global average. */
export function meanOverImage(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	const source = imageOf(importer, reader);
	const axes = (reader.ints("axes") ?? [...(importer.constant(reader.node.input[1])?.values ?? [])]).map(axis =>
		positive(axis, 4),
	);
	if (axes.sort((a, b) => a - b).join() !== "2,3")
		throw reader.unsupported(
			`is the mean over axes ${axes.join(", ")}`,
			"only that of rows and columns together can be made",
		);
	const pooled = wholePool(importer, reader, source, "average");
	return [reader.int("keepdims", 1) === 1 ? pooled : { ...pooled, dims: [pooled.shape.channels] }];
}

function wholePool(
	importer: OnnxImporter,
	reader: NodeReader,
	{ value, shape }: OnnxTracked,
	kind: "maximum" | "average",
): OnnxTracked {
	const { height, width, channels } = shape;
	const padding = { top: 0, left: 0, bottom: 0, right: 0 };
	const operation: Operation = { kind, height, width, stride: Math.max(height, width), padding };
	return image(importer, reader, operation, value, { height: 1, width: 1, channels });
}

/** Input 0 as an image of channels x rows x columns. */
function imageOf(importer: OnnxImporter, reader: NodeReader): OnnxTracked {
	const source = importer.value(reader, 0);
	if (isImage(source)) return source;
	const { dims, batch, order } = source;
	const shape = imageShape(dims);
	if (dims.length !== 3 || batch !== 0 || !sameOrder(order, imageOrder(shape)))
		throw reader.unsupported(
			`takes ${dims.join(" x ")}${dims.length === 3 ? " in another order of axes" : ""}`,
			"only images can go in, batch x channels x rows x columns, as earlier layers made them",
		);
	return { ...source, value: inShape(importer, reader, source, shape), shape };
}

function image(
	importer: OnnxImporter,
	reader: NodeReader,
	operation: Operation,
	value: number,
	shape: Shape,
): OnnxTracked {
	const { height, width, channels } = shape;
	if (!(height >= 1 && width >= 1)) throw reader.misshapen("has a window larger than its image");
	if (!(height * width * channels <= MOST_NUMBERS))
		throw reader.misshapen(`makes ${height} x ${width} x ${channels} numbers`);
	return {
		value: importer.add(reader.name, operation, [value], shape),
		shape,
		dims: [shape.channels, shape.height, shape.width],
		batch: 0,
		order: imageOrder(shape),
	};
}

function pair(reader: NodeReader, name: string, fallback: number): [number, number] {
	const [down = fallback, across = down] = reader.ints(name) ?? [];
	return [down, across];
}

function strideOf(reader: NodeReader): number {
	const [down, across] = pair(reader, "strides", 1);
	if (down !== across || !(down >= 1))
		throw reader.unsupported(`moves by ${down} rows and ${across} columns`, "use the same stride both ways");
	return down;
}

function paddingOf(reader: NodeReader, shape: Shape, height: number, width: number, stride: number): Padding {
	switch (reader.text("auto_pad", "NOTSET")) {
		case "VALID":
			return { top: 0, left: 0, bottom: 0, right: 0 };
		case "SAME_UPPER":
			return samePadding(shape, height, width, stride);
		case "SAME_LOWER": {
			const { top, left, bottom, right } = samePadding(shape, height, width, stride);
			return { top: bottom, left: right, bottom: top, right: left };
		}
	}
	const [top = 0, left = 0, bottom = 0, right = 0] = reader.ints("pads") ?? [];
	if ([top, left, bottom, right].some(side => !(side >= 0)))
		throw reader.unsupported("cuts the edges of its image", "use no negative padding");
	return { top, left, bottom, right };
}

/** Rows or columns that are missing for the last window, where it begins within the value. */
function over(size: number, window: number, stride: number): number {
	const rest = (size - window) % stride;
	return rest === 0 || size < window ? 0 : stride - rest;
}
