import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pairs } from "../../../firmware/accelerator/operating-point";
import { crc32 } from "../../../firmware/math/crc32";
import { decodeCbor } from "../../../firmware/messaging/cbor-value";
import { modelKind } from "../../../firmware/model/document";
import { parseModel } from "../../../firmware/model/format";
import { ModelError } from "../../../firmware/model/model-error";
import type { NetworkModelFields, Step } from "../../../firmware/model/network";
import { parseNetwork } from "../../../firmware/model/network-format";
import { Cddl } from "../../../host-sim/cddl";
import { encodeModel } from "../../../host-sim/toolchain/encode-model";
import { encodeNetwork } from "../../../host-sim/toolchain/network/encode-network";
import { tinyModel } from "../../support/tiny-model";
import { tinyMatrix, tinyNetwork, tinyPoint } from "../../support/tiny-network";

/** The error of reading these bytes. */
function refusal(bytes: Uint8Array): ModelError {
	try {
		parseNetwork(bytes);
	} catch (error) {
		assert.instance(error, ModelError);
		return error as ModelError;
	}
	throw new Error("the file was accepted");
}

function sealed(body: Uint8Array): Uint8Array {
	const check = crc32(body);
	return Uint8Array.from([...body, 0x1a, check >>> 24, (check >>> 16) & 255, (check >>> 8) & 255, check & 255]);
}

const body = (): string => Buffer.from(encodeNetwork(tinyNetwork()).subarray(0, -5)).toString("latin1");
const fromText = (text: string): Uint8Array => sealed(Buffer.from(text, "latin1"));

/** A network with every kind of step, codes of both signs and both directions. */
function everyStep(): NetworkModelFields {
	const model = tinyNetwork();
	const { input, matrices, points } = model;
	model.input = { ...input, width: 4 };
	const shape = (width: number, channels = 1) => ({ height: 1, width, channels });
	const window = { height: 1, width: 2, stride: 2, top: 0, left: 0 };
	const offset = new Float32Array(0);
	points.push(tinyPoint(3, true), tinyPoint(2, false, Pairs.ROWS | Pairs.COLUMNS));
	matrices.push(
		tinyMatrix(
			"gates",
			2,
			[2],
			4,
			Array.from({ length: 12 }, (_, n) => n - 6),
		),
		tinyMatrix("state", 3, [1], 4, [1, 2, 3, 4, 5, 6, 7, 8], {
			inputBits: 3,
			inputSigned: true,
			representative: Int8Array.of(-3, 3, 0, 2),
		}),
		tinyMatrix("both ways", 4, [2], 2, [1, 2, 3, 4, 5, 6, 7, 8, 9], {
			backwardBits: 2,
			biasColumns: 1,
			backwardRepresentative: Uint8Array.of(0, 3, 3, 3, 0, 3),
		}),
	);
	matrices[3].copies[0][0].point = 1;
	const both = matrices[4].copies[0][0];
	both.columns = 3;
	both.columnLines = Uint8Array.of(0, 1, 2, 3, 4, 5);
	both.codes = new Uint8Array(36);
	both.point = both.backwardPoint = 2;
	const steps: Step[] = [
		{ kind: "maximum", input: 0, window, shape: shape(2) },
		{ kind: "gibbs", input: 1, matrix: 4, cycles: 3, deterministic: 1, ...offsets(2, 2), shape: shape(2) },
		{ kind: "quantize", input: 2, bits: 2, signed: false, unit: 1 / 3, shape: shape(2) },
		{ kind: "add", inputs: [3, 2], shape: shape(2) },
		{ kind: "clip", input: 4, least: 0, most: Infinity, shape: shape(2) },
		{ kind: "average", input: 5, window: { ...window, width: 1, stride: 1 }, shape: shape(2) },
		{ kind: "quantize", input: 6, bits: 2, signed: false, unit: 0.5, shape: shape(2) },
		{
			...{ kind: "lstm", input: 7, hidden: 1, inputMatrix: 2, hiddenMatrix: 3, hiddenBits: 3, hiddenUnit: 0.25 },
			...{ limits: new Float32Array(11).fill(Infinity), inputOffset: offset, hiddenOffset: offset, shape: shape(1) },
		},
	];
	const { knownAnswer } = model;
	model.steps = steps;
	model.labels = [];
	model.knownAnswer = { ...knownAnswer, input: Uint8Array.of(0, 1, 2, 3), scores: Float32Array.of(0.25) };
	return model;
}

