const table = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
	let remainder = byte;
	for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
	table[byte] = remainder;
}

/**
 * CRC-32 of IEEE 802.3 (reflected polynomial 0xEDB88320, initial and final value 0xFFFFFFFF) over bytes[from..to), as a u32.
 * "123456789" gives 0xCBF43926.
 */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
	let remainder = -1;
	for (let i = from; i < to; i++) remainder = table[(remainder ^ bytes[i]) & 0xff] ^ (remainder >>> 8);
	return ~remainder >>> 0;
}
