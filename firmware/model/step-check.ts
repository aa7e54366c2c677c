import { countOf, inputsOf, type ValueForm } from "../networks/value-forms";
import { rowsOf } from "./matrix-check";
import type {
	GibbsStep,
	LongShortTermMemoryStep,
	MatrixModel,
	MultiplyStep,
	PoolStep,
	Shape,
	Step,
	Window,
} from "./network";
import { NetworkLimit } from "./network-limits";
import { demandBits, demandCount, demandFinite, demandInteger, demandUnit, mismatch, refuse } from "./network-words";

/** Limits that a step of a long short-term memory has. */
const LIMITS = 11;

/** What a check knows of a network: what was before a step. */
interface Before {
	field: string;
	forms: readonly ValueForm[];
	matrices: readonly MatrixModel[];
}

/** A shape by itself: a value has room in memory. */
export function checkShape(field: string, shape: Shape): void {
	demandInteger(`${field}.height`, shape.height, 1, NetworkLimit.side);
	demandInteger(`${field}.width`, shape.width, 1, NetworkLimit.side);
	demandInteger(`${field}.channels`, shape.channels, 1, NetworkLimit.side);
	if (countOf(shape) > NetworkLimit.numbers)
		mismatch(field, `a value of ${countOf(shape)} numbers, at most ${NetworkLimit.numbers} are possible`);
}

/** A step against what was before it. @param forms of the values that there are */
export function checkStep(
	field: string,
	step: Step,
	forms: readonly ValueForm[],
	matrices: readonly MatrixModel[],
): void {
	checkShape(`${field}.shape`, step.shape);
	for (const input of inputsOf(step)) demandInteger(`${field}.input`, input, 0, forms.length - 1);
	const before = { field, forms, matrices };
	switch (step.kind) {
		case "multiply":
			checkMultiply(before, step);
			return;
		case "quantize":
			demandSameShape(before, step.input, step.shape);
			demandBits(`${field}.bits`, step.bits, step.signed);
			demandUnit(`${field}.unit`, step.unit);
			return;
		case "maximum":
		case "average":
			checkPool(before, step);
			return;
		case "add":
			if (step.inputs.length === 0) mismatch(`${field}.inputs`, "there is nothing to add");
			for (const input of step.inputs) demandSameShape(before, input, step.shape);
			return;
		case "clip":
			demandSameShape(before, step.input, step.shape);
			if (!(step.least <= step.most)) refuse(`${field}.most`, String(step.most), "at least the smallest");
			return;
		case "lstm":
			checkLongShortTermMemory(before, step);
			return;
		case "gibbs":
			checkGibbs(before, step);
			return;
	}
}

function checkMultiply({ field, forms, matrices }: Before, step: MultiplyStep): void {
	const matrix = matrixOf(`${field}.matrix`, matrices, step.matrix);
	const form = forms[step.input];
	demandCodesFor(field, form, matrix);
	const { window, shape, offset } = step;
	checkWindow(`${field}.window`, window, form.shape, shape);
	demandInputs(`${field}.window`, matrix, window.height * window.width * form.shape.channels);
	if (shape.channels !== matrix.columns)
		mismatch(`${field}.shape`, `${shape.channels} channels of a matrix with ${matrix.columns} columns`);
	checkOffset(`${field}.offset`, offset, matrix.columns);
}

function checkPool({ field, forms }: Before, { input, window, shape }: PoolStep): void {
	const form = forms[input];
	checkWindow(`${field}.window`, window, form.shape, shape);
	if (shape.channels !== form.shape.channels)
		mismatch(`${field}.shape`, `${shape.channels} channels of a value with ${form.shape.channels}`);
}

/** Every position of a window meets the value that it moves over. */
function checkWindow(field: string, window: Window, source: Shape, made: Shape): void {
	demandInteger(`${field}.height`, window.height, 1, NetworkLimit.window);
	demandInteger(`${field}.width`, window.width, 1, NetworkLimit.window);
	demandInteger(`${field}.stride`, window.stride, 1, NetworkLimit.window);
	demandInteger(`${field}.top`, window.top, 0, window.height - 1);
	demandInteger(`${field}.left`, window.left, 0, window.width - 1);
	const bottom = (made.height - 1) * window.stride - window.top;
	const right = (made.width - 1) * window.stride - window.left;
	if (bottom >= source.height || right >= source.width)
		mismatch(field, `${made.height} x ${made.width} positions go beyond a value of ${source.height} x ${source.width}`);
}

