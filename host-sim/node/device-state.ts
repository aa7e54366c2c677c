import { join } from "node:path";
import { CimError } from "../../firmware/errors";
import type { FlashPartition, KeyValueStore } from "../../firmware/hardware";
import { FileFlash } from "./file-flash";
import { FileKeyValue } from "./file-key-value";

/** Key of the number of boots so far. */
const BOOTS = "boots";

/** What a simulated device keeps from one run to the next, in a folder of its own: flash for its outbox, settings, its boots. */
export class DeviceState {
	readonly flash: FlashPartition & { close(): void };
	readonly store: KeyValueStore;

	/** Makes the folder where it is not there. Throws CimError `state` where it cannot be used. */
	constructor(folder: string, device: string) {
		const own = join(folder, device);
		try {
			this.store = new FileKeyValue(join(own, "store"));
			this.flash = new FileFlash(join(own, "outbox.flash"));
		} catch (error) {
			throw new CimError(
				"state",
				`nothing can be kept in ${own} (${(error as NodeJS.ErrnoException).code}): is it a folder that you may write to?`,
			);
		}
	}

	/** The number of this boot, from 0: each has numbers of its own by chance, and so another boot identifier. */
	begin(): number {
		const kept = this.store.read(BOOTS);
		const boots = kept === undefined ? 0 : Number(Buffer.from(kept as ArrayBuffer).toString());
		this.store.write(BOOTS, String(boots + 1));
		return boots;
	}

	close(): void {
		this.flash.close();
	}
}
