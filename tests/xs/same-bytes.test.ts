// The same frames give the same result messages on V8 and on XS, wherever the chip is. Two hundred of them, in CI too:
// npm run budget -- --same 200.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import type { Placement } from "../../host-sim/xs/protocol";
import { difference, messagesOnV8 } from "../budget/same";
import { runXSDevice } from "../support/xs-device";

const FRAMES = 30;
/** The 32-bit machine is there to show that 16-byte slots change nothing. */
const FRAMES_32_BIT = 10;

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
	assert.is(difference(payloads, messagesOnV8(frames)), undefined);
	const each = ((performance.now() - began) / frames).toFixed(0);
	process.stdout.write(
		`measured: ${frames} result messages of ${build}, chip ${placement}: those of V8; ${each} ms a frame\n`,
	);
}

test("chip emulated in XS: byte for byte the messages of V8", () => compare("native64", "emulated", FRAMES));
test("chip behind the bridge: byte for byte the messages of V8", () => compare("native64", "silicon", FRAMES));
test("32-bit XS, chip emulated: byte for byte the messages of V8", () =>
	compare("native32", "emulated", FRAMES_32_BIT));

test.run();