function checkLongShortTermMemory({ field, forms, matrices }: Before, step: LongShortTermMemoryStep): void {
	const input = matrixOf(`${field}.inputMatrix`, matrices, step.inputMatrix);
	const hidden = matrixOf(`${field}.hiddenMatrix`, matrices, step.hiddenMatrix);
	const form = forms[step.input];
	demandCodesFor(field, form, input);
	demandInteger(`${field}.hidden`, step.hidden, 1, NetworkLimit.lines);
	demandInputs(`${field}.inputMatrix`, input, form.shape.width * form.shape.channels);
	demandInputs(`${field}.hiddenMatrix`, hidden, step.hidden);
	for (const [name, matrix] of [
		["inputMatrix", input],
		["hiddenMatrix", hidden],
	] as const)
		if (matrix.columns !== 4 * step.hidden)
			mismatch(`${field}.${name}`, `it has ${matrix.columns} columns, four gates of ${step.hidden} units are needed`);
	if (step.hiddenBits !== hidden.inputBits)
		mismatch(`${field}.hiddenBits`, `${step.hiddenBits} bits for a matrix with inputs of ${hidden.inputBits}`);
	demandUnit(`${field}.hiddenUnit`, step.hiddenUnit);
	demandCount(`${field}.limits`, step.limits, LIMITS, "limits");
	for (let n = 0; n < LIMITS; n++)
		if (!(step.limits[n] > 0)) refuse(`${field}.limits[${n}]`, String(step.limits[n]), "a number above 0");
	checkOffset(`${field}.inputOffset`, step.inputOffset, input.columns);
	checkOffset(`${field}.hiddenOffset`, step.hiddenOffset, hidden.columns);
	const { height, width, channels } = step.shape;
	if (height !== 1 || width !== 1 || channels !== step.hidden)
		mismatch(`${field}.shape`, `${height} x ${width} x ${channels} instead of 1 x 1 x ${step.hidden}`);
}

function checkGibbs(before: Before, step: GibbsStep): void {
	const { field, forms, matrices } = before;
	const matrix = matrixOf(`${field}.matrix`, matrices, step.matrix);
	const { isReal, count } = forms[step.input];
	if (isReal) mismatch(`${field}.input`, "its input must be codes");
	demandSameShape(before, step.input, step.shape);
	demandInputs(`${field}.matrix`, matrix, count);
	if (matrix.backwardBits === 0) mismatch(`${field}.matrix`, "it does not run backward");
	demandInteger(`${field}.cycles`, step.cycles, 1, NetworkLimit.cycles);
	demandInteger(`${field}.deterministic`, step.deterministic, 0, 1);
	checkOffset(`${field}.visibleOffset`, step.visibleOffset, count);
	checkOffset(`${field}.hiddenOffset`, step.hiddenOffset, matrix.columns);
}

function matrixOf(field: string, matrices: readonly MatrixModel[], number: number): MatrixModel {
	if (!Number.isInteger(number) || number < 0 || number >= matrices.length)
		refuse(field, number, `a number below ${matrices.length}`);
	return matrices[number];
}

/** What goes into a matrix is codes of its bits. */
function demandCodesFor(field: string, form: ValueForm, matrix: MatrixModel): void {
	if (form.isReal) mismatch(`${field}.input`, `"${matrix.name}" takes codes, the value is real`);
	if (form.bits !== matrix.inputBits || form.signed !== matrix.inputSigned)
		mismatch(`${field}.input`, `codes of ${form.bits} bits for inputs of ${matrix.inputBits} of "${matrix.name}"`);
}

function demandInputs(field: string, matrix: MatrixModel, inputs: number): void {
	const own = rowsOf(matrix) - matrix.pieces.length * matrix.biasRows;
	if (own !== inputs) mismatch(field, `${inputs} inputs for "${matrix.name}", which takes ${own}`);
}

function demandSameShape({ field, forms }: Before, input: number, shape: Shape): void {
	const { height, width, channels } = forms[input].shape;
	if (shape.height !== height || shape.width !== width || shape.channels !== channels)
		mismatch(`${field}.shape`, `it is not the shape of value ${input}`);
}

function checkOffset(field: string, offset: Float32Array, columns: number): void {
	if (offset.length > 0) demandCount(field, offset, columns, "columns");
	demandFinite(field, offset);
}
