/** Escapes what a terminal could act on: control characters, bidirectional marks, lone surrogates. Caps the length. */
export function printable(text: string, limit = 200): string {
	const short = text.length > limit ? text.slice(0, limit) : text;
	const safe = short.replace(
		/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
		character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
	);
	return text.length > limit ? `${safe}… (${text.length} characters)` : safe;
}

/** Bytes as hex pairs, the first `limit` of them. */
export function hexDump(bytes: Uint8Array, limit = 48): string {
	const shown = Buffer.from(bytes.subarray(0, limit))
		.toString("hex")
		.replace(/..(?=.)/g, "$& ");
	return bytes.length > limit ? `${shown} … (${bytes.length} bytes)` : shown;
}
