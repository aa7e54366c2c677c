import { closeSync, openSync, writeSync } from "node:fs";
import { defaultSettings } from "../firmware/config";
import type { Clock } from "../firmware/hardware";
import type { Hardware } from "../firmware/runtime";
import { valueChangeDump } from "./dashboard/probes/value-change-dump";
import { WireTap } from "./node/wire-tap";

/** Bytes on SPI that a file holds, at most: each makes some two hundred characters. */
const MOST = 128 << 10;

/** Writes what goes over the SPI wire from power-on to the end of the first frame into a file for a logic analyser's program. */
export class SpiDump {
	readonly #path: string;
	readonly #device: string;
	#tap: WireTap | undefined;

	constructor(path: string, device: string) {
		this.#path = path;
		this.#device = device;
	}

	/** Listens between the firmware and these wires. */
	listen(wires: Pick<Hardware, "SPI" | "Digital">, clock: Clock): Pick<Hardware, "SPI" | "Digital"> {
		const { select, interrupt } = defaultSettings.accelerator;
		const tap = new WireTap({ ...wires, clock, select, interrupt, most: MOST });
		tap.isListening = this.#tap === undefined;
		this.#tap ??= tap;
		return tap;
	}

	/** The first frame has ended: writes the file; says what it holds. Throws what the file system throws. */
	end(): string | undefined {
		const tap = this.#tap;
		if (!tap?.isListening) return undefined;
		tap.isListening = false;
		const { transactions, lost } = tap.take();
		const file = openSync(this.#path, "w");
		try {
			for (const piece of valueChangeDump(transactions, `SPI of ${this.#device}, from power-on to the first frame`))
				writeSync(file, piece);
		} finally {
			closeSync(file);
		}
		const beyond = lost > 0 ? `; ${lost} more had no room` : "";
		return `${this.#path}: ${transactions.length} SPI transactions, from power-on to the first frame${beyond}`;
	}
}
