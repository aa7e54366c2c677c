import type { Clock } from "../hardware";

/** What is needed of Moddable's Time module. */
export interface Ticks {
	/** Milliseconds, 32 bits on a microcontroller: they wrap after 49.7 days, and may be negative. */
	readonly ticks: number;
	/** Milliseconds from one tick count to a later one, also across the wrap. */
	delta(start: number, end: number): number;
	/** Microseconds since boot; where there are none, ticks have to do. */
	readonly microseconds?: number;
	/** Sets the engine's own clock, seconds since 1970-01-01 UTC: TLS reads it to check the dates of certificates. */
	set?(seconds: number): void;
}

/** Time since boot that only grows, from ticks that wrap; it must be read once in 24 days. And the time of day, once it is known. */
export class TickClock implements Clock {
	readonly #ticks: Ticks;
	#last: number;
	#milliseconds = 0;
	#bootTime: number | undefined;

	constructor(ticks: Ticks) {
		this.#ticks = ticks;
		this.#last = ticks.ticks;
	}

	get milliseconds(): number {
		const now = this.#ticks.ticks;
		const step = this.#ticks.delta(this.#last, now);
		// a computer's clock may be set back: then time stands still for a moment
		if (step > 0) this.#milliseconds += step;
		this.#last = now;
		return this.#milliseconds;
	}

	get microseconds(): number {
		return this.#ticks.microseconds ?? this.milliseconds * 1000;
	}

	get time(): number | undefined {
		return this.#bootTime === undefined ? undefined : this.#bootTime + this.milliseconds;
	}

	/** @param time milliseconds since 1970-01-01 UTC, now */
	setTime(time: number): void {
		this.#bootTime = Math.round(time) - this.milliseconds;
		this.#ticks.set?.(Math.floor(time / 1000));
	}
}
