import type { MessageItem } from "../chip-protocol";

/** Containers in containers, at most; a hostile message is cut there. */
const DEEPEST = 32;
/** Items of a message that are told. */
const MOST_ITEMS = 4000;
/** Characters of a string that are shown. */
const LONGEST = 120;

export interface CborItems {
	items: MessageItem[];
	/** The whole in diagnostic notation (RFC 8949 section 8), white space between items. */
	diagnostic: string;
	/** What is wrong with the bytes, "" where they are one well-formed item. */
	fault: string;
}

/** The bytes are no well-formed CBOR: where, and why. */
class Malformed extends Error {}

/**
 * Takes a CBOR message apart, byte by byte: every item with the bytes that it stands in and its diagnostic notation. Written
 * apart from the firmware's codec, which refuses what is not deterministic: this one shows whatever is well-formed, and of
 * the rest as much as can be read.
 */
export function cborItems(bytes: Uint8Array): CborItems {
	const reader = new ItemReader(bytes);
	let diagnostic = "";
	let fault = "";
	try {
		diagnostic = reader.item(0, "", false);
		if (reader.at < bytes.length) fault = `${bytes.length - reader.at} bytes follow the item`;
	} catch (error) {
		if (!(error instanceof Malformed)) throw error;
		fault = error.message;
	}
	return { items: reader.items, diagnostic, fault };
}

class ItemReader {
	readonly items: MessageItem[] = [];
	at = 0;
	readonly #bytes: Uint8Array;
	readonly #view: DataView;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	}

	/** Reads one item and all that is in it; returns its notation. */
	item(depth: number, name: string, isKey: boolean): string {
		if (depth > DEEPEST) throw this.#malformed("more containers in containers than are shown");
		if (this.items.length >= MOST_ITEMS) throw this.#malformed("more items than are shown");
		const start = this.at;
		const item: MessageItem = { start, end: start, head: start, depth, name, isKey, diagnostic: "", meaning: "" };
		this.items.push(item);
		const initial = this.#byte();
		const major = initial >> 5;
		const short = initial & 31;
		if (short > 27 && short < 31) throw this.#malformed(`additional information ${short} means nothing`, start);
		const isIndefinite = short === 31;
		if (isIndefinite && (major < 2 || major === 6)) throw this.#malformed(`a number without an end`, start);
		if (major === 7) return this.#simple(item, short);
		const value = isIndefinite ? 0n : this.#argument(short);
		item.head = this.at;
		if (major === 0) return this.#told(item, String(value));
		if (major === 1) return this.#told(item, String(-1n - value));
		if (major === 6) {
			item.diagnostic = `${value}(`;
			const inner = this.item(depth + 1, "tagged", false);
			item.end = this.at;
			return `${value}(${inner})`;
		}
		if (major < 4) return isIndefinite ? this.#pieces(item, major, depth) : this.#string(item, major, value);
		return major === 4 ? this.#array(item, value, isIndefinite) : this.#map(item, value, isIndefinite);
	}

