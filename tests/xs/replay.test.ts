// A run of the firmware in a process replays exactly, with 64-bit and with 32-bit slots (of the microcontroller: rv32.test.ts).
import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { firmwareMachine } from "../../host-sim/xs/firmware";
import { XSMachine } from "../../host-sim/xs/machine";
import { type Recording, Replay } from "../../host-sim/xs/recording";
import { runXSDevice } from "../support/xs-device";

const BUILDS: readonly Build[] = ["native64", "native32"];

for (const build of BUILDS)
	test(`${build}: the machine says every byte again, metered steps among them`, async () => {
		const recording: Recording = { exchanges: [] };
		try {
			await runXSDevice(build, "silicon", 1, { recording, inSteps: true });
		} catch (error) {
			if (!(error instanceof XSUnavailable)) throw error;
			process.stdout.write(`skips: ${error.message}\n`);
			return;
		}
		const replay = new Replay(recording);
		const idle = { events: new EventQueue(), time: new VirtualTime(), serve: () => undefined };
		await new XSMachine({ ...idle, launch: await firmwareMachine(build, "silicon"), replay }).ended;
		assert.ok(replay.isOver && recording.exchanges.length > 100);
		process.stdout.write(`measured: ${recording.exchanges.length} exchanges of ${build} replayed\n`);
	});

test.run();