function offsets(visible: number, hidden: number) {
	return { visibleOffset: new Float32Array(visible).fill(0.5), hiddenOffset: new Float32Array(hidden).fill(-1) };
}

test("a file read back is the network that was written, with the CRC-32 of the file as hash", () => {
	for (const model of [tinyNetwork(), everyStep()]) {
		const bytes = encodeNetwork(model);
		assert.equal(parseNetwork(bytes), { ...model, version: 1, hash: crc32(bytes) });
	}
});

test("codes, lines and representative inputs are views of the file", () => {
	const bytes = encodeNetwork(tinyNetwork());
	const { matrices, knownAnswer } = parseNetwork(bytes);
	const { codes, rowLines, columnLines } = matrices[0].copies[0][0];
	for (const view of [codes, rowLines, columnLines, matrices[0].representative, knownAnswer.input])
		assert.is(view.buffer, bytes.buffer);
});

test("every file follows model.cddl", () => {
	const schema = new Cddl(readFileSync("firmware/model/model.cddl", "utf8"));
	for (const model of [tinyNetwork(), everyStep()])
		assert.is(schema.check("model-file", decodeCbor(encodeNetwork(model))), undefined);
	const renamed = fromText(body().replace("biasRows", "biasRowt"));
	assert.match(schema.check("model-file", decodeCbor(renamed)) ?? "", "biasRows");
});

test("the kind tells which reader a file is for; each refuses the other's", () => {
	assert.is(modelKind(encodeNetwork(tinyNetwork())), "network");
	assert.is(modelKind(encodeModel(tinyModel())), "letters");
	assert.throws(
		() => modelKind(Buffer.from("GIF89a")),
		(error: unknown) => error instanceof ModelError,
	);
	assert.throws(
		() => parseModel(encodeNetwork(tinyNetwork())),
		(error: unknown) => error instanceof ModelError,
	);
	assert.is(refusal(encodeModel(tinyModel())).code.startsWith("model-"), true);
});

test("a file cut anywhere, too long or with something behind it is damaged", () => {
	const bytes = encodeNetwork(tinyNetwork());
	for (let length = 0; length < bytes.length; length += 3)
		assert.is(refusal(bytes.subarray(0, length)).code, "model-damaged");
	assert.is(refusal(Uint8Array.from([...bytes, 0])).code, "model-damaged");
	assert.match(refusal(new Uint8Array((8 << 20) + 1)).message, "a model has at most 8388608");
});

test("every flipped bit is noticed", () => {
	const bytes = encodeNetwork(tinyNetwork());
	for (let bit = 0; bit < 8 * bytes.length; bit += 3) {
		bytes[bit >> 3] ^= 1 << (bit & 7);
		refusal(bytes);
		bytes[bit >> 3] ^= 1 << (bit & 7);
	}
});

test("a newer format, an unknown step, a renamed field are refused by name", () => {
	const newer = refusal(fromText(body().replace("cim model\x01", "cim model\x02")));
	assert.is(newer.code, "model-version");
	const step = refusal(fromText(body().replace("hquantize", "hquantise")));
	assert.match(step.message, /"quantise" is no step that this firmware has .*update the firmware/);
	const prototype = refusal(fromText(body().replace("hquantize", "htoString")));
	assert.match(prototype.message, '"toString" is no step');
	const renamed = refusal(fromText(body().replace("biasRows", "biasRowt")));
	assert.is(renamed.field, "matrices[0].biasRows");
	assert.match(renamed.message, 'here stands "biasRowt", expected is "biasRows"; make the file anew');
});

/** What the check says of a network that was changed. */
function complaint(change: (model: NetworkModelFields) => void, model = tinyNetwork()): string {
	change(model);
	try {
		encodeNetwork(model);
	} catch (error) {
		assert.instance(error, ModelError);
		return (error as ModelError).message;
	}
	return "";
}

