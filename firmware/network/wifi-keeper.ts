import type { TimerHandle, Timers } from "../hardware";

/** What is needed of the ECMA-419 Wi-Fi interface. */
export interface WiFiInterface {
	connect(options: { SSID: string; password?: string }): void;
	disconnect(): void;
	/** 200 off, 300 connecting, 400 associated, 500 has an address. */
	readonly connection: number;
	readonly address?: string;
	readonly MAC?: string;
}
export type WiFiClass = new (options: { onChanged?: () => void }) => WiFiInterface;

export interface WiFiNetwork {
	/** "" for none. */
	ssid: string;
	/** "" for an open network. */
	password: string;
}

const DISCONNECTED = 200;
const ONLINE = 500;
/** Milliseconds before the next attempt: the first, doubled each time up to the last. */
const FIRST_PAUSE = 1000;
const LAST_PAUSE = 30_000;
/** An attempt that has not come to an address by then is given up, milliseconds. */
const PATIENCE = 30_000;

/** Keeps the Wi-Fi up for ever, and never makes anybody wait: what needs the network tries again by itself. */
export class WiFiKeeper {
	readonly #io: WiFiClass;
	readonly #timers: Timers;
	readonly #network: WiFiNetwork;
	readonly #log: (line: string) => void;
	#wifi: WiFiInterface | undefined;
	#timer: TimerHandle | undefined;
	#pause = FIRST_PAUSE;
	#online = false;
	#pausing = false;

	constructor(io: WiFiClass, timers: Timers, network: WiFiNetwork, log: (line: string) => void) {
		this.#io = io;
		this.#timers = timers;
		this.#network = network;
		this.#log = log;
	}

	get online(): boolean {
		return this.#online;
	}

	/** The interface's own address; undefined where no network's name is set, or there is no interface. */
	get MAC(): string | undefined {
		try {
			return this.#network.ssid ? this.#open().MAC : undefined;
		} catch {
			// connecting will say why
			return undefined;
		}
	}

	/** Does nothing without a network's name. */
	start(): void {
		if (this.#network.ssid) this.#connect();
		else this.#log("Wi-Fi: no network is set (ssid): the device stays off the air");
	}

	#connect = (): void => {
		this.#pausing = false;
		const { ssid, password } = this.#network;
		this.#timer = this.#timers.set(this.#giveUp, PATIENCE);
		try {
			this.#open().connect(password ? { SSID: ssid, password } : { SSID: ssid });
		} catch (error) {
			this.#log(`Wi-Fi: ${ssid}: ${String(error)}`);
			this.#retry();
		}
	};

	#open(): WiFiInterface {
		this.#wifi ??= new this.#io({ onChanged: this.#changed });
		return this.#wifi;
	}

	#changed = (): void => {
		const { ssid } = this.#network;
		const connection = this.#wifi?.connection ?? DISCONNECTED;
		if (connection >= ONLINE) {
			if (this.#online) return;
			this.#online = true;
			this.#pause = FIRST_PAUSE;
			this.#timers.clear(this.#timer);
			this.#timer = undefined;
			this.#log(`Wi-Fi: ${ssid}, address ${this.#wifi?.address ?? "not known"}`);
		} else if (connection <= DISCONNECTED) {
			if (this.#pausing) return;
			this.#log(`Wi-Fi: ${this.#online ? "lost" : "no connection to"} ${ssid}`);
			this.#retry();
		} else if (this.#online) {
			// associated, but the address is gone: give it a while to come back
			this.#online = false;
			this.#timers.clear(this.#timer);
			this.#timer = this.#timers.set(this.#giveUp, PATIENCE);
		}
	};

	#giveUp = (): void => {
		const { ssid } = this.#network;
		this.#log(`Wi-Fi: ${ssid} gave no address within ${PATIENCE / 1000} s`);
		this.#retry();
		try {
			this.#wifi?.disconnect();
		} catch (error) {
			this.#log(`Wi-Fi: ${String(error)}`);
		}
	};

	/** What the interface says until the next attempt is the echo of the last. */
	#retry(): void {
		this.#pausing = true;
		this.#online = false;
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(this.#connect, this.#pause);
		this.#pause = Math.min(this.#pause * 2, LAST_PAUSE);
	}
}
