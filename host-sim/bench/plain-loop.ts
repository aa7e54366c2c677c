import { inputCodes, SIZE } from "./kernel-jobs";
import type { Job } from "./stopwatch";

// At the module's level, so that the compiler knows them: the loop is a yardstick and must not be held back.
const matrix = new Float32Array(SIZE * SIZE).fill(0.5);
const inputs = Float32Array.from(inputCodes(1, 2));
const outputs = new Float32Array(SIZE);

/** The loop that says how fast a machine is: one vector, float32, nothing unrolled. */
export const plainLoop: Job = {
	name: "plain float32 loop",
	products: SIZE * SIZE,
	run() {
		const size = SIZE;
		for (let j = 0; j < size; j++) {
			const line = j * size;
			let sum = 0;
			for (let i = 0; i < size; i++) sum += matrix[line + i] * inputs[i];
			outputs[j] = sum;
		}
	},
};

/** The same over a batch, where each vector is elsewhere in memory. */
export function plainBatchLoop(vectors: number): Job {
	const batch = Float32Array.from(inputCodes(vectors, 2));
	const results = new Float32Array(vectors * SIZE);
	return {
		name: "plain float32 loop",
		products: vectors * SIZE * SIZE,
		run() {
			const size = SIZE;
			for (let k = 0; k < vectors; k++)
				for (let j = 0; j < size; j++) {
					const line = j * size;
					const vector = k * size;
					let sum = 0;
					for (let i = 0; i < size; i++) sum += matrix[line + i] * batch[vector + i];
					results[vector + j] = sum;
				}
		},
	};
}
