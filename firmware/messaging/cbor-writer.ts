import { CborError } from "./cbor-error";
import { CborNesting, Major } from "./cbor-nesting";
import { halfFromSingle } from "./half";
import { utf8Length, writeUtf8 } from "./utf8";

/**
 * Writes one CBOR document in core deterministic encoding (RFC 8949 §4.2.1): shortest integers, lengths and floats,
 * definite lengths, map keys in bytewise order. The caller writes keys in that order; another order throws. A call that
 * throws leaves the document as it was before the call.
 */
export class CborWriter {
	#bytes: Uint8Array;
	#view: DataView;
	#at = 0;
	readonly #limit: number;
	readonly #scratch = new DataView(new ArrayBuffer(4));
	readonly #nesting = new CborNesting();

	/** A buffer of `capacity` bytes, which doubles when full until `limit` bytes. */
	constructor(capacity: number, limit = capacity) {
		this.#bytes = new Uint8Array(capacity);
		this.#view = new DataView(this.#bytes.buffer);
		this.#limit = limit;
	}

	/** Starts a new document in the same buffer. */
	reset(): this {
		this.#at = 0;
		this.#nesting.reset();
		return this;
	}

	/** The whole document: a view of the buffer, valid until the next `reset`. */
	finish(): Uint8Array {
		if (!this.#nesting.complete)
			throw new CborError("cbor-incomplete", this.#at, "an array, map or the document itself lacks items");
		return this.#bytes.subarray(0, this.#at);
	}

	/** An integer, at most 2^53 - 1 in magnitude. */
	int(value: number): this {
		if (!Number.isSafeInteger(value))
			throw new CborError("cbor-range", this.#at, `${value} is not an integer below 2^53`);
		if (value < 0) return this.#scalar(this.#head(Major.negative, -1 - value, 0));
		return this.#scalar(this.#head(Major.unsigned, value, 0));
	}

	/** A float in the shortest of half, single and double precision that keeps the value; every NaN is 0x7e00. */
	float(value: number): this {
		this.#nesting.before(Major.simple, this.#at);
		const scratch = this.#scratch;
		scratch.setFloat32(0, value);
		const half = Number.isNaN(value)
			? 0x7e00
			: scratch.getFloat32(0) === value
				? halfFromSingle(scratch.getUint32(0))
				: -1;
		const size = half >= 0 ? 3 : scratch.getFloat32(0) === value ? 5 : 9;
		this.#reserve(size);
		const at = this.#at;
		const view = this.#view;
		view.setUint8(at, size === 3 ? 0xf9 : size === 5 ? 0xfa : 0xfb);
		if (size === 3) view.setUint16(at + 1, half);
		else if (size === 5) view.setFloat32(at + 1, value);
		else view.setFloat64(at + 1, value);
		return this.#scalar(at + size);
	}

	/** A byte string; an Int8Array goes out as two's complement. */
	bytes(value: Uint8Array | Int8Array): this {
		const start = this.#head(Major.bytes, value.length, value.length);
		this.#bytes.set(value, start);
		return this.#scalar(start + value.length);
	}

	/** A text string. */
	text(value: string): this {
		const length = utf8Length(value);
		if (length < 0) throw new CborError("cbor-utf8", this.#at, "text with a lone surrogate has no UTF-8");
		const start = this.#head(Major.text, length, length);
		return this.#scalar(writeUtf8(value, this.#bytes, start));
	}

	/** Begins an array; exactly `count` items follow. */
	array(count: number): this {
		return this.#container(Major.array, count, count);
	}

	/** Begins a map; exactly `count` pairs of key and value follow, keys in bytewise order of their encoding. */
	map(count: number): this {
		return this.#container(Major.map, count, 2 * count);
	}

	boolean(value: boolean): this {
		return this.#scalar(this.#head(Major.simple, value ? 21 : 20, 0));
	}

	null(): this {
		return this.#scalar(this.#head(Major.simple, 22, 0));
	}

	#scalar(end: number): this {
		this.#nesting.item(this.#bytes, this.#at, end);
		this.#at = end;
		return this;
	}

	#container(major: number, count: number, items: number): this {
		if (!(count >= 0 && count <= 0xffffffff && count % 1 === 0))
			throw new CborError("cbor-range", this.#at, `${count} is not a number of items`);
		const end = this.#head(major, count, 0);
		this.#nesting.open(major === Major.map, items, this.#at);
		this.#at = end;
		return this;
	}

	/** Writes a head after the document's end, with room for `more` bytes behind it; returns where it ends. */
	#head(major: number, argument: number, more: number): number {
		let at = this.#at;
		this.#nesting.before(major, at);
		this.#reserve(headLength(argument) + more);
		const view = this.#view;
		const type = major << 5;
		if (argument < 24) view.setUint8(at++, type | argument);
		else if (argument < 0x100) {
			view.setUint8(at, type | 24);
			view.setUint8(at + 1, argument);
			at += 2;
		} else if (argument < 0x10000) {
			view.setUint8(at, type | 25);
			view.setUint16(at + 1, argument);
			at += 3;
		} else if (argument < 0x100000000) {
			view.setUint8(at, type | 26);
			view.setUint32(at + 1, argument);
			at += 5;
		} else {
			view.setUint8(at, type | 27);
			view.setUint32(at + 1, Math.floor(argument / 0x100000000));
			view.setUint32(at + 5, argument % 0x100000000);
			at += 9;
		}
		return at;
	}

	#reserve(size: number): void {
		const needed = this.#at + size;
		if (needed <= this.#bytes.length) return;
		if (needed > this.#limit)
			throw new CborError(
				"cbor-overflow",
				this.#at,
				`${needed} bytes needed, the limit is ${this.#limit}; shorten what is written or raise it`,
			);
		const bytes = new Uint8Array(Math.min(this.#limit, Math.max(needed, 2 * this.#bytes.length)));
		bytes.set(this.#bytes);
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer);
	}
}

function headLength(argument: number): number {
	return argument < 24 ? 1 : argument < 0x100 ? 2 : argument < 0x10000 ? 3 : argument < 0x100000000 ? 5 : 9;
}
