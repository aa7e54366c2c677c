import type { Graph } from "../network/graph";
import { type GraphOptions, GraphRunner, sizeOfValue } from "./graph-runner";

export interface RunOptions extends GraphOptions {
	/** Inputs at a time, and to each draw of the noise (default 32). */
	batch?: number;
	/** Is told how many inputs are done. */
	progress?: (done: number) => void;
}

export interface GraphRun {
	/** The last value of every input, one behind the other. */
	output: Float32Array;
	/** The values that were asked for, by number. */
	taps: Map<number, Float32Array>;
}

const DEFAULT_BATCH = 32;

/**
 * Runs a network in float32 as it was trained, on `count` inputs: `inputs` has what the network expects, not bytes. Same
 * arguments, same bits.
 */
export function runGraph(graph: Graph, inputs: Float32Array, count: number, options: RunOptions = {}): GraphRun {
	const batch = Math.max(1, Math.min(options.batch ?? DEFAULT_BATCH, count));
	const runner = new GraphRunner(graph, batch, options);
	const last = graph.nodes.length;
	const wanted = [...new Set([last, ...(options.taps ?? [])])];
	const kept = new Map(wanted.map(value => [value, new Float32Array(count * sizeOfValue(graph, value))]));
	const inputSize = sizeOfValue(graph, 0);
	for (let first = 0; first < count; first += batch) {
		const part = Math.min(batch, count - first);
		runner.run(inputs.subarray(first * inputSize, (first + part) * inputSize), part);
		for (const [value, numbers] of kept) {
			const size = sizeOfValue(graph, value);
			numbers.set(runner.value(value).subarray(0, part * size), first * size);
		}
		options.progress?.(first + part);
	}
	const output = kept.get(last) ?? new Float32Array();
	return { output, taps: new Map((options.taps ?? []).map(value => [value, kept.get(value) ?? output])) };
}
