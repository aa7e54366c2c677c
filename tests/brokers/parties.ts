// Who talks in the tests against real brokers: our session, our client, and MQTT.js as the other party.
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { TCPClass, TCPOptions } from "../../firmware/hardware";
import { Random } from "../../firmware/math/random";
import { MQTTClient } from "../../firmware/messaging/mqtt-client";
import { Session } from "../../firmware/messaging/session";
import type { SessionOptions } from "../../firmware/messaging/session-options";
import { deviceTopics } from "../../firmware/messaging/topics";
import { realClock, realTimers } from "../../host-sim/node/real-time";
import { nodeResolver } from "../../host-sim/node/resolver";
import { NodeTCP } from "../../host-sim/node/tcp";
import { within } from "../support/real-time";

const sessions = new Set<Session>();
const clients = new Set<MqttClient>();

/** Ends all that a test has opened: one that fails must not leave it. */
export async function endAll(): Promise<void> {
	for (const session of sessions) session.close();
	for (const client of clients) await client.endAsync(true);
	sessions.clear();
	clients.clear();
}

export const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));

/** A session as the messenger opens it, with short pauses. */
export function makeSession(port: number, device: string, options: Partial<SessionOptions> = {}): Session {
	const topics = deviceTopics(device);
	const status = (word: string) => ({ topic: topics.status, payload: text(word), qos: 1, retain: true }) as const;
	const session = new Session({
		io: NodeTCP,
		resolver: nodeResolver,
		timers: realTimers,
		clock: realClock,
		random: new Random(1),
		host: "127.0.0.1",
		port,
		clientId: device,
		keepAlive: 30,
		will: status("offline"),
		greeting: status("online"),
		farewell: status("stopped"),
		onOnline: () => {},
		onOffline: () => {},
		onMessage: () => {},
		...options,
		limits: { backoffBase: 50, backoffLimit: 200, queue: 4096, packet: 65536, ...options.limits },
	});
	sessions.add(session);
	return session;
}

/** Resolves once the session is online for the first time. */
export function online(port: number, device: string, options: Partial<SessionOptions> = {}): Promise<Session> {
	return within(15, "online", resolve => {
		const session: Session = makeSession(port, device, {
			...options,
			onOnline(sessionPresent) {
				options.onOnline?.(sessionPresent);
				resolve(session);
			},
		});
		session.open();
	});
}

/** A TCP class of which the newest socket can be broken: the other side sees it end without a DISCONNECT. */
export function breakable(): { io: TCPClass; break(): void } {
	let newest: Breakable | undefined;
	class Breakable extends NodeTCP {
		readonly #onError: TCPOptions["onError"];
		constructor(options: TCPOptions) {
			super(options);
			this.#onError = options.onError;
			newest = this;
		}
		break(): void {
			this.close();
			this.#onError?.();
		}
	}
	return { io: Breakable, break: () => newest!.break() };
}

/** What a broker grants to our client of the ECMA-419 pattern. */
export function granted(port: number, filter: string, qos: readonly (0 | 1 | 2)[]): Promise<number[]> {
	return within(10, "SUBACK", (resolve, reject) => {
		const client: MQTTClient = new MQTTClient({
			host: "127.0.0.1",
			port,
			id: `client-${filter.replaceAll(/[^a-z]/g, "")}`,
			dns: {
				io: class {
					resolve({ onResolved }: { onResolved(host: string, address: string): void }): void {
						setImmediate(() => onResolved("127.0.0.1", "127.0.0.1"));
					}
				},
			},
			socket: { io: NodeTCP },
			timers: realTimers,
			clock: realClock,
			onControl(message) {
				if (message.operation === MQTTClient.CONNACK)
					client.write(null, {
						operation: MQTTClient.SUBSCRIBE,
						items: qos.map(QoS => ({ topic: `${filter}${QoS}`, QoS })),
					});
				if (message.operation !== MQTTClient.SUBACK) return;
				client.close();
				resolve([...message.payload!]);
			},
			onError: reject,
		});
	});
}

/** Resolves once the condition holds, whoever makes it so. */
export async function eventually(what: string, isThere: () => boolean, seconds = 15): Promise<void> {
	const end = performance.now() + 1000 * seconds;
	while (!isThere()) {
		if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
		await new Promise(resolve => setTimeout(resolve, 5));
	}
}

export interface Heard {
	topic: string;
	payload: Buffer;
	qos: number;
	retain: boolean;
}

/** An MQTT.js client that keeps all it receives. */
export class Watcher {
	readonly client: MqttClient;
	readonly received: Heard[] = [];
	#waiting: (() => void) | undefined;

	private constructor(client: MqttClient) {
		this.client = client;
		clients.add(client);
		client.on("message", (topic, payload, { retain, qos }) => {
			this.received.push({ topic, payload, qos, retain });
			this.#waiting?.();
		});
	}

	static async start(
		port: number,
		filters: string[],
		options: IClientOptions = {},
		qos: 0 | 1 | 2 = 1,
	): Promise<Watcher> {
		const url = `mqtt://127.0.0.1:${port}`;
		const watcher = new Watcher(await mqtt.connectAsync(url, { reconnectPeriod: 50, ...options }));
		await watcher.client.subscribeAsync(filters, { qos });
		return watcher;
	}

	/** Payloads of a topic, as text. */
	texts(topic: string): string[] {
		return this.received.filter(message => message.topic === topic).map(message => message.payload.toString());
	}

	async until(what: string, isThere: () => boolean): Promise<void> {
		if (!isThere())
			await within<void>(15, what, resolve => {
				this.#waiting = () => isThere() && resolve();
			});
	}
}
