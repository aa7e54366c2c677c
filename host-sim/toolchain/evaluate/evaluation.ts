import { Worker } from "node:worker_threads";
import { CimError } from "../../../firmware/errors";
import { loadKernels } from "../../kernels/fast-kernels";
import { effectOf } from "./effects";
import type { WorkerReply, WorkerRequest, WorkerSetting } from "./evaluate-worker";
import { EvaluationState } from "./evaluation-state";
import { Examiner, REFERENCE } from "./examiner";
import type { Measured } from "./measured";
import type { EvaluationTask } from "./task";
import { openTask, type TaskSource } from "./task-source";

export interface EvaluationOptions {
	source: TaskSource;
	/** REFERENCE and ids of effects, in the order in which they are measured. */
	conditions: readonly string[];
	seed: number;
	/** Threads; 1 measures in this one. */
	workers: number;
	/** All but the software and all effects together are measured on every so many-th part of the examples (1). */
	every?: number;
	/** Where what is done is kept; undefined: nowhere. */
	statePath?: string;
	/** Is told after each chunk. */
	progress?: (condition: string, done: number, all: number) => void;
}

export interface Evaluation {
	task: EvaluationTask;
	/** In the order of the conditions; `ideal` is what the ideal chip makes of the same examples, where it was measured on all of them. */
	results: { condition: string; measured: Measured; ideal: Measured | undefined }[];
}

/** A thread of an evaluation that failed: `code` is "evaluation". */
export class EvaluationError extends CimError {
	constructor(words: string) {
		super("evaluation", words);
	}
}

/** Parts of the examples that are kept one by one. */
const CHUNKS = 100;
const IDEAL = "ideal";
/** Conditions that are measured on all examples: those beside the figures of others. */
const WHOLE: readonly string[] = [REFERENCE, "all"];
/** Milliseconds between two writings of the state. */
const SAVE_EVERY = 3000;

/**
 * Evaluates a task under each condition; goes on where a state file of the same evaluation ends.
 * @throws RangeError for a condition that is not there, EvaluationError, EvaluationStateError, and what the task's files are refused with
 */
export async function evaluate(options: EvaluationOptions): Promise<Evaluation> {
	const { source, conditions, seed, workers, statePath, progress, every = 1 } = options;
	for (const condition of conditions) if (condition !== REFERENCE) effectOf(condition);
	const kernels = await loadKernels();
	const task = await openTask(source);
	if (conditions.includes(REFERENCE) && !task.reference)
		throw new EvaluationError(`${task.name} has no software: name the network that it was made of`);
	const state = new EvaluationState(statePath, `${JSON.stringify(source)} seed ${seed} of ${task.count}`);
	const size = Math.ceil(task.count / CHUNKS / task.batch) * task.batch;
	const chunks = Math.ceil(task.count / size);
	const left: { condition: string; chunk: number }[] = [];
	for (const condition of conditions)
		for (let chunk = 0; chunk < chunks; chunk++) {
			const wanted = WHOLE.includes(condition) || chunk % every === 0;
			if (wanted && !state.has(condition, chunk)) left.push({ condition, chunk });
		}
	let saved = Date.now();
	const keep = (condition: string, chunk: number, measured: Measured): void => {
		state.put(condition, chunk, measured);
		if (Date.now() - saved > SAVE_EVERY) {
			state.save();
			saved = Date.now();
		}
		progress?.(condition, Math.min((chunk + 1) * size, task.count), task.count);
	};
	try {
		if (workers <= 1) {
			const examiner = new Examiner(task, kernels, seed);
			for (const { condition, chunk } of left) {
				keep(condition, chunk, examiner.measure(condition, chunk * size, Math.min((chunk + 1) * size, task.count)));
				// signals and timers get their turn
				await new Promise(resolve => setImmediate(resolve));
			}
		} else await inThreads(options, left, size, task.count, keep);
	} finally {
		state.save();
	}
	return {
		task,
		results: conditions.map(condition => {
			const measured = state.sum(condition)!;
			const ideal = state.sum(IDEAL, condition);
			return { condition, measured, ideal: ideal?.examples === measured.examples ? ideal : undefined };
		}),
	};
}

/** Threads take one chunk after the other; all work on the same condition as long as it has chunks left. */
async function inThreads(
	{ source, seed, workers }: EvaluationOptions,
	left: readonly { condition: string; chunk: number }[],
	size: number,
	count: number,
	keep: (condition: string, chunk: number, measured: Measured) => void,
): Promise<void> {
	let next = 0;
	const workerData: WorkerSetting = { source, seed };
	const threads = Array.from(
		{ length: Math.min(workers, Math.max(left.length, 1)) },
		() => new Worker(new URL("evaluate-worker.js", import.meta.url), { workerData }),
	);
	const work = threads.map(
		thread =>
			new Promise<void>((resolve, reject) => {
				let at: { condition: string; chunk: number } | undefined;
				thread.on("message", ({ measured, failure }: WorkerReply) => {
					if (failure !== undefined) {
						reject(new EvaluationError(failure));
						return;
					}
					if (at && measured) keep(at.condition, at.chunk, measured);
					at = left[next++];
					if (!at) {
						resolve();
						return;
					}
					const { condition, chunk } = at;
					const request: WorkerRequest = { condition, first: chunk * size, end: Math.min((chunk + 1) * size, count) };
					thread.postMessage(request);
				});
				thread.on("error", reject);
				thread.on("exit", () =>
					reject(new EvaluationError("a thread of the evaluation ended before its work was done")),
				);
			}),
	);
	try {
		await Promise.all(work);
	} finally {
		await Promise.all(threads.map(thread => thread.terminate()));
	}
}
