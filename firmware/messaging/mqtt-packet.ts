// MQTT 3.1.1 control packets as a client sends them. [MQTT-x.y.z-n] are the standard's conformance clauses
// (OASIS MQTT Version 3.1.1, appendix B).
import { MqttError } from "./mqtt-error";
import { utf8Length, writeUtf8 } from "./utf8";

export type QoS = 0 | 1;

/** Control packet types, table 2.1. */
export const PacketType = {
	connect: 1,
	connack: 2,
	publish: 3,
	puback: 4,
	pubrec: 5,
	pubrel: 6,
	pubcomp: 7,
	subscribe: 8,
	suback: 9,
	unsubscribe: 10,
	unsuback: 11,
	pingreq: 12,
	pingresp: 13,
	disconnect: 14,
} as const;

/** A message that somebody publishes: the will, a greeting, or an ordinary one. */
export interface Publication {
	topic: string;
	payload: Uint8Array;
	qos: QoS;
	retain: boolean;
}

export interface ConnectOptions {
	clientId: string;
	cleanSession: boolean;
	/** Seconds, 1 to 65535; 0 switches it off. */
	keepAlive: number;
	user?: string;
	password?: string;
	/** What the broker publishes when the connection ends without DISCONNECT. */
	will?: Publication;
}

/** CONNECT, 3.1. */
export function encodeConnect(options: ConnectOptions): Uint8Array {
	const { clientId, user, password, will } = options;
	let length = 10 + fieldLength(clientId);
	let flags = options.cleanSession ? 2 : 0;
	if (will) {
		length += fieldLength(will.topic) + 2 + will.payload.length;
		flags |= 4 | (will.qos << 3) | (will.retain ? 32 : 0);
	}
	if (user !== undefined) {
		length += fieldLength(user);
		flags |= 128;
		// [MQTT-3.1.2-22] a password needs a user name.
		if (password !== undefined) {
			length += fieldLength(password);
			flags |= 64;
		}
	}
	const packet = allocate(PacketType.connect << 4, length);
	let at = packet.length - length;
	at = writeField("MQTT", packet, at); // [MQTT-3.1.2-1]
	packet[at++] = 4; // protocol level of 3.1.1 [MQTT-3.1.2-2]
	packet[at++] = flags;
	at = write16(options.keepAlive, packet, at);
	// [MQTT-3.1.3-1] order of the payload's fields.
	at = writeField(clientId, packet, at);
	if (will) {
		at = writeField(will.topic, packet, at);
		at = write16(will.payload.length, packet, at);
		packet.set(will.payload, at);
		at += will.payload.length;
	}
	if (user !== undefined) at = writeField(user, packet, at);
	if (user !== undefined && password !== undefined) writeField(password, packet, at);
	return packet;
}

/** PUBLISH, 3.3. The identifier of a QoS 1 message is 0 until `setPacketId`. */
export function encodePublish({ topic, payload, qos, retain }: Publication): Uint8Array {
	const length = fieldLength(topic) + (qos ? 2 : 0) + payload.length;
	const packet = allocate((PacketType.publish << 4) | (qos << 1) | (retain ? 1 : 0), length);
	writeField(topic, packet, packet.length - length);
	packet.set(payload, packet.length - payload.length);
	return packet;
}

/** Gives a QoS 1 PUBLISH its identifier and says whether it was sent before [MQTT-3.3.1-1]. */
export function setPacketId(packet: Uint8Array, id: number, isDuplicate: boolean): void {
	let at = 1;
	while (packet[at++] & 0x80); // remaining length
	at += 2 + ((packet[at] << 8) | packet[at + 1]);
	write16(id, packet, at);
	if (isDuplicate) packet[0] |= 8;
	else packet[0] &= ~8;
}

/** PUBACK, 3.4. */
export function encodePuback(id: number): Uint8Array {
	const packet = allocate(PacketType.puback << 4, 2);
	write16(id, packet, 2);
	return packet;
}

/** SUBSCRIBE, 3.8, to one filter. */
export function encodeSubscribe(id: number, filter: string, qos: QoS): Uint8Array {
	const length = 2 + fieldLength(filter) + 1;
	const packet = allocate((PacketType.subscribe << 4) | 2, length); // flags [MQTT-3.8.1-1]
	packet[writeField(filter, packet, write16(id, packet, packet.length - length))] = qos;
	return packet;
}

/** UNSUBSCRIBE, 3.10. */
export function encodeUnsubscribe(id: number, filter: string): Uint8Array {
	const length = 2 + fieldLength(filter);
	const packet = allocate((PacketType.unsubscribe << 4) | 2, length); // flags [MQTT-3.10.1-1]
	writeField(filter, packet, write16(id, packet, packet.length - length));
	return packet;
}

/** PINGREQ, 3.12. */
export function encodePingreq(): Uint8Array {
	return allocate(PacketType.pingreq << 4, 0);
}

/** DISCONNECT, 3.14: the broker then drops the will [MQTT-3.14.4-3]. */
export function encodeDisconnect(): Uint8Array {
	return allocate(PacketType.disconnect << 4, 0);
}

/** A packet of `length` bytes after a fixed header that is filled in (2.2.3, remaining length). */
function allocate(first: number, length: number): Uint8Array {
	const header = length < 0x80 ? 2 : length < 0x4000 ? 3 : length < 0x200000 ? 4 : 5;
	const packet = new Uint8Array(header + length);
	packet[0] = first;
	let rest = length;
	for (let at = 1; at < header; at++) {
		packet[at] = (rest & 0x7f) | (at < header - 1 ? 0x80 : 0);
		rest >>= 7;
	}
	return packet;
}

function fieldLength(text: string): number {
	const length = utf8Length(text);
	if (length < 0 || length > 0xffff)
		throw new MqttError(
			"mqtt-size",
			"a client identifier, user name, password or topic is not text of at most 65535 bytes",
		);
	return 2 + length;
}

/** A length-prefixed UTF-8 string, 1.5.3. */
function writeField(text: string, packet: Uint8Array, at: number): number {
	const end = writeUtf8(text, packet, at + 2);
	write16(end - at - 2, packet, at);
	return end;
}

function write16(value: number, packet: Uint8Array, at: number): number {
	packet[at] = value >> 8;
	packet[at + 1] = value;
	return at + 2;
}
