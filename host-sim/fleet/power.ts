import type {
	Clock,
	FlashPartition,
	KeyValueStore,
	TCPClass,
	TCPOptions,
	TimerHandle,
	Timers,
} from "../../firmware/hardware";
import { PowerCut } from "../node/faulty-flash";

/**
 * One life of a device, from power-on until the power goes: timers, clock and sockets that belong to it do nothing any more
 * after that, whatever still runs.
 */
export class Power implements Timers, Clock {
	readonly #time: Timers & Clock;
	readonly #since: number;
	#isOn = true;
	/** Milliseconds since 1970-01-01 UTC at power-on, once the device has asked a time server. */
	wallClock: number | undefined;

	constructor(time: Timers & Clock) {
		this.#time = time;
		this.#since = time.milliseconds;
	}

	get isOn(): boolean {
		return this.#isOn;
	}

	cut(): void {
		this.#isOn = false;
	}

	get milliseconds(): number {
		return this.#time.milliseconds - this.#since;
	}
	get microseconds(): number {
		return this.#time.microseconds;
	}
	get time(): number | undefined {
		return this.wallClock === undefined ? undefined : this.wallClock + this.milliseconds;
	}

	set(callback: () => void, milliseconds?: number): TimerHandle {
		return this.#time.set(() => this.#isOn && callback(), milliseconds);
	}
	repeat(callback: () => void, milliseconds: number): TimerHandle {
		const timer: TimerHandle = this.#time.repeat(() => {
			if (this.#isOn) callback();
			else this.#time.clear(timer);
		}, milliseconds);
		return timer;
	}
	clear(timer: TimerHandle | undefined): void {
		this.#time.clear(timer);
	}

	/** A callback that is only called while there is power. */
	whileOn<A extends unknown[]>(callback: ((...given: A) => void) | undefined): (...given: A) => void {
		return (...given) => {
			if (this.#isOn) callback?.(...given);
		};
	}

	/** Sockets of this life. */
	sockets(TCP: TCPClass): TCPClass {
		const power = this;
		return class extends TCP {
			constructor({ onReadable, onWritable, onError, ...options }: TCPOptions) {
				super({
					...options,
					onReadable: power.whileOn(onReadable),
					onWritable: power.whileOn(onWritable),
					onError: power.whileOn(onError),
				});
			}
			override write(buffer: Uint8Array): void {
				if (power.isOn) super.write(buffer);
			}
			override close(): void {
				// without power nobody says goodbye
				if (power.isOn) super.close();
			}
		};
	}

	/** Flash that stays as it is when the power is gone. */
	flash(flash: FlashPartition): FlashPartition {
		const check = () => this.#check();
		return {
			status: () => flash.status(),
			read: (buffer, at) => flash.read(buffer, at),
			write(buffer, at) {
				check();
				flash.write(buffer, at);
			},
			eraseBlock(start, end) {
				check();
				flash.eraseBlock(start, end);
			},
		};
	}

	/** A store that stays as it is when the power is gone. */
	store(store: KeyValueStore): KeyValueStore {
		const check = () => this.#check();
		return {
			read: key => store.read(key),
			write(key, value) {
				check();
				store.write(key, value);
			},
			delete(key) {
				check();
				store.delete(key);
			},
		};
	}

	#check(): void {
		if (!this.#isOn) throw new PowerCut("before");
	}
}
