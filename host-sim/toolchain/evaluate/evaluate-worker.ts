// A thread of an evaluation: opens the task for itself, then answers each chunk with what it measured.
import { parentPort, workerData } from "node:worker_threads";
import { loadKernels } from "../../kernels/fast-kernels";
import { Examiner } from "./examiner";
import type { Measured } from "./measured";
import { openTask, type TaskSource } from "./task-source";

export interface WorkerSetting {
	source: TaskSource;
	seed: number;
}

export interface WorkerRequest {
	condition: string;
	first: number;
	end: number;
}

export interface WorkerReply {
	measured?: Measured;
	failure?: string;
}

const { source, seed } = workerData as WorkerSetting;
const examiner = new Examiner(await openTask(source), await loadKernels(), seed);
parentPort?.on("message", ({ condition, first, end }: WorkerRequest) => {
	try {
		answer({ measured: examiner.measure(condition, first, end) });
	} catch (cause) {
		answer({ failure: cause instanceof Error ? cause.message : String(cause) });
	}
});
answer({});

function answer(reply: WorkerReply): void {
	parentPort?.postMessage(reply);
}
