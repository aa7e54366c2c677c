// A thread of NoisyProductPool: loads its matrices once, then answers each share of a batch with its number of clipped codes.
import { parentPort, workerData } from "node:worker_threads";
import type { ReadOut } from "../../firmware/emulator/kernels/kernels";
import { readyKernels } from "./fast-kernels";

export interface PoolSetting {
	rows: number;
	columns: number;
	signal: Int16Array;
	variance: Int16Array;
}

export interface PoolRequest {
	/** In shared memory, both. */
	inputs: Int16Array;
	codes: Int16Array;
	vectors: number;
	readOut: ReadOut;
}

export interface PoolReply {
	clipped: number;
}

const { rows, columns, signal, variance } = workerData as PoolSetting;
const product = readyKernels().noisyProduct(rows, columns);
product.load(signal, variance);
answer(0);
parentPort?.on("message", ({ inputs, vectors, readOut, codes }: PoolRequest) => {
	answer(product.multiply(inputs, vectors, readOut, codes));
});

function answer(clipped: number): void {
	parentPort?.postMessage({ clipped } satisfies PoolReply);
}
