import type { Experiment } from "../experiment";
import { columnSlopes, residuals } from "./column-slopes";
import { converterTransfer } from "./converter-transfer";
import { latency } from "./latency";
import { parallelCores } from "./parallel-cores";
import { programming, repeatedPasses } from "./programming";
import { readNoise } from "./read-noise";
import { relaxation } from "./relaxation";

/** The experiments of the NeuRRAM chip, in the order of their numbers. */
export const neurramExperiments: readonly Experiment[] = [
	columnSlopes,
	residuals,
	programming,
	relaxation,
	repeatedPasses,
	converterTransfer,
	parallelCores,
	readNoise,
	latency,
];
