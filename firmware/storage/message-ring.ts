import type { FlashPartition } from "../hardware";
import { crc32 } from "../math/crc32";
import { addToGaps, decodeGaps, encodeGaps, GAP_LENGTH, GAP_LIST_LENGTH, type Gap, isErased } from "./gap-list";
import { StorageError } from "./storage-error";

/** Block header: magic, number of the block since the beginning, CRC of both, not used. The gap list follows, then records. */
const BLOCK_HEADER = 16;
const MAGIC = 0x4d494330; // "0CIM"
/** Record header: marks (settled, parked, two not used), length, boot, sequence, CRC of the payload, CRC of all but the marks. */
const RECORD_HEADER = 24;
const SETTLED = 0;
const PARKED = 1;
/** Bytes of a block that no payload can have. */
const OVERHEAD = BLOCK_HEADER + GAP_LIST_LENGTH + RECORD_HEADER;

/** A message that is kept. */
export interface StoredMessage {
	/** What `settle`, `park` and `unclaim` know it by. */
	place: number;
	boot: number;
	sequence: number;
	payload: Uint8Array;
}

/**
 * Messages in a ring of flash blocks, oldest first, that survives a power cut at any instant: a record is there whole or not at
 * all. A message that is settled is marked in place, so a block is erased once in every turn of the ring. One block is always
 * left: when the last but one is begun, the oldest is given up, and its messages are noted as gaps in the beginning of the new
 * one. Nothing of the new block counts before its header is whole.
 */
export class MessageRing {
	readonly #flash: FlashPartition;
	readonly #blockLength: number;
	readonly #blocks: number;
	readonly #scratch = new Uint8Array(RECORD_HEADER);
	readonly #view = new DataView(this.#scratch.buffer);
	/** Oldest and newest block, how many are in use, the newest one's number, and where the next record goes in it. */
	#tail = 0;
	#head = 0;
	#used = 0;
	#number = 0;
	#end = 0;
	/** Where to look for the next message that nobody has claimed. */
	#cursor = 0;
	readonly #claimed: number[] = [];
	readonly #gaps: Gap[] = [];
	/** Place in flash of each gap's mark; 0 while its list is not written. */
	readonly #marks: number[] = [];
	#live = 0;
	#parked = 0;

	/** Reads what is there; nothing is erased or written. Throws StorageError for a partition that cannot be a ring. */
	constructor(flash: FlashPartition) {
		this.#flash = flash;
		const { blockLength, blocks } = flash.status();
		if (blocks < 2 || blockLength <= OVERHEAD || blockLength % 4)
			throw new StorageError(
				"storage-layout",
				`${blocks} blocks of ${blockLength} bytes are no ring; at least 2 are needed`,
			);
		this.#blockLength = blockLength;
		this.#blocks = blocks;
		this.#findBlocks();
		if (this.#used > 0) {
			this.#readGaps();
			this.#readRecords();
		}
		this.#cursor = this.#start(this.#tail);
	}

	/** Messages that are neither settled nor parked. */
	get size(): number {
		return this.#live;
	}

	/** Messages that the broker refuses. */
	get parked(): number {
		return this.#parked;
	}

	/** What was dropped and not told; stays the same object. */
	get gaps(): readonly Gap[] {
		return this.#gaps;
	}

	/** Longest message, bytes. */
	get capacity(): number {
		return this.#blockLength - OVERHEAD;
	}

