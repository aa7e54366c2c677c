import type { LinkError } from "../accelerator/link-error";
import { Mode } from "../accelerator/registers";
import type { Done } from "../accelerator/turn";
import type { MultiplyStep, QuantizeStep } from "../model/network";
import { scaleColumns } from "./elementwise";
import type { LayerMatrix } from "./layer-matrix";
import { type Codes, Patches } from "./patches";
import { quantize } from "./quantize";
import { BATCH, type Scratch } from "./scratch";
import type { StepRun, Workplace } from "./step-run";

/** A convolution or dense layer: patches through a matrix, a batch at a time, and into codes at once where only they are wanted. */
export class MultiplyRun implements StepRun {
	readonly #matrix: LayerMatrix;
	readonly #patches: Patches;
	readonly #source: Codes;
	readonly #sourceUnit: number;
	readonly #offset: Float32Array;
	readonly #columns: number;
	readonly #scratch: Scratch;
	readonly #vectors: Codes;
	/** Where the numbers go: real ones, or codes. */
	readonly #reals: Float32Array;
	readonly #codes: Codes;
	readonly #quantizer: QuantizeStep | undefined;
	#position = 0;
	#batch = 0;
	#done: Done | undefined;

	/** @param index of the step */
	constructor(place: Workplace, step: MultiplyStep, index: number) {
		const { model, forms, values, fused, matrices, scratch } = place;
		const form = forms[step.input];
		const matrix = matrices[step.matrix];
		const { pieces, biasRows, inputSigned } = matrix.model;
		const { height, width } = step.shape;
		this.#matrix = matrix;
		this.#patches = new Patches(form.shape, step.window, height, width, pieces, biasRows, matrix.biasCode);
		this.#source = values[step.input] as Codes;
		this.#sourceUnit = form.unit;
		this.#offset = step.offset;
		this.#columns = matrix.model.columns;
		this.#scratch = scratch;
		this.#vectors = scratch.codes(inputSigned);
		const isFused = fused[index + 1];
		this.#quantizer = isFused ? (model.steps[index + 1] as QuantizeStep) : undefined;
		this.#reals = isFused ? scratch.reals : (values[index + 1] as Float32Array);
		this.#codes = isFused ? (values[index + 2] as Codes) : NO_CODES;
	}

	start(done: Done): boolean {
		this.#position = this.#batch = 0;
		this.#done = done;
		this.#send();
		return false;
	}

	#send(): void {
		const patches = this.#patches;
		this.#batch = Math.min(BATCH, patches.positions - this.#position);
		patches.take(this.#source, 0, this.#position, this.#batch, this.#vectors, 0);
		this.#matrix.multiply(Mode.FORWARD, this.#vectors, this.#batch, this.#scratch.sums, this.#multiplied);
	}

	#multiplied = (error: LinkError | undefined): void => {
		if (!error) {
			this.#take();
			this.#position += this.#batch;
			if (this.#position < this.#patches.positions) {
				this.#send();
				return;
			}
		}
		const done = this.#done!;
		this.#done = undefined;
		done(error);
	};

	#take(): void {
		const columns = this.#columns;
		const quantizer = this.#quantizer;
		const matrix = this.#matrix;
		const { sums } = this.#scratch;
		const at = this.#position * columns;
		const scale = matrix.unit * this.#sourceUnit;
		scaleColumns(sums, 0, matrix.columns, this.#batch, columns, scale, this.#offset, this.#reals, quantizer ? 0 : at);
		if (!quantizer) return;
		const { bits, signed, unit } = quantizer;
		quantize(this.#reals, 0, this.#batch * columns, 1, this.#codes, at, bits, signed, unit);
	}
}

const NO_CODES = new Uint8Array(0);
