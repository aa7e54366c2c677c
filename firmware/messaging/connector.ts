import type { CimError } from "../errors";
import type { Resolver, TimerHandle, Timers } from "../hardware";
import type { Random } from "../math/random";
import { Backoff } from "./backoff";
import { MqttError } from "./mqtt-error";

export interface ConnectorOptions {
	resolver: Resolver;
	timers: Timers;
	random: Random;
	/** Name or address of the broker; of several, separated by commas, any one will do. */
	host: string;
	/** Milliseconds for the name to be resolved. */
	timeout: number;
	/** See Backoff, milliseconds. */
	backoffBase: number;
	backoffLimit: number;
	/** An attempt begins. */
	onBegin(): void;
	/** `host` is the one of them that has this address. */
	onAddress(address: string, host: string): void;
	onFailed(reason: CimError): void;
}

/** Finds the broker's address, now or after a pause that grows with each failure. */
export class Connector {
	readonly #options: ConnectorOptions;
	readonly #backoff: Backoff;
	/** Changes with each attempt and its end; what an earlier one gets to hear is ignored. */
	#attempt = 0;
	#timer: TimerHandle | undefined;

	constructor(options: ConnectorOptions) {
		this.#options = options;
		this.#backoff = new Backoff(options.random, options.backoffBase, options.backoffLimit);
	}

	/** Looks the name up: onAddress or onFailed follows, at once or later. */
	begin(): void {
		const { timers, resolver, timeout } = this.#options;
		const host = this.#choose();
		const attempt = ++this.#attempt;
		this.#options.onBegin();
		this.#timer = timers.set(
			() => this.#fail(attempt, `the name ${host} was not resolved within ${timeout} ms`),
			timeout,
		);
		try {
			resolver.resolve(host, (_host, address) => {
				if (address === undefined) this.#fail(attempt, `the name ${host} has no address; check it and the network`);
				else if (attempt === this.#attempt) {
					this.end();
					this.#options.onAddress(address, host);
				}
			});
		} catch (error) {
			this.#fail(attempt, `the name ${host} cannot be resolved: ${String(error)}`);
		}
	}

	/** Begins again after a pause; returns its length in milliseconds. */
	retry(): number {
		this.end();
		const pause = this.#backoff.next();
		this.#timer = this.#options.timers.set(() => this.begin(), pause);
		return pause;
	}

	/** The broker was good for a while: the next pause is a short one again. */
	reset(): void {
		this.#backoff.reset();
	}

	/** Nothing follows any more, until `begin` or `retry`. */
	end(): void {
		this.#attempt++;
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
	}

	/** By chance, so that a fleet spreads over the brokers there are, and over those that are left. */
	#choose(): string {
		const { host, random } = this.#options;
		if (host.indexOf(",") < 0) return host;
		const hosts = host.split(",");
		return hosts[random.below(hosts.length)].trim();
	}

	#fail(attempt: number, words: string): void {
		if (attempt !== this.#attempt) return;
		this.end();
		this.#options.onFailed(new MqttError("mqtt-resolve", words));
	}
}
