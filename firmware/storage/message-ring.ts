import type { FlashPartition } from "../hardware";
import { crc32 } from "../math/crc32";
import {
	addToGaps,
	decodeGaps,
	encodeGaps,
	GAP_LENGTH,
	GAP_LIST_LENGTH,
	type Gap,
	MAXIMUM_GAPS,
	takeFromGaps,
} from "./gap-list";
import { align, BLOCK_HEADER, OVERHEAD, PARKED, RECORD_HEADER, RingBlocks, SETTLED } from "./ring-blocks";
import { StorageError } from "./storage-error";

/** A message that is kept. */
export interface StoredMessage {
	/** What `settle`, `park` and `unclaim` know it by; no other message ever has the same. */
	place: number;
	boot: number;
	sequence: number;
	payload: Uint8Array;
}

/** A message that was given up while its claimant had it under way, and may still be delivered. */
interface Orphan {
	place: number;
	boot: number;
	sequence: number;
}

/**
 * Messages in a ring of flash blocks, oldest first, that survives a power cut at any instant: a record is there whole or not at
 * all. A message that is settled is marked in place, so a block is erased once in every turn of the ring. One block is always
 * left: when the last but one is begun, the oldest is given up, and its messages are noted as gaps in the beginning of the new
 * one. Nothing of the new block counts before its header is whole. Flash that takes nothing changes nothing either: what could
 * not be written is as it was, and what is delivered meanwhile is known in memory.
 */
export class MessageRing {
	readonly #blocks: RingBlocks;
	/** Where the next record goes. */
	#end = 0;
	/** Where to look for the next message that nobody has claimed. */
	#cursor = 0;
	readonly #claimed: number[] = [];
	/** Settled, but flash has not taken the mark. */
	readonly #unmarked: number[] = [];
	readonly #orphans: Orphan[] = [];
	readonly #gaps: Gap[] = [];
	/** Place of each gap's mark: in the list of the newest block, or the damaged record that it is of; 0 for none. */
	readonly #marks: number[] = [];
	#isTelling = false;
	#live = 0;
	#parked = 0;

	/** Reads what is there; nothing is erased or written. Throws StorageError for a partition that cannot be a ring. */
	constructor(flash: FlashPartition) {
		this.#blocks = new RingBlocks(flash);
		if (this.#blocks.newest > 0) {
			this.#readGaps();
			this.#readRecords();
		}
		this.#cursor = this.#blocks.start(this.#blocks.oldest);
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
		return this.#blocks.blockLength - OVERHEAD;
	}

