import type { DeviceControl } from "../../firmware/commands/device-control";
import { sampleBirth } from "./sample-messages";

/** A device that does nothing. */
export const idleControl: DeviceControl = {
	describe: sampleBirth,
	look() {},
	classify() {},
	reopen() {},
	tune() {},
};
