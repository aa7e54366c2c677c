import type { LinkError } from "../accelerator/link-error";
import type { Matrix } from "../accelerator/matrix";
import { Mode } from "../accelerator/registers";
import type { Done } from "../accelerator/turn";
import type { MatrixModel } from "../model/network";
import { type Codes, largestCode, layoutRows } from "./patches";
import { allColumns } from "./scratch";

/** What the chip did for one run of a network. */
export interface Meter {
	/** Outputs that hit the converters' range. */
	clipped: number;
	/** The chip's time, microseconds. */
	microseconds: number;
	/** Estimate, picojoules. */
	energy: number;
	/** Vectors through matrices. */
	vectors: number;
}

/** A matrix of a network on the chip: its copies take batches of vectors in turn. */
export class LayerMatrix {
	readonly model: MatrixModel;
	/** Logical, bias included. */
	readonly rows: number;
	readonly columns: number;
	/** What bias rows and bias columns are driven with. */
	readonly biasCode: number;
	readonly backwardBiasCode: number;
	/** Weight times input code that 1 in the sums of the last multiply stands for. */
	unit = 0;
	readonly #meter: Meter;
	#copies: readonly Matrix[] = [];
	#next = 0;
	#running: Matrix | undefined;
	#mode = 0;
	#done: Done | undefined;

	constructor(model: MatrixModel, meter: Meter) {
		this.model = model;
		this.#meter = meter;
		this.rows = layoutRows(model.pieces, model.biasRows);
		this.columns = allColumns(model);
		this.biasCode = largestCode(model.inputBits, model.inputSigned);
		this.backwardBiasCode = largestCode(Math.max(1, model.backwardBits), model.backwardSigned);
	}

	get copies(): readonly Matrix[] {
		return this.#copies;
	}

	/** @param copies as they lie on the chip */
	place(copies: readonly Matrix[]): void {
		this.#copies = copies;
	}

	/** The next batch goes to the first copy. */
	begin(): void {
		this.#next = 0;
	}

	/**
	 * Codes through the next copy.
	 * @param mode FORWARD or BACKWARD
	 * @param inputs vector by vector, bias included; left alone until done
	 * @param sums vector by vector; `unit` says what they count
	 */
	multiply(mode: number, inputs: Codes, vectors: number, sums: Int32Array, done: Done): void {
		const { inputBits, backwardBits } = this.model;
		const matrix = this.#copies[this.#next];
		this.#next = (this.#next + 1) % this.#copies.length;
		this.#running = matrix;
		this.#mode = mode;
		this.#done = done;
		this.#meter.vectors += vectors;
		const bits = mode === Mode.BACKWARD ? backwardBits : inputBits;
		matrix.multiply(mode, inputs, bits, vectors, sums, this.#multiplied);
	}

	#multiplied = (error: LinkError | undefined): void => {
		const matrix = this.#running!;
		const meter = this.#meter;
		const { multiplied } = matrix;
		meter.clipped += multiplied.clipped;
		meter.microseconds += multiplied.microseconds;
		meter.energy += multiplied.energy;
		this.unit = this.model.weightUnit * (this.#mode === Mode.BACKWARD ? matrix.backwardUnit : matrix.forwardUnit);
		const done = this.#done!;
		this.#running = this.#done = undefined;
		done(error);
	};
}
