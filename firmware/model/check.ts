import { TAPS } from "../sensing/vision/kernel";
import { MAP_PIXELS, type SensorFields } from "../sensing/vision/sensor-stage";
import type { ModelFields } from "./model";
import { ModelError } from "./model-error";

/** Largest sizes a model file may ask for, whatever the chip. */
export const Limit = {
	bytes: 65536,
	rows: 256,
	vectors: 64,
	labels: 64,
	/** Of a vision sensor. */
	kernels: 5,
	/** Bytes of UTF-8. */
	name: 32,
	text: 400,
} as const;

export const RETRAIN = 'make the file anew with "cim train letters"';

/** @throws ModelError for the first field that is out of its bounds or does not fit another */
export function checkModel(model: ModelFields): void {
	if (model.kind !== "letters") refuse("kind", model.kind, '"letters"');
	checkText("name", model.name, Limit.name);
	checkInteger("profile", model.profile, 1, 0xffff);
	checkInteger("layer.rows", model.rows, 1, Limit.rows);
	checkInteger("layer.vectors", model.vectors, 1, Limit.vectors);
	checkBits("layer.bits", model.bits);
	checkBits("layer.pictureBits", model.pictureBits);
	checkLabels(model.labels);
	checkInteger("calibration.fullScale", model.fullScale, 1, 0xffffffff);
	checkInteger("calibration.toneAmplitude", model.toneAmplitude, 1, 0xffffffff);
	checkInteger("calibration.minimumMargin", model.minimumMargin, 0, 254);
	const { pictures, scores, tolerance } = model.knownAnswer;
	if (!(tolerance > 0 && tolerance <= 127)) refuse("knownAnswer.tolerance", tolerance, "above 0 and at most 127 codes");
	checkInteger("provenance.seed", model.provenance.seed, 0, 0xffffffff);
	checkText("provenance.tool", model.provenance.tool, Limit.text);
	checkText("provenance.data", model.provenance.data, Limit.text);
	checkText("provenance.accuracy", model.provenance.accuracy, Limit.text);

	if (model.sensor) checkSensor(model.sensor, model.rows);

	const labels = model.labels.length;
	checkLength("layer.codes", model.codes, model.rows * 2 * labels, "rows x 2 labels");
	checkCodes("layer.codes", model.codes, model.bits);
	checkLength("knownAnswer.pictures", pictures, model.vectors * model.rows, "vectors x rows");
	checkCodes("knownAnswer.pictures", pictures, model.pictureBits);
	checkLength("knownAnswer.scores", scores, model.vectors * labels, "vectors x labels");
	for (let n = 0; n < scores.length; n++)
		if (scores[n] === -128) refuse(`knownAnswer.scores[${n}]`, -128, "a converter code from -127 to 127");
}

function checkSensor({ gain, kernels }: SensorFields, rows: number): void {
	checkInteger("sensor.gain", gain, 1, 0xffff);
	if (kernels.length < 1 || kernels.length > Limit.kernels)
		refuse("sensor.kernels", kernels.length, `1 to ${Limit.kernels} kernels`);
	for (const { levels, scale } of kernels) {
		checkLength("sensor.kernels.levels", levels, TAPS, "weights of a kernel");
		if (!(scale >= 1 && scale <= 127)) refuse("sensor.kernels.scale", scale, "a number from 1 to 127");
	}
	if (rows !== kernels.length * MAP_PIXELS) refuse("layer.rows", rows, `kernels x ${MAP_PIXELS} behind a sensor`);
}

function refuse(field: string, value: unknown, allowed: string): never {
	throw new ModelError("model-field", field, `it is ${JSON.stringify(value)}, allowed is ${allowed}; ${RETRAIN}`);
}

function checkInteger(field: string, value: number, least: number, most: number): void {
	if (!Number.isInteger(value) || value < least || value > most)
		refuse(field, value, `a whole number from ${least} to ${most}`);
}

function checkBits(field: string, value: number): void {
	if (value !== 1 && value !== 2 && value !== 4 && value !== 8) refuse(field, value, "1, 2, 4 or 8");
}

function checkText(field: string, value: string, most: number): void {
	let sound = value.length > 0 && value.length <= most;
	for (let n = 0; sound && n < value.length; n++) sound = isPrintable(value.charCodeAt(n));
	if (!sound) refuse(field, value, `1 to ${most} printable ASCII characters`);
}

/** A label stands for one character of a verdict's text, where "?" means that no label was sure. */
function checkLabels(labels: readonly string[]): void {
	if (labels.length < 2 || labels.length > Limit.labels) refuse("labels", labels.length, `2 to ${Limit.labels} labels`);
	for (let n = 0; n < labels.length; n++) {
		const label = labels[n];
		if (label.length !== 1 || !isPrintable(label.charCodeAt(0)) || label === "?" || label === " ")
			refuse(`labels[${n}]`, label, 'one printable ASCII character other than "?" and space');
		if (labels.indexOf(label) !== n) refuse(`labels[${n}]`, label, "a label that is not there already");
	}
}

function isPrintable(character: number): boolean {
	return character >= 0x20 && character < 0x7f;
}

function checkLength(field: string, values: { length: number }, expected: number, formula: string): void {
	if (values.length !== expected)
		throw new ModelError("model-size", field, `it has ${values.length} values, ${formula} are ${expected}; ${RETRAIN}`);
}

function checkCodes(field: string, codes: Uint8Array, bits: number): void {
	const most = (1 << bits) - 1;
	for (let n = 0; n < codes.length; n++)
		if (codes[n] > most) refuse(`${field}[${n}]`, codes[n], `a code of ${bits} bits, 0 to ${most}`);
}
