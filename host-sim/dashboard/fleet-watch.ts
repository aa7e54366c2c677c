import { parseTopic, TOPIC_ROOT } from "../../firmware/messaging/topics";
import { printable } from "../printable";
import { type Received, Subscriber, type SubscriberOptions } from "../subscriber";
import type { Hub } from "./hub";
import type { FleetFact, Tile } from "./protocol";
import { readBirth, readMetrics, readResult, readStatus } from "./tile-messages";

/** Devices that are shown; what more there are is counted. */
const MOST_DEVICES = 1000;
/** Names beyond those that are remembered, to count each once. */
const MOST_NAMES = 10_000;
/** Milliseconds between two facts. */
const INTERVAL = 250;
/** Weight of the last second in a rate. */
const FRESHNESS = 0.3;

/** A device and what came from it since it was told last. */
interface Entry {
	tile: Tile;
	isNew: boolean;
	results: number;
	/** Newest payload of each kind that nobody has looked into yet. */
	unread: Map<keyof typeof READERS, Uint8Array>;
}

const READERS = { status: readStatus, birth: readBirth, result: readResult, metrics: readMetrics } as const;

/**
 * Keeps a tile for each device that a broker knows of, from its messages. Whoever publishes may write anything: sizes are capped,
 * text is text, and what cannot be read is said to be so. Messages are only looked into when a page shows the tiles.
 */
export class FleetWatch {
	readonly #hub: Hub;
	readonly #entries = new Map<string, Entry>();
	readonly #beyond = new Set<string>();
	readonly #connect: (options: Pick<SubscriberOptions, "filters" | "onMessage" | "onState">) => {
		close(): Promise<void>;
	};
	#strays = 0;
	#lastStray = "";
	#trouble = "connecting";
	#told = "";
	#subscriber: { close(): Promise<void> } | undefined;
	#timer: NodeJS.Timeout | undefined;
	#ticks = 0;

	constructor(hub: Hub, options: Pick<SubscriberOptions, "url" | "login">) {
		this.#hub = hub;
		this.#connect = more => new Subscriber({ ...options, ...more });
		hub.whole("fleet", () => this.fact(true));
		// every page wants the run: while one is open, somebody listens
		hub.onInterest("run", isWanted => (isWanted ? this.#open() : void this.close()));
	}

	/** Names of the devices that are there. */
	get devices(): string[] {
		return [...this.#entries.keys()];
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		const subscriber = this.#subscriber;
		this.#subscriber = undefined;
		await subscriber?.close();
	}

	#open(): void {
		if (this.#subscriber) return;
		this.#subscriber = this.#connect({
			filters: [`${TOPIC_ROOT}/+/#`],
			onMessage: message => this.take(message),
			onState: (subscribed, reason) => {
				this.#trouble = subscribed ? "" : printable(reason ?? "gone", 200);
			},
		});
		this.#timer = setInterval(() => this.#tick(), INTERVAL);
	}

	/** A message of any topic. */
	take({ topic, payload }: Received): void {
		const place = parseTopic(topic);
		if (!place) {
			this.#strays++;
			this.#lastStray = printable(topic, 80);
			return;
		}
		// what is sent to a device is no word of it; and an empty payload clears a retained message
		if (/^(cmd|config\/desired)/.test(place.name) || payload.length === 0 || place.device === "all") return;
		const entry = this.#entry(place.device);
		if (!entry) return;
		const { tile, unread } = entry;
		entry.isNew = true;
		tile.seen = Date.now();
		tile.messages++;
		const { name } = place;
		if (name === "result") entry.results++;
		if (name === "status" || name === "birth" || name === "result" || name === "metrics") unread.set(name, payload);
	}

	#entry(device: string): Entry | undefined {
		let entry = this.#entries.get(device);
		if (entry) return entry;
		if (this.#entries.size >= MOST_DEVICES) {
			if (this.#beyond.size < MOST_NAMES) this.#beyond.add(device);
			return undefined;
		}
		const tile: Tile = { device, status: "", seen: 0, messages: 0, rate: 0 };
		entry = { tile, isNew: true, results: 0, unread: new Map() };
		this.#entries.set(device, entry);
		return entry;
	}

	#tick(): void {
		this.#ticks++;
		if (this.#ticks % Math.round(1000 / INTERVAL) === 0) this.#measure();
		if (!this.#hub.isWanted("fleet")) return;
		const state = `${this.#trouble} ${this.#beyond.size} ${this.#strays}`;
		const fact = this.fact(false);
		if (fact.tiles.length === 0 && state === this.#told) return;
		this.#told = state;
		this.#hub.publish(fact);
	}

	/** Once a second. */
	#measure(): void {
		for (const entry of this.#entries.values()) {
			const { tile, results } = entry;
			entry.results = 0;
			const rate = tile.rate + FRESHNESS * (results - tile.rate);
			const rounded = rate < 0.01 ? 0 : rate;
			if (rounded !== tile.rate) entry.isNew = true;
			tile.rate = rounded;
		}
	}

	/** All devices, or those of which something is new. */
	fact(whole: boolean): FleetFact {
		const tiles: Tile[] = [];
		for (const entry of this.#entries.values()) {
			if (!whole && !entry.isNew) continue;
			// a page that comes gets all; what others still miss they get at their turn
			if (!whole) entry.isNew = false;
			look(entry);
			tiles.push({ ...entry.tile });
		}
		const strays = this.#strays > 0 ? { count: this.#strays, last: this.#lastStray } : undefined;
		return { kind: "fleet", at: Date.now(), whole, tiles, beyond: this.#beyond.size, strays, trouble: this.#trouble };
	}
}

/** Reads what came; what cannot be read is noted, and the tile keeps what it had. */
function look({ tile, unread }: Entry): void {
	for (const [name, payload] of unread) {
		try {
			Object.assign(tile, READERS[name](payload));
			tile.problem = undefined;
		} catch (error) {
			tile.problem = printable(`${name} cannot be read: ${(error as Error).message}`, 160);
		}
	}
	unread.clear();
}
