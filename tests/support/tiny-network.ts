import { Pairs, POINT_FIELDS, PointField } from "../../firmware/accelerator/operating-point";
import type { MatrixModel, NetworkModelFields, SegmentModel } from "../../firmware/model/network";

/** Operating point of a fake chip (fake-parallel-core.ts) or of NeuRRAM for these inputs. */
export function tinyPoint(bits: number, signed: boolean, pairs: number = Pairs.ROWS): Int32Array {
	const point = new Int32Array(POINT_FIELDS);
	point[PointField.INPUT_BITS] = bits;
	point[PointField.INPUT_SIGNED] = signed ? 1 : 0;
	point[PointField.PAIRS] = pairs;
	point[PointField.OUTPUT_BITS] = 8;
	point[PointField.PULSE_MULTIPLIER] = 4;
	point[PointField.POSITIVE_VOLTAGE] = point[PointField.NEGATIVE_VOLTAGE] = 500_000;
	point[PointField.DECREMENT_UP] = point[PointField.DECREMENT_DOWN] = 125_000;
	point[PointField.DECREMENT_STEPS] = 100;
	point[PointField.ROW_GATING] = 1;
	point[PointField.ABSOLUTE_TOLERANCE] = 1_000_000;
	point[PointField.PROGRAM_PASSES] = 1;
	return point;
}

/** A whole matrix of whole weights -15 to 15 as one segment on the first lines of an array. */
export function tinySegment(array: number, rows: number, columns: number, weights: readonly number[]): SegmentModel {
	const codes = new Uint8Array(2 * rows * columns);
	for (let i = 0; i < rows; i++)
		for (let j = 0; j < columns; j++) {
			const weight = weights[i * columns + j];
			codes[2 * i * columns + j] = Math.max(weight, 0);
			codes[(2 * i + 1) * columns + j] = Math.max(-weight, 0);
		}
	const rowLines = Uint8Array.from({ length: 2 * rows }, (_, n) => n);
	const columnLines = Uint8Array.from({ length: columns }, (_, n) => n);
	return {
		...{ array, row: 0, column: 0, rows, columns, rowLines, columnLines, codes },
		...{ point: 0, backwardPoint: 0 },
	};
}

/** A matrix with one bias row, of unsigned inputs of two bits; fields can be others. */
export function tinyMatrix(
	name: string,
	array: number,
	pieces: number[],
	columns: number,
	weights: readonly number[],
	fields: Partial<MatrixModel> = {},
): MatrixModel {
	const biasRows = fields.biasRows ?? 1;
	const rows = pieces.reduce((sum, inputs) => sum + inputs + biasRows, 0);
	return {
		...{ name, pieces, biasRows, columns, biasColumns: 0, inputBits: 2, inputSigned: false },
		...{ backwardBits: 0, backwardSigned: false, weightUnit: 0.125, codeBits: 4, together: 1 },
		copies: [[tinySegment(array, rows, columns, weights)]],
		representative: Uint8Array.from({ length: 8 * rows }, (_, n) => (n * 7 + (n >> 2)) & 3),
		backwardRepresentative: new Uint8Array(0),
		...fields,
	};
}

/** The smallest sensible network: two pixels, a layer, a quantiser, another layer, two labels. A new object each time, free to be changed. */
export function tinyNetwork(): NetworkModelFields {
	const vector = (channels: number) => ({ height: 1, width: 1, channels });
	const window = { height: 1, width: 2, stride: 1, top: 0, left: 0 };
	const offset = new Float32Array(0);
	return {
		kind: "network",
		name: "tiny network",
		profile: 2,
		labels: ["yes", "no"],
		input: { height: 1, width: 2, channels: 1, bits: 2, signed: false, zero: 0, scale: 255, unit: 1 / 3 },
		matrices: [
			tinyMatrix("first", 0, [2], 3, [15, -7, 3, -2, 9, 12, 4, 1, -6]),
			tinyMatrix("second", 1, [2, 1], 2, [15, -15, 7, 3, -4, 1, -11, 13, 2, 5]),
		],
		points: [tinyPoint(2, false)],
		steps: [
			{ kind: "multiply", input: 0, matrix: 0, window, offset, shape: vector(3) },
			{ kind: "quantize", input: 1, bits: 2, signed: false, unit: 0.71, shape: vector(3) },
			{
				...{ kind: "multiply", input: 2, matrix: 1, window: { ...window, width: 1 } },
				...{ offset: Float32Array.of(0.5, -0.25), shape: vector(2) },
			},
		],
		minimumMargin: 5,
		knownAnswer: { input: Uint8Array.of(3, 1), scores: Float32Array.of(1.5, -2), tolerance: 0.5 },
		provenance: { tool: "test", seed: 7, data: "none", accuracy: "not measured" },
	};
}
