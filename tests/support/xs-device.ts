import { outfitFor } from "../../host-sim/device";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { SceneSource } from "../../host-sim/scene/scene-source";
import type { Build } from "../../host-sim/xs/build.js";
import { startXSDevice, type XSDeviceOptions } from "../../host-sim/xs/device";
import { type FirmwareOptions, firmwareMachine } from "../../host-sim/xs/firmware";
import type { Placement } from "../../host-sim/xs/protocol";
import { VirtualBroker } from "./virtual-broker";

export interface XSRun {
	broker: VirtualBroker;
	time: VirtualTime;
}

/**
 * Runs the whole firmware in XS in virtual time, with the same settings as virtualDevice, for `frames` results.
 * @throws XSUnavailable
 */
export async function runXSDevice(
	build: Build,
	placement: Placement,
	frames: number,
	options: Partial<XSDeviceOptions> & FirmwareOptions & { text?: string } = {},
): Promise<XSRun> {
	const { text = "NAINVINAJNGINUHC", seed = 1 } = options;
	const time = new VirtualTime();
	const broker = new VirtualBroker(time);
	const launch = await firmwareMachine(build, placement, options);
	const { machine } = startXSDevice({
		...{ launch, placement, device: "test-1", seed, outfit: outfitFor(text) },
		source: new SceneSource({ text, seed }),
		...{ host: "broker", port: 1883, interval: 500, time, TCP: broker.TCP, resolver: broker.resolver },
		isDone: () => broker.payloads("/result").length >= frames,
		...options,
	});
	await machine.ended;
	return { broker, time };
}
