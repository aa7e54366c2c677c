import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Kernels } from "../../firmware/emulator/kernels/kernels";
import { plainKernels } from "../../firmware/emulator/kernels/plain-kernels";
import { loadKernels } from "../kernels/fast-kernels";
import { bruteForceJob, inputCodes, integerProduct, pair, plainLoop, SIZE, wholeJob, wireJobs } from "./kernel-jobs";
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
	const loop = await wholeJobs(kernels);
	await wires(kernels, loop);
}

async function products(kernels: Kernels): Promise<void> {
	const { positive, negative } = pair(1);
	const weights = Float32Array.from(positive, (g, cell) => (g - negative[cell]) / 40e-6);
	for (const vectors of [1, BATCH]) {
		const rivals = await rivalProducts(weights, vectors, SIZE, SIZE, vectors === 1 ? say : () => {});
		const jobs = [
			integerProduct(kernels, vectors),
			integerProduct(plainKernels, vectors),
			plainLoop(weights, vectors),
			...rivals,
		];
		const timings = await time(jobs, ROUNDS, 60);
		table(`product, ${count(vectors)}`, jobs, timings, vectors);
	}
}

/** @returns the plain loop's timing of the same run. */
async function wholeJobs(kernels: Kernels): Promise<Timing> {
	const loop = plainLoop(new Float32Array(SIZE * SIZE).fill(0.5), 1);
	const one = [wholeJob(kernels, 1), wholeJob(plainKernels, 1), bruteForceJob(), loop];
	const title = "8-bit bit-serial inputs, programming error, fresh read noise, 8-bit converter";
	const timings = await time(one, ROUNDS, 60);
	table(`${title}, ${count(1)}`, one, timings, 1);
	const batch = [wholeJob(kernels, BATCH), wholeJob(plainKernels, BATCH), loop];
	const batchTimings = await time(batch, ROUNDS, 60);
	table(`${title}, ${count(BATCH)}`, batch, batchTimings, BATCH);
	target("one vector", timings[0], 20, timings[3]);
	target(`${BATCH} vectors`, batchTimings[0], 2200, batchTimings[2]);
	return timings[3];
}

async function wires(kernels: Kernels, loop: Timing): Promise<void> {
	const data = wireData();
	const jobs = wireJobs(kernels, data.positive, data.negative, data.voltages);
	const plain = wireJobs(plainKernels, data.positive, data.negative, data.voltages);
	plain.changed.name += ", plain";
	const prepared = await time([jobs.prepare], 3, 1);
	const list = [jobs.fixed, jobs.changed, plain.changed];
	const timings = await time(list, ROUNDS, 60);
	table("wires of 1 ohm a segment, both arrays of the pair", [jobs.prepare, ...list], [...prepared, ...timings], 1);
	if (data.currents) {
		say(
			`relative rms error against the exact data: changed ${error(jobs.changedCurrents, data.currents)}, fixed ${error(jobs.fixedCurrents, data.currents)}`,
		);
	} else
		say(
			`changed and fixed differ by ${error(jobs.changedCurrents, jobs.fixedCurrents)} (../shared/data/wires is absent)`,
		);
	target("preparation", prepared[0], 1e6, loop);
	target("fixed wires, one vector", timings[0], 20, loop);
	target("changed conductances", timings[1], 5000, loop);
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

/** One line a job, with its time as a multiple of the first one's. */
function table(title: string, jobs: readonly Job[], timings: readonly Timing[], vectors: number): void {
	say(title);
	for (const [n, { name }] of jobs.entries()) {
		const { best, median } = timings[n];
		const speed = /loop|int|float|product/.test(name)
			? `${((SIZE * SIZE * (name.includes("loop") && best < 1000 ? 1 : vectors)) / best / 1000).toFixed(1)} GMAC/s`
			: "";
		const ratio = n === 0 ? "" : `${(best / timings[0].best).toPrecision(3)} x`;
		say(
			`  ${name.padEnd(42)}${duration(best).padStart(9)}${duration(median).padStart(10)}${ratio.padStart(9)}  ${speed}`,
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
