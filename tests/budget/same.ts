// npm run budget -- --same 200: result messages of so many frames in XS, of 64 bits and of 32 bits with the slots of a
// microcontroller, are those of V8, byte for byte, with the chip emulated in the machine and behind the bus.
import type { Build } from "../../host-sim/xs/build.js";
import type { Placement } from "../../host-sim/xs/protocol";
import { virtualDevice } from "../support/virtual-device";
import { runXSDevice } from "../support/xs-device";

const BUILDS: readonly Build[] = ["native64", "native32"];
const PLACEMENTS: readonly Placement[] = ["silicon", "emulated"];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Result messages on V8, as hexadecimal digits. */
export function messagesOnV8(frames: number): string[] {
	const { runtime, time, broker } = virtualDevice();
	runtime.start();
	time.advanceUntil(() => broker.payloads("/result").length >= frames);
	return broker.payloads("/result").slice(0, frames).map(hex);
}

/** What differs between messages and those of V8: a sentence; undefined when nothing does. */
export function difference(messages: readonly Uint8Array[], expected: readonly string[]): string | undefined {
	if (messages.length < expected.length) return `only ${messages.length} result messages`;
	const other = expected.findIndex((message, n) => hex(messages[n]) !== message);
	return other < 0 ? undefined : `result message ${other} is not that of V8`;
}

/** Returns how many machines and placements of the chip say something else. */
export async function sameMessages(frames: number): Promise<number> {
	const expected = messagesOnV8(frames);
	let different = 0;
	for (const build of BUILDS)
		for (const placement of PLACEMENTS) {
			const began = performance.now();
			const { broker } = await runXSDevice(build, placement, frames);
			const fault = difference(broker.payloads("/result"), expected);
			if (fault) different++;
			const seconds = ((performance.now() - began) / 1000).toFixed(0);
			const words = fault ? `FAILED: ${fault}` : "the messages of V8, byte for byte";
			process.stdout.write(`${build}, chip ${placement}: ${frames} frames, ${words}; ${seconds} s\n`);
		}
	return different;
}
