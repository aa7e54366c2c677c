import { outfitFor } from "../../host-sim/device";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { startXSDevice, type XSDeviceOptions } from "../../host-sim/xs/device";
import type { Placement } from "../../host-sim/xs/protocol";
import { VirtualBroker } from "./virtual-broker";

export interface XSRun {
	broker: VirtualBroker;
	time: VirtualTime;
}

/** Runs the whole firmware in XS in virtual time, with the same settings as virtualDevice, for `frames` results. */
export async function runXSDevice(
	executable: string,
	placement: Placement,
	frames: number,
	options: Partial<XSDeviceOptions> & { text?: string } = {},
): Promise<XSRun> {
	const { text = "NAINVINAJNGINUHC", seed = 1 } = options;
	const time = new VirtualTime();
	const broker = new VirtualBroker(time);
	const { machine } = await startXSDevice({
		...{ executable, placement, device: "test-1", seed, outfit: outfitFor(text) },
		source: new SceneSource({ text, seed }),
		...{ host: "broker", port: 1883, interval: 500, time, TCP: broker.TCP, resolver: broker.resolver },
		isDone: () => broker.payloads("/result").length >= frames,
		...options,
	});
	await machine.ended;
	return { broker, time };
}