	/** Keeps a message and returns its place. `claim`: the caller has it under way already. Throws StorageError when it is too long. */
	append(payload: Uint8Array, boot: number, sequence: number, claim = false): number {
		if (payload.length > this.capacity)
			throw new StorageError("storage-size", `a message of ${payload.length} bytes; ${this.capacity} can be kept`);
		const length = RECORD_HEADER + align(payload.length);
		if (this.#used === 0 || this.#end + length > this.#limit(this.#head)) this.#advance();
		const place = this.#end;
		const header = this.#scratch.fill(0xff);
		const view = this.#view;
		view.setUint32(4, payload.length, true);
		view.setUint32(8, boot, true);
		view.setUint32(12, sequence, true);
		view.setUint32(16, crc32(payload), true);
		view.setUint32(20, crc32(header.subarray(4, 20)), true);
		// What goes wrong from here on leaves a record that is not whole: the next one must not be put there.
		this.#end = this.#limit(this.#head);
		this.#flash.write(header, place);
		if (payload.length % 4 === 0) this.#flash.write(payload, place + RECORD_HEADER);
		else {
			const padded = new Uint8Array(align(payload.length)).fill(0xff);
			padded.set(payload);
			this.#flash.write(padded, place + RECORD_HEADER);
		}
		this.#end = place + length;
		this.#live++;
		if (claim) this.#claimed.push(place);
		return place;
	}

	/** The oldest message that nobody has claimed, which the caller then has. A damaged one becomes a gap. */
	claim(): StoredMessage | undefined {
		let place = this.#cursor;
		while (this.#used > 0) {
			place = this.#settleOn(place);
			if (place === this.#end) break;
			const length = this.#view.getUint32(4, true);
			const next = place + RECORD_HEADER + align(length);
			if (this.#scratch[SETTLED] === 0xff && this.#scratch[PARKED] === 0xff && !this.#claimed.includes(place)) {
				const boot = this.#view.getUint32(8, true);
				const sequence = this.#view.getUint32(12, true);
				const checksum = this.#view.getUint32(16, true);
				const payload = new Uint8Array(length);
				this.#flash.read(payload, place + RECORD_HEADER);
				if (crc32(payload) === checksum) {
					this.#claimed.push(place);
					this.#cursor = next;
					return { place, boot, sequence, payload };
				}
				this.#mark(place, SETTLED);
				this.#live--;
				this.#addGap(boot, sequence);
			}
			place = next;
		}
		this.#cursor = place;
		return undefined;
	}

	/** The message is delivered. Without effect when it had to be dropped meanwhile. */
	settle(place: number): void {
		if (!this.unclaim(place)) return;
		this.#mark(place, SETTLED);
		this.#live--;
	}

	/** The broker refuses the message: it is kept, but not handed out again. */
	park(place: number): void {
		if (!this.unclaim(place)) return;
		this.#mark(place, PARKED);
		this.#live--;
		this.#parked++;
	}

	/** The message is to be handed out again; says whether it was claimed. */
	unclaim(place: number): boolean {
		const at = this.#claimed.indexOf(place);
		if (at < 0) return false;
		this.#claimed.splice(at, 1);
		this.#cursor = this.#start(this.#tail);
		return true;
	}

	/** The oldest gap is told. */
	settleGap(): void {
		this.#gaps.shift();
		const place = this.#marks.shift();
		if (place) this.#flash.write(TOLD, place);
	}

	/** Where the records of a block begin. */
	#start(block: number): number {
		return block * this.#blockLength + BLOCK_HEADER + GAP_LIST_LENGTH;
	}

	/** Where a block ends. */
	#limit(block: number): number {
		return (block + 1) * this.#blockLength;
	}

	/** The block of a record; a place at a block's very end belongs to that block. */
	#blockOf(place: number): number {
		return Math.floor((place - 1) / this.#blockLength);
	}

	/** The next record at or after `place`, with its header in the scratch buffer; the ring's end when there is none. */
	#settleOn(place: number): number {
		for (;;) {
			const block = this.#blockOf(place);
			if (block === this.#head && place >= this.#end) return this.#end;
			if (this.#readHeader(place, block)) return place;
			if (block === this.#head) return this.#end;
			place = this.#start((block + 1) % this.#blocks);
		}
	}

	/** Reads the header of the record at `place`; false when there is none, or not a whole one. */
	#readHeader(place: number, block: number): boolean {
		const limit = this.#limit(block);
		if (place + RECORD_HEADER > limit) return false;
		this.#flash.read(this.#scratch, place);
		const length = this.#view.getUint32(4, true);
		return (
			length <= limit - place - RECORD_HEADER && this.#view.getUint32(20, true) === crc32(this.#scratch.subarray(4, 20))
		);
	}

	#mark(place: number, which: number): void {
		const mark = new Uint8Array(4).fill(0xff);
		mark[which] = 0;
		this.#flash.write(mark, place);
	}

