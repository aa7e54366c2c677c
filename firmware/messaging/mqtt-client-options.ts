import type { CimError } from "../errors";
import type { Clock, TCPClass, Timers } from "../hardware";
import type { QoS } from "./mqtt-packet";
import type { PacketIds } from "./packet-ids";

/** ECMA-419 DNS resolver class pattern. */
export interface DNSResolver {
	resolve(request: {
		host: string;
		onResolved(host: string, address: string): void;
		onError(error?: unknown): void;
	}): void;
}

/** ECMA-419 MQTT client class pattern; marked ones are beyond it. */
export interface MQTTClientOptions {
	/** Name of the broker. */
	host: string;
	port?: number;
	/** Client identifier. */
	id?: string;
	clean?: boolean;
	/** Milliseconds; 0 for none. */
	keepAlive?: number;
	user?: string;
	password?: string;
	will?: { topic: string; message: string | Uint8Array | ArrayBuffer; QoS?: QoS; retain?: boolean };
	dns: { io: new (options: object) => DNSResolver };
	/** Any TCP or TLS class with its own options. */
	socket: { io: TCPClass };
	/** A message, or the rest of it, can be read: all of it at once, `more` is always false. */
	onReadable?(count: number, message: ReadableMessage): void;
	/** `count` bytes of payload can be written at once. */
	onWritable?(count: number): void;
	onControl?(message: ControlMessage): void;
	onError?(error: CimError): void;
	/** Beyond the pattern: where time comes from (a platform's Timer module, a monotonic clock). */
	timers: Timers;
	clock: Clock;
	/** Beyond the pattern: largest packet received; a larger message is acknowledged, dropped and told with onOversized. */
	packetLimit?: number;
	onOversized?(topic: string): void;
	/** Beyond the pattern: milliseconds for CONNACK, and for every other answer. */
	connectTimeout?: number;
	stallTimeout?: number;
	/** Beyond the pattern: the QoS 2 state of a session that is kept, handed from one client to the next. */
	incoming?: PacketIds;
}

export interface ReadableMessage {
	topic: string;
	QoS: number;
	retain: boolean;
	duplicate: boolean;
	byteLength: number;
	more: false;
}

/** CONNACK, SUBACK, UNSUBACK, PUBACK, PUBREC or PUBCOMP, as it came. */
export interface ControlMessage {
	operation: number;
	id?: number;
	/** SUBACK: the granted QoS of each item, 0x80 where refused. */
	payload?: Uint8Array;
	/** CONNACK. */
	returnCode?: number;
	sessionPresent?: boolean;
}

export interface WriteOptions {
	/** PUBLISH where absent. */
	operation?: number;
	topic?: string;
	QoS?: QoS;
	retain?: boolean;
	duplicate?: boolean;
	/** 1 to 65535; the next free one where absent. */
	id?: number;
	/** Bytes of the whole payload, when `data` is only the first part of it. */
	byteLength?: number;
	/** SUBSCRIBE, UNSUBSCRIBE. */
	items?: readonly { topic: string; QoS?: QoS }[];
}
