// Whatever ends a machine, the next life says it in its birth message.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeBirth } from "../../firmware/messaging/birth-message";
import { outfitFor } from "../../host-sim/device";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { type Build, XSUnavailable } from "../../host-sim/xs/build.js";
import { startXSDevice } from "../../host-sim/xs/device";
import { guestMachine } from "../../host-sim/xs/firmware";
import type { Launch } from "../../host-sim/xs/machine";
import { VirtualBroker } from "../support/virtual-broker";

const BUILDS: readonly Build[] = ["native64", "native32", "rv32"];
const TEXT = "NAINVINAJNGINUHC";

/** Birth messages of a device up to the first that has a reset reason. */
async function births(launch: Launch, device: string, cutsBridge: boolean): Promise<ReturnType<typeof decodeBirth>[]> {
	const time = new VirtualTime();
	const broker = new VirtualBroker(time);
	const found = () => broker.payloads("/birth").map(decodeBirth);
	const { machine } = startXSDevice({
		...{ launch, placement: "silicon", device, seed: 1, outfit: outfitFor(TEXT), restarts: 1 },
		source: new SceneSource({ text: TEXT, seed: 1 }),
		...{ host: "broker", port: 1883, interval: 1000, time, TCP: broker.TCP, resolver: broker.resolver },
		observer: {
			onOnline() {
				if (cutsBridge && found().length === 0) machine.cutBridge();
			},
		},
		isDone: () => found().some(({ reset }) => reset !== undefined) || time.milliseconds > 60_000,
	});
	await machine.ended;
	return found();
}

const FAULTS: Record<string, RegExp> = {
	"memory-full": /^memory full: \d+ bytes of chunks and \d+ slots of \d+ bytes are used, the arena has \d+ bytes$/,
	"slots-full": /^memory full: \d+ bytes of chunks and \d+ slots/,
	"stack-overflow": /^stack overflow: the stack has \d+ slots$/,
	exception: /^uncaught exception: RangeError: three is too many$/,
	"lost-bridge": /^lost bridge: /,
};
/** What only a microcontroller notices. */
const FAULTS_OF_RV32: Record<string, RegExp> = {
	"c-stack-overflow": /^stack overflow: the engine's own, in C$/,
};

for (const build of BUILDS) {
	let launch: Launch;
	try {
		launch = await guestMachine(build, "tests/xs/guests/faulty.ts", {
			sizes: { arena: 1 << 22, chunks: 1 << 18, chunkIncrement: 4096, slots: 32_768, slotIncrement: 256, stack: 2048 },
			microcontroller: { ram: 96 * 1024 },
		});
	} catch (error) {
		if (!(error instanceof XSUnavailable)) throw error;
		process.stdout.write(`skips: ${error.message}\n`);
		continue;
	}
	const faults = { ...FAULTS, ...(build === "rv32" ? FAULTS_OF_RV32 : {}) };
	for (const [fault, words] of Object.entries(faults))
		test(`${build}, ${fault}: the next birth message says it`, async () => {
			const messages = await births(launch, fault, fault === "lost-bridge");
			const last = messages.at(-1);
			assert.match(last?.reset ?? "no reset reason", words);
			// before the fault there was none, and the life after it is another one
			for (const earlier of messages.slice(0, -1)) {
				assert.is(earlier.reset, undefined);
				assert.is.not(earlier.boot, last?.boot);
			}
		});
}

test.run();
