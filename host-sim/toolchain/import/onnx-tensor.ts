import { ImportError } from "./import-error";
import type { OnnxTensor } from "./onnx-model";

/** A constant: numbers row by row. */
export interface Tensor {
	dims: number[];
	/** Float32Array where it is of floating point, else whole numbers. */
	values: Float32Array | number[];
}

/** TensorProto.DataType. */
const Type = { float: 1, int32: 6, int64: 7, bool: 9, float16: 10, double: 11 } as const;
const EXTERNAL = 1;
const MOST_NUMBERS = 1 << 26;

/**
 * The numbers of a tensor, however the file holds them.
 * @throws ImportError for types that are no numbers we use, and for sizes that do not fit
 */
export function tensorOf(tensor: OnnxTensor): Tensor {
	const { name, dataType, dataLocation, rawData } = tensor;
	const where = `the constant ${JSON.stringify(name)}`;
	if (dataLocation === EXTERNAL)
		throw new ImportError("import-unsupported", `${where} is in another file: export the network as one file`);
	const dims = tensor.dims.map(Number);
	const count = dims.reduce((product, extent) => product * extent, 1);
	if (dims.some(extent => !Number.isSafeInteger(extent) || extent < 0) || !(count <= MOST_NUMBERS))
		throw new ImportError("import-shape", `${where} has the shape ${dims.join(" x ")}`);
	const fits = <T extends ArrayLike<unknown>>(values: T): T => {
		if (values.length !== count)
			throw new ImportError(
				"import-damaged",
				`${where} has ${values.length} numbers where ${dims.join(" x ")} are ${count}`,
			);
		return values;
	};
	const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
	const isRaw = rawData.length > 0;
	const raw = (size: number, read: (at: number) => number): number[] => {
		if (rawData.length !== count * size)
			throw new ImportError(
				"import-damaged",
				`${where} has ${rawData.length} bytes where ${count} numbers need ${count * size}`,
			);
		return Array.from({ length: count }, (_, n) => read(n * size));
	};
	switch (dataType) {
		case Type.float:
			return {
				dims,
				values: fits(Float32Array.from(isRaw ? raw(4, at => view.getFloat32(at, true)) : tensor.floatData)),
			};
		case Type.double:
			return {
				dims,
				values: fits(Float32Array.from(isRaw ? raw(8, at => view.getFloat64(at, true)) : tensor.doubleData)),
			};
		case Type.float16:
			return {
				dims,
				values: fits(
					Float32Array.from(isRaw ? raw(2, at => half(view.getUint16(at, true))) : tensor.int32Data.map(half)),
				),
			};
		case Type.int64:
			return {
				dims,
				values: fits(isRaw ? raw(8, at => Number(view.getBigInt64(at, true))) : tensor.int64Data.map(Number)),
			};
		case Type.int32:
			return { dims, values: fits(isRaw ? raw(4, at => view.getInt32(at, true)) : tensor.int32Data) };
		case Type.bool:
			return { dims, values: fits(isRaw ? raw(1, at => view.getUint8(at)) : tensor.int32Data) };
		default:
			throw new ImportError(
				"import-unsupported",
				`${where} is of ONNX data type ${dataType}: known are float, float16, double, int32, int64 and bool; export the network in float32`,
			);
	}
}

/** A number of half precision (IEEE 754). */
function half(bits: number): number {
	const exponent = (bits >> 10) & 31;
	const fraction = bits & 1023;
	const size =
		exponent === 0
			? fraction * 2 ** -24
			: exponent === 31
				? fraction === 0
					? Number.POSITIVE_INFINITY
					: Number.NaN
				: (1 + fraction / 1024) * 2 ** (exponent - 15);
	return bits & 0x8000 ? -size : size;
}
