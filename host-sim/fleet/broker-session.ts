import type { IPublishPacket, Packet } from "mqtt-packet";
import { TopicFilter } from "./topic-filter";

/** Messages that a session holds for a client that is away or slow; one more and the oldest gives way. */
const QUEUE = 100_000;

export interface Message {
	topic: string;
	payload: Buffer;
	qos: 0 | 1;
	retain: boolean;
}

interface Held extends Message {
	id: number;
	isSent: boolean;
}

/** What a broker knows of a client, beyond its connections: subscriptions and what was not yet delivered (3.1.2.4). */
export class BrokerSession {
	readonly clientId: string;
	readonly isClean: boolean;
	readonly #filters = new Map<string, { filter: TopicFilter; qos: 0 | 1 }>();
	/** QoS 1, not acknowledged by the client, oldest first. */
	readonly #held = new Map<number, Held>();
	#lastId = 0;
	/** Sends to the client while it is there. */
	send: ((packet: Packet) => void) | undefined;

	constructor(clientId: string, isClean: boolean) {
		this.clientId = clientId;
		this.isClean = isClean;
	}

	subscribe(filter: string, qos: 0 | 1): void {
		this.#filters.set(filter, { filter: new TopicFilter(filter), qos });
	}

	unsubscribe(filter: string): void {
		this.#filters.delete(filter);
	}

	/** Highest QoS of the subscriptions that a topic matches; -1 for none [MQTT-3.3.5-1]. */
	wants(topic: readonly string[]): number {
		let most = -1;
		for (const { filter, qos } of this.#filters.values()) if (qos > most && filter.matches(topic)) most = qos;
		return most;
	}

	deliver(message: Message, granted: 0 | 1): void {
		const { topic, payload, retain } = message;
		if (Math.min(message.qos, granted) === 0) {
			this.send?.({ cmd: "publish", topic, payload, qos: 0, retain, dup: false });
			return;
		}
		do this.#lastId = (this.#lastId % 0xffff) + 1;
		while (this.#held.has(this.#lastId));
		const held: Held = { ...message, qos: 1, id: this.#lastId, isSent: false };
		this.#held.set(held.id, held);
		if (this.#held.size > QUEUE) this.#held.delete(this.#held.keys().next().value!);
		this.#sendHeld(held);
	}

	/** The client is back: what it has not acknowledged goes out again [MQTT-4.4.0-1]. */
	resume(): void {
		for (const held of this.#held.values()) this.#sendHeld(held);
	}

	acknowledge(id: number): void {
		this.#held.delete(id);
	}

	#sendHeld(held: Held): void {
		if (!this.send) return;
		const { topic, payload, retain, id, isSent } = held;
		const packet: IPublishPacket = { cmd: "publish", topic, payload, qos: 1, retain, dup: isSent, messageId: id };
		held.isSent = true;
		this.send(packet);
	}
}
