import type { KeyValueStore } from "../hardware";
import { crc32 } from "../math/crc32";

/** Number of the writing, CRC of that and the bytes. */
const HEADER = 8;

/**
 * Bytes under one name that are always whole: written to the older of two keys, with a number and a CRC, so a power cut
 * leaves the new bytes or the ones before, whatever the store does with a value that it was writing.
 */
export class TwoSlotRecord {
	/** Something was written under this name, whole or not. */
	static exists(store: KeyValueStore, name: string): boolean {
		return store.read(`${name}.0`) !== undefined || store.read(`${name}.1`) !== undefined;
	}

	readonly #store: KeyValueStore;
	readonly #name: string;
	#number = 0;

	/** `name`: at most 13 characters, for a key has 15 (NVS). */
	constructor(store: KeyValueStore, name: string) {
		this.#store = store;
		this.#name = name;
	}

	/** The bytes written last; undefined when there are none. */
	read(): Uint8Array | undefined {
		let newest: Uint8Array | undefined;
		this.#number = 0;
		for (let slot = 0; slot < 2; slot++) {
			const value = this.#value(slot);
			if (!value) continue;
			const number = numberOf(value);
			if (number <= this.#number) continue;
			this.#number = number;
			newest = value.subarray(HEADER);
		}
		return newest;
	}

	write(bytes: Uint8Array): void {
		if (this.#number === 0) this.read();
		const value = new Uint8Array(HEADER + bytes.length);
		value.set(bytes, HEADER);
		const view = new DataView(value.buffer);
		view.setUint32(0, this.#number + 1, true);
		view.setUint32(4, checksum(value), true);
		this.#store.write(this.#key(this.#number + 1), value.buffer);
		this.#number++;
	}

	#key(number: number): string {
		return `${this.#name}.${number % 2}`;
	}

	/** What is in a slot, if it is whole and belongs there. */
	#value(slot: number): Uint8Array | undefined {
		let stored: string | ArrayBuffer | undefined;
		try {
			stored = this.#store.read(this.#key(slot));
		} catch {
			// A key of another type or a page that cannot be read: the other slot holds.
			return undefined;
		}
		if (stored === undefined || typeof stored === "string" || stored.byteLength < HEADER) return undefined;
		const value = new Uint8Array(stored);
		const view = new DataView(stored);
		return view.getUint32(4, true) === checksum(value) && numberOf(value) % 2 === slot ? value : undefined;
	}
}

function numberOf(value: Uint8Array): number {
	return new DataView(value.buffer).getUint32(0, true);
}

function checksum(value: Uint8Array): number {
	const copy = value.slice();
	copy.fill(0, 4, HEADER);
	return crc32(copy);
}
