import type { Done } from "../accelerator/turn";
import type { Random } from "../math/random";
import type { NetworkModel } from "../model/network";
import type { LayerMatrix } from "./layer-matrix";
import type { Numbers } from "./quantize";
import type { Scratch } from "./scratch";
import type { ValueForm } from "./value-forms";

/** A step as the device carries it out, again and again. */
export interface StepRun {
	/** @returns whether it is done at once; where not, `done` is called when it is */
	start(done: Done): boolean;
}

/** What steps work with: made once a network. */
export interface Workplace {
	readonly model: NetworkModel;
	readonly forms: readonly ValueForm[];
	/** By number of the value. */
	readonly values: readonly Numbers[];
	/** Whether a value goes straight into its quantiser. */
	readonly fused: readonly boolean[];
	readonly matrices: readonly LayerMatrix[];
	readonly scratch: Scratch;
	/** Begins anew with each run. */
	readonly random: Random;
	/** 1 where a number of the input is known and put back; empty where all are open. */
	known: Uint8Array;
}
