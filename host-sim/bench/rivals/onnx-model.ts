// Models in ONNX's protocol buffers (onnx.proto3 of the ONNX project): what all have in common, and a product with a fixed matrix.

export type Field = [number: number, value: number | string | Uint8Array];

/** Element types of TensorProto.DataType. */
const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
/** AttributeProto.AttributeType. */
const [ATTRIBUTE_INT, ATTRIBUTE_INTS] = [2, 7];
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
	return modelOf([
		[1, node(real ? "MatMul" : "MatMulInteger", ["x", "w"], "y")],
		[2, "product"],
		[5, tensor("w", real ? "float32" : "int8", [rows, columns], bytes)],
		[11, value("x", real ? "float32" : "uint8", vectors, rows)],
		[12, value("y", real ? "float32" : "int32", vectors, columns)],
	]);
}

/** A whole file of one graph, in the operators of version 13. */
export function modelOf(graph: Field[]): Uint8Array {
	return message([
		[1, 8],
		[7, message(graph)],
		[8, message([[2, 13]])],
	]);
}

/** @param attributes whole numbers or lists of them */
export function node(
	operator: string,
	inputs: readonly string[],
	output: string,
	attributes: Readonly<Record<string, number | number[]>> = {},
): Uint8Array {
	const fields: Field[] = [...inputs.map((input): Field => [1, input]), [2, output], [4, operator]];
	for (const [name, value] of Object.entries(attributes)) {
		const many = typeof value !== "number";
		const content: Field[] = many ? value.map((entry): Field => [8, entry]) : [[3, value]];
		fields.push([5, message([[1, name], ...content, [20, many ? ATTRIBUTE_INTS : ATTRIBUTE_INT]])]);
	}
	return message(fields);
}

/** A fixed tensor, little-endian. */
export function tensor(name: string, type: ElementType, shape: readonly number[], bytes: Uint8Array): Uint8Array {
	return message([...shape.map((size): Field => [1, size]), [2, TYPES[type]], [8, name], [9, bytes]]);
}

/** A float32 or other tensor that goes in or out. */
export function value(name: string, type: ElementType, ...shape: number[]): Uint8Array {
	const dimensions = message(shape.map(size => [1, message([[1, size]])]));
	const kind = message([
		[1, TYPES[type]],
		[2, dimensions],
	]);
	return message([
		[1, name],
		[2, message([[1, kind]])],
	]);
}

export function message(fields: Field[]): Uint8Array {
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
