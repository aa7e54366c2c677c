import type { OnnxImporter } from "./onnx-importer";
import type { NodeReader } from "./onnx-node";
import { type OnnxTracked, plainOrder } from "./onnx-value";

/** alpha A B + beta C, with A what depends on the input. */
export function gemm(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	if (reader.int("transA", 0) !== 0) throw reader.unsupported("turns its input over", "use transA=0");
	const alpha = reader.float("alpha", 1);
	const beta = reader.float("beta", 1);
	const { dims, values } = importer.weights(reader, 1, "weights");
	const isTurned = reader.int("transB", 0) === 1;
	const columns = dims[isTurned ? 0 : 1];
	const given = reader.node.input[2] ? importer.weights(reader, 2, "biases").values : new Float32Array(1);
	if (given.length !== columns && given.length !== 1)
		throw reader.misshapen(`has ${given.length} biases for ${columns} outputs`);
	const bias = Float32Array.from({ length: columns }, (_, n) => beta * given[given.length === 1 ? 0 : n]);
	return [dense(importer, reader, dims, isTurned ? turned(values, dims) : values, isTurned, alpha, bias)];
}

/** A value times stored weights; a bias is added by another node. */
export function matrixProduct(importer: OnnxImporter, reader: NodeReader): OnnxTracked[] {
	if (!importer.isTracked(reader.node.input[0]))
		throw reader.unsupported("has its weights on the left", "write the product as x W");
	const { dims, values } = importer.weights(reader, 1, "weights");
	return [dense(importer, reader, dims, values, false, 1, new Float32Array(dims[1] ?? 0))];
}

function dense(
	importer: OnnxImporter,
	reader: NodeReader,
	dims: readonly number[],
	values: Float32Array,
	isTurned: boolean,
	alpha: number,
	bias: Float32Array,
): OnnxTracked {
	const source = importer.value(reader, 0);
	if (dims.length !== 2) throw reader.unsupported(`has weights of ${dims.length} axes`, "use a plain matrix");
	const rows = dims[isTurned ? 1 : 0];
	const columns = dims[isTurned ? 0 : 1];
	if (source.dims.length !== 1)
		throw reader.unsupported(
			`takes ${source.dims.join(" x ")}`,
			"flatten the value before, a layer of its own for each step cannot be made",
		);
	if (source.dims[0] !== rows) throw reader.misshapen(`has weights for ${rows} numbers and takes ${source.dims[0]}`);
	// the rows stand where our numbers do: channels last
	const weights = new Float32Array(rows * columns);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) weights[source.order[i] * columns + j] = alpha * values[i * columns + j];
	const shape = { height: 1, width: 1, channels: columns };
	const value = importer.add(reader.name, { kind: "dense", weights, bias }, [source.value], shape);
	return { value, shape, dims: [columns], batch: 0, order: plainOrder(columns) };
}

function turned(values: Float32Array, [rows, columns]: readonly number[]): Float32Array {
	const result = new Float32Array(values.length);
	for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
	return result;
}
