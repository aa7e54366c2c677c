// The chip is emulated in the machine itself, as with the manifest `emulated`.
import { EmulatedBoard } from "../../../firmware/emulator/board";
import { createFmcCore } from "../../../firmware/emulator/fmc-core";
import { fmc, fmc26 } from "../../../firmware/emulator/profiles/fmc";
import { timers } from "./events";
import { runFirmware } from "./main";

runFirmware(({ settings, profile }) => {
	const { select, interrupt, reset } = settings.accelerator;
	return new EmulatedBoard({
		core: createFmcCore(profile === "fmc26" ? fmc26 : fmc),
		timers,
		pins: { select, interrupt, reset },
	});
});
