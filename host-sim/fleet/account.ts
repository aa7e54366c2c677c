import type { Gap } from "../../firmware/storage/gap-list";

/** What is known of one result, bit by bit. */
const MADE = 1;
/** The device was told that the broker has it. */
const ACKNOWLEDGED = 2;
const SEEN_LIVE = 4;
const SEEN_LATE = 8;
/** There was no connection when it was made. */
const MADE_OFFLINE = 16;
/** The power went before it was acknowledged: the device cannot know what became of it. */
const CUT = 32;
/** The connection was lost before it was acknowledged, or others were not acknowledged when it was made. */
const DELAYED = 64;
/** The device said that the broker refuses it. */
const PARKED = 128;
/** Flash took nothing when it was made. */
const REFUSED = 256;
const SEEN = SEEN_LIVE | SEEN_LATE;

interface Boot {
	/** By sequence number. */
	flags: Uint16Array;
	/** CRC-32 of the message. */
	checks: Uint32Array;
	/** Sequence number of the newest result. */
	last: number;
	/** Number of the result that may have been written already when the power went, before we were told; 0 while it is on. */
	unfinished: number;
	/** First sequence number that may not be acknowledged yet. */
	open: number;
}

/** What came of a device's results; in every sound run the numbers after `parked` are 0. */
export interface Judgement {
	/** Results that the device made, and those that the broker acknowledged to it. */
	made: number;
	acknowledged: number;
	/** Different ones that were seen, and how many of them as history. */
	received: number;
	late: number;
	/** Came once more; told apart by boot and sequence. */
	repeated: number;
	/** Given up and told so, in how many gap records. */
	dropped: number;
	gaps: number;
	/** In memory only when the power went, and never acknowledged: neither seen nor told. */
	withPower: number;
	/** Refused by the broker. */
	parked: number;
	/** Acknowledged and not seen. */
	lost: number;
	/** Neither seen, nor told as dropped, nor in memory when the power went. */
	unsaid: number;
	/** Told as dropped, and seen or never made or told in two records. */
	wrongGaps: number;
	/** Seen as history though nothing was in the way when they were made, or as new though there was no connection then. */
	wrongMarks: number;
	/** Seen and never made, or with other bytes. */
	altered: number;
}

export const SOUND = ["lost", "unsaid", "wrongGaps", "wrongMarks", "altered"] as const satisfies (keyof Judgement)[];

/**
 * What one device made and what was seen of it, result by result: the device's side and the witness's side are told
 * separately and compared at the end.
 */
export class Account {
	readonly #boots = new Map<number, Boot>();
	/** Gap records by boot and first sequence number: one that has grown takes the place of the one before. */
	readonly #gaps = new Map<string, Gap>();
	/** Seen and made by nobody. */
	#strange = 0;
	#altered = 0;
	#repeated = 0;

