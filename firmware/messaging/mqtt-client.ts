import { CimError } from "../errors";
import type { ControlMessage, MQTTClientOptions, WriteOptions } from "./mqtt-client-options";
import { MqttConnection } from "./mqtt-connection";
import { MqttError } from "./mqtt-error";
import { encodePublishHeader, PacketType, setPacketId } from "./mqtt-packet";
import type { IncomingPacket } from "./mqtt-parser";
import { PacketIds } from "./packet-ids";
import { utf8Bytes } from "./utf8";

/**
 * An MQTT 3.1.1 client of the ECMA-419 class pattern over any ECMA-419 TCP or TLS class, in place of the SDK's: an empty message
 * is a message, a message is acknowledged after it was read, session present and the reason of a refusal are told, QoS 2 is
 * exactly once, identifiers stay within 1 to 65535, sizes and waiting times have limits. After onError make a new one.
 */
export class MQTTClient {
	static readonly CONNECT = PacketType.connect;
	static readonly CONNACK = PacketType.connack;
	static readonly PUBLISH = PacketType.publish;
	static readonly PUBACK = PacketType.puback;
	static readonly PUBREC = PacketType.pubrec;
	static readonly PUBREL = PacketType.pubrel;
	static readonly PUBCOMP = PacketType.pubcomp;
	static readonly SUBSCRIBE = PacketType.subscribe;
	static readonly SUBACK = PacketType.suback;
	static readonly UNSUBSCRIBE = PacketType.unsubscribe;
	static readonly UNSUBACK = PacketType.unsuback;
	static readonly PINGREQ = PacketType.pingreq;
	static readonly PINGRESP = PacketType.pingresp;
	static readonly DISCONNECT = PacketType.disconnect;

	readonly #options: MQTTClientOptions;
	#connection: MqttConnection | undefined;
	#isClosed = false;
	#lastId = 0;
	/** What of the message at hand is unread. */
	#unread: Uint8Array | undefined;

	/** Throws MqttError for options that cannot work. */
	constructor(options: MQTTClientOptions) {
		const { host, id = "", clean = true, keepAlive = 0 } = options;
		if (!host) throw new MqttError("mqtt-option", "host is needed");
		if (id === "" && !clean)
			throw new MqttError("mqtt-option", "a session that is kept needs a client identifier [MQTT-3.1.3-7]");
		if (!(keepAlive >= 0 && keepAlive <= 65_535_000))
			throw new MqttError("mqtt-option", `keepAlive is ${keepAlive}; 0 to 65535000 milliseconds are possible`);
		this.#options = options;
		new options.dns.io(options.dns).resolve({
			host,
			onResolved: (_host, address) => this.#connect(address),
			onError: () =>
				this.#fail(new MqttError("mqtt-resolve", `the name ${host} has no address; check it and the network`)),
		});
	}

	get format(): "buffer" {
		return "buffer";
	}

	/** Closes at once: the broker publishes the will. `write` DISCONNECT first to part in peace. */
	close(): void {
		this.#isClosed = true;
		this.#connection?.close();
		this.#connection = undefined;
		this.#unread = undefined;
	}

