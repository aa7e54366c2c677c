import { Mode } from "../../../firmware/accelerator/registers";
import type { Vectors, Windows } from "../../../firmware/emulator/kernels/kernels";
import { Random } from "../../../firmware/math/random";
import type {
	GibbsStep,
	LongShortTermMemoryStep,
	MultiplyStep,
	NetworkModelFields,
	Step,
} from "../../../firmware/model/network";
import { likelyUnits, probabilities, putBackKnown, sampleUnits } from "../../../firmware/networks/boltzmann";
import { addTo, clip, scaleColumns, toReal } from "../../../firmware/networks/elementwise";
import { stepLongShortTermMemory } from "../../../firmware/networks/long-short-term-memory";
import { type Codes, gatherVector, largestCode, spreadVector } from "../../../firmware/networks/patches";
import { averagePool, maximumPool } from "../../../firmware/networks/pool";
import { type Numbers, quantize, unsignedCode } from "../../../firmware/networks/quantize";
import { BATCH } from "../../../firmware/networks/scratch";
import { type ValueForm, valueForms } from "../../../firmware/networks/value-forms";
import { type ChipMatrix, sliceOf } from "./chip-matrix";
import { WindowPlan } from "./window-plan";

/** The steps of a network for a batch of inputs at once: products by the chip's matrices, all else by the firmware's functions. */
export class NetworkBatch {
	readonly #model: NetworkModelFields;
	readonly #matrices: readonly (readonly ChipMatrix[])[];
	readonly #forms: readonly ValueForm[];
	/** By number of the value, input by input; grows with the batch. */
	readonly #values: Numbers[] = [];
	readonly #plans = new Map<Step, WindowPlan>();
	#sums = new Int32Array(0);
	#count = 0;
	#random = new Random(0);
	#sampleSeeds: readonly number[] = [];
	#known: Uint8Array = new Uint8Array(0);
	#scores = new Float32Array(0);

	constructor(model: NetworkModelFields, matrices: readonly (readonly ChipMatrix[])[]) {
		this.#model = model;
		this.#matrices = matrices;
		this.#forms = valueForms(model);
	}

	get scores(): number {
		return this.#forms[this.#forms.length - 1].count;
	}

