// In the place of firmware/emulator/device-board.ts: the same chip, that can be missing for a while.

import { isAbsent } from "absence";
import { EmulatedBoard } from "emulator/board";
import { createFmcCore } from "emulator/fmc-core";
import { fmc } from "emulator/profiles/fmc";
import config from "mc/config";
import Timer from "timer";
import type { DigitalClass, SPIClass } from "../../firmware/hardware";

let board: { SPI: SPIClass; Digital: DigitalClass } | undefined;

/** The emulated chip on the pins of the board; while it is missing nothing hears what is sent, and nothing drives the data line. */
export function deviceBoard(): { SPI: SPIClass; Digital: DigitalClass } {
	board ??= makeBoard();
	return board;
}

function makeBoard(): { SPI: SPIClass; Digital: DigitalClass } {
	const { SPI, Digital } = new EmulatedBoard({ core: createFmcCore(fmc), timers: Timer, pins: config.accelerator });
	class LateSPI extends SPI {
		override transfer(buffer: Uint8Array): void {
			if (isAbsent("accelerator")) buffer.fill(0);
			else super.transfer(buffer);
		}
		override write(buffer: Uint8Array): void {
			if (!isAbsent("accelerator")) super.write(buffer);
		}
	}
	return { SPI: LateSPI, Digital };
}
