// Parts that are missing at the start and appear later, to see what the device says of it.

import config from "mc/config";
import Time from "time";

let started: number | undefined;

/** Whether a part that `absent` names ("camera", "accelerator", or both with a comma) is not there: for `absentFor` milliseconds. */
export function isAbsent(part: "camera" | "accelerator"): boolean {
	started ??= Time.ticks;
	const parts = String(config.absent).split(",");
	return parts.indexOf(part) >= 0 && Time.delta(started) < Number(config.absentFor);
}
