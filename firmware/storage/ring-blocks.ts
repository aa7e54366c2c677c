import type { FlashPartition } from "../hardware";
import { crc32 } from "../math/crc32";
import { GAP_LIST_LENGTH, isErased } from "./gap-list";
import { StorageError } from "./storage-error";

/** Block header: magic, number of the block since the beginning, CRC of both, not used. The gap list follows, then records. */
export const BLOCK_HEADER = 16;
const MAGIC = 0x4d494330; // "0CIM"
/** Record header: marks (settled, parked, two not used), length, boot, sequence, CRC of the payload, CRC of all but the marks. */
export const RECORD_HEADER = 24;
/** Marks of a record: 255 until it is set. */
export const SETTLED = 0;
export const PARKED = 1;
/** Bytes of a block that no payload can have. */
export const OVERHEAD = BLOCK_HEADER + GAP_LIST_LENGTH + RECORD_HEADER;

/**
 * The blocks of a ring in flash and the records in them. A place is a record's offset counted from the ring's first block
 * ever: it is never that of another record, however often the ring goes round.
 */
export class RingBlocks {
	readonly flash: FlashPartition;
	readonly blockLength: number;
	readonly blocks: number;
	/** Numbers of the oldest and the newest block in use, from 1; `newest` is 0 while there is none. */
	oldest = 1;
	newest = 0;
	/** The header read last. */
	readonly header = new Uint8Array(RECORD_HEADER);
	readonly view = new DataView(this.header.buffer);
	/** Index in flash of the newest block. */
	#head = 0;

	/** Reads what is there; nothing is erased or written. Throws StorageError for a partition that cannot be a ring. */
	constructor(flash: FlashPartition) {
		this.flash = flash;
		const { blockLength, blocks } = flash.status();
		if (blocks < 2 || blockLength <= OVERHEAD || blockLength % 4)
			throw new StorageError(
				"storage-layout",
				`${blocks} blocks of ${blockLength} bytes are no ring; at least 2 are needed`,
			);
		this.blockLength = blockLength;
		this.blocks = blocks;
		this.#find();
	}

	/** Blocks in use. */
	get used(): number {
		return this.newest - this.oldest + 1;
	}

	/** All blocks but the one that is always left are in use. */
	get isFull(): boolean {
		return this.used === this.blocks - 1;
	}

	/** Where the records of a block begin, and where it ends. */
	start(block: number): number {
		return block * this.blockLength + BLOCK_HEADER + GAP_LIST_LENGTH;
	}
	limit(block: number): number {
		return (block + 1) * this.blockLength;
	}

	/** The block of a record; a place at a block's very end belongs to that block. */
	blockOf(place: number): number {
		return Math.floor((place - 1) / this.blockLength);
	}

	/** Where a place is in flash. */
	offset(place: number): number {
		const block = Math.floor(place / this.blockLength);
		return this.#index(block) * this.blockLength + (place - block * this.blockLength);
	}

	/** Reads the header of the record at `place`, whose block ends at `limit`; false when there is none, or not a whole one. */
	readHeader(place: number, limit: number): boolean {
		if (place + RECORD_HEADER > limit) return false;
		this.flash.read(this.header, this.offset(place));
		const length = this.view.getUint32(4, true);
		return (
			length <= limit - place - RECORD_HEADER && this.view.getUint32(20, true) === crc32(this.header.subarray(4, 20))
		);
	}

	/** Where the record behind the one at `place` begins, whose header was read last. */
	after(place: number): number {
		return place + RECORD_HEADER + align(this.view.getUint32(4, true));
	}

	/** Sets a mark of a record. */
	mark(place: number, which: number): void {
		const mark = new Uint8Array(4).fill(0xff);
		mark[which] = 0;
		this.flash.write(mark, this.offset(place));
	}

	/** Writes a record's header, and then its payload. */
	write(place: number, payload: Uint8Array, boot: number, sequence: number): void {
		const { view, header, flash } = this;
		header.fill(0xff);
		view.setUint32(4, payload.length, true);
		view.setUint32(8, boot, true);
		view.setUint32(12, sequence, true);
		view.setUint32(16, crc32(payload), true);
		view.setUint32(20, crc32(header.subarray(4, 20)), true);
		const at = this.offset(place);
		flash.write(header, at);
		if (payload.length % 4 === 0) flash.write(payload, at + RECORD_HEADER);
		else {
			const padded = new Uint8Array(align(payload.length)).fill(0xff);
			padded.set(payload);
			flash.write(padded, at + RECORD_HEADER);
		}
	}

	/** Begins a block with this gap list. Nothing of it counts before its header is whole, which is written last. */
	begin(gapList: Uint8Array | undefined): void {
		const { view, header, flash, blockLength } = this;
		const next = this.newest === 0 ? 0 : (this.#head + 1) % this.blocks;
		flash.eraseBlock(next);
		const at = next * blockLength;
		if (gapList) flash.write(gapList, at + BLOCK_HEADER);
		const blockHeader = header.fill(0xff, 0, BLOCK_HEADER).subarray(0, BLOCK_HEADER);
		view.setUint32(0, MAGIC, true);
		view.setUint32(4, this.newest + 1, true);
		view.setUint32(8, crc32(blockHeader.subarray(0, 8)), true);
		flash.write(blockHeader, at);
		this.#head = next;
		this.newest++;
	}

	/** Nothing is written between two places of one block. */
	isErased(from: number, to: number): boolean {
		for (let at = from; at < to; at += RECORD_HEADER) {
			const part = this.header.subarray(0, Math.min(RECORD_HEADER, to - at));
			this.flash.read(part, this.offset(at));
			if (!isErased(part)) return false;
		}
		return true;
	}

	/** Index in flash of a block in use. */
	#index(block: number): number {
		return (this.#head + this.blocks - (this.newest - block)) % this.blocks;
	}

	/** Number of the block at an index in flash, or -1 when it is not one of the ring's. */
	#numberAt(index: number): number {
		const header = this.header.subarray(0, BLOCK_HEADER);
		this.flash.read(header, index * this.blockLength);
		const isOurs =
			this.view.getUint32(0, true) === MAGIC && this.view.getUint32(8, true) === crc32(header.subarray(0, 8));
		return isOurs ? this.view.getUint32(4, true) : -1;
	}

	/** Finds the newest block, and the oldest of those that lead up to it. */
	#find(): void {
		let newest = -1;
		for (let index = 0; index < this.blocks; index++) {
			const number = this.#numberAt(index);
			if (number <= newest) continue;
			newest = number;
			this.#head = index;
		}
		if (newest < 0) return;
		this.newest = newest;
		this.oldest = newest;
		// With all blocks in use, the oldest one was given up when the newest was begun.
		while (!this.isFull && this.#numberAt(this.#index(this.oldest - 1)) === this.oldest - 1) this.oldest--;
	}
}

export function align(length: number): number {
	return (length + 3) & ~3;
}
