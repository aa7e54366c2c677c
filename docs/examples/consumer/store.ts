/** One result as it is kept; device, boot and sequence tell it from every other one. */
export interface KeptResult {
	device: string;
	boot: number;
	sequence: number;
	/** It came as history: the device could not publish it when it was made. */
	isLate: boolean;
	/** Milliseconds since the device's boot, and since 1970-01-01 UTC where its clock was set. */
	uptime: number;
	time: number | undefined;
	/** 0 letters, 1 no sheet, 2 fault, 3 network (schema.cddl). */
	kind: number;
	text: string;
}

/**
 * Results that a device made and had to drop: `count` of those from `first` to `last`. One with the device, boot and first of an
 * earlier one takes its place: it was told twice, or has grown.
 */
export interface Dropped {
	device: string;
	boot: number;
	first: number;
	last: number;
	count: number;
}

/**
 * Where results go. Several consumers share one store, and each result may be handed to it more than once, by different ones: in a
 * database it is a table whose primary key is (device, boot, sequence), and `insert ... on conflict do nothing`.
 */
export interface Store {
	/** Resolves once the result is safe, to whether it is new. */
	insert(result: KeptResult): Promise<boolean>;
	/** Keeps it in the place of one with the same device, boot and first. */
	drop(dropped: Dropped): Promise<void>;
}

/** A store in memory, for one process. */
export class MemoryStore implements Store {
	readonly results = new Map<string, KeptResult>();
	readonly dropped = new Map<string, Dropped>();

	async insert(result: KeptResult): Promise<boolean> {
		const key = `${result.device} ${result.boot} ${result.sequence}`;
		if (this.results.has(key)) return false;
		this.results.set(key, result);
		return true;
	}

	async drop(dropped: Dropped): Promise<void> {
		this.dropped.set(`${dropped.device} ${dropped.boot} ${dropped.first}`, dropped);
	}

	/** Sequence numbers of a boot up to the newest that are neither there nor told as dropped: on their way, or lost. */
	missing(device: string, boot: number): number[] {
		const there = new Set<number>();
		let newest = 0;
		for (const result of this.results.values()) {
			if (result.device !== device || result.boot !== boot) continue;
			there.add(result.sequence);
			newest = Math.max(newest, result.sequence);
		}
		const told = [...this.dropped.values()].filter(range => range.device === device && range.boot === boot);
		const missing: number[] = [];
		for (let sequence = 1; sequence < newest; sequence++)
			if (!there.has(sequence) && !told.some(({ first, last }) => sequence >= first && sequence <= last))
				missing.push(sequence);
		return missing;
	}
}
