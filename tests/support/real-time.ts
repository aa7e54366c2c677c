import type { Clock, Timers } from "../../firmware/hardware";

/** Node's timers and clock, for tests against brokers of other processes. */
export const realTimers: Timers = {
	set: (callback, milliseconds = 0) => setTimeout(callback, milliseconds),
	repeat: (callback, milliseconds) => setInterval(callback, milliseconds),
	clear: timer => clearTimeout(timer as NodeJS.Timeout | undefined),
};

export const realClock: Clock = {
	get milliseconds() {
		return Math.floor(performance.now());
	},
	get microseconds() {
		return Math.floor(performance.now() * 1000);
	},
};

/** The promise of a callback; rejects when it does not come within `seconds`. */
export function within<T>(
	seconds: number,
	what: string,
	start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`${what}: not within ${seconds} s`)), seconds * 1000);
		start(
			value => {
				clearTimeout(timer);
				resolve(value);
			},
			error => {
				clearTimeout(timer);
				reject(error);
			},
		);
	});
}
