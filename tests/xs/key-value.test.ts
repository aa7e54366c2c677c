import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CameraClass, TCPClass } from "../../firmware/hardware";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { XSUnavailable } from "../../host-sim/xs/build.js";
import { EventQueue } from "../../host-sim/xs/event-queue";
import { guestMachine } from "../../host-sim/xs/firmware";
import { type Launch, XSMachine } from "../../host-sim/xs/machine";
import { World } from "../../host-sim/xs/world";

/** Runs the guest with this store and returns its log. */
async function run(launch: Launch, store: Map<string, string | Uint8Array>): Promise<string[]> {
	const lines: string[] = [];
	const time = new VirtualTime();
	const events = new EventQueue();
	const none = { Camera: undefined as unknown as CameraClass, TCP: undefined as unknown as TCPClass };
	const world = new World({ ...none, timers: time, resolver: { resolve() {} }, store }, events);
	const serve = world.serve.bind(world);
	await new XSMachine({ launch, events, time, serve, onLog: text => lines.push(...text.split("\n")) }).ended;
	return lines;
}

test("text and bytes cross the bridge into a store that outlives the machine, and come back as what they were", async () => {
	let launch: Launch;
	try {
		launch = await guestMachine("native64", "tests/xs/guests/key-value.ts");
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const store = new Map<string, string | Uint8Array>([["kept", "from an earlier machine"]]);
	assert.equal(await run(launch, store), [
		'kept: text "from an earlier machine"',
		"missing: nothing",
		'ssid: text "Büro 2"',
		'empty: text ""',
		"bytes: bytes [0 255 7]",
		"replaced: bytes []",
		"deleted: nothing",
	]);
	assert.equal(
		[...store].map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
		[
			["kept", "from an earlier machine"],
			["ssid", "Büro 2"],
			["empty", ""],
			["bytes", [0, 255, 7]],
			["replaced", []],
		],
	);
});

test.run();
