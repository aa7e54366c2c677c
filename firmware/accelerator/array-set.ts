/** Most arrays of a set on the wire. */
const MOST_BYTES = 32;

/** A set of arrays as the wire has it: bit i of byte k is array 8k + i. */
export class ArraySet {
	readonly #bits = new Uint8Array(MOST_BYTES);
	#bytes = 0;

	clear(): void {
		this.#bits.fill(0);
		this.#bytes = 0;
	}

	/** @param array 0 to 255 */
	add(array: number): void {
		const byte = array >> 3;
		this.#bits[byte] |= 1 << (array & 7);
		if (byte >= this.#bytes) this.#bytes = byte + 1;
	}

	has(array: number): boolean {
		return ((this.#bits[array >> 3] >> (array & 7)) & 1) === 1;
	}

	/** Bytes on the wire, the count of them included. */
	get wireBytes(): number {
		return 1 + this.#bytes;
	}

	/** Writes the set at `at`; returns where it ends. */
	write(payload: DataView, at: number): number {
		payload.setUint8(at, this.#bytes);
		for (let i = 0; i < this.#bytes; i++) payload.setUint8(at + 1 + i, this.#bits[i]);
		return at + 1 + this.#bytes;
	}
}
