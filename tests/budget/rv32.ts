// What the letters firmware takes on the emulated microcontroller: exact instructions, true bytes.
import { readFileSync, writeFileSync } from "node:fs";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import type { Figures } from "../../host-sim/xs/device";
import type { Placement } from "../../host-sim/xs/protocol";
import type { Recording } from "../../host-sim/xs/recording";
import { flashBytes } from "../../host-sim/xs/rv32/flash-bytes";
import { type FlashImage, flashImage } from "../../host-sim/xs/rv32/image";
import { runXSDevice } from "../support/xs-device";
import { type Budget, hold } from "./hold";

const FILE = new URL("./rv32.json", import.meta.url);
const PLACEMENTS: readonly Placement[] = ["emulated", "silicon"];
const FRAMES = 4;
/** By then every buffer is made and every branch of a good frame was taken. */
const SETTLED = 2;
/** Bytes of RAM that the issue allows. */
export const RAM: Record<Placement, number> = { emulated: 192 * 1024, silicon: 96 * 1024 };

export interface MicrocontrollerRun {
	/** Result messages. */
	messages: Uint8Array[];
	/** Most instructions that a frame took, by stage. */
	stages: Record<string, number>;
	/** Instructions of the whole run. */
	instructions: number;
	first: Figures;
	/** After the frame SETTLED, and after the last. */
	settled: Figures;
	last: Figures;
}

export interface MicrocontrollerRunOptions {
	/** Bytes of RAM; those that are allowed where absent. */
	ram?: number;
	recording?: Recording;
	/** After each frame, the first is 1. */
	onFrame?(frame: number): void;
}

/** The letters firmware for so many frames. */
export async function runMicrocontroller(
	placement: Placement,
	frames: number,
	{ ram = RAM[placement], recording, onFrame }: MicrocontrollerRunOptions = {},
): Promise<MicrocontrollerRun> {
	const run: Partial<MicrocontrollerRun> = {};
	const stages: Record<string, number> = {};
	let seen = 0;
	const { broker } = await runXSDevice("rv32", placement, frames, {
		inSteps: true,
		...{ microcontroller: { ram }, recording },
		onEnded: steps => (run.instructions = steps),
		onFigures(figures, isReady) {
			run.first ??= figures;
			run.last = figures;
			if (isReady) return;
			if (++seen === SETTLED) run.settled = figures;
			onFrame?.(seen);
		},
		observer: {
			onReport(report) {
				for (const [stage, steps] of Object.entries(report.stages)) stages[stage] = Math.max(stages[stage] ?? 0, steps);
			},
		},
	});
	const { instructions = 0, first, last, settled = last } = run;
	if (!first || !settled || !last) throw new Error("the microcontroller reported no figures");
	return { messages: broker.payloads("/result").slice(0, frames), stages, instructions, first, settled, last };
}

/** Bytes that the engine's heaps have taken from RAM so far. */
export function heapBytes(figures: Figures): number {
	return figures.slotsReserved * figures.slotBytes + figures.chunkBytesReserved;
}

function budgetOf({ stages, last, settled }: MicrocontrollerRun, image: FlashImage): Budget {
	const { bytecode, slots, chunks } = image.contents;
	const heap = heapBytes(last);
	const engineStack = last.stackReserved * last.slotBytes;
	return {
		...Object.fromEntries(Object.entries(stages).map(([stage, count]) => [`instructions a frame, ${stage}`, count])),
		"slots, bytes": last.slotsPeak * last.slotBytes,
		"chunks, bytes": last.chunkBytesPeak,
		"engine's stack, bytes used": last.stackPeak * last.slotBytes,
		"C stack, bytes used": last.cStackPeak,
		"C heap, bytes": last.cHeap,
		"heap grown after frame 2, bytes": heap - heapBytes(settled),
		"RAM for heaps, stacks and data, bytes": heap + engineStack + last.cHeap + image.staticRam,
		"flash: engine and host, bytes": flashBytes(image.kernel),
		"flash: bytecode, bytes": Object.values(bytecode).reduce((sum, bytes) => sum + bytes, 0),
		"flash: preloaded slots, bytes": slots,
		"flash: preloaded chunks and tables, bytes": chunks,
	};
}

/** Part of npm run budget. Returns how many figures are over their limit. */
export async function budgetOfMicrocontroller(arguments_: readonly string[]): Promise<number> {
	const limits: Record<string, Budget> = JSON.parse(readFileSync(FILE, "utf8"));
	const measured: Record<string, Budget> = {};
	let over = 0;
	try {
		const images: FlashImage[] = [];
		for (const placement of PLACEMENTS) images.push(await flashImage(`host-sim/xs/guest/${placement}.ts`));
		const runs = await Promise.all(PLACEMENTS.map(placement => runMicrocontroller(placement, FRAMES)));
		for (const [n, placement] of PLACEMENTS.entries()) {
			measured[placement] = budgetOf(runs[n], images[n]);
			const where = placement === "emulated" ? "emulated on it too" : "behind the bus";
			over += hold(`letters on the emulated microcontroller, chip ${where}`, measured[placement], limits[placement]);
			if (arguments_.includes("--modules"))
				hold("  bytecode by module, bytes", images[n].contents.bytecode, images[n].contents.bytecode);
		}
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`\nskips: ${error.message}\n`);
		return 0;
	}
	if (!arguments_.includes("--write")) return over;
	writeFileSync(FILE, `${JSON.stringify(measured, null, "\t")}\n`);
	return 0;
}
