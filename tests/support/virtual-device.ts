import type { CameraClass } from "../../firmware/hardware";
import type { FrameReport } from "../../firmware/report";
import type { Observer } from "../../firmware/runtime";
import { createDevice, type Device, type DeviceOptions, type Outfit, outfitFor } from "../../host-sim/device";
import { VirtualTime } from "../../host-sim/node/virtual-time";
import type { FrameSource } from "../../host-sim/scene/frame-source";
import { SceneSource } from "../../host-sim/scene/scene-source";
import { VirtualBroker } from "./virtual-broker";

export interface VirtualDevice extends Device {
	time: VirtualTime;
	broker: VirtualBroker;
	/** What the runtime reported, copied. */
	reports: { kind: string; text: string; code?: string; margins: number[]; wireBytes: number }[];
	log: string[];
}

/** The whole firmware with chip, camera and broker in virtual time. */
export function virtualDevice(
	options: {
		seed?: number;
		text?: string;
		source?: FrameSource;
		interval?: number;
		/** The chip and its model; the one for `text` where absent. */
		outfit?: Outfit;
		observer?: Observer;
		core?: DeviceOptions["core"];
		wrapBoard?: DeviceOptions["wrapBoard"];
		Camera?: CameraClass;
		time?: VirtualTime;
		settings?: DeviceOptions["settings"];
	} = {},
): VirtualDevice {
	const { seed = 1, text = "NAINVINAJNGINUHC", interval = 500 } = options;
	const time = options.time ?? new VirtualTime();
	const broker = new VirtualBroker(time);
	const reports: VirtualDevice["reports"] = [];
	const log: string[] = [];
	const device = createDevice({
		device: "test-1",
		seed,
		outfit: options.outfit ?? outfitFor(text),
		source: options.source ?? new SceneSource({ text, seed }),
		host: "broker",
		port: 1883,
		interval,
		time,
		TCP: broker.TCP,
		resolver: broker.resolver,
		Camera: options.Camera,
		core: options.core,
		wrapBoard: options.wrapBoard,
		settings: options.settings,
		observer: {
			...options.observer,
			onReport(report: FrameReport) {
				const { kind, fault, margins, chip } = report.result;
				reports.push({
					kind,
					text: report.result.text,
					code: fault?.code,
					margins: [...margins],
					wireBytes: chip.wireBytes,
				});
				options.observer?.onReport?.(report);
			},
			onLog: line => log.push(line),
		},
	});
	return { ...device, time, broker, reports, log };
}