	#told(item: MessageItem, text: string): string {
		item.diagnostic = text;
		item.end = this.at;
		return text;
	}

	#string(item: MessageItem, major: number, length: bigint): string {
		if (length > BigInt(this.#bytes.length - this.at))
			throw this.#malformed("a string ends after the message", item.start);
		const content = this.#bytes.subarray(this.at, this.at + Number(length));
		this.at += content.length;
		return this.#told(item, major === 2 ? byteText(content) : this.#text(content, item.start));
	}

	#text(content: Uint8Array, start: number): string {
		try {
			const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
			const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
			return JSON.stringify(shown);
		} catch {
			throw this.#malformed("text that is not UTF-8", start);
		}
	}

	/** A string in pieces. */
	#pieces(item: MessageItem, major: number, depth: number): string {
		item.diagnostic = "(_ ";
		const pieces: string[] = [];
		while (!this.#break()) {
			if (this.#bytes[this.at] >> 5 !== major || (this.#bytes[this.at] & 31) === 31)
				throw this.#malformed("a piece of another kind than its string");
			pieces.push(this.item(depth + 1, `piece ${pieces.length}`, false));
		}
		item.end = this.at;
		return `(_ ${pieces.join(", ")})`;
	}

	#array(item: MessageItem, count: bigint, isIndefinite: boolean): string {
		item.diagnostic = isIndefinite ? "[_ " : "[";
		this.#checkRoom(count, 1n, item.start);
		const parts: string[] = [];
		while (isIndefinite ? !this.#break() : BigInt(parts.length) < count)
			parts.push(this.item(item.depth + 1, String(parts.length), false));
		item.end = this.at;
		return `${item.diagnostic}${parts.join(", ")}]`;
	}

	#map(item: MessageItem, count: bigint, isIndefinite: boolean): string {
		item.diagnostic = isIndefinite ? "{_ " : "{";
		this.#checkRoom(count, 2n, item.start);
		const parts: string[] = [];
		while (isIndefinite ? !this.#break() : BigInt(parts.length) < count) {
			const key = this.item(item.depth + 1, "", true);
			parts.push(`${key}: ${this.item(item.depth + 1, key, false)}`);
		}
		item.end = this.at;
		return `${item.diagnostic}${parts.join(", ")}}`;
	}

	#simple(item: MessageItem, short: number): string {
		if (short === 31) throw this.#malformed("an end of nothing", item.start);
		let text = "";
		if (short < 24) text = SIMPLE[short] ?? `simple(${short})`;
		else if (short === 24) {
			const value = this.#byte();
			if (value < 32) throw this.#malformed(`simple value ${value} in two bytes`, item.start);
			text = `simple(${value})`;
		} else {
			const length = 1 << (short - 24);
			if (this.at + length > this.#bytes.length) throw this.#malformed("a number ends after the message", item.start);
			const value =
				length === 2
					? half(this.#view.getUint16(this.at))
					: length === 4
						? this.#view.getFloat32(this.at)
						: this.#view.getFloat64(this.at);
			this.at += length;
			text = floatText(value);
		}
		item.head = this.at;
		return this.#told(item, text);
	}

	#byte(): number {
		if (this.at >= this.#bytes.length) throw this.#malformed("the message ends in the middle of an item");
		return this.#bytes[this.at++];
	}

	#argument(short: number): bigint {
		if (short < 24) return BigInt(short);
		let value = 0n;
		for (let n = 0; n < 1 << (short - 24); n++) value = (value << 8n) | BigInt(this.#byte());
		return value;
	}

	/** Whether the end of an item without a length stands here; goes past it. */
	#break(): boolean {
		if (this.at >= this.#bytes.length) throw this.#malformed("the message ends in the middle of an item");
		if (this.#bytes[this.at] !== 0xff) return false;
		this.at++;
		return true;
	}

	/** No container is believed to hold more items than bytes follow. */
	#checkRoom(count: bigint, least: bigint, start: number): void {
		if (count * least > BigInt(this.#bytes.length - this.at))
			throw this.#malformed(`${count} items are more than the message has room for`, start);
	}

	#malformed(words: string, at = this.at): Malformed {
		const last = this.items[this.items.length - 1];
		if (last && last.end === last.start) last.end = this.#bytes.length;
		for (const item of this.items) if (item.end === item.start) item.end = this.#bytes.length;
		return new Malformed(`byte ${at}: ${words}`);
	}
}

const SIMPLE: Readonly<Record<number, string>> = { 20: "false", 21: "true", 22: "null", 23: "undefined" };

function byteText(content: Uint8Array): string {
	const most = LONGEST / 2;
	const hex = Buffer.from(content.subarray(0, most)).toString("hex");
	return content.length > most ? `h'${hex}…' /${content.length} bytes/` : `h'${hex}'`;
}

/** With a point or an exponent: a float, not an integer. */
function floatText(value: number): string {
	if (Object.is(value, -0)) return "-0.0";
	const text = String(value);
	return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** RFC 8949 appendix D. */
function half(bits: number): number {
	const exponent = (bits >> 10) & 31;
	const mantissa = bits & 1023;
	const sign = bits & 0x8000 ? -1 : 1;
	if (exponent === 0) return sign * mantissa * 2 ** -24;
	if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	return sign * (mantissa + 1024) * 2 ** (exponent - 25);
}
