// The firmware on the emulated microcontroller: the messages of V8, and a run that is the same every time, to the instruction.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { firmwareMachine } from "../../host-sim/xs/firmware";
import { XSError, XSMachine } from "../../host-sim/xs/machine";
import { type Recording, Replay } from "../../host-sim/xs/recording";
import { type MicrocontrollerRun, RAM, runMicrocontroller } from "../budget/rv32";
import { virtualDevice } from "../support/virtual-device";

const RUNS = 5;
const recording: Recording = { exchanges: [] };
const KB = 1024;

function firstMessageOnV8(): Uint8Array {
	const { runtime, time, broker } = virtualDevice();
	runtime.start();
	time.advanceUntil(() => broker.payloads("/result").length > 0);
	return broker.payloads("/result")[0];
}

/** Undefined where the microcontroller cannot be had. */
async function run(ram?: number, recording?: Recording): Promise<MicrocontrollerRun | undefined> {
	try {
		return await runMicrocontroller("silicon", 1, ram, recording);
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return undefined;
	}
}

test("five runs take the same number of instructions and say what V8 says", async () => {
	const first = await run(undefined, recording);
	if (!first) return;
	assert.equal(Buffer.from(first.messages[0]), Buffer.from(firstMessageOnV8()));
	for (let n = 1; n < RUNS; n++) {
		const again = (await run())!;
		assert.is(again.instructions, first.instructions);
		assert.equal(again.messages, first.messages);
	}
	process.stdout.write(`measured: ${RUNS} runs of one frame on RV32, ${first.instructions} instructions each\n`);
});

test("a recorded run replays exactly: the microcontroller says every byte again, its instruction counts among them", async () => {
	if (recording.exchanges.length === 0) return;
	const replay = new Replay(recording);
	const launch = await firmwareMachine("rv32", "silicon", { microcontroller: { ram: RAM.silicon } });
	await new XSMachine({ launch, replay, events: new EventQueue(), time: new VirtualTime(), serve: () => undefined })
		.ended;
	assert.ok(replay.isOver);
	process.stdout.write(`measured: ${recording.exchanges.length} exchanges over the bridge replayed\n`);
});

test("a recording of something else is noticed", async () => {
	if (recording.exchanges.length === 0) return;
	const exchanges = recording.exchanges.map(exchange => ({ ...exchange }));
	const late = exchanges[exchanges.length >> 1];
	late.request = Uint8Array.from(late.request, byte => byte ^ 1);
	const launch = await firmwareMachine("rv32", "silicon", { microcontroller: { ram: RAM.silicon } });
	const { ended } = new XSMachine({
		...{ launch, replay: new Replay({ exchanges }), events: new EventQueue(), time: new VirtualTime() },
		serve: () => undefined,
	});
	const code = await ended.then(
		() => "it ended well",
		error => error.code,
	);
	assert.is(code, "replay-differs");
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
