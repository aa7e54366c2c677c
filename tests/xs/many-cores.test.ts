// Issue 4, item 6: the firmware drives all 48 cores with at most 48 KB of XS heap beyond the model it holds.
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { EmulatedBoard } from "../../firmware/emulator/board";
import type { CameraClass, TCPClass } from "../../firmware/hardware";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { type Build, XSUnavailable, xsHost } from "../../host-sim/xs/build.js";
import { bundleForXS } from "../../host-sim/xs/bundle";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { XSMachine } from "../../host-sim/xs/machine";
import { FIGURES } from "../../host-sim/xs/protocol";
import { World } from "../../host-sim/xs/world";
import { FakeParallelCore } from "../support/fake-parallel-core";
import { products, randomInputs, randomWeights, scaledError, segmentOf } from "../support/parallel-bench";
import { BATCH, COLUMNS, CORES_ACROSS, CORES_DOWN, MODEL, ROWS, SHOWN, SUMS, VECTORS } from "./many-cores";

const BUDGET = 48 * 1024;
const PLACES = ["nothing", "opened", "programmed", "calibrated", "multiplied", "ten more"];

type Figures = Record<(typeof FIGURES)[number], number>;

/** Bytes of slots and chunks, at their most since the machine had loaded the program. */
function peak(figures: Figures): number {
	return figures.slotBytes * figures.slotsPeak + figures.chunkBytesPeak;
}

async function measure(build: Build): Promise<void> {
	let executable: string;
	try {
		executable = await xsHost(build);
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const time = new VirtualTime();
	const core = new FakeParallelCore(CORES_DOWN * CORES_ACROSS, 256, 256);
	core.gainSpread = 0.1;
	for (let array = 0; array < 48; array++) core.badRows.set(array, new Map([[array, 1]]));
	const { SPI, Digital } = new EmulatedBoard({ core, timers: time, pins: { select: 2, interrupt: 3, reset: 4 } });
	const events = new EventQueue();
	const nothing = undefined as unknown;
	const hardware = { timers: time, SPI, Digital, Camera: nothing as CameraClass, TCP: nothing as TCPClass };
	const world = new World({ ...hardware, resolver: { resolve() {} } }, events);

	const weights = randomWeights(ROWS, COLUMNS, 15, 1);
	const place = { array: 0, row: 0, column: 0, rows: ROWS, columns: COLUMNS, point: new Int32Array(32) };
	const { codes } = segmentOf(weights, COLUMNS, place);
	const inputs = randomInputs(ROWS * CORES_DOWN * VECTORS, -7, 7, 2);
	const shown: Figures[] = [];
	let sums = new Int32Array(0);
	const machine = new XSMachine({
		executable,
		script: await bundleForXS(fileURLToPath(new URL("guests/many-cores.ts", import.meta.url))),
		...{ events, time },
		onLog: line => process.stdout.write(`${line}\n`),
		serve(kind, subject, payload) {
			if (kind === MODEL) return subject === 0 ? codes : new Uint8Array(inputs.buffer);
			if (kind === SHOWN)
				shown[subject] = Object.fromEntries(FIGURES.map((name, i) => [name, payload.readInt32LE(4 * i)])) as Figures;
			else if (kind === SUMS) sums = new Int32Array(Uint8Array.from(payload).buffer);
			else return world.serve(kind, subject, payload);
			return undefined;
		},
	});
	await machine.ended;

	const used = shown.map(figures => peak(figures) - peak(shown[0]));
	process.stdout.write(
		`measured: ${build}, 48 cores of 196 x 64: XS heap at its most beyond program, codes and representative inputs: ` +
			`${used
				.slice(1)
				.map((bytes, n) => `${PLACES[n + 1]} ${(bytes / 1024).toFixed(1)} KB`)
				.join(", ")}\n`,
	);
	assert.ok(core.multiplies > 11);
	// the same weights in every core: what comes out of the sums
	const all = new Int16Array(ROWS * CORES_DOWN * COLUMNS * CORES_ACROSS);
	for (let i = 0; i < ROWS * CORES_DOWN; i++)
		for (let j = 0; j < COLUMNS * CORES_ACROSS; j++)
			all[i * COLUMNS * CORES_ACROSS + j] = weights[(i % ROWS) * COLUMNS + (j % COLUMNS)];
	const wanted = products(all, ROWS * CORES_DOWN, COLUMNS * CORES_ACROSS, inputs, BATCH);
	assert.ok(scaledError(sums, wanted) < 0.1, `${scaledError(sums, wanted)}`);
	if (build === "native32") assert.ok(used[5] <= BUDGET, `${used[5]} bytes`);
	assert.is(used[5], used[4]);
}

test("48 cores with the slots of a microcontroller: at most 48 KB", () => measure("native32"));

test.run();
