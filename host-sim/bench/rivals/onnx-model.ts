// A model of one node in ONNX's protocol buffers (onnx.proto3 of the ONNX project), enough for a product with a fixed matrix.

type Field = [number: number, value: number | string | Uint8Array];

/** Element types of TensorProto.DataType. */
const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6 } as const;
type ElementType = keyof typeof TYPES;

/**
 * y = x W as a model file: x is vectors x rows, W rows x columns.
 * @param matrix W, row-major: float32 (MatMul), or int8 with inputs of uint8 and outputs of int32 (MatMulInteger).
 */
export function productModel(
	matrix: Float32Array | Int8Array,
	vectors: number,
	rows: number,
	columns: number,
): Uint8Array {
	const real = matrix instanceof Float32Array;
	const bytes = new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength);
	const graph = message([
		[
			1,
			message([
				[1, "x"],
				[1, "w"],
				[2, "y"],
				[4, real ? "MatMul" : "MatMulInteger"],
			]),
		],
		[2, "product"],
		[
			5,
			message([
				[1, rows],
				[1, columns],
				[2, TYPES[real ? "float32" : "int8"]],
				[8, "w"],
				[9, bytes],
			]),
		],
		[11, value("x", real ? "float32" : "uint8", vectors, rows)],
		[12, value("y", real ? "float32" : "int32", vectors, columns)],
	]);
	return message([
		[1, 8],
		[7, graph],
		[8, message([[2, 13]])],
	]);
}

function value(name: string, type: ElementType, ...shape: number[]): Uint8Array {
	const dimensions = message(shape.map(size => [1, message([[1, size]])]));
	const tensor = message([
		[1, TYPES[type]],
		[2, dimensions],
	]);
	return message([
		[1, name],
		[2, message([[1, tensor]])],
	]);
}

function message(fields: Field[]): Uint8Array {
	const bytes: number[][] = [];
	for (const [number, value] of fields) {
		if (typeof value === "number") bytes.push(varint(number * 8), varint(value));
		else {
			const content = typeof value === "string" ? new TextEncoder().encode(value) : value;
			bytes.push(varint(number * 8 + 2), varint(content.length), Array.from(content));
		}
	}
	return Uint8Array.from(bytes.flat());
}

function varint(value: number): number[] {
	return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
