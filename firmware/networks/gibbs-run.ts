import type { LinkError } from "../accelerator/link-error";
import { Mode } from "../accelerator/registers";
import type { Done } from "../accelerator/turn";
import type { GibbsStep } from "../model/network";
import { likelyUnits, probabilities, putBackKnown, sampleUnits } from "./boltzmann";
import { scaleColumns, toReal } from "./elementwise";
import type { LayerMatrix } from "./layer-matrix";
import { type Codes, gatherVector, spreadVector } from "./patches";
import type { StepRun, Workplace } from "./step-run";

/**
 * Gibbs sampling of a restricted Boltzmann machine: visible units forward through the array, hidden units backward through
 * the same cells; what is known of the input is put back in each cycle. Units are sampled here, not by the neurons.
 */
export class GibbsRun implements StepRun {
	readonly #place: Workplace;
	readonly #step: GibbsStep;
	readonly #matrix: LayerMatrix;
	readonly #count: number;
	readonly #visible: Float32Array;
	readonly #units: Uint8Array;
	#cycle = 0;
	#done: Done | undefined;

	constructor(place: Workplace, step: GibbsStep, index: number) {
		this.#place = place;
		this.#step = step;
		this.#matrix = place.matrices[step.matrix];
		this.#count = place.forms[step.input].count;
		this.#visible = place.values[index + 1] as Float32Array;
		this.#units = new Uint8Array(Math.max(this.#count, this.#matrix.columns));
	}

	start(done: Done): boolean {
		const { forms, values } = this.#place;
		const { input } = this.#step;
		this.#done = done;
		this.#cycle = 0;
		toReal(values[input], 0, this.#count, forms[input].unit, this.#visible, 0);
		this.#sendVisible();
		return false;
	}

	#sendVisible(): void {
		const { model, biasCode } = this.#matrix;
		const { scratch } = this.#place;
		const vector = scratch.codes(model.inputSigned);
		this.#sample(this.#visible, this.#count, biasCode);
		spreadVector(this.#units, 0, model.pieces, model.biasRows, biasCode, vector, 0);
		this.#matrix.multiply(Mode.FORWARD, vector, 1, scratch.sums, this.#visibleDone);
	}

	#visibleDone = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { columns, model, unit, biasCode, backwardBiasCode } = this.#matrix;
		const { scratch } = this.#place;
		const { sums, reals } = scratch;
		const hidden = model.columns;
		// a unit that is on counts one, whatever its code
		scaleColumns(sums, 0, columns, 1, hidden, unit / biasCode, this.#step.hiddenOffset, reals, 0);
		probabilities(reals, 0, hidden, reals, 0);
		this.#sample(reals, hidden, backwardBiasCode);
		const vector = scratch.codes(model.backwardSigned);
		for (let j = 0; j < columns; j++) vector[j] = j < hidden ? this.#units[j] : backwardBiasCode;
		this.#matrix.multiply(Mode.BACKWARD, vector, 1, sums, this.#hiddenDone);
	};

	#hiddenDone = (error: LinkError | undefined): void => {
		if (error) {
			this.#finish(error);
			return;
		}
		const { model, unit, backwardBiasCode } = this.#matrix;
		const { scratch, forms, values, known } = this.#place;
		const { sums } = scratch;
		const { input, visibleOffset } = this.#step;
		const visible = this.#visible;
		const count = this.#count;
		gatherVector(sums, 0, model.pieces, model.biasRows, sums, 0);
		scaleColumns(sums, 0, count, 1, count, unit / backwardBiasCode, visibleOffset, visible, 0);
		probabilities(visible, 0, count, visible, 0);
		putBackKnown(values[input] as Codes, 0, count, forms[input].unit, known, visible, 0);
		if (++this.#cycle < this.#step.cycles) this.#sendVisible();
		else this.#finish(undefined);
	};

	#sample(probability: Float32Array, count: number, one: number): void {
		if (this.#step.deterministic === 1) likelyUnits(probability, 0, count, one, this.#units, 0);
		else sampleUnits(probability, 0, count, this.#place.random, one, this.#units, 0);
	}

	#finish(error: LinkError | undefined): void {
		const done = this.#done!;
		this.#done = undefined;
		done(error);
	}
}
