import type { KeyValueStore } from "../../firmware/hardware";

/** The ECMA-419 key-value store in memory: what a device's settings are kept in while its power comes and goes. */
export class MemoryStore implements KeyValueStore {
	readonly #values = new Map<string, string | ArrayBuffer>();

	read(key: string): string | ArrayBuffer | undefined {
		const value = this.#values.get(key);
		return value instanceof ArrayBuffer ? value.slice(0) : value;
	}

	write(key: string, value: string | ArrayBuffer): void {
		this.#values.set(key, value instanceof ArrayBuffer ? value.slice(0) : value);
	}

	delete(key: string): void {
		this.#values.delete(key);
	}
}
