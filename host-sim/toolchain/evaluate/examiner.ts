import type { Kernels } from "../../../firmware/emulator/kernels/kernels";
import { ChipNetwork } from "./chip-network";
import { EFFECTS, effectOf, PROFILE } from "./effects";
import type { Measured } from "./measured";
import { type EvaluationTask, measure } from "./task";

/** The condition without a chip. */
export const REFERENCE = "reference";

/** Measures a task under one condition after the other; a chip stays until another condition wants another one. */
export class Examiner {
	readonly #task: EvaluationTask;
	readonly #kernels: Kernels;
	readonly #seed: number;
	#condition = "";
	#chip: ChipNetwork | undefined;

	constructor(task: EvaluationTask, kernels: Kernels, seed: number) {
		this.#task = task;
		this.#kernels = kernels;
		this.#seed = seed;
	}

	/** @param condition REFERENCE or the id of an effect */
	measure(condition: string, first: number, end: number): Measured {
		return measure(this.#task, condition === REFERENCE ? undefined : this.chip(condition), first, end);
	}

	/** The chip under a condition. */
	chip(condition: string): ChipNetwork {
		if (this.#condition !== condition || !this.#chip) {
			// the one before is let go first: a chip takes some memory
			this.#chip = undefined;
			const state = effectOf(condition, EFFECTS).chip(PROFILE);
			this.#chip = new ChipNetwork(this.#task.model, { ...state, kernels: this.#kernels, seed: this.#seed });
			this.#condition = condition;
		}
		return this.#chip;
	}
}
