import { CborWriter } from "../../../firmware/messaging/cbor-writer";
import { MODEL_MARK, MODEL_VERSION } from "../../../firmware/model/document";
import type {
	MatrixModel,
	NetworkModelFields,
	SegmentModel,
	Shape,
	Step,
	Window,
} from "../../../firmware/model/network";
import { checkNetwork } from "../../../firmware/model/network-check";
import { NetworkLimit } from "../../../firmware/model/network-limits";
import { seal } from "../seal";

/**
 * The bytes of a network's `.cim` file; `parseNetwork` of firmware/model/network-format.ts reads them back.
 * @throws ModelError for fields that `parseNetwork` would refuse
 */
export function encodeNetwork(model: NetworkModelFields): Uint8Array {
	checkNetwork(model);
	const { input, knownAnswer, provenance } = model;
	const writer = new CborWriter(1 << 16, NetworkLimit.bytes);
	writer.array(4).text(MODEL_MARK).int(MODEL_VERSION).map(11);
	writer.text("kind").text(model.kind);
	writer.text("name").text(model.name);
	writer.text("input").map(6);
	writer.text("bits").int(input.bits);
	writer.text("unit").float(input.unit);
	writer.text("zero").float(input.zero);
	writer.text("scale").float(input.scale);
	writeShape(writer, input);
	writer.text("signed").boolean(input.signed);
	writer.text("steps").array(model.steps.length);
	for (const step of model.steps) {
		writer.array(2).text(step.kind);
		writeStep(writer, step);
	}
	writer.text("labels").array(model.labels.length);
	for (const label of model.labels) writer.text(label);
	writer.text("points").array(model.points.length);
	for (const point of model.points) {
		writer.array(point.length);
		for (const value of point) writer.int(value);
	}
	writer.text("profile").int(model.profile);
	writer.text("matrices").array(model.matrices.length);
	for (const matrix of model.matrices) writeMatrix(writer, matrix);
	writer.text("provenance").map(4);
	writer.text("data").text(provenance.data);
	writer.text("seed").int(provenance.seed);
	writer.text("tool").text(provenance.tool);
	writer.text("accuracy").text(provenance.accuracy);
	writer.text("knownAnswer").map(3);
	writer.text("input").bytes(knownAnswer.input);
	writer.text("scores").bytes(realBytes(knownAnswer.scores));
	writer.text("tolerance").float(knownAnswer.tolerance);
	writer.text("minimumMargin").int(model.minimumMargin);
	return seal(writer);
}

function writeMatrix(writer: CborWriter, matrix: MatrixModel): void {
	writer.map(15);
	writer.text("name").text(matrix.name);
	writer.text("copies").array(matrix.copies.length);
	for (const segments of matrix.copies) {
		writer.array(segments.length);
		for (const segment of segments) writeSegment(writer, segment);
	}
	writer.text("pieces").array(matrix.pieces.length);
	for (const inputs of matrix.pieces) writer.int(inputs);
	writer.text("columns").int(matrix.columns);
	writer.text("biasRows").int(matrix.biasRows);
	writer.text("codeBits").int(matrix.codeBits);
	writer.text("together").int(matrix.together);
	writer.text("inputBits").int(matrix.inputBits);
	writer.text("weightUnit").float(matrix.weightUnit);
	writer.text("biasColumns").int(matrix.biasColumns);
	writer.text("inputSigned").boolean(matrix.inputSigned);
	writer.text("backwardBits").int(matrix.backwardBits);
	writer.text("backwardSigned").boolean(matrix.backwardSigned);
	writer.text("representative").bytes(matrix.representative);
	writer.text("backwardRepresentative").bytes(matrix.backwardRepresentative);
}

function writeSegment(writer: CborWriter, segment: SegmentModel): void {
	writer.map(10);
	writer.text("row").int(segment.row);
	writer.text("rows").int(segment.rows);
	writer.text("array").int(segment.array);
	writer.text("codes").bytes(segment.codes);
	writer.text("point").int(segment.point);
	writer.text("column").int(segment.column);
	writer.text("columns").int(segment.columns);
	writer.text("rowLines").bytes(segment.rowLines);
	writer.text("columnLines").bytes(segment.columnLines);
	writer.text("backwardPoint").int(segment.backwardPoint);
}

function writeStep(writer: CborWriter, step: Step): void {
	switch (step.kind) {
		case "multiply":
			writer.map(5).text("input").int(step.input);
			writeShape(writer, step.shape);
			writer.text("matrix").int(step.matrix);
			writer.text("offset").bytes(realBytes(step.offset));
			writeWindow(writer, step.window);
			return;
		case "quantize":
			writer.map(5).text("bits").int(step.bits).text("unit").float(step.unit).text("input").int(step.input);
			writeShape(writer, step.shape);
			writer.text("signed").boolean(step.signed);
			return;
		case "maximum":
		case "average":
			writer.map(3).text("input").int(step.input);
			writeShape(writer, step.shape);
			writeWindow(writer, step.window);
			return;
		case "add":
			writer.map(2);
			writeShape(writer, step.shape);
			writer.text("inputs").array(step.inputs.length);
			for (const input of step.inputs) writer.int(input);
			return;
		case "clip":
			writer.map(4).text("most").float(step.most).text("input").int(step.input).text("least").float(step.least);
			writeShape(writer, step.shape);
			return;
		case "lstm":
			writer.map(10).text("input").int(step.input);
			writeShape(writer, step.shape);
			writer.text("hidden").int(step.hidden);
			writer.text("limits").bytes(realBytes(step.limits));
			writer.text("hiddenBits").int(step.hiddenBits);
			writer.text("hiddenUnit").float(step.hiddenUnit);
			writer.text("inputMatrix").int(step.inputMatrix);
			writer.text("inputOffset").bytes(realBytes(step.inputOffset));
			writer.text("hiddenMatrix").int(step.hiddenMatrix);
			writer.text("hiddenOffset").bytes(realBytes(step.hiddenOffset));
			return;
		case "gibbs":
			writer.map(7).text("input").int(step.input);
			writeShape(writer, step.shape);
			writer.text("cycles").int(step.cycles);
			writer.text("matrix").int(step.matrix);
			writer.text("hiddenOffset").bytes(realBytes(step.hiddenOffset));
			writer.text("deterministic").int(step.deterministic);
			writer.text("visibleOffset").bytes(realBytes(step.visibleOffset));
			return;
	}
}

function writeShape(writer: CborWriter, { height, width, channels }: Shape): void {
	writer.text("shape").array(3).int(height).int(width).int(channels);
}

function writeWindow(writer: CborWriter, { height, width, stride, top, left }: Window): void {
	writer.text("window").array(5).int(height).int(width).int(stride).int(top).int(left);
}

/** 32-bit floating-point numbers, little endian. */
function realBytes(numbers: Float32Array): Uint8Array {
	const bytes = new Uint8Array(4 * numbers.length);
	const view = new DataView(bytes.buffer);
	for (let n = 0; n < numbers.length; n++) view.setFloat32(4 * n, numbers[n], true);
	return bytes;
}
