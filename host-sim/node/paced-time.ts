import { VirtualTime } from "./virtual-time";

/**
 * Most virtual milliseconds in one turn. A machine that cannot keep up would otherwise catch up in ever longer turns and never
 * get to its sockets.
 */
const SLICE = 20;

/**
 * Virtual time that keeps pace with the wall clock: timers fire at exactly their due time on the device's clock, however late
 * the machine is, so a run shows the same times (and so the same messages) every time. A slow machine only falls behind.
 */
export class PacedTime extends VirtualTime {
	#origin = performance.now();
	#wake: NodeJS.Timeout | undefined;
	#running = false;
	#entered = 0;
	#busy = 0;

	/** Microseconds spent in timer callbacks: what the device's own work cost on this machine, waiting left out. */
	override get microseconds(): number {
		return (this.#busy + (this.#running ? performance.now() - this.#entered : 0)) * 1000;
	}

	/** Stops waking up; timers stay as they are. */
	stop(): void {
		clearTimeout(this.#wake);
		this.#wake = undefined;
		this.#stopped = true;
	}
	#stopped = false;

	protected override scheduled(): void {
		if (this.#running || this.#stopped) return;
		clearTimeout(this.#wake);
		const due = this.next;
		if (due === undefined) return;
		const wait = due - (performance.now() - this.#origin);
		this.#wake = setTimeout(() => this.#run(), Math.max(0, wait));
	}

	#run(): void {
		this.#running = true;
		this.#entered = performance.now();
		try {
			const first = Math.max(this.milliseconds, this.next ?? 0);
			// whole milliseconds, as a device counts them: whoever is called from outside of a timer sees them too
			this.advanceTo(Math.min(Math.floor(performance.now() - this.#origin), Math.floor(first) + SLICE));
		} finally {
			this.#busy += performance.now() - this.#entered;
			this.#running = false;
			this.scheduled();
		}
	}
}