	/** Number of a block, or -1 when it is not one of the ring's. */
	#blockNumber(block: number): number {
		const header = this.#scratch.subarray(0, BLOCK_HEADER);
		this.#flash.read(header, block * this.#blockLength);
		const isOurs =
			this.#view.getUint32(0, true) === MAGIC && this.#view.getUint32(8, true) === crc32(header.subarray(0, 8));
		return isOurs ? this.#view.getUint32(4, true) : -1;
	}

	/** Finds the newest block, and the oldest of those that lead up to it. */
	#findBlocks(): void {
		let newest = -1;
		for (let block = 0; block < this.#blocks; block++) {
			const number = this.#blockNumber(block);
			if (number <= newest) continue;
			newest = number;
			this.#head = block;
		}
		if (newest < 0) return;
		this.#number = newest;
		this.#tail = this.#head;
		this.#used = 1;
		// With all blocks in use, the oldest one was given up when the newest was begun.
		while (this.#used < this.#blocks - 1) {
			const before = (this.#tail + this.#blocks - 1) % this.#blocks;
			if (this.#blockNumber(before) !== newest - this.#used) break;
			this.#tail = before;
			this.#used++;
		}
	}

	/** The newest block has the newest list. */
	#readGaps(): void {
		const at = this.#head * this.#blockLength + BLOCK_HEADER;
		const bytes = new Uint8Array(GAP_LIST_LENGTH);
		this.#flash.read(bytes, at);
		const list = decodeGaps(bytes);
		if (!list) return;
		for (let i = 0; i < list.gaps.length; i++) {
			this.#gaps.push(list.gaps[i]);
			this.#marks.push(at + list.marks[i]);
		}
	}

	/** Finds where the next record goes, and counts what is there. */
	#readRecords(): void {
		let place = this.#start(this.#head);
		while (this.#readHeader(place, this.#head)) place += RECORD_HEADER + align(this.#view.getUint32(4, true));
		// Where something is written beyond the last whole record, nothing more can be.
		const limit = this.#limit(this.#head);
		this.#end = this.#isErased(place, limit) ? place : limit;
		for (place = this.#start(this.#tail); ; place += RECORD_HEADER + align(this.#view.getUint32(4, true))) {
			place = this.#settleOn(place);
			if (place === this.#end) return;
			if (this.#scratch[SETTLED] !== 0xff) continue;
			if (this.#scratch[PARKED] !== 0xff) this.#parked++;
			else this.#live++;
		}
	}

	#isErased(from: number, to: number): boolean {
		for (let at = from; at < to; at += RECORD_HEADER) {
			const part = this.#scratch.subarray(0, Math.min(RECORD_HEADER, to - at));
			this.#flash.read(part, at);
			if (!isErased(part)) return false;
		}
		return true;
	}

	/** Begins a new block. */
	#advance(): void {
		const next = this.#number === 0 ? 0 : (this.#head + 1) % this.#blocks;
		if (this.#used === this.#blocks - 1) this.#dropTail();
		this.#flash.eraseBlock(next);
		const at = next * this.#blockLength;
		if (this.#gaps.length > 0) this.#flash.write(encodeGaps(this.#gaps), at + BLOCK_HEADER);
		for (let i = 0; i < this.#gaps.length; i++) this.#marks[i] = at + BLOCK_HEADER + i * GAP_LENGTH;
		const header = this.#scratch.fill(0xff, 0, BLOCK_HEADER).subarray(0, BLOCK_HEADER);
		this.#view.setUint32(0, MAGIC, true);
		this.#view.setUint32(4, this.#number + 1, true);
		this.#view.setUint32(8, crc32(header.subarray(0, 8)), true);
		this.#flash.write(header, at);
		this.#number++;
		this.#head = next;
		this.#end = this.#start(next);
		if (this.#used++ === 0) this.#tail = next;
		if (this.#used === 1) this.#cursor = this.#end;
	}

	/** Makes gaps of what is in the oldest block. */
	#dropTail(): void {
		const block = this.#tail;
		for (let place = this.#start(block); this.#readHeader(place, block); ) {
			if (this.#scratch[SETTLED] === 0xff) {
				if (this.#scratch[PARKED] === 0xff) this.#live--;
				else this.#parked--;
				this.#addGap(this.#view.getUint32(8, true), this.#view.getUint32(12, true));
			}
			place += RECORD_HEADER + align(this.#view.getUint32(4, true));
		}
		for (let i = this.#claimed.length - 1; i >= 0; i--)
			if (this.#blockOf(this.#claimed[i]) === block) this.#claimed.splice(i, 1);
		this.#tail = (block + 1) % this.#blocks;
		this.#used--;
		this.#cursor = this.#start(this.#tail);
	}

	#addGap(boot: number, sequence: number): void {
		addToGaps(this.#gaps, boot, sequence);
		// Where two were put together the older mark goes with the older gap.
		while (this.#marks.length > this.#gaps.length) this.#marks.shift();
		while (this.#marks.length < this.#gaps.length) this.#marks.push(0);
	}
}

const TOLD = Uint8Array.of(0, 0xff, 0xff, 0xff);

function align(length: number): number {
	return (length + 3) & ~3;
}
