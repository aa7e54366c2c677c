import type { CimError } from "../errors";
import type { Clock, TimerHandle, Timers } from "../hardware";
import { MqttError } from "./mqtt-error";
import { PacketType } from "./mqtt-packet";

interface Awaited {
	/** 0 for PINGRESP. */
	id: number;
	type: number;
	since: number;
}

/**
 * The answers that a broker owes us. The socket may not know that the other side is gone (or, on Moddable for Linux, not say
 * so): only silence shows it, and `onStalled` is called when the oldest answer is overdue.
 */
export class AwaitedAnswers {
	readonly #timers: Timers;
	readonly #clock: Clock;
	readonly #timeout: number;
	readonly #onStalled: (reason: CimError) => void;
	readonly #awaited: Awaited[] = [];
	#timer: TimerHandle | undefined;
	#isOver = false;

	/** `timeout`: milliseconds that an answer may take. */
	constructor(timers: Timers, clock: Clock, timeout: number, onStalled: (reason: CimError) => void) {
		this.#timers = timers;
		this.#clock = clock;
		this.#timeout = timeout;
		this.#onStalled = onStalled;
	}

	/** An answer of any type to packet `id` is awaited. */
	has(id: number): boolean {
		for (let i = 0; i < this.#awaited.length; i++) if (this.#awaited[i].id === id) return true;
		return false;
	}

	expect(type: number, id: number): void {
		if (this.#isOver) return;
		this.#awaited.push({ type, id, since: this.#clock.milliseconds });
		this.#timer ??= this.#timers.set(this.#onTimer, this.#timeout);
	}

	/** Takes an answer that came; says whether it was awaited. */
	take(type: number, id: number): boolean {
		for (let i = 0; i < this.#awaited.length; i++) {
			if (this.#awaited[i].type !== type || this.#awaited[i].id !== id) continue;
			this.#awaited.splice(i, 1);
			return true;
		}
		return false;
	}

	/** Nothing is awaited any more. */
	end(): void {
		this.#isOver = true;
		this.#awaited.length = 0;
		this.#timers.clear(this.#timer);
	}

	/** Short, for an arrow keeps every private name that it uses. */
	readonly #onTimer = (): void => this.#check();

	#check(): void {
		this.#timer = undefined;
		if (this.#awaited.length === 0) return;
		const oldest = this.#awaited[0];
		const left = oldest.since + this.#timeout - this.#clock.milliseconds;
		if (left > 0) this.#timer = this.#timers.set(this.#onTimer, left);
		else this.#onStalled(new MqttError("mqtt-timeout", `no ${NAMES[oldest.type]} within ${this.#timeout} ms`));
	}
}

const NAMES: Readonly<Record<number, string>> = {
	[PacketType.puback]: "PUBACK",
	[PacketType.pubrec]: "PUBREC",
	[PacketType.pubcomp]: "PUBCOMP",
	[PacketType.suback]: "SUBACK",
	[PacketType.unsuback]: "UNSUBACK",
	[PacketType.pingresp]: "PINGRESP",
};
