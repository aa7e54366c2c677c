import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import type { TimerHandle, Timers } from "../../firmware/hardware";
import { BrokerSession, type Message } from "./broker-session";
import type { MemoryNetwork, ServerSocket } from "./memory-network";
import { TopicFilter } from "./topic-filter";

interface Client {
	socket: ServerSocket;
	session: BrokerSession | undefined;
	will: Message | undefined;
	/** Ends the connection when nothing came for one and a half times the keep-alive [MQTT-3.1.2-24]. */
	silence: TimerHandle | undefined;
	keepAlive: number;
	/** Packets that wait to be worked on. */
	waiting: Packet[];
	isWorking: boolean;
	isGone: boolean;
}

/**
 * An MQTT 3.1.1 broker in virtual time, QoS 0 and 1, sessions, retained messages and wills; read and written with mqtt-packet,
 * so that our own encoder is judged by somebody else. A message is with the sessions of its subscribers before it is
 * acknowledged; when the broker stops, what it has sent is still read by the other side.
 */
export class MemoryBroker {
	readonly #network: MemoryNetwork;
	readonly #timers: Timers;
	readonly #sessions = new Map<string, BrokerSession>();
	readonly #clients = new Set<Client>();
	readonly #retained = new Map<string, Message>();
	/** Milliseconds that each packet of a client takes. */
	workTime = 0;
	/** Publishes to it end the connection, as an access list does that does not let the topic through. */
	refuses: (topic: string) => boolean = () => false;
	readonly statistics = { connections: 0, published: 0 };

	/** It listens at once. */
	constructor(network: MemoryNetwork, timers: Timers) {
		this.#network = network;
		this.#timers = timers;
		this.start();
	}

	/** Connections that stand. */
	get connections(): number {
		return this.#clients.size;
	}

	get isUp(): boolean {
		return this.#network.onConnection !== undefined;
	}

	start(): void {
		this.#network.onConnection = socket => this.#accept(socket);
	}

	/** The process is killed: no will is published. Without `keeps`, all that it knew is gone. */
	kill({ keeps }: { keeps: boolean }): void {
		this.#network.onConnection = undefined;
		for (const client of this.#clients) {
			client.will = undefined;
			this.#close(client);
		}
		if (keeps) return;
		this.#sessions.clear();
		this.#retained.clear();
	}

	retained(topic: string): Buffer | undefined {
		return this.#retained.get(topic)?.payload;
	}

	#accept(socket: ServerSocket): void {
		const client: Client = {
			socket,
			session: undefined,
			will: undefined,
			silence: undefined,
			keepAlive: 0,
			waiting: [],
			isWorking: false,
			isGone: false,
		};
		this.#clients.add(client);
		this.statistics.connections++;
		const incoming = parser();
		incoming.on("packet", packet => {
			this.#heard(client);
			client.waiting.push(packet);
			if (!client.isWorking) this.#work(client);
		});
		incoming.on("error", () => this.#close(client));
		socket.onData = bytes => incoming.parse(Buffer.from(bytes));
		socket.onClose = () => this.#close(client);
	}

	/** Works on a client's packets, one after the other. */
	#work(client: Client): void {
		client.isWorking = false;
		for (let packet = client.waiting.shift(); packet && !client.isGone; packet = client.waiting.shift()) {
			if (this.workTime === 0) {
				this.#handle(client, packet);
				continue;
			}
			const next = packet;
			client.isWorking = true;
			this.#timers.set(() => {
				if (client.isGone) return;
				this.#handle(client, next);
				this.#work(client);
			}, this.workTime);
			return;
		}
	}

	#handle(client: Client, packet: Packet): void {
		const { session } = client;
		if (packet.cmd === "connect") this.#connect(client, packet);
		else if (!session) this.#close(client);
		else if (packet.cmd === "publish") {
			if (packet.qos === 2 || this.refuses(packet.topic)) {
				this.#close(client);
				return;
			}
			const { topic, qos, retain, messageId } = packet;
			this.publish({ topic, payload: Buffer.from(packet.payload), qos, retain });
			if (qos === 1) this.#send(client, { cmd: "puback", messageId });
		} else if (packet.cmd === "puback") session.acknowledge(packet.messageId!);
		else if (packet.cmd === "subscribe") {
			const granted = packet.subscriptions.map(({ topic, qos }) => {
				const most = qos === 0 ? 0 : 1;
				session.subscribe(topic, most);
				return most;
			});
			this.#send(client, { cmd: "suback", messageId: packet.messageId, granted });
			for (const { topic } of packet.subscriptions) this.#sendRetained(session, topic);
		} else if (packet.cmd === "unsubscribe") {
			for (const filter of packet.unsubscriptions) session.unsubscribe(filter);
			this.#send(client, { cmd: "unsuback", messageId: packet.messageId!, granted: [] });
		} else if (packet.cmd === "pingreq") this.#send(client, { cmd: "pingresp" });
		else if (packet.cmd === "disconnect") {
			client.will = undefined;
			this.#close(client);
		} else this.#close(client);
	}

	#connect(client: Client, { clientId, clean = true, keepalive = 0, will }: IConnectPacket): void {
		if (client.session) {
			this.#close(client);
			return;
		}
		// [MQTT-3.1.4-2] whoever had the name before has to go, its will first
		for (const other of this.#clients) if (other.session?.clientId === clientId) this.#close(other);
		const kept = this.#sessions.get(clientId);
		const session = kept && !clean && !kept.isClean ? kept : new BrokerSession(clientId, clean);
		this.#sessions.set(clientId, session);
		client.session = session;
		client.keepAlive = keepalive;
		if (will) {
			const { topic, payload, qos, retain = false } = will;
			client.will = { topic, payload: Buffer.from(payload), qos: qos === 0 ? 0 : 1, retain };
		}
		session.send = packet => this.#send(client, packet);
		this.#heard(client);
		this.#send(client, { cmd: "connack", returnCode: 0, sessionPresent: session === kept });
		session.resume();
	}

	/** A message for whoever subscribed. */
	publish(message: Message): void {
		const { topic, payload, retain } = message;
		this.statistics.published++;
		if (retain && payload.length === 0) this.#retained.delete(topic);
		else if (retain) this.#retained.set(topic, message);
		const levels = topic.split("/");
		for (const session of this.#sessions.values()) {
			const granted = session.wants(levels);
			// [MQTT-3.3.1-9] it is new, not retained, to those who are subscribed
			if (granted >= 0) session.deliver({ ...message, retain: false }, granted as 0 | 1);
		}
	}

	#sendRetained(session: BrokerSession, filter: string): void {
		const wanted = new TopicFilter(filter);
		for (const message of this.#retained.values())
			if (wanted.matches(message.topic.split("/"))) session.deliver(message, 1);
	}

	#heard(client: Client): void {
		if (client.keepAlive === 0) return;
		this.#timers.clear(client.silence);
		client.silence = this.#timers.set(() => this.#close(client), client.keepAlive * 1500);
	}

	#send(client: Client, packet: Packet): void {
		if (!client.isGone) client.socket.write(generate(packet));
	}

	#close(client: Client): void {
		if (client.isGone) return;
		client.isGone = true;
		this.#clients.delete(client);
		this.#timers.clear(client.silence);
		const { session, will } = client;
		if (session) {
			session.send = undefined;
			if (session.isClean) this.#sessions.delete(session.clientId);
		}
		client.socket.close();
		if (will) this.publish(will);
	}
}
