import type { LinkError } from "../accelerator/link-error";
import { Mode } from "../accelerator/registers";
import type { Done } from "../accelerator/turn";
import type { LongShortTermMemoryStep } from "../model/network";
import { scaleColumns } from "./elementwise";
import type { LayerMatrix } from "./layer-matrix";
import { stepLongShortTermMemory } from "./long-short-term-memory";
import { type Codes, largestCode, spreadVector } from "./patches";
import { quantize } from "./quantize";
import { BATCH, type Scratch } from "./scratch";
import type { StepRun, Workplace } from "./step-run";

/** Steps of a sequence whose inputs go through their matrix together: they do not wait for the hidden state. */
const AHEAD = 4;

/** A long short-term memory over the rows of a value: per step the input's and the hidden state's product, then the gates. */
export class LongShortTermMemoryRun implements StepRun {
	readonly #step: LongShortTermMemoryStep;
	readonly #input: LayerMatrix;
	readonly #hidden: LayerMatrix;
	readonly #source: Codes;
	readonly #sourceUnit: number;
	readonly #rows: number;
	readonly #width: number;
	readonly #most: number;
	readonly #scratch: Scratch;
	/** Of the steps that went ahead, and of the one at work: 4 x hidden each. */
	readonly #inputParts: Float32Array;
	readonly #inputPart: Float32Array[];
	readonly #hiddenPart: Float32Array;
	readonly #cell: Float32Array;
	readonly #state: Float32Array;
	readonly #codes: Codes;
	#row = 0;
	#ahead = 0;
	#done: Done | undefined;

	constructor(place: Workplace, step: LongShortTermMemoryStep, index: number) {
		const { forms, values, matrices, scratch } = place;
		const { count, shape, unit } = forms[step.input];
		const gates = 4 * step.hidden;
		this.#step = step;
		this.#input = matrices[step.inputMatrix];
		this.#hidden = matrices[step.hiddenMatrix];
		this.#source = values[step.input] as Codes;
		this.#sourceUnit = unit;
		this.#rows = shape.height;
		this.#width = count / shape.height;
		const { inputSigned } = this.#hidden.model;
		// the quantiser keeps a11 (1 - 2^(1-bits)) of a signed state; the state itself goes up to a11
		this.#most = step.hiddenUnit * (largestCode(step.hiddenBits, inputSigned) + (inputSigned ? 1 : 0));
		this.#scratch = scratch;
		this.#inputParts = new Float32Array(AHEAD * gates);
		this.#inputPart = [];
		for (let n = 0; n < AHEAD; n++) this.#inputPart.push(this.#inputParts.subarray(n * gates, (n + 1) * gates));
		this.#hiddenPart = new Float32Array(gates);
		this.#cell = new Float32Array(step.hidden);
		this.#state = values[index + 1] as Float32Array;
		this.#codes = inputSigned ? new Int8Array(step.hidden) : new Uint8Array(step.hidden);
	}

	start(done: Done): boolean {
		this.#done = done;
		this.#row = this.#ahead = 0;
		this.#cell.fill(0);
		this.#state.fill(0);
		this.#next();
		return false;
	}

	#next(): void {
		if (this.#row === this.#rows) this.#finish(undefined);
		else if (this.#row === this.#ahead) this.#sendInputs();
		else this.#sendState();
	}

	#sendInputs(): void {
		const { model, rows, biasCode } = this.#input;
		const vectors = this.#scratch.codes(model.inputSigned);
		const width = this.#width;
		const count = Math.min(AHEAD, BATCH, this.#rows - this.#row);
		for (let n = 0; n < count; n++)
			spreadVector(this.#source, (this.#row + n) * width, model.pieces, model.biasRows, biasCode, vectors, n * rows);
		this.#ahead = this.#row + count;
		this.#input.multiply(Mode.FORWARD, vectors, count, this.#scratch.sums, this.#inputsDone);
	}

	#inputsDone = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { unit, columns } = this.#input;
		const { hidden, inputOffset } = this.#step;
		const count = this.#ahead - this.#row;
		const { sums } = this.#scratch;
		scaleColumns(sums, 0, columns, count, 4 * hidden, unit * this.#sourceUnit, inputOffset, this.#inputParts, 0);
		this.#next();
	};

	#sendState(): void {
		const { model, biasCode } = this.#hidden;
		const { hidden, hiddenBits, hiddenUnit } = this.#step;
		const vectors = this.#scratch.codes(model.inputSigned);
		quantize(this.#state, 0, hidden, 1, this.#codes, 0, hiddenBits, model.inputSigned, hiddenUnit);
		spreadVector(this.#codes, 0, model.pieces, model.biasRows, biasCode, vectors, 0);
		this.#hidden.multiply(Mode.FORWARD, vectors, 1, this.#scratch.sums, this.#stateDone);
	}

	#stateDone = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { unit, columns } = this.#hidden;
		const { hidden, hiddenUnit, hiddenOffset, limits } = this.#step;
		const hiddenPart = this.#hiddenPart;
		scaleColumns(this.#scratch.sums, 0, columns, 1, 4 * hidden, unit * hiddenUnit, hiddenOffset, hiddenPart, 0);
		const inputPart = this.#inputPart[this.#row % AHEAD];
		stepLongShortTermMemory(inputPart, hiddenPart, hidden, limits, this.#most, this.#cell, this.#state);
		this.#row++;
		this.#next();
	};

	#finish(error: LinkError | undefined): void {
		const done = this.#done!;
		this.#done = undefined;
		done(error);
	}
}
