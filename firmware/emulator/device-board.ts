import config from "mc/config";
import Timer from "timer";
import { EmulatedBoard } from "./board";
import { createFmcCore } from "./fmc-core";
import { fmc } from "./profiles/fmc";

let board: EmulatedBoard | undefined;

/** The device's emulated chip, on the pins of its board. Made when first used: what a preloaded module makes cannot change. */
export function deviceBoard(): EmulatedBoard {
	board ??= new EmulatedBoard({ core: createFmcCore(fmc), timers: Timer, pins: config.accelerator });
	return board;
}
