import type { FlashPartition, KeyValueStore } from "../hardware";
import type { BufferStorage } from "./device-settings";

/** What is needed of Moddable's embedded:storage/flash. */
export interface FlashStorage {
	/** Throws where there is no such partition. */
	open(options: { path: string; mode?: "r" | "r+" }): FlashPartition;
}

/** As manifests/partitions.csv names it. */
const PARTITION = "outbox";

/** Domain of what is set from far away; its values are bytes. */
const LIVE = "cim-live";

/** The store of what is set from far away; without it that is forgotten at the next start. */
export function openLiveStore(storage: BufferStorage, log: (line: string) => void): KeyValueStore | undefined {
	try {
		return storage.open({ path: LIVE, format: "buffer" });
	} catch (error) {
		log(`key-value store ${LIVE}: ${String(error)}; settings by command are forgotten at the next start`);
		return undefined;
	}
}

/** The partition that keeps results; without it they wait in memory. */
export function openOutboxFlash(storage: FlashStorage, log: (line: string) => void): FlashPartition | undefined {
	try {
		return storage.open({ path: PARTITION, mode: "r+" });
	} catch (error) {
		log(`flash partition ${PARTITION}: ${String(error)}; results that cannot be sent wait in memory only`);
		return undefined;
	}
}
