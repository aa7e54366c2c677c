import { Random } from "../../../firmware/math/random";
import type {
	GibbsStep,
	LongShortTermMemoryStep,
	MatrixModel,
	MultiplyStep,
	NetworkModelFields,
	Step,
} from "../../../firmware/model/network";
import { likelyUnits, probabilities, putBackKnown, sampleUnits } from "../../../firmware/networks/boltzmann";
import { addTo, clip, scaleColumns, toReal } from "../../../firmware/networks/elementwise";
import { stepLongShortTermMemory } from "../../../firmware/networks/long-short-term-memory";
import { type Codes, gatherVector, largestCode, Patches, spreadVector } from "../../../firmware/networks/patches";
import { averagePool, maximumPool } from "../../../firmware/networks/pool";
import { type Numbers, quantize } from "../../../firmware/networks/quantize";
import { countOf, type ValueForm, valueForms } from "../../../firmware/networks/value-forms";
import { IdealMatrix } from "./ideal-matrix";

/** What a matrix is given, bias included: `length` codes from the first on, valid until the observer returns. */
export type VectorObserver = (matrix: number, vector: Codes, length: number, backward: boolean) => void;

type Mapped = Pick<NetworkModelFields, "input" | "matrices" | "steps">;

/**
 * A mapped network on a chip without noise, error or converter: exact products of whole numbers, and the firmware's own
 * functions between them. One input at a time: the reference for known answers, not made for speed.
 */
export class IdealNetwork {
	readonly #model: Mapped;
	readonly #matrices: IdealMatrix[];
	readonly #forms: ValueForm[];
	/** Of samples. */
	readonly #random: Random;
	#known: Uint8Array = NOTHING;

	constructor(model: Mapped, random = new Random(1)) {
		this.#random = random;
		this.#model = model;
		this.#matrices = model.matrices.map(matrix => new IdealMatrix(matrix));
		this.#forms = valueForms(model);
	}

	/** Codes of an input given as what the network expects, height x width x channels. */
	inputCodes(input: Float32Array): Codes {
		const { bits, signed, unit } = this.#model.input;
		const codes = roomFor(this.#forms[0]) as Codes;
		quantize(input, 0, codes.length, 1, codes, 0, bits, signed, unit);
		return codes;
	}

	/**
	 * The last value for an input as codes.
	 * @param known for Gibbs sampling: 1 for each number of the input that is put back
	 */
	run(codes: Codes, observe?: VectorObserver, known: Uint8Array = NOTHING): Float32Array {
		this.#known = known;
		const values: Numbers[] = [codes];
		this.#model.steps.forEach((step, n) => {
			const into = roomFor(this.#forms[n + 1]);
			this.#run(step, values, into, observe);
			values.push(into);
		});
		const last = values.length - 1;
		const scores = new Float32Array(values[last].length);
		toReal(values[last], 0, scores.length, this.#forms[last].unit, scores, 0);
		return scores;
	}

	#run(step: Step, values: readonly Numbers[], into: Numbers, observe: VectorObserver | undefined): void {
		const number = step.kind === "add" ? step.inputs[0] : step.input;
		const source = values[number];
		const { shape, unit } = this.#forms[number];
		const count = into.length;
		switch (step.kind) {
			case "multiply":
				this.#multiply(step, source as Codes, into as Float32Array, observe);
				return;
			case "quantize":
				quantize(source, 0, count, unit, into as Codes, 0, step.bits, step.signed, step.unit);
				return;
			case "maximum":
				maximumPool(source, 0, shape, step.window, step.shape, into, 0);
				return;
			case "average":
				averagePool(source, 0, shape, unit, step.window, step.shape, into as Float32Array, 0);
				return;
			case "add":
				for (const input of step.inputs)
					addTo(values[input], 0, count, this.#forms[input].unit, into as Float32Array, 0);
				return;
			case "clip":
				toReal(source, 0, count, unit, into as Float32Array, 0);
				clip(into as Float32Array, 0, count, step.least, step.most, into as Float32Array, 0);
				return;
			case "lstm":
				this.#longShortTermMemory(step, source as Codes, into as Float32Array, observe);
				return;
			case "gibbs":
				this.#gibbs(step, source as Codes, into as Float32Array, observe);
				return;
		}
	}

	#multiply(step: MultiplyStep, source: Codes, into: Float32Array, observe: VectorObserver | undefined): void {
		const { window, offset, shape } = step;
		const matrix = this.#matrices[step.matrix];
		const { pieces, biasRows, columns, weightUnit } = this.#model.matrices[step.matrix];
		const form = this.#forms[step.input];
		const bias = biasCode(this.#model.matrices[step.matrix]);
		const patches = new Patches(form.shape, window, shape.height, shape.width, pieces, biasRows, bias);
		const vector = vectorFor(form.signed, patches.rows);
		for (let n = 0; n < patches.positions; n++) {
			patches.take(source, 0, n, 1, vector, 0);
			observe?.(step.matrix, vector, patches.rows, false);
			const sums = matrix.multiply(vector);
			scaleColumns(sums, 0, columns, 1, columns, weightUnit * form.unit, offset, into, n * columns);
		}
	}

	#longShortTermMemory(
		step: LongShortTermMemoryStep,
		source: Codes,
		state: Float32Array,
		observe: VectorObserver | undefined,
	): void {
		const { hidden, limits, hiddenBits, hiddenUnit } = step;
		const form = this.#forms[step.input];
		const across = form.shape.width * form.shape.channels;
		const most = hiddenUnit * 2 ** (hiddenBits - 1);
		const cell = new Float32Array(hidden);
		const codes = new Int8Array(hidden);
		for (let t = 0; t < form.shape.height; t++) {
			quantize(state, 0, hidden, 1, codes, 0, hiddenBits, true, hiddenUnit);
			const parts = [
				this.#part(step.inputMatrix, source, t * across, form.signed, form.unit, step.inputOffset, observe),
				this.#part(step.hiddenMatrix, codes, 0, true, hiddenUnit, step.hiddenOffset, observe),
			];
			stepLongShortTermMemory(parts[0], parts[1], hidden, limits, most, cell, state);
		}
	}

