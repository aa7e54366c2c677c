import type { LinkError } from "../accelerator/link-error";
import type { Done } from "../accelerator/turn";
import type { Step } from "../model/network";
import { GibbsRun } from "./gibbs-run";
import { LongShortTermMemoryRun } from "./long-short-term-memory-run";
import { MultiplyRun } from "./multiply-run";
import { AddRun, ClipRun, PoolRun, QuantizeRun } from "./plain-runs";
import type { StepRun, Workplace } from "./step-run";

type Maker<S extends Step> = new (place: Workplace, step: S, index: number) => StepRun;

const makers: { readonly [Kind in Step["kind"]]: Maker<Extract<Step, { kind: Kind }>> } = {
	multiply: MultiplyRun,
	quantize: QuantizeRun,
	maximum: PoolRun,
	average: PoolRun,
	add: AddRun,
	clip: ClipRun,
	lstm: LongShortTermMemoryRun,
	gibbs: GibbsRun,
};

/** All steps of a network, one after another. */
export class StepLine {
	readonly #place: Workplace;
	readonly #runs: StepRun[] = [];
	#at = 0;
	#done: Done | undefined;

	constructor(place: Workplace) {
		this.#place = place;
		for (const [index, step] of place.model.steps.entries())
			this.#runs.push(new (makers[step.kind] as Maker<Step>)(place, step, index));
	}

	/** The input stands in value 0. @param seed of the random numbers of samples */
	run(seed: number, done: Done): void {
		this.#done = done;
		this.#at = 0;
		this.#place.random.reseed(seed);
		for (const matrix of this.#place.matrices) matrix.begin();
		this.#go(undefined);
	}

	/** Forgets what runs. */
	abandon(): void {
		this.#done = undefined;
	}

	#go = (error: LinkError | undefined): void => {
		if (!error) while (this.#at < this.#runs.length) if (!this.#runs[this.#at++].start(this.#go)) return;
		const done = this.#done;
		this.#done = undefined;
		done?.(error);
	};
}
