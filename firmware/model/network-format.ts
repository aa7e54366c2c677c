import { POINT_FIELDS } from "../accelerator/operating-point";
import { crc32 } from "../math/crc32";
import type { CborReader } from "../messaging/cbor-reader";
import { MODEL_VERSION, type Place, readDocument } from "./document";
import { FieldReader } from "./field-reader";
import { ModelError } from "./model-error";
import type {
	MatrixModel,
	NetworkInput,
	NetworkKnownAnswer,
	NetworkModel,
	NetworkModelFields,
	SegmentModel,
} from "./network";
import { checkNetwork } from "./network-check";
import { NetworkLimit, RECOMPILE } from "./network-limits";
import { readProvenance } from "./provenance-format";
import { readShape } from "./shape-format";
import { readStep } from "./step-format";

/**
 * Reads and checks a network's file: every field, every bound, sizes against each other. Codes, lines and representative
 * inputs are views of `bytes`: on a device they stay in flash.
 * @throws ModelError
 */
export function parseNetwork(bytes: Uint8Array): NetworkModel {
	const fields = readDocument(bytes, NetworkLimit.bytes, RECOMPILE, readFields);
	checkNetwork(fields);
	return { ...fields, version: MODEL_VERSION, hash: crc32(bytes) };
}

/** The fields in the order of their keys: shorter first, then bytewise. */
function readFields(reader: CborReader, place: Place): NetworkModelFields {
	const fields = new FieldReader(reader, place, RECOMPILE);
	reader.map(11, 11);
	const kind = fields.text("kind", NetworkLimit.name);
	if (kind !== "network")
		throw new ModelError(
			"model-field",
			"kind",
			`it is ${JSON.stringify(kind)}, allowed is "network"; update the firmware`,
		);
	const name = fields.text("name", NetworkLimit.name);
	const input = readInput(fields);
	const steps = [];
	const stepCount = fields.array("steps", 1, NetworkLimit.steps);
	for (let n = 0; n < stepCount; n++) {
		const around = fields.within(`steps[${n}]`);
		steps.push(readStep(fields));
		fields.leave(around);
	}
	const labels: string[] = [];
	const labelCount = fields.array("labels", 0, NetworkLimit.labels);
	for (let n = 0; n < labelCount; n++) labels.push(reader.text(NetworkLimit.name));
	const points = readPoints(fields);
	const profile = fields.int("profile", 1, 0xffff);
	const matrices: MatrixModel[] = [];
	const matrixCount = fields.array("matrices", 1, NetworkLimit.matrices);
	for (let n = 0; n < matrixCount; n++) {
		const around = fields.within(`matrices[${n}]`);
		matrices.push(readMatrix(fields));
		fields.leave(around);
	}
	fields.enter("provenance");
	const provenance = readProvenance(fields);
	const knownAnswer = readKnownAnswer(fields, input.signed);
	const minimumMargin = fields.int("minimumMargin", 0, NetworkLimit.minimumMargin);
	return {
		...{ kind, name, profile, labels, input, matrices, points, steps },
		...{ minimumMargin, knownAnswer, provenance },
	};
}

function readInput(fields: FieldReader): NetworkInput {
	fields.map("input", 6);
	const around = fields.within("input");
	const bits = fields.int("bits", 1, 8);
	const unit = fields.float("unit");
	const zero = fields.float("zero");
	const scale = fields.float("scale");
	const shape = readShape(fields);
	const signed = fields.boolean("signed");
	fields.leave(around);
	return { ...shape, bits, signed, zero, scale, unit };
}

function readPoints(fields: FieldReader): Int32Array[] {
	const count = fields.array("points", 1, NetworkLimit.points);
	const points: Int32Array[] = [];
	for (let n = 0; n < count; n++) {
		fields.reader.array(POINT_FIELDS, POINT_FIELDS);
		const point = new Int32Array(POINT_FIELDS);
		for (let field = 0; field < POINT_FIELDS; field++) point[field] = fields.reader.int(-0x80000000, 0x7fffffff);
		points.push(point);
	}
	return points;
}

function readMatrix(fields: FieldReader): MatrixModel {
	fields.reader.map(15, 15);
	const name = fields.text("name", NetworkLimit.name);
	const copies: SegmentModel[][] = [];
	const copyCount = fields.array("copies", 1, NetworkLimit.copies);
	for (let copy = 0; copy < copyCount; copy++) {
		const segments: SegmentModel[] = [];
		const count = fields.reader.array(1, NetworkLimit.segments);
		for (let n = 0; n < count; n++) {
			const around = fields.within(`copies[${copy}][${n}]`);
			segments.push(readSegment(fields));
			fields.leave(around);
		}
		copies.push(segments);
	}
	const pieces: number[] = [];
	const pieceCount = fields.array("pieces", 1, NetworkLimit.pieces);
	for (let n = 0; n < pieceCount; n++) pieces.push(fields.reader.int(1, NetworkLimit.lines));
	const columns = fields.int("columns", 1, NetworkLimit.lines);
	const biasRows = fields.int("biasRows", 0, NetworkLimit.bias);
	const codeBits = fields.int("codeBits", 1, 8);
	const together = fields.int("together", 1, NetworkLimit.arrays);
	const inputBits = fields.int("inputBits", 1, 8);
	const weightUnit = fields.float("weightUnit");
	const biasColumns = fields.int("biasColumns", 0, NetworkLimit.bias);
	const inputSigned = fields.boolean("inputSigned");
	const backwardBits = fields.int("backwardBits", 0, 8);
	const backwardSigned = fields.boolean("backwardSigned");
	const representative = fields.codes("representative", inputSigned);
	const backwardRepresentative = fields.codes("backwardRepresentative", backwardSigned);
	return {
		...{ name, pieces, biasRows, columns, biasColumns, inputBits, inputSigned, backwardBits, backwardSigned },
		...{ weightUnit, codeBits, copies, together, representative, backwardRepresentative },
	};
}

function readSegment(fields: FieldReader): SegmentModel {
	fields.reader.map(10, 10);
	const row = fields.int("row", 0, NetworkLimit.lines);
	const rows = fields.int("rows", 1, NetworkLimit.lines);
	const array = fields.int("array", 0, NetworkLimit.arrays - 1);
	const codes = fields.bytes("codes");
	const point = fields.int("point", 0, NetworkLimit.points);
	const column = fields.int("column", 0, NetworkLimit.lines);
	const columns = fields.int("columns", 1, NetworkLimit.lines);
	const rowLines = fields.bytes("rowLines");
	const columnLines = fields.bytes("columnLines");
	const backwardPoint = fields.int("backwardPoint", 0, NetworkLimit.points);
	return { array, row, column, rows, columns, rowLines, columnLines, codes, point, backwardPoint };
}

function readKnownAnswer(fields: FieldReader, signed: boolean): NetworkKnownAnswer {
	fields.map("knownAnswer", 3);
	const around = fields.within("knownAnswer");
	const input = fields.codes("input", signed);
	const scores = fields.reals("scores", 1, NetworkLimit.numbers);
	const tolerance = fields.float("tolerance");
	fields.leave(around);
	return { input, scores, tolerance };
}
