import type { NetworkModelFields } from "../../../firmware/model/network";
import type { Codes } from "../../../firmware/networks/patches";
import type { ChipNetwork } from "./chip-network";
import { type Measured, nothingMeasured } from "./measured";

/** A network and the examples that it is evaluated on. */
export interface EvaluationTask {
	name: string;
	/** Of the examples. */
	data: string;
	model: NetworkModelFields;
	count: number;
	/** Examples that run together: decides which noise an example meets. */
	batch: number;
	labels: string[];
	/** Kinds of examples that are counted apart. */
	groups: number;
	/** Mean distance of images from the true ones before they are recovered. */
	before?: number;
	/** Examples `first` to `first + count`, a whole batch or the last one. */
	run(chip: ChipNetwork, first: number, count: number, into: Measured): void;
	/** The same as the network was trained, without a chip; absent where only the mapped network is there. */
	reference?(first: number, count: number, into: Measured): void;
}

/** Vectors of one multiply that stay near the processor. */
const VECTORS = 4096;
const MOST_TOGETHER = 64;

/** Examples that run together best: as many as fill the largest layer's multiply. */
export function batchOf({ steps }: NetworkModelFields): number {
	let positions = 1;
	for (const step of steps)
		if (step.kind === "multiply") positions = Math.max(positions, step.shape.height * step.shape.width);
	return Math.max(1, Math.min(MOST_TOGETHER, Math.floor(VECTORS / positions)));
}

/** The largest score's place, the first of equal ones. */
export function verdictOf(scores: Float32Array, from: number, classes: number): number {
	let best = 0;
	for (let n = 1; n < classes; n++) if (scores[from + n] > scores[from + best]) best = n;
	return best;
}

/**
 * Classification of examples given as codes.
 * @param codes of examples `first` to `first + count`
 * @param classes of each example, @param group of each, or one for all
 */
export function classification(
	task: Pick<EvaluationTask, "name" | "data" | "model" | "count" | "labels"> & { groups?: number; batch?: number },
	codes: (first: number, count: number) => Codes,
	classes: Uint8Array,
	group: (example: number) => number = () => 0,
): EvaluationTask {
	const size = task.labels.length;
	const batch = task.batch ?? batchOf(task.model);
	return {
		...task,
		groups: task.groups ?? 1,
		batch,
		run(chip, first, count, into) {
			const scores = chip.run(codes(first, count), count, first / batch);
			countVerdicts(scores, first, count, size, classes, group, into);
		},
	};
}

export function countVerdicts(
	scores: Float32Array,
	first: number,
	count: number,
	size: number,
	classes: Uint8Array,
	group: (example: number) => number,
	into: Measured,
): void {
	for (let n = 0; n < count; n++) {
		const verdict = verdictOf(scores, n * size, size);
		into.confusion[group(first + n)][classes[first + n] * size + verdict]++;
	}
	into.examples += count;
}

/** Examples `first` to `end` under one condition; `chip` undefined for the reference. */
export function measure(task: EvaluationTask, chip: ChipNetwork | undefined, first: number, end: number): Measured {
	const measured = nothingMeasured(task.groups, task.labels.length);
	chip?.clearTally();
	for (let at = first; at < end; at += task.batch) {
		const count = Math.min(task.batch, end - at);
		if (chip) task.run(chip, at, count, measured);
		else task.reference?.(at, count, measured);
	}
	if (chip) measured.chip = { ...chip.tally };
	return measured;
}
