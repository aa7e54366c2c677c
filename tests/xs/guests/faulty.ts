// The firmware on a machine that fails once, in a way that the name of the device says.
import { timers } from "../../../host-sim/xs/guest/events";
import { runFirmware } from "../../../host-sim/xs/guest/main";
import { Digital, SPI } from "../../../host-sim/xs/guest/pins";
import { resetReason } from "../../../host-sim/xs/guest/reset";

const DELAY_MS = 100;

const FAULTS: Record<string, () => void> = {
	"memory-full"() {
		const all = [];
		for (;;) all.push(new Uint8Array(1000));
	},
	"slots-full"() {
		const all = [];
		for (;;) all.push({});
	},
	"stack-overflow"() {
		const deeper = (depth: number): number => deeper(depth + 1) + 1;
		deeper(0);
	},
	"c-stack-overflow"() {
		let nested: unknown[] = [];
		for (let depth = 0; depth < 1000; depth++) nested = [nested];
		JSON.stringify(nested);
	},
	exception() {
		throw new RangeError("three is too many");
	},
};

runFirmware(({ settings }) => {
	if (resetReason() === undefined) timers.set(() => FAULTS[settings.device]?.(), DELAY_MS);
	return { SPI, Digital };
});
