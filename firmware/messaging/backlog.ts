import type { CimError } from "../errors";
import type { FlashPartition, TimerHandle, Timers } from "../hardware";
import { MessageRing } from "../storage/message-ring";
import { encodeGap } from "./gap-message";
import type { Session } from "./session";

/** Least milliseconds from one message of the backlog to the next: what is new has the right of way. */
const INTERVAL = 200;
/** Messages of the backlog that may be under way at once. */
const WINDOW = 2;

/** A result under way: `place` in the ring, 0 while it is in memory only. */
export interface Tracked {
	sequence: number;
	boot: number;
	place: number;
}

export interface BacklogOptions {
	flash: FlashPartition;
	session: Session;
	timers: Timers;
	/** Topics of what is told late, and of what is told to be lost. */
	history: string;
	gap: string;
	/** The broker acknowledged a message, of this boot or of an earlier one. */
	onDelivered(boot: number, sequence: number): void;
	/** The broker refuses a message: it is parked. */
	onParked(boot: number, sequence: number, reason: CimError): void;
	onFault(error: unknown): void;
}

/**
 * Results that could not be published when they were made, kept in flash and published as history when there is a connection:
 * oldest first, at a limited rate, beside what is new. What had to be dropped is told as gaps, before anything else.
 */
export class Backlog {
	readonly #options: BacklogOptions;
	readonly #ring: MessageRing;
	#timer: TimerHandle | undefined;
	#underWay = 0;
	#isTellingGap = false;

	/** Throws StorageError for flash that cannot hold it. */
	constructor(options: BacklogOptions) {
		this.#options = options;
		this.#ring = new MessageRing(options.flash);
	}

	/** Messages kept; refused by the broker; ranges of dropped ones that nobody was told of. */
	get size(): number {
		return this.#ring.size;
	}
	get parked(): number {
		return this.#ring.parked;
	}
	get gaps(): number {
		return this.#ring.gaps.length;
	}

	/** Keeps a message. With `claim` it is under way by other means: `settle` says what became of it. Throws StorageError. */
	keep(payload: Uint8Array, boot: number, sequence: number, claim: boolean): number {
		const place = this.#ring.append(payload, boot, sequence, claim);
		if (!claim) this.begin();
		return place;
	}

	/** Keeps whatever the session has under way and nobody has kept yet: the power may go before it is delivered. */
	keepPending(): void {
		this.#options.session.visit((tag, payload) => {
			const tracked = tag as Tracked;
			if (tracked.place === 0) tracked.place = this.keep(payload, tracked.boot, tracked.sequence, true);
		});
	}

	/** What became of a message that is kept. */
	settle({ place, boot, sequence }: Tracked, error: CimError | undefined): void {
		if (!error) {
			// Delivered it is, whatever flash says to it.
			this.#options.onDelivered(boot, sequence);
			this.#ring.settle(place);
		} else if (error.code === "mqtt-rejected" || error.code === "mqtt-size") {
			this.#ring.park(place);
			this.#options.onParked(boot, sequence, error);
		} else this.#ring.unclaim(place);
	}

	/** A message that could not be kept is given up: it is told as a gap. */
	drop(boot: number, sequence: number): void {
		this.#ring.drop(boot, sequence);
		this.begin();
	}

	/** Publishes what there is, while there is a connection. */
	begin(): void {
		const { session, timers } = this.#options;
		if (this.#timer !== undefined || !session.online || this.#isEmpty) return;
		this.#timer = timers.set(() => {
			this.#timer = undefined;
			try {
				this.#publishNext();
			} catch (error) {
				this.#options.onFault(error);
			}
			this.begin();
		}, INTERVAL);
	}

	end(): void {
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
	}

	get #isEmpty(): boolean {
		return this.#ring.size <= this.#underWay && (this.#ring.gaps.length === 0 || this.#isTellingGap);
	}

	#publishNext(): void {
		const { session, history, gap } = this.#options;
		if (!session.online || session.waiting > 0) return;
		const dropped = this.#ring.tellGap();
		if (dropped) {
			this.#isTellingGap = true;
			session.publish(gap, encodeGap(dropped), { qos: 1, retain: false }, error =>
				this.#guard(() => {
					this.#isTellingGap = false;
					this.#ring.endTelling(!error);
				}),
			);
			return;
		}
		if (this.#underWay === WINDOW) return;
		const message = this.#ring.claim();
		if (!message) return;
		this.#underWay++;
		const { payload, place, boot, sequence } = message;
		const tracked: Tracked = { place, boot, sequence };
		session.publish(history, payload, { qos: 1, retain: false, tag: tracked }, error =>
			this.#guard(() => {
				this.#underWay--;
				this.settle(tracked, error);
			}),
		);
	}

	/** Flash may fail: that ends no session. */
	#guard(step: () => void): void {
		try {
			step();
		} catch (error) {
			this.#options.onFault(error);
		}
		this.begin();
	}
}
