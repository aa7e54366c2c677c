import { generate, type Packet, parser } from "mqtt-packet";
import type { TCPClass, TCPSocket } from "../../firmware/hardware";

export interface WitnessOptions {
	TCP: TCPClass;
	filters: readonly string[];
	/** A message as it came, whoever sent it; QoS 1 may come twice. */
	onMessage(topic: string, payload: Buffer, retained: boolean): void;
}

/**
 * The one who sees what the broker hands on: a subscriber with a session that lasts, of QoS 1, on a line that never fails. It
 * has nothing in common with the firmware's client (mqtt-packet reads and writes), so that neither hides the other's faults.
 */
export class Witness {
	readonly #options: WitnessOptions;
	#socket: TCPSocket | undefined;
	#lastId = 0;
	isOnline = false;

	constructor(options: WitnessOptions) {
		this.#options = options;
	}

	/** Publishes with QoS 0, which a line that never fails does not lose. */
	publish(topic: string, payload: Uint8Array): void {
		const message = { topic, payload: Buffer.from(payload), qos: 0, retain: false, dup: false } as const;
		if (this.isOnline) this.#send({ cmd: "publish", ...message });
	}

	/** To be called when the broker is there, or there again: before the devices find it. */
	connect(): void {
		const incoming = parser();
		incoming.on("packet", packet => this.#handle(packet));
		const socket = new this.#options.TCP({
			address: "10.0.0.1",
			port: 1883,
			onReadable: () => {
				const bytes = socket.read();
				if (bytes) incoming.parse(Buffer.from(bytes));
			},
			onWritable: () => {
				if (this.#socket) return;
				this.#socket = socket;
				this.#send({ cmd: "connect", clientId: "witness", clean: false, keepalive: 0 });
			},
			onError: () => {
				this.#socket = undefined;
				this.isOnline = false;
			},
		});
	}

	#handle(packet: Packet): void {
		if (packet.cmd === "connack") {
			const subscriptions = this.#options.filters.map(topic => ({ topic, qos: 1 as const }));
			this.#send({ cmd: "subscribe", messageId: ++this.#lastId, subscriptions });
		} else if (packet.cmd === "suback") this.isOnline = true;
		else if (packet.cmd === "publish") {
			this.#options.onMessage(packet.topic, Buffer.from(packet.payload), packet.retain);
			if (packet.qos === 1) this.#send({ cmd: "puback", messageId: packet.messageId });
		}
	}

	#send(packet: Packet): void {
		this.#socket?.write(Uint8Array.from(generate(packet)));
	}
}