	/** As ChipNetwork.run. @param random of the chip's noise @param sampleSeeds one an input */
	run(codes: Codes, count: number, random: Random, sampleSeeds: readonly number[], known: Uint8Array): Float32Array {
		this.#count = count;
		this.#random = random;
		this.#sampleSeeds = sampleSeeds;
		this.#known = known;
		this.#values[0] = codes;
		this.#model.steps.forEach((step, n) => {
			this.#step(step, this.#room(n + 1));
		});
		const last = this.#forms.length - 1;
		const { count: numbers, unit } = this.#forms[last];
		if (this.#scores.length !== count * numbers) this.#scores = new Float32Array(count * numbers);
		toReal(this.#values[last], 0, count * numbers, unit, this.#scores, 0);
		return this.#scores;
	}

	value(n: number): Numbers {
		return this.#values[n];
	}

	/** Room for a value of the whole batch. */
	#room(value: number): Numbers {
		const form = this.#forms[value];
		const length = this.#count * form.count;
		const room = this.#values[value];
		if (room?.length === length) return room;
		const made = form.isReal ? new Float32Array(length) : codesRoom(form.signed, length);
		this.#values[value] = made;
		return made;
	}

	#step(step: Step, into: Numbers): void {
		const number = step.kind === "add" ? step.inputs[0] : step.input;
		const source = this.#values[number];
		const { shape, unit, count } = this.#forms[number];
		const all = into.length;
		const inputs = this.#count;
		switch (step.kind) {
			case "multiply":
				this.#multiply(step, source as Codes, into as Float32Array);
				return;
			case "quantize":
				if (source instanceof Float32Array && into instanceof Uint8Array)
					rectify(source, all, largestCode(step.bits, false), step.unit, into);
				else quantize(source, 0, all, unit, into as Codes, 0, step.bits, step.signed, step.unit);
				return;
			case "maximum":
				for (let n = 0; n < inputs; n++)
					maximumPool(source, n * count, shape, step.window, step.shape, into, (n * all) / inputs);
				return;
			case "average":
				for (let n = 0; n < inputs; n++) {
					const at = (n * all) / inputs;
					averagePool(source, n * count, shape, unit, step.window, step.shape, into as Float32Array, at);
				}
				return;
			case "add":
				toReal(source, 0, all, unit, into as Float32Array, 0);
				for (const other of step.inputs.slice(1))
					addTo(this.#values[other], 0, all, this.#forms[other].unit, into as Float32Array, 0);
				return;
			case "clip":
				toReal(source, 0, all, unit, into as Float32Array, 0);
				clip(into as Float32Array, 0, all, step.least, step.most, into as Float32Array, 0);
				return;
			case "lstm":
				this.#longShortTermMemory(step, number, into as Float32Array);
				return;
			case "gibbs":
				this.#gibbs(step, number, into as Float32Array);
				return;
		}
	}

	#multiply(step: MultiplyStep, source: Codes, into: Float32Array): void {
		const { window, offset, shape, input } = step;
		const copies = this.#matrices[step.matrix];
		const { model } = copies[0];
		const form = this.#forms[input];
		let plan = this.#plans.get(step);
		if (!plan) {
			const bias = largestCode(model.inputBits, model.inputSigned);
			const { segments } = copies[0];
			plan = new WindowPlan(form.shape, window, shape, model.pieces, model.biasRows, bias, segments);
			this.#plans.set(step, plan);
		}
		const { positions } = plan;
		const given = plan.place(source, this.#count);
		this.#throughCopies(copies, given, this.#count * positions, positions, ({ outputs, unit, from, count }) => {
			const scale = model.weightUnit * unit * form.unit;
			scaleColumns(this.#sums, 0, outputs, count, model.columns, scale, offset, into, from * model.columns);
		});
	}

	/**
	 * Deals vectors out to the copies as the firmware does, BATCH positions of an input in turn.
	 * @param take called with the sums of `count` vectors from number `from` on
	 */
	#throughCopies(
		copies: readonly ChipMatrix[],
		given: readonly Windows[],
		vectors: number,
		positions: number,
		take: (sums: { outputs: number; unit: number; from: number; count: number }) => void,
	): void {
		const outputs = copies[0].outputs(Mode.FORWARD);
		if (copies.length === 1) {
			this.#product(copies[0], Mode.FORWARD, given, vectors);
			take({ outputs, unit: copies[0].forwardUnit, from: 0, count: vectors });
			return;
		}
		for (let first = 0; first < vectors; first += positions)
			for (let at = 0; at < positions; at += BATCH) {
				const count = Math.min(BATCH, positions - at);
				const copy = copies[(at / BATCH) % copies.length];
				const from = first + at;
				const part = given.map(windows => WindowPlan.part(windows, from, count));
				this.#product(copy, Mode.FORWARD, part, count);
				take({ outputs, unit: copy.forwardUnit, from, count });
			}
	}

	#product(matrix: ChipMatrix, mode: number, given: readonly Vectors[], vectors: number): void {
		const length = vectors * matrix.outputs(mode);
		if (this.#sums.length < length) this.#sums = new Int32Array(length);
		matrix.multiply(mode, given, vectors, this.#random, this.#sums);
	}

	#longShortTermMemory(step: LongShortTermMemoryStep, number: number, state: Float32Array): void {
		const { hidden, limits, hiddenBits, hiddenUnit, inputOffset, hiddenOffset } = step;
		const [inputMatrix] = this.#matrices[step.inputMatrix];
		const [hiddenMatrix] = this.#matrices[step.hiddenMatrix];
		const form = this.#forms[number];
		const { height } = form.shape;
		const width = form.count / height;
		const signed = hiddenMatrix.model.inputSigned;
		const most = hiddenUnit * (largestCode(hiddenBits, signed) + (signed ? 1 : 0));
		const inputs = this.#count;
		const gates = 4 * hidden;
		const parts = [new Float32Array(inputs * gates), new Float32Array(inputs * gates)];
		const cell = new Float32Array(inputs * hidden);
		const codes = codesRoom(signed, inputs * hidden);
		const source = this.#values[number] as Codes;
		state.fill(0);
		for (let t = 0; t < height; t++) {
			this.#spread(inputMatrix, source, t * width, form.count, parts[0], form.unit, inputOffset);
			quantize(state, 0, inputs * hidden, 1, codes, 0, hiddenBits, signed, hiddenUnit);
			this.#spread(hiddenMatrix, codes, 0, hidden, parts[1], hiddenUnit, hiddenOffset);
			for (let n = 0; n < inputs; n++)
				stepLongShortTermMemory(
					parts[0].subarray(n * gates, (n + 1) * gates),
					parts[1].subarray(n * gates, (n + 1) * gates),
					hidden,
					limits,
					most,
					cell.subarray(n * hidden, (n + 1) * hidden),
					state.subarray(n * hidden, (n + 1) * hidden),
				);
		}
	}

	/** One vector an input, `stride` codes apart, through a matrix to real numbers. */
	#spread(
		matrix: ChipMatrix,
		source: Codes,
		from: number,
		stride: number,
		into: Float32Array,
		unit: number,
		offset: Float32Array,
	): void {
		const { model } = matrix;
		const inputs = this.#count;
		const rows = matrix.outputs(Mode.BACKWARD);
		const bias = largestCode(model.inputBits, model.inputSigned);
		const vectors = codesRoom(model.inputSigned, inputs * rows);
		for (let n = 0; n < inputs; n++)
			spreadVector(source, from + n * stride, model.pieces, model.biasRows, bias, vectors, n * rows);
		this.#product(matrix, Mode.FORWARD, slicesOf(matrix, Mode.FORWARD, vectors, inputs, rows), inputs);
		const scale = model.weightUnit * matrix.forwardUnit * unit;
		const { columns } = model;
		scaleColumns(this.#sums, 0, matrix.outputs(Mode.FORWARD), inputs, columns, scale, offset, into, 0);
	}

	#gibbs(step: GibbsStep, number: number, visible: Float32Array): void {
		const [matrix] = this.#matrices[step.matrix];
		const { model } = matrix;
		const { count, unit } = this.#forms[number];
		const inputs = this.#count;
		const source = this.#values[number] as Codes;
		const rows = matrix.outputs(Mode.BACKWARD);
		const columns = matrix.outputs(Mode.FORWARD);
		const hidden = model.columns;
		const one = largestCode(model.inputBits, model.inputSigned);
		const backwardOne = largestCode(Math.max(1, model.backwardBits), model.backwardSigned);
		const samplers = this.#sampleSeeds.map(seed => new Random(seed));
		const units = new Uint8Array(Math.max(count, columns));
		const forward = codesRoom(model.inputSigned, inputs * rows);
		const backward = codesRoom(model.backwardSigned, inputs * columns);
		const probability = new Float32Array(inputs * hidden);
		const pieces = new Int32Array(inputs * count);
		const sample = (n: number, from: Float32Array, at: number, length: number, code: number): void => {
			if (step.deterministic === 1) likelyUnits(from, at, length, code, units, 0);
			else sampleUnits(from, at, length, samplers[n], code, units, 0);
		};
		toReal(source, 0, inputs * count, unit, visible, 0);
		for (let cycle = 0; cycle < step.cycles; cycle++) {
			for (let n = 0; n < inputs; n++) {
				sample(n, visible, n * count, count, one);
				spreadVector(units, 0, model.pieces, model.biasRows, one, forward, n * rows);
			}
			this.#product(matrix, Mode.FORWARD, slicesOf(matrix, Mode.FORWARD, forward, inputs, rows), inputs);
			const scale = (model.weightUnit * matrix.forwardUnit) / one;
			scaleColumns(this.#sums, 0, columns, inputs, hidden, scale, step.hiddenOffset, probability, 0);
			probabilities(probability, 0, inputs * hidden, probability, 0);
			for (let n = 0; n < inputs; n++) {
				sample(n, probability, n * hidden, hidden, backwardOne);
				for (let j = 0; j < columns; j++) backward[n * columns + j] = j < hidden ? units[j] : backwardOne;
			}
			this.#product(matrix, Mode.BACKWARD, slicesOf(matrix, Mode.BACKWARD, backward, inputs, columns), inputs);
			for (let n = 0; n < inputs; n++)
				gatherVector(this.#sums, n * rows, model.pieces, model.biasRows, pieces, n * count);
			const back = (model.weightUnit * matrix.backwardUnit) / backwardOne;
			scaleColumns(pieces, 0, count, inputs, count, back, step.visibleOffset, visible, 0);
			probabilities(visible, 0, inputs * count, visible, 0);
			if (this.#known.length > 0)
				for (let n = 0; n < inputs; n++) {
					const known = this.#known.subarray(n * count, (n + 1) * count);
					putBackKnown(source, n * count, count, unit, known, visible, n * count);
				}
		}
	}
}

/** What `quantize` does most often: apart, so that the engine sees one kind of array. */
function rectify(source: Float32Array, count: number, most: number, unit: number, into: Uint8Array): void {
	for (let i = 0; i < count; i++) into[i] = unsignedCode(source[i], most, unit);
}

function slicesOf(matrix: ChipMatrix, mode: number, vectors: Codes, count: number, stride: number): Int16Array[] {
	return matrix.segments.map(segment => sliceOf(segment, mode, vectors, 0, count, stride));
}

function codesRoom(signed: boolean, length: number): Codes {
	return signed ? new Int8Array(length) : new Uint8Array(length);
}