	/**
	 * Keeps a message and returns its place. `claim`: the caller has it under way already. Throws StorageError when it is too
	 * long, and what flash throws.
	 */
	append(payload: Uint8Array, boot: number, sequence: number, claim = false): number {
		if (payload.length > this.capacity)
			throw new StorageError("storage-size", `a message of ${payload.length} bytes; ${this.capacity} can be kept`);
		const blocks = this.#blocks;
		const length = RECORD_HEADER + align(payload.length);
		if (blocks.newest === 0 || this.#end + length > blocks.limit(blocks.newest)) this.#advance();
		const place = this.#end;
		// What goes wrong from here on leaves a record that is not whole: the next one must not be put there.
		this.#end = blocks.limit(blocks.newest);
		blocks.write(place, payload, boot, sequence);
		this.#end = place + length;
		this.#live++;
		if (claim) this.#claimed.push(place);
		return place;
	}

	/** The oldest message that nobody has claimed, which the caller then has. A damaged one becomes a gap. */
	claim(): StoredMessage | undefined {
		const blocks = this.#blocks;
		const { view, header } = blocks;
		let place = this.#cursor;
		while (blocks.newest > 0) {
			place = this.#settleOn(place);
			if (place === this.#end) break;
			const next = blocks.after(place);
			if (header[SETTLED] === 0xff && header[PARKED] === 0xff && !this.#isTaken(place)) {
				const boot = view.getUint32(8, true);
				const sequence = view.getUint32(12, true);
				const checksum = view.getUint32(16, true);
				const payload = new Uint8Array(view.getUint32(4, true));
				blocks.flash.read(payload, blocks.offset(place) + RECORD_HEADER);
				if (crc32(payload) === checksum) {
					this.#claimed.push(place);
					this.#cursor = next;
					return { place, boot, sequence, payload };
				}
				// Its gap has the record's own mark, so that a power cut does not make it unsaid. Where there is no room, it waits.
				if (this.#gaps.length === MAXIMUM_GAPS) break;
				this.#live--;
				this.#gaps.push({ boot, first: sequence, last: sequence, count: 1 });
				this.#marks.push(place);
			}
			place = next;
		}
		this.#cursor = place;
		return undefined;
	}

	/**
	 * The message is delivered. One that had to be dropped meanwhile is in no gap any more, if that is not told yet. Throws what
	 * flash throws: until it takes the mark, the message is only handed out again after a restart.
	 */
	settle(place: number): void {
		if (!this.#release(place)) {
			this.#settleOrphan(place);
			return;
		}
		this.#live--;
		this.#unmarked.push(place);
		// What flash refused before is tried again: of a restart's repetitions there are few.
		for (let left = this.#unmarked.length; left > 0; left--) {
			this.#blocks.mark(this.#unmarked[left - 1], SETTLED);
			this.#unmarked.pop();
		}
	}

	/** The broker refuses the message: it is kept, but not handed out again. */
	park(place: number): void {
		if (!this.#release(place)) {
			this.#forgetOrphan(place);
			return;
		}
		this.#live--;
		this.#parked++;
		this.#unmarked.push(place);
		this.#blocks.mark(place, PARKED);
		this.#unmarked.pop();
	}

	/** The message is to be handed out again; says whether it is there and was claimed. */
	unclaim(place: number): boolean {
		if (!this.#release(place)) {
			this.#forgetOrphan(place);
			return false;
		}
		this.#cursor = this.#blocks.start(this.#blocks.oldest);
		return true;
	}

	/** A message that could not be kept is dropped: it becomes a gap. */
	drop(boot: number, sequence: number): void {
		this.#addGap(this.#gaps, this.#marks, boot, sequence);
	}

	/**
	 * The oldest gap, which stays as it is until `endTelling`; undefined when there is none, or while a message that it is of may
	 * still be delivered.
	 */
	tellGap(): Gap | undefined {
		const [gap] = this.#gaps;
		if (!gap || this.#isTelling) return undefined;
		for (let i = 0; i < this.#orphans.length; i++) if (this.#orphans[i].boot === gap.boot) return undefined;
		this.#isTelling = true;
		return gap;
	}

	/** The oldest gap is told, or it is not. */
	endTelling(isTold: boolean): void {
		this.#isTelling = false;
		if (!isTold) return;
		this.#gaps.shift();
		const place = this.#marks.shift();
		if (place) this.#blocks.flash.write(TOLD, this.#blocks.offset(place));
	}

	/** The next record at or after `place`, with its header read; the ring's end when there is none. */
	#settleOn(place: number): number {
		const blocks = this.#blocks;
		let at = place;
		for (;;) {
			const block = blocks.blockOf(at);
			if (block === blocks.newest && at >= this.#end) return this.#end;
			if (blocks.readHeader(at, blocks.limit(block))) return at;
			if (block === blocks.newest) return this.#end;
			at = blocks.start(block + 1);
		}
	}

	/** It is under way, or done with in all but flash. */
	#isTaken(place: number): boolean {
		return this.#claimed.includes(place) || this.#unmarked.includes(place) || this.#marks.includes(place);
	}

	#release(place: number): boolean {
		const at = this.#claimed.indexOf(place);
		if (at < 0) return false;
		this.#claimed.splice(at, 1);
		return true;
	}

	#forgetOrphan(place: number): Orphan | undefined {
		for (let i = 0; i < this.#orphans.length; i++)
			if (this.#orphans[i].place === place) return this.#orphans.splice(i, 1)[0];
		return undefined;
	}

	/** A message that was given up has been delivered after all. */
	#settleOrphan(place: number): void {
		const orphan = this.#forgetOrphan(place);
		if (!orphan) return;
		const changed = takeFromGaps(this.#gaps, orphan.boot, orphan.sequence, this.#isTelling ? 1 : 0);
		if (changed === undefined) return;
		if (changed >= 0) this.#marks.splice(changed, 1);
		else this.#marks.splice(-changed, 0, 0);
	}

	/** The newest block has the newest list. */
	#readGaps(): void {
		const { newest, blockLength, flash } = this.#blocks;
		const at = newest * blockLength + BLOCK_HEADER;
		const bytes = new Uint8Array(GAP_LIST_LENGTH);
		flash.read(bytes, this.#blocks.offset(at));
		const list = decodeGaps(bytes);
		if (!list) return;
		for (let i = 0; i < list.gaps.length; i++) {
			this.#gaps.push(list.gaps[i]);
			this.#marks.push(at + list.marks[i]);
		}
	}

	/** Finds where the next record goes, and counts what is there. */
	#readRecords(): void {
		const blocks = this.#blocks;
		const limit = blocks.limit(blocks.newest);
		let place = blocks.start(blocks.newest);
		while (blocks.readHeader(place, limit)) place = blocks.after(place);
		// Where something is written beyond the last whole record, nothing more can be.
		this.#end = blocks.isErased(place, limit) ? place : limit;
		for (place = blocks.start(blocks.oldest); ; place = blocks.after(place)) {
			place = this.#settleOn(place);
			if (place === this.#end) return;
			if (blocks.header[SETTLED] !== 0xff) continue;
			if (blocks.header[PARKED] !== 0xff) this.#parked++;
			else this.#live++;
		}
	}

	/** Begins a new block. Where flash refuses that, all is as it was. */
	#advance(): void {
		const blocks = this.#blocks;
		const gaps = this.#gaps.map(gap => ({ ...gap }));
		const marks = this.#marks.slice();
		if (blocks.isFull) this.#visitTail((boot, sequence) => this.#addGap(gaps, marks, boot, sequence));
		blocks.begin(gaps.length > 0 ? encodeGaps(gaps) : undefined);
		if (blocks.used === blocks.blocks) this.#dropTail();
		this.#end = blocks.start(blocks.newest);
		if (blocks.newest === 1) this.#cursor = this.#end;
		const damaged = this.#marks.filter(place => this.#isRecord(place));
		const at = blocks.newest * blocks.blockLength + BLOCK_HEADER;
		this.#gaps.splice(0, this.#gaps.length, ...gaps);
		this.#marks.splice(0, this.#marks.length, ...gaps.map((_gap, i) => at + i * GAP_LENGTH));
		// Their gaps are in the list now.
		for (const place of damaged) blocks.mark(place, SETTLED);
	}

	/** The messages of the oldest block that are given up with it. */
	#visitTail(visitor: (boot: number, sequence: number, place: number, isParked: boolean) => void): void {
		const blocks = this.#blocks;
		const { oldest, header, view } = blocks;
		const limit = blocks.limit(oldest);
		for (let place = blocks.start(oldest); blocks.readHeader(place, limit); place = blocks.after(place))
			if (header[SETTLED] === 0xff && !this.#unmarked.includes(place) && !this.#marks.includes(place))
				visitor(view.getUint32(8, true), view.getUint32(12, true), place, header[PARKED] !== 0xff);
	}

	/** Gives up the oldest block. */
	#dropTail(): void {
		const blocks = this.#blocks;
		const { oldest } = blocks;
		this.#visitTail((boot, sequence, place, isParked) => {
			if (isParked) this.#parked--;
			else this.#live--;
			if (this.#release(place)) this.#orphans.push({ place, boot, sequence });
		});
		for (let i = this.#unmarked.length - 1; i >= 0; i--)
			if (blocks.blockOf(this.#unmarked[i]) === oldest) this.#unmarked.splice(i, 1);
		blocks.oldest++;
		this.#cursor = Math.max(this.#cursor, blocks.start(blocks.oldest));
	}

	/** A mark that is a record's, in a block that is in use. */
	#isRecord(place: number): boolean {
		const block = Math.floor(place / this.#blocks.blockLength);
		return place >= this.#blocks.start(block) && block >= this.#blocks.oldest;
	}

	#addGap(gaps: Gap[], marks: number[], boot: number, sequence: number): void {
		const before = gaps.length;
		const gone = addToGaps(gaps, boot, sequence, this.#isTelling ? 1 : 0);
		if (gaps.length > before || gone >= 0) marks.push(0);
		if (gone >= 0) marks.splice(gone, 1);
	}
}

const TOLD = Uint8Array.of(0, 0xff, 0xff, 0xff);
