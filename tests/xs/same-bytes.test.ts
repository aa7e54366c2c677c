// The same frames give the same result messages on V8 and on XS, wherever the chip is.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import type { Placement } from "../../host-sim/xs/protocol";
import { virtualDevice } from "../support/virtual-device";
import { runXSDevice } from "../support/xs-device";

const FRAMES = 200;
/** The 32-bit machine is there to show that 16-byte slots change nothing. */
const FRAMES_32_BIT = 20;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

let expected: string[] = [];

/** Result messages of the whole firmware on V8. */
function messagesOnV8(): string[] {
	if (expected.length === 0) {
		const { runtime, time, broker } = virtualDevice();
		runtime.start();
		time.advanceUntil(() => broker.payloads("/result").length >= FRAMES);
		expected = broker.payloads("/result").slice(0, FRAMES).map(hex);
	}
	return expected;
}

async function compare(build: Build, placement: Placement, frames: number): Promise<void> {
	const began = performance.now();
	let payloads: Uint8Array[];
	try {
		payloads = (await runXSDevice(build, placement, frames)).broker.payloads("/result");
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const found = payloads.slice(0, frames).map(hex);
	assert.is(found.length, frames);
	for (const [n, message] of found.entries()) assert.is(message, messagesOnV8()[n], `frame ${n}`);
	const each = ((performance.now() - began) / frames).toFixed(0);
	process.stdout.write(
		`measured: ${frames} result messages of ${build}, chip ${placement}: those of V8; ${each} ms a frame\n`,
	);
}

test("200 frames, chip emulated in XS: byte for byte the messages of V8", () =>
	compare("native64", "emulated", FRAMES));
test("200 frames, chip behind the bridge: byte for byte the messages of V8", () =>
	compare("native64", "silicon", FRAMES));
test("32-bit XS, chip emulated: byte for byte the messages of V8", () =>
	compare("native32", "emulated", FRAMES_32_BIT));

test.run();
