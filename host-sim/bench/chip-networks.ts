import { neurram } from "../../firmware/emulator/profiles/neurram";
import { loadKernels } from "../kernels/fast-kernels";
import { ChipNetwork } from "../toolchain/evaluate/chip-network";
import { DAY } from "../toolchain/evaluate/effects";
import { publishedTask } from "../toolchain/evaluate/published-tasks";
import { measure } from "../toolchain/evaluate/task";
import { SIZE } from "./kernel-jobs";
import { plainLoop } from "./plain-loop";
import { type Job, time } from "./stopwatch";

const ROUNDS = 9;
/** The speed of the plain loop on the machine that the targets were set for, GMAC/s. */
const REFERENCE_LOOP = 1.5;
/** Images a second that are to be reached there, one thread, all noise on. */
const TARGETS = { digits: 1500, residual: 100 } as const;

/** A published network on the emulated chip, every imperfection on, one thread: `images` test images a call. */
export async function chipJob(name: keyof typeof TARGETS, images: number): Promise<Job> {
	const task = await publishedTask(name, images);
	const chip = new ChipNetwork(task.model, {
		...{ profile: neurram, kernels: await loadKernels(), seed: 1, programming: "write-verify", age: DAY },
	});
	return { name: "cim-edge emulated chip, all noise on", run: () => measure(task, chip, 0, task.count) };
}

/** The chip's speeds against their targets, scaled by the plain loop of the same run where the machine is slower. */
export async function chipTargets(
	jobs: Readonly<Record<keyof typeof TARGETS, Job>>,
	images: number,
	say: (words: string) => void,
): Promise<void> {
	const [loop, ...timings] = await time([plainLoop, jobs.digits, jobs.residual], ROUNDS, 100);
	const speed = (SIZE * SIZE) / loop.best / 1000;
	say(`plain float32 loop of the same run: ${speed.toFixed(2)} GMAC/s`);
	for (const [n, name] of (["digits", "residual"] as const).entries()) {
		const found = (images * 1e6) / timings[n].best;
		const target = TARGETS[name];
		const scaled = (target * Math.min(speed, REFERENCE_LOOP)) / REFERENCE_LOOP;
		const verdict = found >= target ? "met" : found >= scaled ? "met, scaled" : "MISSED";
		say(
			`  target ${name.padEnd(10)}${String(target).padStart(6)} images/s, scaled ${scaled.toFixed(0).padStart(5)}: ${found.toFixed(0).padStart(6)}  ${verdict}`,
		);
	}
}
