import { test } from "uvu";
import * as assert from "uvu/assert";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { guestMachine } from "../../host-sim/xs/firmware";
import { type Launch, XSMachine } from "../../host-sim/xs/machine";

test("frames through the sensor's kernels and the change gate take nothing from the heaps", async () => {
	let launch: Launch;
	try {
		launch = await guestMachine("native32", "tests/xs/guests/vision.ts");
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const lines: string[] = [];
	const onLog = (text: string): void => void lines.push(...text.split("\n"));
	const serve = () => undefined;
	await new XSMachine({ launch, events: new EventQueue(), time: new VirtualTime(), serve, onLog }).ended;
	assert.is(lines[0], "slots 0, chunk bytes 0, collections 0");
	assert.match(lines[1], /^steps \d+$/);
	process.stdout.write(
		`\nmeasured: seven kernels, gate and rectified maps of 40 x 30 pixels: ${lines[1]} a frame on XS\n`,
	);
});

test.run();