	/** The device made a result, with a connection or without; `isRefused`: flash took nothing. */
	made(boot: number, sequence: number, check: number, isOnline: boolean, isRefused = false): void {
		const record = this.#boot(boot);
		grow(record, sequence);
		// seen already: the power went between the writing and our being told
		record.flags[sequence] |= MADE;
		if (isRefused) record.flags[sequence] |= REFUSED;
		if (!isOnline) record.flags[sequence] |= MADE_OFFLINE;
		else if (this.#hasOpen(record)) record.flags[sequence] |= DELAYED;
		record.checks[sequence] = check;
		record.last = sequence;
	}

	acknowledged(boot: number, sequence: number): void {
		const record = this.#boot(boot);
		grow(record, sequence);
		record.flags[sequence] |= ACKNOWLEDGED;
	}

	parked(boot: number, sequence: number): void {
		const record = this.#boot(boot);
		grow(record, sequence);
		record.flags[sequence] |= PARKED;
	}

	/** The connection was lost. */
	offline(boot: number): void {
		this.#markOpen(this.#boot(boot), DELAYED);
	}

	/** The power went. */
	cut(boot: number): void {
		const record = this.#boot(boot);
		this.#markOpen(record, CUT | DELAYED);
		record.unfinished = record.last + 1;
	}

	/** The witness saw a result. */
	saw(boot: number, sequence: number, check: number, isHistory: boolean): void {
		const record = this.#boots.get(boot);
		const isUnfinished = sequence === record?.unfinished && sequence > record.last;
		if (!record || (sequence > record.last && !isUnfinished)) {
			this.#strange++;
			return;
		}
		grow(record, sequence);
		if (isUnfinished) {
			// It was written whole when the power went, before we were told that it is made.
			record.last = sequence;
			record.flags[sequence] |= MADE | CUT | DELAYED;
			record.checks[sequence] = check;
		}
		if (record.flags[sequence] & SEEN) this.#repeated++;
		if (record.checks[sequence] !== check) this.#altered++;
		record.flags[sequence] |= isHistory ? SEEN_LATE : SEEN_LIVE;
	}

	sawGap(gap: Gap): void {
		const key = `${gap.boot} ${gap.first}`;
		const earlier = this.#gaps.get(key);
		if (!earlier || earlier.last < gap.last) this.#gaps.set(key, gap);
	}

	judge(): Judgement {
		const judgement: Judgement = {
			...{ made: 0, acknowledged: 0, received: 0, late: 0, repeated: this.#repeated, dropped: 0 },
			...{ gaps: this.#gaps.size, withPower: 0, parked: 0, lost: 0, unsaid: 0, wrongGaps: 0, wrongMarks: 0 },
			altered: this.#altered + this.#strange,
		};
		const told = this.#told(judgement);
		for (const [boot, record] of this.#boots)
			for (let sequence = 1; sequence <= record.last; sequence++)
				judgeOne(record.flags[sequence], told.get(boot)?.[sequence] ?? 0, judgement);
		return judgement;
	}

	/** How often each result was told as dropped; what cannot be so is counted as wrong. */
	#told(judgement: Judgement): Map<number, Uint8Array> {
		const told = new Map<number, Uint8Array>();
		for (const { boot, last } of this.#gaps.values()) {
			const record = this.#boots.get(boot);
			if (!record || last !== record.unfinished || last <= record.last) continue;
			// written when the power went, and dropped later
			grow(record, last);
			record.last = last;
			record.flags[last] |= MADE | CUT;
		}
		for (const { boot, first, last, count } of this.#gaps.values()) {
			const record = this.#boots.get(boot);
			if (!record || first < 1 || last > record.last || count !== last - first + 1) {
				judgement.wrongGaps++;
				continue;
			}
			const times = told.get(boot) ?? new Uint8Array(record.flags.length);
			told.set(boot, times);
			for (let sequence = first; sequence <= last; sequence++) times[sequence]++;
		}
		return told;
	}

	#boot(id: number): Boot {
		let record = this.#boots.get(id);
		if (!record) {
			record = { flags: new Uint16Array(16), checks: new Uint32Array(16), last: 0, unfinished: 0, open: 1 };
			this.#boots.set(id, record);
		}
		return record;
	}

	/** Marks what is made and not acknowledged. */
	#markOpen(record: Boot, flag: number): void {
		for (let sequence = record.open; sequence <= record.last; sequence++)
			if (!(record.flags[sequence] & ACKNOWLEDGED)) record.flags[sequence] |= flag;
	}

	/** Something made with a connection is not acknowledged yet. */
	#hasOpen(record: Boot): boolean {
		while (record.open <= record.last && record.flags[record.open] & ACKNOWLEDGED) record.open++;
		return record.open <= record.last;
	}
}

function judgeOne(flags: number, told: number, judgement: Judgement): void {
	if (!(flags & MADE)) return;
	judgement.made++;
	if (flags & ACKNOWLEDGED) judgement.acknowledged++;
	if (flags & SEEN) judgement.received++;
	if (flags & SEEN_LATE) judgement.late++;
	if (flags & PARKED) judgement.parked++;
	if (told > 0) judgement.dropped++;
	// The acknowledgement may have been on its way when the power went: then nobody can tell.
	if (told > 1 || (told > 0 && flags & SEEN && !(flags & CUT))) judgement.wrongGaps++;
	if (flags & MADE_OFFLINE ? flags & SEEN_LIVE : flags & SEEN_LATE && !(flags & DELAYED)) judgement.wrongMarks++;
	if (flags & SEEN || told > 0) return;
	if (flags & ACKNOWLEDGED) judgement.lost++;
	else if (flags & CUT && (flags & REFUSED || !(flags & MADE_OFFLINE))) judgement.withPower++;
	else if (!(flags & PARKED)) judgement.unsaid++;
}

/** Makes room for a result. */
function grow(record: Boot, sequence: number): void {
	if (sequence < record.flags.length) return;
	const length = Math.max(sequence + 1, 2 * record.flags.length);
	const flags = new Uint16Array(length);
	flags.set(record.flags);
	const checks = new Uint32Array(length);
	checks.set(record.checks);
	record.flags = flags;
	record.checks = checks;
}
