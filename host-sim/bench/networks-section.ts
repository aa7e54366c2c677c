import { loadReal32, type ProductForm } from "../kernels/real32";
import type { Graph } from "../toolchain/network/graph";
import { openCheckpoint } from "../toolchain/published/checkpoint";
import { DIGITS_CHECKPOINT, digitsGraph } from "../toolchain/published/digits";
import { RESIDUAL_CHECKPOINTS, residualGraph } from "../toolchain/published/residual";
import { GraphRunner, sizeOfValue } from "../toolchain/reference/graph-runner";
import { chipJob, chipTargets } from "./chip-networks";
import { rivalNetworks, tensorFlowReals } from "./rivals/rivals";
import { type Job, time } from "./stopwatch";

const BATCH = 32;
const ROUNDS = 7;

/** Images a second of the paper's two networks for pictures, as trained, in float32: ours beside onnxruntime-node's. */
export async function networksSection(): Promise<void> {
	await productTable();
	say(`Networks as trained, float32, one thread, batches of ${BATCH}; jobs take turns in one run\n`);
	const digits = openCheckpoint(DIGITS_CHECKPOINT);
	const residual = openCheckpoint(RESIDUAL_CHECKPOINTS.noisy);
	if (!digits || !residual) {
		say("skipped: ../shared/data/neurram is absent, CIM_DATA may name its folder");
		return;
	}
	const chips = { digits: await chipJob("digits", BATCH), residual: await chipJob("residual", BATCH) };
	await networkTable("MNIST, 7 layers", digitsGraph(digits), [chips.digits]);
	await networkTable("CIFAR-10, ResNet-20", residualGraph(residual, "rectified mean"), [chips.residual]);
	await chipTargets(chips, BATCH, say);
}

/** Rows, inner, columns of layers and of their gradients, for batches of 32. */
const PRODUCTS: [name: string, form: ProductForm, rows: number, inner: number, columns: number][] = [
	["MNIST layer 2", "AB", 25_088, 72, 8],
	["MNIST layer 6", "AB", 1568, 288, 32],
	["ResNet-20 stage 1", "AB", 32_768, 144, 16],
	["ResNet-20 stage 2", "AB", 8192, 288, 32],
	["ResNet-20 stage 3", "AB", 2048, 576, 64],
	["  gradient of its weights", "AtB", 576, 2048, 64],
	["  gradient of its input", "ABt", 2048, 64, 576],
];

async function productTable(): Promise<void> {
	say("float32 products, GMAC/s");
	for (const [name, form, rows, inner, columns] of PRODUCTS) {
		const real32 = await loadReal32(128);
		const [a, b, c] = [rows * inner, inner * columns, rows * columns].map(count => real32.room(count).fill(0.01));
		const products = rows * inner * columns;
		const run = () => real32.multiply(form, a, b, c, rows, inner, columns);
		const jobs: Job[] = [{ name: `cim-edge, ${real32.name}`, products, run }];
		try {
			jobs.push(await tensorFlowReals(form, a, b, rows, inner, columns));
		} catch (error) {
			say(
				`TensorFlow.js cannot be loaded (${String(error).split("\n")[0]}): npm run bench -- networks --rivals installs it`,
			);
		}
		const timings = await time(jobs, ROUNDS, 60);
		const speeds = jobs.map((job, n) => `${job.name} ${(products / timings[n].best / 1000).toFixed(1)}`);
		say(`  ${name.padEnd(28)}${`${rows} x ${inner} x ${columns}`.padEnd(20)}${speeds.join(", ")}`);
	}
	say("");
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
