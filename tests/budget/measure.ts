import { bundleForXS } from "../../host-sim/xs/bundle";
import type { Figures } from "../../host-sim/xs/device";
import type { MachineSizes } from "../../host-sim/xs/machine";
import type { Placement } from "../../host-sim/xs/protocol";
import { still } from "../support/still";
import { runXSDevice } from "../support/xs-device";
import type { Budget } from "./hold";

const FRAMES = 100;
/** By then every buffer is made and every branch of a good frame was taken. */
export const SETTLED = 30;
/** Small heaps that grow in small steps: garbage is collected before they grow, so the peak is what the firmware needs. */
export const TIGHT: MachineSizes = {
	slots: 2048,
	slotIncrement: 64,
	chunks: 16_384,
	chunkIncrement: 1024,
	keys: 4096,
	stack: 2048,
};

/**
 * The letters firmware in the 32-bit XS machine (16-byte slots, as on the microcontroller), one placement of the chip.
 * Heap and stack are bytes beyond the machine with the firmware loaded and nothing built: on a device that part is in flash.
 */
export async function measureLetters(placement: Placement, frames = FRAMES): Promise<Budget> {
	let ready: Figures | undefined;
	let last: Figures | undefined;
	let settled = 0;
	let seen = 0;
	const stages: Record<string, number> = {};
	let wire = 0;
	let message = 0;
	await runXSDevice("native32", placement, frames, {
		inSteps: true,
		sizes: TIGHT,
		onFigures(figures, isReady) {
			if (isReady) ready = figures;
			else {
				last = figures;
				if (++seen === SETTLED) settled = reserved(figures);
			}
		},
		observer: {
			onReport(report) {
				for (const [stage, steps] of Object.entries(report.stages)) stages[stage] = Math.max(stages[stage] ?? 0, steps);
				wire = Math.max(wire, report.result.chip.wireBytes);
				message = Math.max(message, report.message.length);
			},
		},
	});
	if (!ready || !last) throw new Error("the XS machine reported no figures");
	const script = await bundleForXS(new URL(`../../host-sim/xs/guest/${placement}.ts`, import.meta.url));
	return {
		...Object.fromEntries(Object.entries(stages).map(([stage, steps]) => [`most steps a frame, ${stage}`, steps])),
		"slot heap, bytes": (last.slotsPeak - ready.slots) * last.slotBytes,
		"chunk heap, bytes": last.chunkBytesPeak - ready.chunkBytes,
		"heap grown after frame 30, bytes": reserved(last) - settled,
		"stack, bytes": (last.stackPeak - ready.stackPeak) * last.slotBytes,
		"bundle, bytes": script.length,
		"SPI bytes a frame": wire,
		"message, bytes": message,
	};
}

const WATCHED_FRAMES = 60;

/**
 * The same where only events are sent (the chip behind the bus): a sheet that lies still. Its first frames are looked at until enough
 * agree, all others differ in nothing.
 */
export async function measureEvents(): Promise<Budget> {
	let ready: Figures | undefined;
	let last: Figures | undefined;
	let settled = 0;
	let looked = 0;
	let idle = 0;
	let frames = 0;
	const { broker } = await runXSDevice("native32", "silicon", 1, {
		...{
			inSteps: true,
			sizes: TIGHT,
			source: still({ seed: 1, text: "NAINVINAJNGINUHC" }),
			settings: { events: true },
		},
		isDone: () => frames >= WATCHED_FRAMES,
		onFigures(figures, isReady) {
			if (isReady) ready = figures;
			else last = figures;
		},
		observer: {
			onReport: ({ stages }) => (looked = Math.max(looked, sumOf(stages))),
			onWatched(counts, stages) {
				frames = counts.frames;
				if (frames === SETTLED) settled = reserved(last!);
				if (stages.sensing > 0) looked = Math.max(looked, sumOf(stages));
				else idle = Math.max(idle, sumOf(stages));
			},
		},
	});
	if (!ready || !last || broker.payloads("/result").length !== 1) throw new Error("one event was expected");
	return {
		"most steps a frame that is looked at": looked,
		"most steps an idle frame": idle,
		"slot heap, bytes": (last.slotsPeak - ready.slots) * last.slotBytes,
		"chunk heap, bytes": last.chunkBytesPeak - ready.chunkBytes,
		"heap grown after frame 30, bytes": reserved(last) - settled,
		"stack, bytes": (last.stackPeak - ready.stackPeak) * last.slotBytes,
	};
}

function sumOf(stages: Record<string, number>): number {
	return Object.values(stages).reduce((sum, steps) => sum + steps, 0);
}

/** What the heaps have taken so far, in bytes. */
export function reserved(figures: Figures): number {
	return figures.slotsReserved * figures.slotBytes + figures.chunkBytesReserved;
}