test("what does not fit is refused with the field and the reason", () => {
	const segment = (model: NetworkModelFields) => model.matrices[0].copies[0][0];
	const wrong: [(model: NetworkModelFields) => void, RegExp][] = [
		[
			m => {
				m.name = "";
			},
			/name: it is "", allowed is 1 to 32/,
		],
		[
			m => {
				m.profile = 0;
			},
			/profile/,
		],
		[
			m => {
				m.input.unit = 0;
			},
			/input.unit: it is 0, allowed is a number above 0/,
		],
		[
			m => {
				m.input.scale = Number.NaN;
			},
			/input.scale/,
		],
		[
			m => {
				m.input.height = 70_000;
			},
			/input.shape.height/,
		],
		[m => void Object.assign(m.input, { height: 2048, width: 2048 }), /input.shape: a value of 4194304 numbers/],
		[m => void Object.assign(m.input, { signed: true, bits: 1 }), /input.bits/],
		[
			m => {
				m.labels = ["yes"];
			},
			/labels: it has 1 values, numbers of the last value are 2/,
		],
		[
			m => {
				m.labels = ["no", "no"];
			},
			/labels\[1\]: .* not there already/,
		],
		[
			m => {
				m.labels[0] = "\n";
			},
			/labels\[0\]/,
		],
		[
			m => {
				m.points[0][0] = 9;
			},
			/points\[0\]\[0\]: it is 9/,
		],
		[
			m => {
				m.points[0][0] = 3;
			},
			/copies\[0\]\[0\].point: point 0 is for other inputs than the 2 bits/,
		],
		[
			m => {
				m.points[0][2] = 3;
			},
			/point 0 is for other pairs of lines/,
		],
		[
			m => {
				m.matrices[0].weightUnit = Infinity;
			},
			/weightUnit/,
		],
		[
			m => {
				m.matrices[0].codeBits = 3;
			},
			/codeBits: it is 3, allowed is 1, 2, 4 or 8/,
		],
		[
			m => {
				m.matrices[0].pieces = [3];
			},
			/matrices\[0\].copies\[0\]: its segments hold 9 weights/,
		],
		[
			m => {
				m.matrices[0].pieces = [1];
			},
			/goes beyond its matrix/,
		],
		[m => void m.matrices[0].copies[0].push({ ...segment(m), array: 5 }), /holds weights that segment 0 holds too/],
		[
			m => {
				segment(m).codes[3] = 16;
			},
			/codes\[3\]: it is 16, allowed is a code of 4 bits/,
		],
		[
			m => {
				segment(m).codes = new Uint8Array(17);
			},
			/codes: it has 17 values, row lines x column lines are 18/,
		],
		[
			m => {
				segment(m).rowLines[2] = 1;
			},
			/rowLines\[2\]: it is 1, allowed is lines in ascending order/,
		],
		[
			m => {
				segment(m).rowLines = new Uint8Array(5);
			},
			/rowLines: it has 5 values, 2 rows are 6/,
		],
		[
			m => {
				segment(m).point = 1;
			},
			/point: it is 1, allowed is below 1/,
		],
		[
			m => {
				m.matrices[1].copies[0][0].array = 0;
			},
			/lies on cells of array 0 that matrices\[0\].* has too/,
		],
		[
			m => {
				m.matrices[0].representative = new Uint8Array(4);
			},
			/representative: it has 4 codes, a vector has 3/,
		],
		[
			m => {
				m.matrices[0].representative[1] = 4;
			},
			/representative\[1\]: it is 4, allowed is a code from 0 to 3/,
		],
		[
			m => {
				m.matrices[0].backwardRepresentative = new Uint8Array(3);
			},
			/never runs backward/,
		],
		[
			m => {
				m.steps = [];
			},
			/steps: there are none/,
		],
		[
			m => {
				m.steps[1] = { ...m.steps[1], input: 2 } as Step;
			},
			/steps\[1\].input: it is 2/,
		],
		[
			m => {
				m.steps[2] = { ...m.steps[2], input: 1 } as Step;
			},
			/steps\[2\].input: "second" takes codes/,
		],
		[
			m => {
				m.steps[2] = { ...m.steps[2], input: 0 } as Step;
			},
			/steps\[2\].*inputs? for "second"/,
		],
		[
			m => {
				m.steps[0] = { ...m.steps[0], matrix: 1 } as Step;
			},
			/steps\[0\].window: 2 inputs for "second", which takes 3/,
		],
		[
			m => {
				m.steps[0] = { ...m.steps[0], matrix: 2 } as Step;
			},
			/steps\[0\].matrix: it is 2, allowed is a number below 2/,
		],
		[
			m => {
				m.steps[0].shape.channels = 4;
			},
			/steps\[0\].shape: 4 channels of a matrix with 3 columns/,
		],
		[
			m => {
				m.steps[0].shape.width = 3;
			},
			/positions go beyond a value/,
		],
		[
			m => {
				m.steps[1].shape.channels = 2;
			},
			/steps\[1\].shape: it is not the shape of value 1/,
		],
		[
			m => {
				(m.steps[1] as { unit: number }).unit = -1;
			},
			/steps\[1\].unit/,
		],
		[
			m => {
				(m.steps[2] as { offset: Float32Array }).offset[0] = Number.NaN;
			},
			/offset\[0\]: it is "NaN"/,
		],
		[
			m => {
				(m.steps[2] as { offset: Float32Array }).offset = new Float32Array(1);
			},
			/offset: it has 1 values, columns are 2/,
		],
		[
			m => {
				m.knownAnswer.input = Uint8Array.of(3);
			},
			/knownAnswer.input: it has 1 values/,
		],
		[
			m => {
				m.knownAnswer.input[0] = 4;
			},
			/knownAnswer.input\[0\]/,
		],
		[
			m => {
				m.knownAnswer.scores[0] = Infinity;
			},
			/knownAnswer.scores\[0\]/,
		],
		[
			m => {
				m.knownAnswer.tolerance = 0;
			},
			/knownAnswer.tolerance/,
		],
		[
			m => {
				m.minimumMargin = -1;
			},
			/minimumMargin/,
		],
		[
			m => {
				m.provenance.tool = "";
			},
			/provenance.tool/,
		],
	];
	for (const [change, words] of wrong) assert.match(complaint(change), words);
});

