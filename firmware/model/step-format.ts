import type { FieldReader } from "./field-reader";
import { ModelError } from "./model-error";
import type { PoolStep, Step, Window } from "./network";
import { NetworkLimit, RECOMPILE } from "./network-limits";
import { readShape } from "./shape-format";

/** One step: [kind, fields], the fields in the order of their keys. */
export function readStep(fields: FieldReader): Step {
	fields.reader.array(2, 2);
	const kind = fields.reader.text(NetworkLimit.name);
	if (!Object.hasOwn(readers, kind)) throw unknownStep(kind);
	return readers[kind as Step["kind"]](fields);
}

const readers: { readonly [Kind in Step["kind"]]: (fields: FieldReader) => Step } = {
	multiply(fields) {
		fields.reader.map(5, 5);
		const input = readInput(fields);
		const shape = readShape(fields);
		const matrix = readMatrix(fields, "matrix");
		const offset = fields.reals("offset", 0, NetworkLimit.lines);
		return { kind: "multiply", input, matrix, window: readWindow(fields), offset, shape };
	},
	quantize(fields) {
		fields.reader.map(5, 5);
		const bits = fields.int("bits", 1, 8);
		const unit = fields.float("unit");
		const input = readInput(fields);
		const shape = readShape(fields);
		return { kind: "quantize", input, bits, signed: fields.boolean("signed"), unit, shape };
	},
	maximum: fields => readPool("maximum", fields),
	average: fields => readPool("average", fields),
	add(fields) {
		fields.reader.map(2, 2);
		const shape = readShape(fields);
		const inputs: number[] = [];
		const count = fields.array("inputs", 1, NetworkLimit.steps);
		for (let n = 0; n < count; n++) inputs.push(fields.reader.int(0, NetworkLimit.steps));
		return { kind: "add", inputs, shape };
	},
	clip(fields) {
		fields.reader.map(4, 4);
		const most = fields.float("most");
		const input = readInput(fields);
		const least = fields.float("least");
		return { kind: "clip", input, least, most, shape: readShape(fields) };
	},
	lstm(fields) {
		fields.reader.map(10, 10);
		const input = readInput(fields);
		const shape = readShape(fields);
		const hidden = fields.int("hidden", 1, NetworkLimit.lines);
		const limits = fields.reals("limits", 1, NetworkLimit.window);
		const hiddenBits = fields.int("hiddenBits", 1, 8);
		const hiddenUnit = fields.float("hiddenUnit");
		const inputMatrix = readMatrix(fields, "inputMatrix");
		const inputOffset = fields.reals("inputOffset", 0, NetworkLimit.lines);
		const hiddenMatrix = readMatrix(fields, "hiddenMatrix");
		const hiddenOffset = fields.reals("hiddenOffset", 0, NetworkLimit.lines);
		return {
			...{ kind: "lstm", input, hidden, inputMatrix, hiddenMatrix, hiddenBits, hiddenUnit },
			...{ limits, inputOffset, hiddenOffset, shape },
		};
	},
	gibbs(fields) {
		fields.reader.map(7, 7);
		const input = readInput(fields);
		const shape = readShape(fields);
		const cycles = fields.int("cycles", 1, NetworkLimit.cycles);
		const matrix = readMatrix(fields, "matrix");
		const hiddenOffset = fields.reals("hiddenOffset", 0, NetworkLimit.lines);
		const deterministic = fields.int("deterministic", 0, 1);
		const visibleOffset = fields.reals("visibleOffset", 0, NetworkLimit.lines);
		return { kind: "gibbs", input, matrix, cycles, deterministic, visibleOffset, hiddenOffset, shape };
	},
};

function readPool(kind: PoolStep["kind"], fields: FieldReader): PoolStep {
	fields.reader.map(3, 3);
	const input = readInput(fields);
	const shape = readShape(fields);
	return { kind, input, window: readWindow(fields), shape };
}

function readInput(fields: FieldReader): number {
	return fields.int("input", 0, NetworkLimit.steps);
}

function readMatrix(fields: FieldReader, name: string): number {
	return fields.int(name, 0, NetworkLimit.matrices);
}

/** Height, width, stride, top, left. */
function readWindow(fields: FieldReader): Window {
	fields.array("window", 5, 5);
	const { reader } = fields;
	const height = reader.int(1, NetworkLimit.window);
	const width = reader.int(1, NetworkLimit.window);
	const stride = reader.int(1, NetworkLimit.window);
	const top = reader.int(0, NetworkLimit.window);
	return { height, width, stride, top, left: reader.int(0, NetworkLimit.window) };
}

function unknownStep(kind: string): ModelError {
	const known = "multiply, quantize, maximum, average, add, clip, lstm, gibbs";
	return new ModelError(
		"model-field",
		"steps",
		`${JSON.stringify(kind)} is no step that this firmware has (${known}); update the firmware, or ${RECOMPILE}`,
	);
}