	/** As firmware/networks/gibbs-run.ts. */
	#gibbs(step: GibbsStep, source: Codes, visible: Float32Array, observe: VectorObserver | undefined): void {
		const matrix = this.#matrices[step.matrix];
		const { pieces, biasRows, columns, weightUnit, backwardBits, backwardSigned } = this.#model.matrices[step.matrix];
		const { unit } = this.#forms[step.input];
		const forwardOne = biasCode(this.#model.matrices[step.matrix]);
		const backwardOne = largestCode(Math.max(1, backwardBits), backwardSigned);
		const count = visible.length;
		const units = new Uint8Array(Math.max(count, columns));
		const forward = new Uint8Array(matrix.rows);
		const backward = new Uint8Array(matrix.columns).fill(backwardOne);
		const hidden = new Float32Array(columns);
		const sums = new Int32Array(matrix.rows);
		toReal(source, 0, count, unit, visible, 0);
		for (let cycle = 0; cycle < step.cycles; cycle++) {
			this.#sample(step, visible, count, forwardOne, units);
			spreadVector(units, 0, pieces, biasRows, forwardOne, forward, 0);
			observe?.(step.matrix, forward, matrix.rows, false);
			const up = matrix.multiply(forward);
			scaleColumns(up, 0, columns, 1, columns, weightUnit / forwardOne, step.hiddenOffset, hidden, 0);
			probabilities(hidden, 0, columns, hidden, 0);
			this.#sample(step, hidden, columns, backwardOne, units);
			for (let j = 0; j < columns; j++) backward[j] = units[j];
			observe?.(step.matrix, backward, matrix.columns, true);
			gatherVector(matrix.multiplyBackward(backward), 0, pieces, biasRows, sums, 0);
			scaleColumns(sums, 0, count, 1, count, weightUnit / backwardOne, step.visibleOffset, visible, 0);
			probabilities(visible, 0, count, visible, 0);
			putBackKnown(source, 0, count, unit, this.#known, visible, 0);
		}
	}

	#sample(step: GibbsStep, probability: Float32Array, count: number, one: number, units: Uint8Array): void {
		if (step.deterministic === 1) likelyUnits(probability, 0, count, one, units, 0);
		else sampleUnits(probability, 0, count, this.#random, one, units, 0);
	}

	#part(
		number: number,
		source: Codes,
		from: number,
		signed: boolean,
		unit: number,
		offset: Float32Array,
		observe: VectorObserver | undefined,
	): Float32Array {
		const { pieces, biasRows, columns, weightUnit } = this.#model.matrices[number];
		const matrix = this.#matrices[number];
		const vector = vectorFor(signed, matrix.rows);
		spreadVector(source, from, pieces, biasRows, biasCode(this.#model.matrices[number]), vector, 0);
		observe?.(number, vector, matrix.rows, false);
		const part = new Float32Array(columns);
		scaleColumns(matrix.multiply(vector), 0, columns, 1, columns, weightUnit * unit, offset, part, 0);
		return part;
	}
}

const NOTHING = new Uint8Array(0);

function biasCode({ inputBits, inputSigned }: MatrixModel): number {
	return largestCode(inputBits, inputSigned);
}

function vectorFor(signed: boolean, rows: number): Codes {
	return signed ? new Int8Array(rows) : new Uint8Array(rows);
}

function roomFor(form: ValueForm): Numbers {
	const count = countOf(form.shape);
	if (form.isReal) return new Float32Array(count);
	return form.signed ? new Int8Array(count) : new Uint8Array(count);
}