test("the steps of recurrent networks and of Boltzmann machines are checked against their matrices", () => {
	const at = <K extends Step["kind"]>(m: NetworkModelFields, kind: K) =>
		m.steps.find(step => step.kind === kind) as Extract<Step, { kind: K }>;
	const wrong: [(model: NetworkModelFields) => void, RegExp][] = [
		[
			m => {
				at(m, "lstm").hidden = 2;
			},
			/hiddenMatrix: 2 inputs for "state"/,
		],
		[
			m => {
				at(m, "lstm").hiddenBits = 2;
			},
			/hiddenBits: 2 bits for a matrix with inputs of 3/,
		],
		[
			m => {
				at(m, "lstm").limits[3] = 0;
			},
			/limits\[3\]/,
		],
		[
			m => {
				at(m, "lstm").limits = new Float32Array(10);
			},
			/limits: it has 10 values/,
		],
		[
			m => {
				at(m, "lstm").inputMatrix = 0;
			},
			/inputMatrix: it has 3 columns, four gates of 1 units/,
		],
		[
			m => {
				at(m, "lstm").shape.width = 2;
			},
			/instead of 1 x 1 x 1/,
		],
		[
			m => {
				at(m, "gibbs").matrix = 0;
			},
			/gibbs|does not run backward/,
		],
		[
			m => {
				at(m, "gibbs").cycles = 0;
			},
			/cycles/,
		],
		[
			m => {
				at(m, "gibbs").visibleOffset = new Float32Array(3);
			},
			/visibleOffset: it has 3 values/,
		],
		[
			m => {
				at(m, "clip").most = -1;
			},
			/most/,
		],
		[
			m => {
				at(m, "add").inputs = [];
			},
			/nothing to add/,
		],
		[
			m => {
				Object.assign(m.steps[0], { window: { height: 1, width: 2, stride: 2, top: 0, left: 2 } });
			},
			/window.left/,
		],
		[
			m => {
				m.matrices[4].backwardRepresentative = new Uint8Array(0);
			},
			/backwardRepresentative: it has 0 codes/,
		],
		[
			m => {
				m.matrices[4].copies[0][0].backwardPoint = 0;
			},
			/point 0 is for other pairs/,
		],
	];
	assert.is(
		complaint(() => {}, everyStep()),
		"",
	);
	for (const [change, words] of wrong) assert.match(complaint(change, everyStep()), words);
});

test.run();
