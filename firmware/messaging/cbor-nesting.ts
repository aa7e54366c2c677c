import { CborError } from "./cbor-error";

/** Arrays and maps inside one another, at most; deeper documents are refused (RFC 8949 §10, resource exhaustion). */
export const MAXIMUM_DEPTH = 8;

/** Major types, RFC 8949 §3.1. */
export const Major = {
	unsigned: 0,
	negative: 1,
	bytes: 2,
	text: 3,
	array: 4,
	map: 5,
	tag: 6,
	simple: 7,
} as const;

/** Places in the record of a level: items it still needs, whether it is a map, where its last key begins and ends. */
const REMAINING = 0;
const IS_MAP = 1;
const KEY_START = 2;
const KEY_END = 3;
const LEVEL = 4;

/**
 * Where a document stands: how many items each open array or map still needs, and the last key of each map.
 * Reader and writer share it, so both hold to the same rules: one top-level item, keys that are integers or text,
 * in bytewise order and each only once (RFC 8949 §4.2.1).
 */
export class CborNesting {
	#depth = 0;
	#complete = false;
	/** Four numbers a level, in one array: on XS an array takes more memory than these numbers. */
	readonly #levels = new Float64Array(LEVEL * MAXIMUM_DEPTH);

	reset(): void {
		this.#depth = 0;
		this.#complete = false;
	}

	/** True when the top-level item is whole. */
	get complete(): boolean {
		return this.#complete;
	}

	/** Items (a map's pairs count twice) that the innermost open array or map still needs; 0 when none is open. */
	get remaining(): number {
		return this.#depth ? this.#levels[this.#top + REMAINING] : 0;
	}

	get #atKey(): boolean {
		const top = this.#top;
		return top >= 0 && this.#levels[top + IS_MAP] === 1 && this.#levels[top + REMAINING] % 2 === 0;
	}

	/** Where the innermost open level's record is. */
	get #top(): number {
		return LEVEL * (this.#depth - 1);
	}

	/** Checks that an item of this major type may come next. */
	before(major: number, offset: number): void {
		if (this.#complete)
			throw new CborError("cbor-trailing", offset, "the document is already whole; nothing may follow");
		if (major > Major.negative && major !== Major.text && this.#atKey)
			throw new CborError("cbor-unsupported", offset, "a map key must be an integer or text");
	}

	/** Counts an item other than an array or map that lies at `start`..`end`; as a key it must follow the one before it. */
	item(bytes: Uint8Array, start: number, end: number): void {
		if (this.#atKey) {
			const top = this.#top;
			if (this.#levels[top + KEY_END] > 0) this.#checkOrder(bytes, start, end);
			this.#levels[top + KEY_START] = start;
			this.#levels[top + KEY_END] = end;
		}
		this.#count();
	}

	/** Enters an array of `items` items or a map of `items` / 2 pairs. */
	open(isMap: boolean, items: number, offset: number): void {
		if (this.#depth === MAXIMUM_DEPTH)
			throw new CborError("cbor-depth", offset, `arrays and maps nest deeper than ${MAXIMUM_DEPTH}`);
		if (items === 0) {
			this.#count();
			return;
		}
		this.#depth++;
		const top = this.#top;
		this.#levels[top + REMAINING] = items;
		this.#levels[top + IS_MAP] = isMap ? 1 : 0;
		this.#levels[top + KEY_END] = 0;
	}

	#count(): void {
		while (this.#depth > 0) {
			if (--this.#levels[this.#top + REMAINING] > 0) return;
			this.#depth--;
		}
		this.#complete = true;
	}

	#checkOrder(bytes: Uint8Array, start: number, end: number): void {
		const previous = this.#levels[this.#top + KEY_START];
		const previousLength = this.#levels[this.#top + KEY_END] - previous;
		const length = end - start;
		for (let i = 0; i < length && i < previousLength; i++) {
			const difference = bytes[start + i] - bytes[previous + i];
			if (difference > 0) return;
			if (difference < 0) throw new CborError("cbor-key-order", start, "map keys must be in bytewise order");
		}
		// An encoded key tells its own length, so one is the beginning of another only if they are equal.
		throw new CborError("cbor-key-order", start, "the map has this key twice");
	}
}
