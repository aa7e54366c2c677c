import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyValueStore } from "../../firmware/hardware";

/** Keys as on ESP32 (NVS): at most 15 characters; here they are also names of files. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,14}$/;

/** The ECMA-419 key-value store of a folder, one file a key: a value is replaced as a whole or not at all. */
export class FileKeyValue implements KeyValueStore {
	readonly #folder: string;

	/** Makes the folder when it is not there. */
	constructor(folder: string) {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		this.#folder = folder;
	}

	read(key: string): ArrayBuffer | undefined {
		try {
			return Uint8Array.from(readFileSync(this.#path(key))).buffer;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
			throw error;
		}
	}

	write(key: string, value: string | ArrayBuffer): void {
		const path = this.#path(key);
		const temporary = `${path}.new`;
		writeFileSync(temporary, typeof value === "string" ? value : new Uint8Array(value), { mode: 0o600, flush: true });
		renameSync(temporary, path);
	}

	delete(key: string): void {
		rmSync(this.#path(key), { force: true });
	}

	#path(key: string): string {
		if (!KEY.test(key)) throw new RangeError(`key-value store: ${JSON.stringify(key)} is no key`);
		return join(this.#folder, key);
	}
}
