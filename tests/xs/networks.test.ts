// A network through the whole firmware: the same result messages on V8 and on XS, and what it takes of the heap.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { neurram } from "../../firmware/emulator/profiles/neurram";
import { decodeResult } from "../../firmware/messaging/result-message";
import type { NetworkOutfit } from "../../host-sim/device";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { encodeNetwork } from "../../host-sim/toolchain/network/encode-network";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import type { Figures } from "../../host-sim/xs/device";
import { guestMachine } from "../../host-sim/xs/firmware";
import type { MachineSizes } from "../../host-sim/xs/machine";
import { smallNetwork } from "../support/small-networks";
import { virtualDevice } from "../support/virtual-device";
import { runXSDevice } from "../support/xs-device";

const FRAMES = 8;
const GUEST = "host-sim/xs/guest/networks.ts";

/** Small heaps that grow in small steps: garbage is collected before they grow. */
const TIGHT: MachineSizes = {
	slots: 2048,
	slotIncrement: 64,
	chunks: 16_384,
	chunkIncrement: 1024,
	keys: 4096,
	stack: 2048,
};

const outfit: NetworkOutfit = { kind: "network", profile: neurram, modelFile: encodeNetwork(smallNetwork()) };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const digits = () => new SceneSource({ kind: "digits", seed: 4 });

/** Result messages on V8, which a machine's must equal. */
function messagesOnV8(): string[] {
	const { runtime, time, broker } = virtualDevice({ outfit, source: digits() });
	runtime.start();
	time.advanceUntil(() => broker.payloads("/result").length >= FRAMES);
	const messages = broker.payloads("/result").slice(0, FRAMES);
	for (const message of messages) {
		const { kind, unit, scores, margins } = decodeResult(message);
		assert.is(kind, "network");
		assert.ok(unit! > 0 && scores.length === 4 && margins.length === 1);
	}
	return messages.map(hex);
}

async function compare(build: Build): Promise<void> {
	const began = performance.now();
	let ready: Figures | undefined;
	let last: Figures | undefined;
	try {
		const launch = await guestMachine(build, GUEST, { sizes: TIGHT });
		const { broker } = await runXSDevice(build, "silicon", FRAMES, {
			...{ launch, outfit, source: digits() },
			onFigures(figures, isReady) {
				if (isReady) ready = figures;
				else last = figures;
			},
		});
		assert.equal(broker.payloads("/result").slice(0, FRAMES).map(hex), messagesOnV8());
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		return;
	}
	const slots = (last!.slotsPeak - ready!.slots) * last!.slotBytes;
	const chunks = last!.chunkBytesPeak - ready!.chunkBytes;
	process.stdout.write(
		`measured: ${FRAMES} result messages of a network on ${build}: those of V8; ` +
			`${((performance.now() - began) / FRAMES).toFixed(0)} ms a frame with its start; ` +
			`at most ${((slots + chunks) / 1024).toFixed(1)} KB of heap beyond code and model\n`,
	);
}

test("a network's messages on XS are those of V8, byte for byte", () => compare("native64"));
test("on 32-bit XS too", () => compare("native32"));

test.run();
