// npm run budget -- --frames 10000: does memory grow? The letters firmware in the 32-bit XS machine, both placements of the chip,
// frame after frame; frames of 96 x 96 pixels, so that ten thousand take minutes.

import { SceneSource } from "../../host-sim/scene/scene-source";
import type { Figures } from "../../host-sim/xs/device";
import type { Placement } from "../../host-sim/xs/protocol";
import { runXSDevice } from "../support/xs-device";
import { reserved, SETTLED, TIGHT } from "./measure";

const SIDE = 96;
const TEXT = "NAINVINAJNGINUHC";
/** Frames between two lines of the report. */
const REPORT = 1000;

/** Runs so many frames and returns by how many bytes the heaps have grown since they were settled. */
async function endure(placement: Placement, frames: number): Promise<number> {
	let seen = 0;
	let settled = 0;
	let now = 0;
	const began = performance.now();
	const say = (words: string): void => {
		const seconds = ((performance.now() - began) / 1000).toFixed(0);
		process.stdout.write(`  frame ${String(seen).padStart(6)}   ${now} bytes of heap${words}, ${seconds} s\n`);
	};
	process.stdout.write(`\nletters, chip ${placement === "emulated" ? "emulated in XS" : "behind the bus"}\n`);
	await runXSDevice("native32", placement, frames, {
		sizes: TIGHT,
		source: new SceneSource({ text: TEXT, width: SIDE, height: SIDE }),
		onFigures(figures: Figures, isReady: boolean) {
			if (isReady) return;
			now = reserved(figures);
			if (++seen === SETTLED) settled = now;
			if (seen === SETTLED || seen % REPORT === 0) say("");
		},
	});
	say(`, ${now - settled} more than after frame ${SETTLED}`);
	return now - settled;
}

/** Both placements; the number of those that have grown. */
export async function endurance(frames: number): Promise<number> {
	let grown = 0;
	for (const placement of ["silicon", "emulated"] satisfies Placement[])
		if ((await endure(placement, frames)) > 0) grown++;
	return grown;
}
