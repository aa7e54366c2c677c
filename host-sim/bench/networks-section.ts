import type { Graph } from "../toolchain/network/graph";
import { openCheckpoint } from "../toolchain/published/checkpoint";
import { DIGITS_CHECKPOINT, digitsGraph } from "../toolchain/published/digits";
import { RESIDUAL_CHECKPOINTS, residualGraph } from "../toolchain/published/residual";
import { GraphRunner, sizeOfValue } from "../toolchain/reference/graph-runner";
import { rivalNetworks } from "./rivals/rivals";
import { type Job, time } from "./stopwatch";

const BATCH = 32;
const ROUNDS = 7;

/** Images a second of the paper's two networks for pictures, as trained, in float32: ours beside onnxruntime-node's. */
export async function networksSection(): Promise<void> {
	say(`\nNetworks as trained, float32, one thread, batches of ${BATCH}; jobs take turns in one run\n`);
	const digits = openCheckpoint(DIGITS_CHECKPOINT);
	const residual = openCheckpoint(RESIDUAL_CHECKPOINTS.noisy);
	if (!digits || !residual) {
		say("skipped: ../shared/data/neurram is absent, CIM_DATA may name its folder");
		return;
	}
	await networkTable("MNIST, 7 layers", digitsGraph(digits));
	await networkTable("CIFAR-10, ResNet-20", residualGraph(residual, "rectified mean"));
}

/** A table of one network's runs; `others` join with the time of one batch. */
export async function networkTable(title: string, graph: Graph, others: readonly Job[] = []): Promise<void> {
	// Speed does not depend on what is in the pictures.
	const inputs = Float32Array.from({ length: BATCH * sizeOfValue(graph, 0) }, (_, i) => ((i * 37) % 256) / 255);
	const runner = new GraphRunner(graph, BATCH);
	const own: Job = { name: "cim-edge reference", run: () => runner.run(inputs, BATCH) };
	const jobs = [own, ...others, ...(await rivalNetworks(graph, inputs, BATCH, say))];
	const timings = await time(jobs, ROUNDS, 200);
	say(title);
	for (const [n, { name }] of jobs.entries())
		say(`  ${name.padEnd(45)}${((1e6 * BATCH) / timings[n].best).toFixed(0).padStart(8)} images/s`);
	say("");
}

function say(words: string): void {
	process.stdout.write(`${words}\n`);
}
