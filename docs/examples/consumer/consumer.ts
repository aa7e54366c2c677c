import { Decoder } from "cbor-x";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import type { Store } from "./store";

export interface ConsumerOptions {
	/** mqtt:// or mqtts:// */
	url: string;
	/** User, password, certificates. */
	login?: IClientOptions;
	/** Consumers of the same group share the results among them. */
	group: string;
	/** Client identifier: this one's own, and the same after a restart, for its session is kept. */
	name: string;
	store: Store;
	onProblem(words: string): void;
}

/** Keys of a result (schema.cddl). */
const Key = { sequence: 0, uptime: 1, boot: 2, kind: 5, text: 6, time: 15 } as const;
const TOPICS = ["result", "history", "gap"];
const TOPIC = /^cim\/1\/([a-z0-9-]{1,23})\/(result|history|gap)$/;

/** Maps stay Maps, for their keys are numbers. */
const decoder = new Decoder({ mapsAsObjects: false, int64AsNumber: true } as ConstructorParameters<typeof Decoder>[0]);

/**
 * Puts the results of all devices into a store. Any number of consumers of the same group may run: the broker gives each message
 * to one of them. A message is acknowledged after the store has it: what a consumer had not stored when it died comes again, to it
 * or to another, and the store knows what it has already.
 */
export class Consumer {
	readonly #client: MqttClient;
	readonly #options: ConsumerOptions;
	/** Results that were new, and those that the store had already. */
	stored = 0;
	repeated = 0;

	constructor(options: ConsumerOptions) {
		const { url, login, name, group, onProblem } = options;
		this.#options = options;
		this.#client = mqtt.connect(url, { clientId: name, clean: false, reconnectPeriod: 1000, ...login });
		// MQTT.js acknowledges a message of QoS 1 when this calls back, and hands out no other before.
		this.#client.handleMessage = (packet, done) => {
			this.#take(packet).then(
				() => done(),
				(error: Error) => {
					// Not acknowledged: it comes again on the next connection.
					onProblem(`${packet.topic}: not stored, ${error.message}`);
					this.#client.reconnect();
				},
			);
		};
		this.#client.on("connect", () => {
			const filters = TOPICS.map(topic => `$share/${group}/cim/1/+/${topic}`);
			this.#client.subscribe(filters, { qos: 1 }, error => {
				if (error) onProblem(`the broker refuses shared subscriptions: ${error.message}`);
			});
		});
		this.#client.on("error", error => onProblem(error.message));
	}

	/** Resolves once it is subscribed. */
	async ready(): Promise<void> {
		await new Promise<void>(resolve =>
			this.#client.once("packetreceive", function wait(this: MqttClient, packet) {
				if (packet.cmd === "suback") resolve();
				else this.once("packetreceive", wait);
			}),
		);
	}

	/** Ends; its session stays, and what comes meanwhile waits in it or goes to the others. */
	close(): Promise<void> {
		return this.#client.endAsync();
	}

	/** Leaves the group for good: the broker keeps nothing for it. */
	async leave(): Promise<void> {
		await this.#client.unsubscribeAsync(TOPICS.map(topic => `$share/${this.#options.group}/cim/1/+/${topic}`));
		await this.close();
	}

	async #take({ topic, payload }: IPublishPacket): Promise<void> {
		const { store, onProblem } = this.#options;
		const [, device, name] = TOPIC.exec(topic) ?? [];
		if (!device) return;
		let fields: Map<number | string, unknown>;
		try {
			fields = decoder.decode(payload as Buffer) as Map<number | string, unknown>;
			if (!(fields instanceof Map)) throw new Error("no map");
		} catch (error) {
			// It will not be better the next time: said, and acknowledged.
			onProblem(`${topic}: not CBOR as schema.cddl has it, ${(error as Error).message}`);
			return;
		}
		if (name === "gap") {
			const number = (key: string): number => Number(fields.get(key));
			const [boot, first, last, count] = [number("boot"), number("first"), number("last"), number("count")];
			await store.drop({ device, boot, first, last, count });
			return;
		}
		const isNew = await store.insert({
			device,
			boot: Number(fields.get(Key.boot)),
			sequence: Number(fields.get(Key.sequence)),
			isLate: name === "history",
			uptime: Number(fields.get(Key.uptime)),
			time: fields.get(Key.time) as number | undefined,
			kind: Number(fields.get(Key.kind)),
			text: String(fields.get(Key.text)),
		});
		if (isNew) this.stored++;
		else this.repeated++;
	}
}
