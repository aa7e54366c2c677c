import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ReadOut } from "../../firmware/emulator/kernels/kernels";
import { loadKernels } from "./fast-kernels";
import type { PoolReply, PoolRequest, PoolSetting } from "./pool-worker";

export class PoolError extends Error {
	readonly code = "pool";
}

interface Pending {
	resolve(clipped: number): void;
	reject(error: Error): void;
}

/**
 * A NoisyProduct whose batches are shared among worker threads. Codes are those of one thread, whatever the number of
 * workers: each vector has its own Gaussian numbers. One multiply at a time.
 */
export class NoisyProductPool {
	readonly rows: number;
	readonly columns: number;
	#workers: Worker[] = [];
	#pending = new Map<Worker, Pending>();
	#inputs = new Int16Array();
	#codes = new Int16Array();

	private constructor(rows: number, columns: number) {
		this.rows = rows;
		this.columns = columns;
	}

	/** @param signal @param variance as NoisyProduct.load. */
	static async start(
		rows: number,
		columns: number,
		signal: Int16Array,
		variance: Int16Array,
		workers = availableParallelism(),
	): Promise<NoisyProductPool> {
		// Built here, so that not every worker builds its own.
		await loadKernels();
		const pool = new NoisyProductPool(rows, columns);
		const workerData: PoolSetting = { rows, columns, signal, variance };
		const ready = Array.from({ length: workers }, () => {
			const worker = new Worker(new URL("pool-worker.js", import.meta.url), { workerData });
			worker.unref();
			worker.on("message", (reply: PoolReply) => pool.#settle(worker, reply.clipped));
			worker.on("error", error => pool.#settle(worker, error));
			worker.on("exit", () => pool.#settle(worker, new PoolError("a worker of the pool ended; start a new pool")));
			pool.#workers.push(worker);
			return pool.#reply(worker);
		});
		await Promise.all(ready);
		return pool;
	}

	/** As NoisyProduct.multiply. @returns the number of codes that were clipped. */
	async multiply(inputs: Int16Array, vectors: number, readOut: ReadOut, codes: Int16Array): Promise<number> {
		if (this.#pending.size > 0) throw new PoolError("the pool still multiplies: wait for it, or start a second one");
		const { rows, columns } = this;
		this.#inputs = shared(this.#inputs, vectors * rows);
		this.#codes = shared(this.#codes, vectors * columns);
		this.#inputs.set(inputs.subarray(0, vectors * rows));
		const share = Math.ceil(vectors / this.#workers.length);
		const replies = this.#workers.map((worker, n) => {
			const first = Math.min(n * share, vectors);
			const count = Math.min(share, vectors - first);
			if (count === 0) return 0;
			const request: PoolRequest = {
				inputs: this.#inputs.subarray(first * rows, (first + count) * rows),
				vectors: count,
				readOut: { ...readOut, stream: readOut.stream + first },
				codes: this.#codes.subarray(first * columns, (first + count) * columns),
			};
			worker.postMessage(request);
			return this.#reply(worker);
		});
		const clipped = await Promise.all(replies);
		codes.set(this.#codes.subarray(0, vectors * columns));
		return clipped.reduce((sum, part) => sum + part, 0);
	}

	async close(): Promise<void> {
		await Promise.all(this.#workers.map(worker => worker.terminate()));
	}

	#reply(worker: Worker): Promise<number> {
		worker.ref();
		return new Promise((resolve, reject) => this.#pending.set(worker, { resolve, reject }));
	}

	#settle(worker: Worker, outcome: number | Error): void {
		const pending = this.#pending.get(worker);
		this.#pending.delete(worker);
		worker.unref();
		if (typeof outcome === "number") pending?.resolve(outcome);
		else pending?.reject(outcome);
	}
}

/** Memory that threads see alike, kept while it is large enough. */
function shared(numbers: Int16Array<ArrayBufferLike>, length: number): Int16Array<ArrayBuffer> {
	const kept = numbers.length >= length ? numbers : new Int16Array(new SharedArrayBuffer(length * 2));
	return kept as Int16Array<ArrayBuffer>;
}
