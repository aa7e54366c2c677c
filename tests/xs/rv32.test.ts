// The firmware on the emulated microcontroller: the messages of V8, and a run that is the same every time, to the instruction.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { firmwareMachine } from "../../host-sim/xs/firmware";
import { type Launch, XSMachine } from "../../host-sim/xs/machine";
import { type Recording, Replay } from "../../host-sim/xs/recording";
import { RAM, runMicrocontroller } from "../budget/rv32";
import { virtualDevice } from "../support/virtual-device";

const RUNS = 5;
const KB = 1024;
const recording: Recording = { exchanges: [] };

let launch: Launch | undefined;
try {
	launch = await firmwareMachine("rv32", "silicon", { microcontroller: { ram: RAM.silicon } });
} catch (error) {
	if (!(error instanceof XSUnavailable)) throw error;
	process.stdout.write(`skips: ${error.message}\n`);
}
const check = launch ? test : test.skip;

function firstMessageOnV8(): Uint8Array {
	const { runtime, time, broker } = virtualDevice();
	runtime.start();
	time.advanceUntil(() => broker.payloads("/result").length > 0);
	return broker.payloads("/result")[0];
}

/** The code of the error that it ends with. */
async function endOf(replay: Replay): Promise<string | undefined> {
	const idle = { events: new EventQueue(), time: new VirtualTime(), serve: () => undefined };
	return codeOf(new XSMachine({ ...idle, launch: launch!, replay }).ended);
}

async function codeOf(ended: Promise<unknown>): Promise<string | undefined> {
	return ended.then(
		() => undefined,
		error => error.code,
	);
}

check("five runs take the same number of instructions and say what V8 says", async () => {
	const first = await runMicrocontroller("silicon", 1, { recording });
	assert.equal(Buffer.from(first.messages[0]), Buffer.from(firstMessageOnV8()));
	for (let n = 1; n < RUNS; n++) {
		const again = await runMicrocontroller("silicon", 1);
		assert.is(again.instructions, first.instructions);
		assert.equal(again.messages, first.messages);
	}
	process.stdout.write(`measured: ${RUNS} runs of one frame on RV32, ${first.instructions} instructions each\n`);
});

check(
	"a recorded run replays exactly: the machine says every byte again, its instruction counts among them",
	async () => {
		const replay = new Replay(recording);
		assert.is(await endOf(replay), undefined);
		assert.ok(replay.isOver && recording.exchanges.length > 100);
		process.stdout.write(`measured: ${recording.exchanges.length} exchanges over the bridge replayed\n`);
	},
);

check("a recording of something else is noticed", async () => {
	const exchanges = recording.exchanges.slice(0, 100).map(exchange => ({ ...exchange }));
	exchanges[20].request = Uint8Array.from(exchanges[20].request, byte => byte ^ 1);
	assert.is(await endOf(new Replay({ exchanges })), "replay-differs");
});

check("too little RAM is a machine that says so, not one that goes astray", async () => {
	assert.is(await codeOf(runMicrocontroller("silicon", 1, { ram: 48 * KB })), "memory-full");
});

test.run();
