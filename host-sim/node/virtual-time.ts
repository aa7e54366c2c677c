import type { Clock, TimerHandle, Timers } from "../../firmware/hardware";

interface Entry {
	due: number;
	order: number;
	callback: () => void;
	period: number | undefined;
	cancelled: boolean;
}

/**
 * Timers and clock that move only when told to. Timers fire in order of their due time, and while one fires
 * the clock shows exactly that time, so a run is the same however fast the machine is.
 */
export class VirtualTime implements Timers, Clock {
	#now = 0;
	#order = 0;
	#queue: Entry[] = [];

	get milliseconds(): number {
		return this.#now;
	}
	get microseconds(): number {
		return this.#now * 1000;
	}

	set(callback: () => void, milliseconds = 0): TimerHandle {
		return this.#add(callback, milliseconds, undefined);
	}
	repeat(callback: () => void, milliseconds: number): TimerHandle {
		return this.#add(callback, milliseconds, Math.max(1, milliseconds));
	}
	clear(timer: TimerHandle | undefined): void {
		if (timer !== undefined) (timer as Entry).cancelled = true;
	}

	/** Due time of the next timer in milliseconds, or undefined when none is set. */
	get next(): number | undefined {
		this.#dropCancelled();
		return this.#queue[0]?.due;
	}

	/** Fires everything due within `milliseconds` from now and moves the clock there. */
	advance(milliseconds: number): void {
		this.advanceTo(this.#now + milliseconds);
	}

	/** Fires everything due up to the instant `until` and moves the clock there. */
	advanceTo(until: number): void {
		while (this.fireNext(until));
		if (until > this.#now) this.#now = until;
	}

	/** Fires the next timer if it is due up to `until`; says whether one fired. */
	fireNext(until: number): boolean {
		this.#dropCancelled();
		const entry = this.#queue[0];
		if (!entry || entry.due > until) return false;
		this.#queue.shift();
		if (entry.due > this.#now) this.#now = entry.due;
		if (entry.period !== undefined) {
			entry.due += entry.period;
			this.#insert(entry);
		}
		entry.callback();
		return true;
	}

	/** Advances until `isDone` holds; says whether it did before `limit` milliseconds passed or the timers ran out. */
	advanceUntil(isDone: () => boolean, limit = 600_000): boolean {
		const until = this.#now + limit;
		while (!isDone()) if (!this.fireNext(until)) return false;
		return true;
	}

	#add(callback: () => void, milliseconds: number, period: number | undefined): Entry {
		const due = this.#now + Math.max(0, milliseconds);
		const entry: Entry = { due, order: this.#order++, callback, period, cancelled: false };
		this.#insert(entry);
		this.scheduled();
		return entry;
	}

	/** Called after a timer was set: a subclass that wakes by itself looks at `next` again. */
	protected scheduled(): void {}

	#insert(entry: Entry): void {
		entry.order = this.#order++;
		let at = this.#queue.length;
		while (at > 0 && this.#queue[at - 1].due > entry.due) at--;
		this.#queue.splice(at, 0, entry);
	}

	#dropCancelled(): void {
		while (this.#queue[0]?.cancelled) this.#queue.shift();
	}
}
