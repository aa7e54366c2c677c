import { CborError } from "./cbor-error";
import { CborNesting, Major } from "./cbor-nesting";
import { halfFromSingle, valueOfHalf } from "./half";
import { readUtf8 } from "./utf8";

/** What comes next; "end" when the document is whole. */
export type CborType = "integer" | "bytes" | "text" | "array" | "map" | "boolean" | "null" | "float" | "end";

/**
 * Reads one CBOR document, item by item, and accepts core deterministic encoding only (RFC 8949 §4.2.1): no indefinite
 * lengths, longer forms than needed, unsorted or repeated keys, tags, or bytes after the end. Every failure is a CborError;
 * memory is bounded by the bytes given.
 */
export class CborReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	readonly #scratch = new DataView(new ArrayBuffer(4));
	readonly #nesting = new CborNesting();
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Byte where the next item begins. */
	get offset(): number {
		return this.#at;
	}

	/** Items the innermost open array or map still has (a map's pairs count twice). */
	get remaining(): number {
		return this.#nesting.remaining;
	}

	/** The type of the next item, without reading it. */
	peek(): CborType {
		if (this.#nesting.complete) return "end";
		const first = this.#first();
		switch (first >> 5) {
			case Major.unsigned:
			case Major.negative:
				return "integer";
			case Major.bytes:
				return "bytes";
			case Major.text:
				return "text";
			case Major.array:
				return "array";
			case Major.map:
				return "map";
			case Major.tag:
				throw new CborError("cbor-unsupported", this.#at, "tags are not part of our messages");
		}
		if (first === 0xf4 || first === 0xf5) return "boolean";
		if (first === 0xf6) return "null";
		if (first >= 0xf9 && first <= 0xfb) return "float";
		throw new CborError(
			"cbor-unsupported",
			this.#at,
			`simple value 0x${first.toString(16)} is not part of our messages`,
		);
	}

	/** An integer from `minimum` to `maximum`. */
	int(minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): number {
		this.#expect("integer");
		const start = this.#at;
		const negative = this.#first() >> 5 === Major.negative;
		const argument = this.#head();
		const value = negative ? -1 - argument : argument;
		if (!Number.isSafeInteger(value) || value < minimum || value > maximum) {
			throw new CborError("cbor-range", start, `integer outside ${minimum}..${maximum}`);
		}
		this.#scalar(start);
		return value;
	}

	/** A float (an integer is not one). */
	float(): number {
		this.#expect("float");
		const start = this.#at;
		const size = 1 << (this.#first() - 0xf8);
		if (this.#bytes.length - start - 1 < size) throw new CborError("cbor-truncated", start, "the float ends early");
		const value = this.#floatValue(start + 1, size);
		this.#at = start + 1 + size;
		this.#scalar(start);
		return value;
	}

	/** A byte string of `minimum` to `maximum` bytes: a view of the document, copy it to keep it. */
	bytes(minimum = 0, maximum = 0xffffffff): Uint8Array {
		this.#expect("bytes");
		const start = this.#at;
		const length = this.#length(minimum, maximum, "byte string");
		const value = this.#bytes.subarray(this.#at, this.#at + length);
		this.#at += length;
		this.#scalar(start);
		return value;
	}

	/** A text string of at most `maximum` bytes of UTF-8. */
	text(maximum = 0xffffffff): string {
		this.#expect("text");
		const start = this.#at;
		const length = this.#length(0, maximum, "text");
		const value = readUtf8(this.#bytes, this.#at, this.#at + length);
		if (value === undefined) {
			throw new CborError("cbor-utf8", start, "the text is not well-formed UTF-8");
		}
		this.#at += length;
		this.#scalar(start);
		return value;
	}

	/** Enters an array of `minimum` to `maximum` items; returns how many. */
	array(minimum = 0, maximum = 0xffffffff): number {
		return this.#container("array", minimum, maximum, 1);
	}

	/** Enters a map of `minimum` to `maximum` pairs; returns how many. */
	map(minimum = 0, maximum = 0xffffffff): number {
		return this.#container("map", minimum, maximum, 2);
	}

	boolean(): boolean {
		this.#expect("boolean");
		const value = this.#first() === 0xf5;
		this.#scalar(this.#at++);
		return value;
	}

	null(): null {
		this.#expect("null");
		this.#scalar(this.#at++);
		return null;
	}

	/** Passes over the next item, whatever it is, with the same checks. */
	skip(): void {
		const type = this.peek();
		if (type === "integer") this.#skipHead();
		else if (type === "float") this.float();
		else if (type === "bytes") this.bytes();
		else if (type === "text") this.text();
		else if (type === "boolean") this.boolean();
		else if (type === "null") this.null();
		else if (type === "end") this.#expect("integer");
		else for (let items = type === "array" ? this.array() : 2 * this.map(); items > 0; items--) this.skip();
	}

	/** Demands that the document is whole and nothing follows it. */
	end(): void {
		if (!this.#nesting.complete) throw new CborError("cbor-incomplete", this.#at, "items of the document are unread");
		if (this.#at !== this.#bytes.length)
			throw new CborError("cbor-trailing", this.#at, `${this.#bytes.length - this.#at} bytes follow the document`);
	}

	#first(): number {
		if (this.#at >= this.#bytes.length) throw new CborError("cbor-truncated", this.#at, "the document ends early");
		return this.#bytes[this.#at];
	}

	#expect(type: CborType): void {
		const found = this.peek();
		if (found !== type) throw new CborError("cbor-type", this.#at, `expected ${type}, found ${found}`);
		this.#nesting.before(this.#first() >> 5, this.#at);
	}

	#scalar(start: number): void {
		this.#nesting.item(this.#bytes, start, this.#at);
	}

	#skipHead(): void {
		this.#expect("integer");
		const start = this.#at;
		this.#head();
		this.#scalar(start);
	}

	#length(minimum: number, maximum: number, what: string): number {
		const start = this.#at;
		const length = this.#head();
		if (length < minimum || length > maximum) {
			throw new CborError("cbor-size", start, `${what} of ${length}, allowed are ${minimum}..${maximum}`);
		}
		if (length > this.#bytes.length - this.#at) {
			throw new CborError("cbor-truncated", start, `${what} of ${length} is longer than the document`);
		}
		return length;
	}

	#container(type: "array" | "map", minimum: number, maximum: number, itemsEach: number): number {
		this.#expect(type);
		const start = this.#at;
		const count = this.#length(minimum, maximum, type);
		// Every item takes a byte, so a count beyond the bytes left is refused before anyone allocates for it.
		if (count * itemsEach > this.#bytes.length - this.#at) {
			throw new CborError("cbor-truncated", start, `${type} of ${count} is longer than the document`);
		}
		this.#nesting.open(type === "map", count * itemsEach, start);
		return count;
	}

	/** Reads a head and returns its argument (RFC 8949 §3), which above 2^53 is rounded. */
	#head(): number {
		const start = this.#at;
		const information = this.#first() & 31;
		if (information < 24) {
			this.#at++;
			return information;
		}
		if (information > 27)
			throw new CborError("cbor-unsupported", start, "indefinite lengths and reserved forms are not accepted");
		const size = 1 << (information - 24);
		if (this.#bytes.length - start - 1 < size) throw new CborError("cbor-truncated", start, "the item ends early");
		const view = this.#view;
		const argument =
			size === 1
				? view.getUint8(start + 1)
				: size === 2
					? view.getUint16(start + 1)
					: size === 4
						? view.getUint32(start + 1)
						: view.getUint32(start + 1) * 0x100000000 + view.getUint32(start + 5);
		const smallest = size === 1 ? 24 : size === 2 ? 0x100 : size === 4 ? 0x10000 : 0x100000000;
		if (argument < smallest) throw new CborError("cbor-not-minimal", start, `${argument} has a shorter form`);
		this.#at = start + 1 + size;
		return argument;
	}

	#floatValue(at: number, size: number): number {
		const view = this.#view;
		const scratch = this.#scratch;
		if (size === 2) {
			const half = view.getUint16(at);
			if ((half & 0x7fff) > 0x7c00 && half !== 0x7e00)
				throw new CborError("cbor-not-minimal", at - 1, "the only form of NaN is 0x7e00");
			return valueOfHalf(half, scratch);
		}
		const value = size === 4 ? view.getFloat32(at) : view.getFloat64(at);
		scratch.setFloat32(0, value);
		const isSingle = scratch.getFloat32(0) === value;
		if (Number.isNaN(value) || (isSingle && (size === 8 || halfFromSingle(scratch.getUint32(0)) >= 0)))
			throw new CborError("cbor-not-minimal", at - 1, `${value} has a shorter form`);
		return value;
	}
}
