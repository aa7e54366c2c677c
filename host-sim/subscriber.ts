import { connect, type IClientOptions, type MqttClient } from "mqtt";

/** A message as it came from the broker. */
export interface Received {
	topic: string;
	payload: Uint8Array;
	retained: boolean;
}

export interface SubscriberOptions {
	/** "mqtt://host:port" */
	url: string;
	/** User, password, certificates. */
	login?: IClientOptions;
	/** Topic filters. */
	filters: string[];
	onMessage(message: Received): void;
	/** Says when it is subscribed and when no longer; the same reason is told only once in a row. */
	onState(subscribed: boolean, reason?: string): void;
}

const RECONNECT_MS = 500;
const CONNECT_TIMEOUT_MS = 4000;

/** The far end: an ordinary MQTT.js subscriber that comes back by itself when the broker goes away. */
export class Subscriber {
	readonly #client: MqttClient;
	#reason: string | undefined;
	#closing = false;

	constructor({ url, login, filters, onMessage, onState }: SubscriberOptions) {
		this.#client = connect(url, { ...login, reconnectPeriod: RECONNECT_MS, connectTimeout: CONNECT_TIMEOUT_MS });
		const lost = (reason: string) => {
			if (this.#closing || reason === this.#reason) return;
			this.#reason = reason;
			onState(false, reason);
		};
		this.#client.on("connect", () => {
			this.#client.subscribe(filters, { qos: 1 }, error => {
				if (error) return lost(`the subscription was refused: ${describe(error)}`);
				this.#reason = undefined;
				onState(true);
			});
		});
		this.#client.on("message", (topic, payload, packet) => onMessage({ topic, payload, retained: packet.retain }));
		this.#client.on("error", error => lost(describe(error)));
		this.#client.on("close", () => {
			if (this.#reason === undefined) lost("the broker closed the connection");
		});
	}

	close(): Promise<void> {
		this.#closing = true;
		return new Promise(resolve => this.#client.end(!this.#client.connected, {}, () => resolve()));
	}
}

function describe(error: Error): string {
	const code = "code" in error ? String(error.code) : "";
	const words: Record<string, string> = {
		ECONNREFUSED: "nobody listens there",
		ENOTFOUND: "there is no such host",
		EAI_AGAIN: "the host's name could not be looked up",
		EHOSTUNREACH: "the host cannot be reached",
		ENETUNREACH: "the network cannot be reached",
		ETIMEDOUT: "no answer in time",
		ECONNRESET: "the connection was reset",
	};
	return words[code] ? `${words[code]} (${code})` : error.message || code || error.name;
}
