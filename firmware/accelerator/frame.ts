import { crc32 } from "../math/crc32";
import { CRC_BYTES, frameBytes, HEADER_BYTES, MAX_TRANSACTION } from "./registers";

/** What `judgeFrame` says of a transaction that holds no good frame. */
export const DAMAGED = -1;

/**
 * Makes a frame of `bytes`, whose payload stands from HEADER_BYTES on: writes header, padding and CRC.
 * @param first opcode of a command, status of an answer
 * @returns bytes of the frame
 */
export function sealFrame(bytes: Uint8Array, first: number, sequence: number, payloadBytes: number): number {
	bytes[0] = first;
	bytes[1] = sequence;
	bytes[2] = payloadBytes;
	bytes[3] = payloadBytes >> 8;
	const length = frameBytes(payloadBytes);
	const end = length - CRC_BYTES;
	for (let at = HEADER_BYTES + payloadBytes; at < end; at++) bytes[at] = 0;
	const crc = crc32(bytes, 0, end) | 0;
	bytes[end] = crc;
	bytes[end + 1] = crc >> 8;
	bytes[end + 2] = crc >> 16;
	bytes[end + 3] = crc >> 24;
	return length;
}

/**
 * Judges the `length` bytes of a transaction: a frame from the first byte, then zeros, in all a multiple of 4 bytes.
 * @returns bytes of the payload, or DAMAGED
 */
export function judgeFrame(bytes: Uint8Array, length: number): number {
	if (length < HEADER_BYTES + CRC_BYTES || length > MAX_TRANSACTION || length % 4 !== 0) return DAMAGED;
	const payloadBytes = bytes[2] | (bytes[3] << 8);
	const frame = frameBytes(payloadBytes);
	if (frame > length) return DAMAGED;
	const end = frame - CRC_BYTES;
	const crc = bytes[end] | (bytes[end + 1] << 8) | (bytes[end + 2] << 16) | (bytes[end + 3] << 24);
	if (crc !== (crc32(bytes, 0, end) | 0)) return DAMAGED;
	for (let at = HEADER_BYTES + payloadBytes; at < end; at++) if (bytes[at] !== 0) return DAMAGED;
	for (let at = frame; at < length; at++) if (bytes[at] !== 0) return DAMAGED;
	return payloadBytes;
}
