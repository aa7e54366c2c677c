import type { TimerHandle, Timers } from "../../firmware/hardware";

/** Longest wait, milliseconds. */
const MOST = 1;

/**
 * Timers that do not keep anyone waiting: for an emulated chip whose simulated time is minutes of programming, and whose
 * results do not depend on when they come. What the chip says that it took stays as it is.
 */
export class HurriedTimers implements Timers {
	readonly #timers: Timers;

	constructor(timers: Timers) {
		this.#timers = timers;
	}

	set(callback: () => void, milliseconds = 0): TimerHandle {
		return this.#timers.set(callback, Math.min(milliseconds, MOST));
	}

	repeat(callback: () => void, milliseconds: number): TimerHandle {
		return this.#timers.repeat(callback, milliseconds);
	}

	clear(timer: TimerHandle | undefined): void {
		this.#timers.clear(timer);
	}
}
