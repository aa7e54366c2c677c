import type { Clock, Timers } from "../../firmware/hardware";

/** Node's timers and clock, for what talks to brokers in other processes. */
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
