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
import { nativeMachine } from "../../host-sim/xs/native";
import { FIGURES } from "../../host-sim/xs/protocol";
import { World } from "../../host-sim/xs/world";
import { FakeParallelCore } from "../support/fake-parallel-core";
import { products, randomInputs, randomWeights, scaledError, segmentOf } from "../support/parallel-bench";
import { BATCH, COLUMNS, CORES_ACROSS, CORES_DOWN, MODEL, PROGRAMMED, ROWS, SHOWN, SUMS, VECTORS } from "./many-cores";

const BUDGET = 48 * 1024;
const STEPS = ["opened", "places of 48 segments", "programmed", "searched", "calibrated", "multiplied", "two more"];

type Figures = Record<(typeof FIGURES)[number], number>;

/** Bytes of slots and chunks that are alive. */
function alive(figures: Figures): number {
	return figures.slotBytes * figures.slots + figures.chunkBytes;
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
	for (const [array, fake] of core.fakes.entries())
		for (let i = 0; i < 2 * ROWS && !PROGRAMMED.includes(array); i++)
			for (let j = 0; j < COLUMNS; j++)
				fake.cells[(i < array ? i : i + 1) * 256 + j] = 1e-6 + (codes[i * COLUMNS + j] / 15) * 39e-6;
	const shown: Figures[] = [];
	let sums = new Int32Array(0);
	const script = await bundleForXS(fileURLToPath(new URL("guests/many-cores.ts", import.meta.url)));
	const machine = new XSMachine({
		launch: nativeMachine(executable, script),
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

	const used = shown.map(figures => alive(figures) - alive(shown[0]));
	// the model's, as its codes are: where the segments lie, and once calibrated slope and intercept of every line
	const places = used[2] - used[1];
	const corrections = 4 * COLUMNS * CORES_DOWN * CORES_ACROSS;
	const beyond = used.map((bytes, n) => bytes - (n < 2 ? 0 : places) - (n < 5 ? 0 : corrections));
	const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
	process.stdout.write(
		`measured: ${build}, 48 cores of 196 x 64, bytes alive in the XS heap beyond program and model: ` +
			`${STEPS.map((step, n) => (n === 1 ? "" : `${step} ${kilobytes(beyond[n + 1])}`))
				.filter(Boolean)
				.join(", ")}; ` +
			`the model's 48 places ${kilobytes(places)}, slopes and intercepts ${kilobytes(corrections)}\n`,
	);
	assert.ok(core.multiplies > 5);
	// the same weights in every core: what comes out of the sums
	const all = new Int16Array(ROWS * CORES_DOWN * COLUMNS * CORES_ACROSS);
	for (let i = 0; i < ROWS * CORES_DOWN; i++)
		for (let j = 0; j < COLUMNS * CORES_ACROSS; j++)
			all[i * COLUMNS * CORES_ACROSS + j] = weights[(i % ROWS) * COLUMNS + (j % COLUMNS)];
	const wanted = products(all, ROWS * CORES_DOWN, COLUMNS * CORES_ACROSS, inputs, BATCH);
	assert.ok(scaledError(sums, wanted) < 0.1, `${scaledError(sums, wanted)}`);
	for (const bytes of beyond) assert.ok(bytes <= BUDGET, `${bytes} bytes`);
	assert.ok(used[7] <= used[6] + 64, `${used[7] - used[6]} bytes more after two more multiplies`);
}

test("48 cores with the slots of a microcontroller: at most 48 KB", () => measure("native32"));

test.run();
