import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Kernels } from "../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../firmware/emulator/kernels/plain-kernels";
import { loadKernels } from "../kernels/fast-kernels";
import { bruteForceJob, inputCodes, integerProduct, pair, pooledJob, SIZE, wholeJob, wireJobs } from "./kernel-jobs";
import { plainBatchLoop, plainLoop } from "./plain-loop";
import { rivalProducts } from "./rivals/rivals";
import { duration, type Job, type Timing, time } from "./stopwatch";

const BATCH = 256;
const ROUNDS = 9;
/** The speed of the plain loop, one vector, on the machine that the targets were set for: 1.5 GMAC/s. */
const REFERENCE_LOOP = (SIZE * SIZE) / 1500;

/** How fast the emulator's arithmetic is, beside plain loops and what else does such a product in Node. */
export async function kernelsSection(): Promise<void> {
	const kernels = await loadKernels();
	say(`\nKernels, 256 x 256, one thread, ${availableParallelism()} processors; the fast ones are ${kernels.name}`);
	say(
		"best and middle time of a call; jobs take turns in one run, so ratios hold and times depend on the machine's load\n",
	);
	await products(kernels);
	await wholeJobs(kernels);
	await wires(kernels);
}

async function products(kernels: Kernels): Promise<void> {
	const { positive, negative } = pair(1);
	const weights = Float32Array.from(positive, (g, cell) => (g - negative[cell]) / 40e-6);
	for (const vectors of [1, BATCH]) {
		const rivals = await rivalProducts(weights, vectors, SIZE, SIZE, vectors === 1 ? say : () => {});
		const jobs = [
			integerProduct(kernels, vectors),
			integerProduct(plainKernels, vectors),
			vectors === 1 ? plainLoop : plainBatchLoop(vectors),
			...rivals,
		];
		const timings = await time(jobs, ROUNDS, 60);
		table(`product, ${count(vectors)}`, jobs, timings);
	}
}

async function wholeJobs(kernels: Kernels): Promise<void> {
	const title = "8-bit bit-serial inputs, programming error, fresh read noise, 8-bit converter";
	const one = [wholeJob(kernels, 1), wholeJob(plainKernels, 1), bruteForceJob(), plainLoop];
	const timings = await time(one, ROUNDS, 60);
	table(`${title}, ${count(1)}`, one, timings);
	const pooled = await pooledJob(BATCH, 2);
	const batch = [wholeJob(kernels, BATCH), pooled, wholeJob(plainKernels, BATCH), plainLoop];
	const batchTimings = await time(batch, ROUNDS, 60);
	await pooled.close();
	table(`${title}, ${count(BATCH)}`, batch.slice(0, 3), batchTimings);
	target("one vector", timings[0], 20, timings[3]);
	target(`${BATCH} vectors`, batchTimings[0], 2200, batchTimings[3]);
	say("");
}

async function wires(kernels: Kernels): Promise<void> {
	const data = wireData();
	const fast = wireJobs(kernels, data.positive, data.negative, data.voltages);
	const plain = wireJobs(plainKernels, data.positive, data.negative, data.voltages);
	plain.changed.name += ", plain";
	const jobs = [fast.prepare, fast.fixed, fast.changed, plain.changed, plainLoop];
	const timings = await time(jobs, ROUNDS, 60);
	table("wires of 1 ohm a segment, both arrays of the pair", jobs.slice(0, 4), timings, false);
	if (data.currents) {
		say(
			`relative rms error against the exact data: changed ${error(fast.changedCurrents, data.currents)}, fixed ${error(fast.fixedCurrents, data.currents)}`,
		);
	} else
		say(
			`changed and fixed differ by ${error(fast.changedCurrents, fast.fixedCurrents)} (../shared/data/wires is absent)`,
		);
	target("preparation", timings[0], 1e6, timings[4]);
	target("fixed wires, one vector", timings[1], 20, timings[4]);
	target("changed conductances", timings[2], 5000, timings[4]);
}

interface WireData {
	positive: Float64Array;
	negative: Float64Array;
	voltages: Float64Array;
	currents?: Float64Array;
}

/** The exact data that the tests use, where they are beside the checkout; else a pair and inputs of our own. */
function wireData(): WireData {
	const folder = new URL("../../../shared/data/wires/", import.meta.url);
	if (!existsSync(folder)) return { ...pair(1), voltages: Float64Array.from(inputCodes(1, 2), code => code / 127) };
	const [positive, negative, voltages, currents] = ["gp.f64", "gn.f64", "x.f64", "y_r1.0.f64"].map(name => {
		const bytes = readFileSync(new URL(name, folder));
		return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
	});
	return { positive, negative, voltages: voltages.subarray(0, SIZE), currents: currents.subarray(0, SIZE) };
}

function error(found: Float64Array, exact: Float64Array): string {
	let difference = 0;
	let power = 0;
	for (let j = 0; j < exact.length; j++) {
		difference += (found[j] - exact[j]) ** 2;
		power += exact[j] ** 2;
	}
	return Math.sqrt(difference / power).toExponential(1);
}

/** One line a job: best and middle time, the best as a multiple of the first job's, and the speed of products. */
function table(title: string, jobs: readonly Job[], timings: readonly Timing[], ratios = true): void {
	say(title);
	for (const [n, { name, products }] of jobs.entries()) {
		const { best, median } = timings[n];
		const ratio = ratios && n > 0 ? `x ${Number((best / timings[0].best).toPrecision(3))}` : "";
		const speed = products ? `${(products / best / 1000).toFixed(1)} GMAC/s` : "";
		say(
			`  ${name.padEnd(45)}${duration(best).padStart(9)}${duration(median).padStart(10)}${ratio.padStart(9)}  ${speed}`,
		);
	}
	say("");
}

/** A target for the reference machine, scaled to this one by the plain loop of the same run. */
function target(name: string, timing: Timing, microseconds: number, loop: Timing): void {
	const scale = Math.max(1, loop.best / REFERENCE_LOOP);
	const verdict = timing.best <= microseconds ? "met" : timing.best <= scale * microseconds ? "met, scaled" : "MISSED";
	say(
		`  target ${name.padEnd(24)}${duration(microseconds).padStart(9)}, scaled ${duration(scale * microseconds).padStart(9)}: ${duration(timing.best).padStart(9)}  ${verdict}`,
	);
}

function count(vectors: number): string {
	return vectors === 1 ? "one vector" : `${vectors} vectors`;
}

function say(words: string): void {
	process.stdout.write(`${words}\n`);
}
