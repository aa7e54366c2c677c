// npm run budget -- --long: what takes too long for every day. The letters firmware on the emulated microcontroller for many
// frames in little RAM: the messages of V8, byte for byte, and no growth; and the smallest RAM in which it runs. Before that some
// frames in a 32-bit process under the address sanitizer.
//   --frames N (default 1000)   --chip emulated|silicon (default both)   --ram KB (default: looked for)
import { parseArgs } from "node:util";
import { XSError } from "../../host-sim/xs/machine";
import type { Placement } from "../../host-sim/xs/protocol";
import { flashImage } from "../../host-sim/xs/rv32/image";
import { C_HEAP } from "../../host-sim/xs/rv32/microcontroller";
import { runXSDevice } from "../support/xs-device";
import { heapBytes, type MicrocontrollerRun, runMicrocontroller } from "./rv32";
import { difference, messagesOnV8 } from "./same";

const KB = 1024;
/** Memory protection works in pages: RAM ends at one. */
const PAGE_KB = 4;
/** What is full is full by then. */
const TRIAL_FRAMES = 3;

const SANITIZED_FRAMES = 20;
/** Progress is shown every so many frames. */
const SHOWN_FRAMES = 50;

/** Kilobytes of RAM in which a few frames run: at most what they take where there is plenty. */
async function smallestRam(placement: Placement): Promise<number> {
	const { last } = await runMicrocontroller(placement, TRIAL_FRAMES);
	const { staticRam } = await flashImage(`host-sim/xs/guest/${placement}.ts`);
	const taken = staticRam + C_HEAP + heapBytes(last) + last.stackReserved * last.slotBytes;
	for (let ram = PAGE_KB * Math.ceil(taken / KB / PAGE_KB); ; ram -= PAGE_KB)
		try {
			await runMicrocontroller(placement, TRIAL_FRAMES, { ram: (ram - PAGE_KB) * KB });
		} catch (error) {
			if (!(error instanceof XSError)) throw error;
			say(`${placement}: ${ram - PAGE_KB} KB are too little: ${error.message}`);
			return ram;
		}
}

function check({ messages, settled, last }: MicrocontrollerRun, frames: number): string[] {
	const faults: string[] = [];
	const fault = difference(messages, messagesOnV8(frames));
	if (fault) faults.push(fault);
	if (heapBytes(last) > heapBytes(settled))
		faults.push(`the heap grew by ${heapBytes(last) - heapBytes(settled)} bytes`);
	return faults;
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** The same source as a 32-bit process in which every access to memory is checked; a wrong one ends it badly. */
async function runUnderSanitizer(): Promise<void> {
	const { broker } = await runXSDevice("checked32", "emulated", SANITIZED_FRAMES);
	say(`address sanitizer, 32 bits: ${broker.payloads("/result").length} frames, nothing found`);
}

/** Returns how many checks failed. */
export async function longRuns(arguments_: string[]): Promise<number> {
	const { values } = parseArgs({
		args: arguments_,
		options: {
			frames: { type: "string" },
			chip: { type: "string" },
			ram: { type: "string" },
			long: { type: "boolean" },
		},
	});
	const frames = Number(values.frames ?? 1000);
	let failed = 0;
	if (!values.chip) await runUnderSanitizer();
	for (const placement of ["silicon", "emulated"] as const) {
		if (values.chip && values.chip !== placement) continue;
		const began = performance.now();
		const ram = values.ram ? Number(values.ram) : await smallestRam(placement);
		const run = await runMicrocontroller(placement, frames, {
			ram: ram * KB,
			onFrame: frame => frame % SHOWN_FRAMES === 0 && say(`${placement}: ${frame} frames`),
		});
		const faults = check(run, frames);
		failed += faults.length;
		const seconds = ((performance.now() - began) / 1000).toFixed(0);
		say(`${placement}: ${frames} frames in ${ram} KB of RAM, ${run.instructions} instructions, ${seconds} s`);
		say(`  heaps ${heapBytes(run.last)} bytes, after frame 2 ${heapBytes(run.settled)}; ${JSON.stringify(run.last)}`);
		say(faults.length > 0 ? `  FAILED: ${faults.join("; ")}` : "  the messages of V8, byte for byte; no growth");
	}
	return failed;
}
