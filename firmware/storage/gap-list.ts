import { crc32 } from "../math/crc32";

/** Messages that had to be dropped: `count` of those with numbers `first` to `last` of one boot. */
export interface Gap {
	boot: number;
	first: number;
	last: number;
	count: number;
}

/** Ranges that a list holds; more are put together, and then only `count` is exact. */
export const MAXIMUM_GAPS = 8;
/** Bytes of one range: a mark, cleared once it is told, and its four numbers. */
export const GAP_LENGTH = 20;
/** Bytes of a list in flash: the ranges, a CRC and their number. */
export const GAP_LIST_LENGTH = MAXIMUM_GAPS * GAP_LENGTH + 8;

/** Adds one dropped message to `gaps`, in place. */
export function addToGaps(gaps: Gap[], boot: number, sequence: number): void {
	const last = gaps.length > 0 ? gaps[gaps.length - 1] : undefined;
	if (last && last.boot === boot && sequence > last.last) {
		// What lies between was delivered: the count says how many of the range were not.
		last.last = sequence;
		last.count++;
		return;
	}
	gaps.push({ boot, first: sequence, last: sequence, count: 1 });
	if (gaps.length <= MAXIMUM_GAPS) return;
	const [oldest, next] = gaps;
	if (oldest.boot === next.boot) next.first = Math.min(oldest.first, next.first);
	next.count += oldest.count;
	gaps.shift();
}

/** The list as it is written to flash; an empty one is what erased flash reads as. */
export function encodeGaps(gaps: readonly Gap[]): Uint8Array {
	const bytes = new Uint8Array(GAP_LIST_LENGTH).fill(0xff);
	if (gaps.length === 0) return bytes;
	const view = new DataView(bytes.buffer);
	for (let i = 0; i < gaps.length; i++) {
		const at = i * GAP_LENGTH;
		view.setUint32(at + 4, gaps[i].boot, true);
		view.setUint32(at + 8, gaps[i].first, true);
		view.setUint32(at + 12, gaps[i].last, true);
		view.setUint32(at + 16, gaps[i].count, true);
	}
	view.setUint32(GAP_LIST_LENGTH - 4, gaps.length, true);
	view.setUint32(GAP_LIST_LENGTH - 8, checksum(bytes), true);
	return bytes;
}

/** The ranges not yet told, with the place of each mark; undefined when the list was not written whole. */
export function decodeGaps(bytes: Uint8Array): { gaps: Gap[]; marks: number[] } | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const count = view.getUint32(GAP_LIST_LENGTH - 4, true);
	const gaps: Gap[] = [];
	const marks: number[] = [];
	if (count === 0xffffffff) return isErased(bytes) ? { gaps, marks } : undefined;
	if (count > MAXIMUM_GAPS || view.getUint32(GAP_LIST_LENGTH - 8, true) !== checksum(bytes)) return undefined;
	for (let i = 0; i < count; i++) {
		const at = i * GAP_LENGTH;
		if (bytes[at] !== 0xff) continue;
		const number = (offset: number) => view.getUint32(at + offset, true);
		gaps.push({ boot: number(4), first: number(8), last: number(12), count: number(16) });
		marks.push(at);
	}
	return { gaps, marks };
}

export function isErased(bytes: Uint8Array): boolean {
	for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0xff) return false;
	return true;
}

/** CRC of all but the marks, which change. */
function checksum(bytes: Uint8Array): number {
	const copy = bytes.slice(0, GAP_LIST_LENGTH - 8);
	for (let at = 0; at < copy.length; at += GAP_LENGTH) copy.fill(0, at, at + 4);
	return crc32(copy);
}
