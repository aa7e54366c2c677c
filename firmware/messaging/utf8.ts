// An engine may count UTF-16 code units (V8) or code points (XS): charCodeAt gives halves of a surrogate pair or the whole.

/** Length of `text` in UTF-8 bytes, or -1 when it has a lone surrogate (no UTF-8 exists for it). */
export function utf8Length(text: string): number {
	let length = 0;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 0x80) length++;
		else if (unit < 0x800) length += 2;
		else if (unit > 0xffff) length += 4;
		else if (unit < 0xd800 || unit > 0xdfff) length += 3;
		else {
			const next = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
			if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) return -1;
			length += 4;
			i++;
		}
	}
	return length;
}

/** Writes well-formed `text` (see utf8Length) at `at`; returns where it ends. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 0x80) bytes[at++] = unit;
		else if (unit < 0x800) {
			bytes[at++] = 0xc0 | (unit >> 6);
			bytes[at++] = 0x80 | (unit & 0x3f);
		} else if (unit < 0xd800 || (unit > 0xdfff && unit < 0x10000)) {
			bytes[at++] = 0xe0 | (unit >> 12);
			bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
			bytes[at++] = 0x80 | (unit & 0x3f);
		} else {
			const point = unit > 0xffff ? unit : 0x10000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
			bytes[at++] = 0xf0 | (point >> 18);
			bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
			bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
			bytes[at++] = 0x80 | (point & 0x3f);
		}
	}
	return at;
}

/**
 * The text in `bytes[start]`..`bytes[end]`, or undefined when it is not well-formed UTF-8: overlong forms, surrogates and
 * code points above U+10FFFF are refused as the Unicode Standard, table 3-7, demands.
 */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string | undefined {
	let text = "";
	for (let at = start; at < end; ) {
		const lead = bytes[at++];
		if (lead < 0x80) {
			text += String.fromCharCode(lead);
			continue;
		}
		const more =
			lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0;
		if (more === 0 || at + more > end) return undefined;
		let point = lead & (0x3f >> more);
		for (let i = 0; i < more; i++) {
			const byte = bytes[at++];
			if ((byte & 0xc0) !== 0x80) return undefined;
			point = (point << 6) | (byte & 0x3f);
		}
		if (more === 2 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) return undefined;
		if (more === 3 && (point < 0x10000 || point > 0x10ffff)) return undefined;
		text += String.fromCodePoint(point);
	}
	return text;
}

/** Well-formed `text` (see utf8Length) as bytes. */
export function utf8Bytes(text: string): Uint8Array {
	const bytes = new Uint8Array(Math.max(0, utf8Length(text)));
	if (bytes.length > 0) writeUtf8(text, bytes, 0);
	return bytes;
}

/** `text`, which must be ASCII, as bytes. */
export function asciiBytes(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	writeUtf8(text, bytes, 0);
	return bytes;
}

/** `text` cut to at most `maximum` bytes of UTF-8, at a character's end; lone surrogates become U+FFFD. */
export function clipUtf8(text: string, maximum: number): string {
	let length = 0;
	let clipped = "";
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
		length += isPair || unit > 0xffff ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
		if (length > maximum) break;
		if (isPair) clipped += text[i] + text[++i];
		else clipped += unit >= 0xd800 && unit <= 0xdfff ? "\ufffd" : text[i];
	}
	return clipped;
}
