// The firmware on the emulated microcontroller: the messages of V8, and a run that is the same every time, to the instruction.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import { XSError } from "../../host-sim/xs/machine";
import { type MicrocontrollerRun, runMicrocontroller } from "../budget/rv32";
import { virtualDevice } from "../support/virtual-device";

const RUNS = 5;
const KB = 1024;

function firstMessageOnV8(): Uint8Array {
	const { runtime, time, broker } = virtualDevice();
	runtime.start();
	time.advanceUntil(() => broker.payloads("/result").length > 0);
	return broker.payloads("/result")[0];
}

/** Undefined where the microcontroller cannot be had. */
async function run(ram?: number): Promise<MicrocontrollerRun | undefined> {
	try {
		return await runMicrocontroller("silicon", 1, ram);
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return undefined;
	}
}

test("five runs take the same number of instructions and say what V8 says", async () => {
	const first = await run();
	if (!first) return;
	assert.equal(Buffer.from(first.messages[0]), Buffer.from(firstMessageOnV8()));
	for (let n = 1; n < RUNS; n++) {
		const again = (await run())!;
		assert.is(again.instructions, first.instructions);
		assert.equal(again.messages, first.messages);
	}
	process.stdout.write(`measured: ${RUNS} runs of one frame on RV32, ${first.instructions} instructions each\n`);
});

test("too little RAM is a machine that says so, not one that goes astray", async () => {
	try {
		await run(48 * KB);
	} catch (error) {
		assert.instance(error, XSError);
		assert.is((error as XSError).code, "memory-full");
	}
});

test.run();
