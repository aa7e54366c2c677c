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

/**
 * Adds one dropped message to `gaps`, in place; the first `told` of them are being told and stay as they are. A range grows
 * only by the number that follows it, so that nothing but dropped messages is in one; where there are too many, two are put
 * together, and then `count` says how many of the range it is.
 * @returns the place in the list from where a gap was taken out, to be put together with the one after it; -1 for none
 */
export function addToGaps(gaps: Gap[], boot: number, sequence: number, told = 0): number {
	const last = gaps.length > told ? gaps[gaps.length - 1] : undefined;
	if (last && last.boot === boot && sequence === last.last + 1) {
		last.last = sequence;
		last.count++;
		return -1;
	}
	gaps.push({ boot, first: sequence, last: sequence, count: 1 });
	if (gaps.length <= MAXIMUM_GAPS) return -1;
	const place = nearest(gaps, told);
	const [older, newer] = [gaps[place], gaps[place + 1]];
	if (older.boot === newer.boot) {
		newer.first = Math.min(older.first, newer.first);
		newer.last = Math.max(older.last, newer.last);
	}
	newer.count += older.count;
	gaps.splice(place, 1);
	return place;
}

/** Which gap to put together with the one after it: of one boot and near to each other, else the oldest two. */
function nearest(gaps: readonly Gap[], told: number): number {
	let place = told;
	let least = Number.POSITIVE_INFINITY;
	for (let i = told; i + 1 < gaps.length; i++) {
		const between = Math.abs(gaps[i + 1].first - gaps[i].last);
		if (gaps[i].boot !== gaps[i + 1].boot || between >= least) continue;
		least = between;
		place = i;
	}
	return place;
}

/**
 * Takes a message out of `gaps`, in place: it was delivered after all. The first `told` stay as they are.
 * @returns the place in the list of a gap that is gone, or, less one and negative, of one that was cut in two (the second part
 * follows it); undefined where the list is as long as it was
 */
export function takeFromGaps(gaps: Gap[], boot: number, sequence: number, told = 0): number | undefined {
	for (let i = told; i < gaps.length; i++) {
		const gap = gaps[i];
		if (gap.boot !== boot || sequence < gap.first || sequence > gap.last) continue;
		if (--gap.count === 0) {
			gaps.splice(i, 1);
			return i;
		}
		if (gap.first === sequence) gap.first++;
		else if (gap.last === sequence) gap.last--;
		else if (gaps.length < MAXIMUM_GAPS && gap.count === gap.last - gap.first) {
			gaps.splice(i + 1, 0, { boot, first: sequence + 1, last: gap.last, count: gap.last - sequence });
			gap.last = sequence - 1;
			gap.count = sequence - gap.first;
			return -1 - i;
		}
		return undefined;
	}
	return undefined;
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