	/**
	 * Sends a message, a part of one, or a control packet; returns how many bytes of payload may follow at once.
	 * Throws MqttError `mqtt-closed` before CONNACK and after the end, `mqtt-size` when more is written than onWritable announced.
	 */
	write(data: Uint8Array | ArrayBuffer | null, options?: WriteOptions): number {
		const connection = this.#connection;
		if (!connection || this.#isClosed) throw new MqttError("mqtt-closed", "there is no connection to write to");
		const bytes = data === null ? NOTHING : data instanceof Uint8Array ? data : new Uint8Array(data);
		if (connection.owed > 0) {
			if (options || bytes.length > connection.owed)
				throw new MqttError("mqtt-size", `a message is begun: ${connection.owed} bytes of it are due`);
			this.#checkRoom(bytes.length, connection);
			connection.continue(bytes.slice());
		} else if (options) this.#begin(bytes, options, connection);
		else throw new MqttError("mqtt-option", "no message is begun: options are needed");
		return this.#writable;
	}

	/** Up to `count` bytes of the message at hand, or as many as the buffer takes; undefined when there is nothing to read. */
	read(count: Uint8Array): number | undefined;
	read(count?: number): ArrayBuffer | undefined;
	read(count?: number | Uint8Array): ArrayBuffer | number | undefined {
		const unread = this.#unread;
		if (!unread || unread.length === 0) return undefined;
		const wanted = count === undefined ? unread.length : typeof count === "number" ? count : count.length;
		const part = unread.subarray(0, Math.min(wanted, unread.length));
		const result = typeof count === "object" ? part.length : (part.slice().buffer as ArrayBuffer);
		if (typeof count === "object") count.set(part);
		this.#unread = unread.subarray(part.length);
		if (part.length === unread.length) {
			this.#unread = undefined;
			this.#connection?.resume();
		}
		return result;
	}

	get #writable(): number {
		return Math.max(0, (this.#connection?.room ?? 0) - OVERHEAD);
	}

	#checkRoom(length: number, connection: MqttConnection): void {
		const { room } = connection;
		if (length > room) throw new MqttError("mqtt-size", `overflow: ${length} bytes, ${room} can be written`);
	}

	#begin(bytes: Uint8Array, options: WriteOptions, connection: MqttConnection): void {
		const { operation = PacketType.publish, items = [] } = options;
		switch (operation) {
			case PacketType.publish:
				this.#publish(bytes, options, connection);
				break;
			case PacketType.subscribe:
				if (items.length === 0) throw new MqttError("mqtt-option", "SUBSCRIBE needs items [MQTT-3.8.3-3]");
				connection.subscribe(
					this.#id(options, connection),
					items.map(({ topic, QoS = 0 }) => ({ filter: topic, qos: QoS })),
				);
				break;
			case PacketType.unsubscribe:
				if (items.length === 0) throw new MqttError("mqtt-option", "UNSUBSCRIBE needs items [MQTT-3.10.3-2]");
				connection.unsubscribe(
					this.#id(options, connection),
					items.map(({ topic }) => topic),
				);
				break;
			case PacketType.pubrel:
				connection.release(this.#id(options, connection));
				break;
			case PacketType.pingreq:
				connection.ping();
				break;
			case PacketType.disconnect:
				connection.disconnect(() => this.close());
				break;
			default:
				throw new MqttError("mqtt-option", `operation ${operation} is not written by a client's user`);
		}
	}

	#publish(bytes: Uint8Array, options: WriteOptions, connection: MqttConnection): void {
		const { topic = "", QoS = 0, retain = false, byteLength = bytes.length } = options;
		if (topic === "" || /[+#\0]/.test(topic))
			throw new MqttError("mqtt-option", `a message cannot have the topic ${JSON.stringify(topic)} (4.7)`);
		if (bytes.length > byteLength)
			throw new MqttError("mqtt-size", `${bytes.length} bytes are more than the ${byteLength} announced`);
		const packet = encodePublishHeader({ topic, qos: QoS, retain }, byteLength, bytes.length);
		packet.set(bytes, packet.length - bytes.length);
		this.#checkRoom(packet.length, connection);
		const id = QoS ? this.#id(options, connection) : 0;
		if (id) setPacketId(packet, id, options.duplicate ?? false);
		connection.publishPart(packet, id, QoS, byteLength - bytes.length);
	}

	#id({ id }: WriteOptions, connection: MqttConnection): number {
		if (id !== undefined) {
			if (!Number.isInteger(id) || id < 1 || id > 0xffff)
				throw new MqttError("mqtt-option", `the packet identifier ${id} is not within 1 to 65535 [MQTT-2.3.1-1]`);
			return id;
		}
		do this.#lastId = this.#lastId === 0xffff ? 1 : this.#lastId + 1;
		while (connection.awaits(this.#lastId));
		return this.#lastId;
	}

	#connect(address: string): void {
		if (this.#isClosed || this.#connection) return;
		const { socket, host, port = 1883, id = "", clean = true, keepAlive = 0, user, password, will } = this.#options;
		const { timers, clock, packetLimit = 4096, connectTimeout = 30_000, stallTimeout = 30_000 } = this.#options;
		try {
			this.#connection = new MqttConnection({
				...{ io: socket.io, socket, address, host, port, timers, clock, connectTimeout, stallTimeout, packetLimit },
				...{ clientId: id, cleanSession: clean, keepAlive: Math.ceil(keepAlive / 1000), user, password },
				will: will && {
					topic: will.topic,
					payload: bytesOfMessage(will.message),
					qos: will.QoS ?? 0,
					retain: will.retain ?? false,
				},
				incoming: this.#options.incoming ?? new PacketIds(),
				onConnected: sessionPresent => {
					this.#control({ operation: PacketType.connack, returnCode: 0, sessionPresent });
					this.#announce();
				},
				onMessage: packet => this.#receive(packet),
				onOversized: topic => this.#options.onOversized?.(topic),
				onReceived: id => this.#control({ operation: PacketType.pubrec, id }),
				onAcknowledged: (id, operation) => this.#control({ operation, id }),
				onSubscribed: (id, granted) => this.#control({ operation: PacketType.suback, id, payload: granted.slice() }),
				onUnsubscribed: id => this.#control({ operation: PacketType.unsuback, id }),
				onDrained: () => this.#announce(),
				onClosed: reason => this.#fail(reason),
			});
		} catch (error) {
			this.#fail(error instanceof CimError ? error : new MqttError("mqtt-connection", String(error)));
		}
	}

	#receive({ topic, payload, qos, retain, duplicate }: IncomingPacket): void {
		const byteLength = payload.length;
		if (byteLength > 0) {
			this.#unread = payload;
			this.#connection!.hold();
		}
		this.#options.onReadable?.(byteLength, { topic, QoS: qos, retain, duplicate, byteLength, more: false });
	}

	#control(message: ControlMessage): void {
		if (!this.#isClosed) this.#options.onControl?.(message);
	}

	#announce(): void {
		const writable = this.#writable;
		if (!this.#isClosed && writable > 0) this.#options.onWritable?.(writable);
	}

	#fail(reason: CimError): void {
		if (this.#isClosed) return;
		this.close();
		this.#options.onError?.(reason);
	}
}

/** Bytes of header that a message is taken to need beside its topic and payload. */
const OVERHEAD = 8;
const NOTHING = new Uint8Array(0);

function bytesOfMessage(message: string | Uint8Array | ArrayBuffer): Uint8Array {
	if (typeof message === "string") return utf8Bytes(message);
	return message instanceof Uint8Array ? message : new Uint8Array(message);
}
