import * as mqtt from "mqtt-packet";
import type { Resolver, TCPClass, TCPOptions, TCPSocket, Timers } from "../../firmware/hardware";
import { checkMessage } from "./message-check";

export interface Published {
	topic: string;
	payload: Uint8Array;
	dup: boolean;
	retain: boolean;
}

/**
 * A broker in virtual time behind the ECMA-419 TCP class: accepts everyone, remembers what was published, acknowledges QoS 1
 * unless told not to. Reads MQTT with mqtt-packet, so that our own encoder is judged by somebody else. Whatever is published must
 * be as schema.cddl says: anything else ends the test.
 */
export class VirtualBroker {
	readonly TCP: TCPClass;
	readonly resolver: Resolver = { resolve: (host, onResolved) => onResolved(host, "127.0.0.1") };
	readonly published: Published[] = [];
	/** Rules of schema.cddl that what was published follows. */
	readonly kinds = new Set<string>();
	/** Nobody answers while it is false. */
	isUp = true;
	acknowledges = true;
	/** What CONNACK says. */
	sessionPresent = false;
	connections = 0;
	/** A DISCONNECT was received on the last connection. */
	wasDisconnected = false;
	#drop: (() => void)[] = [];
	/** Sends to the newest connection. */
	#deliver: (packet: mqtt.Packet) => void = () => {};

	constructor(timers: Timers) {
		const broker = this;
		this.TCP = class implements TCPSocket {
			readonly #options: TCPOptions;
			readonly #parser = mqtt.parser();
			#inbound: Buffer = Buffer.alloc(0);
			#open = true;
			#failed = false;

			constructor(options: TCPOptions) {
				this.#options = options;
				const drop = () => this.#fail();
				timers.set(() => {
					if (!this.#open) return;
					if (!broker.isUp) return this.#fail();
					broker.connections++;
					broker.wasDisconnected = false;
					broker.#drop.push(drop);
					broker.#deliver = packet => this.#send(packet);
					options.onWritable?.(4096);
				}, 1);
				this.#parser.on("packet", packet => this.#onPacket(packet));
			}
			write(bytes: Uint8Array): void {
				if (!this.#open) throw new Error("closed");
				const copy = Buffer.from(bytes);
				timers.set(() => {
					// what was written before a close still arrives
					if (!this.#failed) this.#parser.parse(copy);
					if (this.#open) this.#options.onWritable?.(4096);
				}, 1);
			}
			read(byteLength = this.#inbound.length): ArrayBuffer | undefined {
				if (this.#inbound.length === 0) return undefined;
				const taken = Uint8Array.from(this.#inbound.subarray(0, byteLength));
				this.#inbound = this.#inbound.subarray(taken.length);
				return taken.buffer;
			}
			close(): void {
				this.#open = false;
			}
			#fail(): void {
				this.#failed = true;
				if (!this.#open) return;
				this.#open = false;
				this.#options.onError?.();
			}
			#send(packet: mqtt.Packet): void {
				const bytes = mqtt.generate(packet);
				timers.set(() => {
					if (!this.#open) return;
					this.#inbound = Buffer.concat([this.#inbound, bytes]);
					this.#options.onReadable?.(this.#inbound.length);
				}, 1);
			}
			#onPacket(packet: mqtt.Packet): void {
				if (packet.cmd === "connect")
					this.#send({ cmd: "connack", returnCode: 0, sessionPresent: broker.sessionPresent });
				else if (packet.cmd === "pingreq") this.#send({ cmd: "pingresp" });
				else if (packet.cmd === "subscribe")
					this.#send({
						cmd: "suback",
						messageId: packet.messageId,
						granted: packet.subscriptions.map(({ qos }) => qos),
					});
				else if (packet.cmd === "disconnect") broker.wasDisconnected = true;
				else if (packet.cmd === "publish") {
					const { topic, payload, dup, retain } = packet;
					broker.kinds.add(checkMessage(topic, payload as Buffer));
					broker.published.push({ topic, payload: Uint8Array.from(payload as Buffer), dup, retain });
					if (packet.qos === 1 && broker.acknowledges) this.#send({ cmd: "puback", messageId: packet.messageId });
				}
			}
		};
	}

	/** Sends a message to the newest connection, whatever it subscribed to. */
	deliver(
		topic: string,
		payload: Uint8Array,
		{ qos = 1, retain = false }: { qos?: 0 | 1; retain?: boolean } = {},
	): void {
		this.#deliver({
			cmd: "publish",
			...{ topic, payload: Buffer.from(payload), qos, retain, dup: false, messageId: qos ? 1 : undefined },
		});
	}

	/** Every connection breaks without a word. */
	dropAll(): void {
		const drop = this.#drop;
		this.#drop = [];
		for (const one of drop) one();
	}

	/** Payloads published to a topic that ends with `name`, repeats included. */
	payloads(name: string): Uint8Array[] {
		return this.published.filter(({ topic }) => topic.endsWith(name)).map(({ payload }) => payload);
	}
}
