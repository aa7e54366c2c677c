import { MqttError } from "./mqtt-error";
import type { Wish } from "./mqtt-packet";
import type { PublishDone } from "./outbox";

export interface Subscription extends Wish {
	/** Identifier of the SUBSCRIBE under way. */
	id: number;
	done: PublishDone | undefined;
}

/** What a session is subscribed to, on whatever connection. */
export class Subscriptions {
	readonly all: Subscription[] = [];

	add(subscription: Subscription): void {
		this.all.push(subscription);
	}

	/** Forgets a filter; says whether it was there. */
	remove(filter: string): boolean {
		for (let i = 0; i < this.all.length; i++) {
			if (this.all[i].filter !== filter) continue;
			this.all.splice(i, 1);
			return true;
		}
		return false;
	}

	/**
	 * The broker answered SUBSCRIBE `id`: returns what is to be told of it, if it is the first answer for that filter.
	 * Throws MqttError when the answer does not fit.
	 */
	granted(id: number, codes: Uint8Array): { done: PublishDone; error: MqttError | undefined } | undefined {
		if (codes.length !== 1)
			throw new MqttError("mqtt-protocol", "a SUBACK with more codes than filters [MQTT-3.8.4-5]");
		for (let i = 0; i < this.all.length; i++) {
			const subscription = this.all[i];
			if (subscription.id !== id) continue;
			const { done, filter } = subscription;
			subscription.done = undefined;
			if (!done) return undefined;
			return {
				done,
				error: codes[0] === REFUSED ? new MqttError("mqtt-refused", `no subscription to ${filter}`) : undefined,
			};
		}
		return undefined;
	}
}

/** SUBACK's code for a filter that is not allowed, 3.9.3. */
const REFUSED = 0x80;
