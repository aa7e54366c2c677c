import type { Resolver, TimerHandle, Timers } from "../hardware";

/** What is needed of Moddable's Net module: the platform's own resolver. */
export interface NetModule {
	/** Throws when too many names are being looked up. */
	resolve(host: string, callback: (host: string, address?: string) => void): void;
}

/** Milliseconds; then the name has no address. */
const PATIENCE = 10_000;

/**
 * Finds addresses with the platform's resolver (on ESP32 the servers that DHCP gave). Answers once, at a later turn and within
 * ten seconds; one that comes later, or after `cancel`, is dropped.
 */
export class NetResolver implements Resolver {
	readonly #net: NetModule;
	readonly #timers: Timers;
	/** Lookups before this one are cancelled. */
	#generation = 0;

	constructor(net: NetModule, timers: Timers) {
		this.#net = net;
		this.#timers = timers;
	}

	resolve(host: string, onResolved: (host: string, address?: string) => void): void {
		const generation = this.#generation;
		let timer: TimerHandle | undefined;
		const answer = (address?: string): void => {
			if (timer === undefined || generation !== this.#generation) return;
			this.#timers.clear(timer);
			timer = undefined;
			onResolved(host, address);
		};
		timer = this.#timers.set(() => answer(), PATIENCE);
		try {
			this.#net.resolve(host, (_host, address) => {
				if (timer === undefined) return;
				// a literal address may be answered from within the call
				this.#timers.clear(timer);
				timer = this.#timers.set(() => answer(address), 0);
			});
		} catch {
			this.#timers.clear(timer);
			timer = this.#timers.set(() => answer(), 0);
		}
	}

	/** Nobody is called back for what was asked before. */
	cancel(): void {
		this.#generation++;
	}
}
