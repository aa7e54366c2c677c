// MQTT 3.1.1 control packets as a client sends them. [MQTT-x.y.z-n] are the standard's conformance clauses
// (OASIS MQTT Version 3.1.1, appendix B).
import { MqttError } from "./mqtt-error";
import { utf8Length, writeUtf8 } from "./utf8";

export type QoS = 0 | 1 | 2;

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
	/** Whole seconds, 1 to 65535; 0 switches it off. */
	keepAlive: number;
	user?: string;
	password?: string;
	/** What the broker publishes when the connection ends without DISCONNECT. */
	will?: Publication;
}

/** Largest remaining length, 2.2.3. */
const MAXIMUM_LENGTH = 268_435_455;

/** CONNECT, 3.1. Throws MqttError for what no broker may accept. */
export function encodeConnect(options: ConnectOptions): Uint8Array {
	const { clientId, user, password, will } = options;
	if (clientId === "" && !options.cleanSession)
		throw new MqttError("mqtt-option", "a session that is kept needs a client identifier [MQTT-3.1.3-7]");
	if (will && will.payload.length > 0xffff)
		throw new MqttError("mqtt-size", `a will of ${will.payload.length} bytes; at most 65535 are possible`);
	let length = 10 + fieldLength(clientId);
	let flags = options.cleanSession ? 2 : 0;
	if (will) {
		length += fieldLength(will.topic) + 2 + will.payload.length;
		flags |= 4 | (will.qos << 3) | (will.retain ? 32 : 0);
	}
	if (user !== undefined) {
		length += fieldLength(user);
		flags |= 128;
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
	// [MQTT-3.1.2-22] a password needs a user name.
	if (user !== undefined && password !== undefined) writeField(password, packet, at);
	return packet;
}

/** PUBLISH, 3.3. The identifier of a QoS 1 or 2 message is 0 until `setPacketId`. */
export function encodePublish(publication: Publication): Uint8Array {
	const { payload } = publication;
	const packet = encodePublishHeader(publication, payload.length, payload.length);
	packet.set(payload, packet.length - payload.length);
	return packet;
}

/**
 * PUBLISH up to its payload of `payloadLength` bytes. With `held`, the packet has room for the first so many bytes of it; the
 * rest is to be sent after it.
 */
export function encodePublishHeader(
	{ topic, qos, retain }: Pick<Publication, "topic" | "qos" | "retain">,
	payloadLength: number,
	held = 0,
): Uint8Array {
	const length = fieldLength(topic) + (qos ? 2 : 0) + payloadLength;
	const packet = allocate(
		(PacketType.publish << 4) | (qos << 1) | (retain ? 1 : 0),
		length,
		length - payloadLength + held,
	);
	writeField(topic, packet, packet.length - held - (length - payloadLength));
	return packet;
}

/** Gives a PUBLISH of QoS 1 or 2 its identifier and says whether it was sent before [MQTT-3.3.1-1]. */
export function setPacketId(packet: Uint8Array, id: number, isDuplicate: boolean): void {
	let at = 1;
	while (packet[at++] & 0x80); // remaining length
	at += 2 + ((packet[at] << 8) | packet[at + 1]);
	write16(id, packet, at);
	if (isDuplicate) packet[0] |= 8;
	else packet[0] &= ~8;
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP, 3.4 to 3.7. */
export function encodeAcknowledgement(type: number, id: number): Uint8Array {
	const packet = allocate((type << 4) | (type === PacketType.pubrel ? 2 : 0), 2); // flags [MQTT-3.6.1-1]
	write16(id, packet, 2);
	return packet;
}

/** What to subscribe to, and the highest QoS wanted. */
export interface Wish {
	filter: string;
	qos: QoS;
}

/** SUBSCRIBE, 3.8. */
export function encodeSubscribe(id: number, wishes: readonly Wish[]): Uint8Array {
	let length = 2;
	for (let i = 0; i < wishes.length; i++) length += fieldLength(wishes[i].filter) + 1;
	const packet = allocate((PacketType.subscribe << 4) | 2, length); // flags [MQTT-3.8.1-1]
	let at = write16(id, packet, packet.length - length);
	for (let i = 0; i < wishes.length; i++) {
		at = writeField(wishes[i].filter, packet, at);
		packet[at++] = wishes[i].qos;
	}
	return packet;
}

/** UNSUBSCRIBE, 3.10. */
export function encodeUnsubscribe(id: number, filters: readonly string[]): Uint8Array {
	let length = 2;
	for (let i = 0; i < filters.length; i++) length += fieldLength(filters[i]);
	const packet = allocate((PacketType.unsubscribe << 4) | 2, length); // flags [MQTT-3.10.1-1]
	let at = write16(id, packet, packet.length - length);
	for (let i = 0; i < filters.length; i++) at = writeField(filters[i], packet, at);
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

/** A packet of `length` bytes after a fixed header that is filled in (2.2.3, remaining length), or its first `held` bytes. */
function allocate(first: number, length: number, held = length): Uint8Array {
	if (length > MAXIMUM_LENGTH) throw new MqttError("mqtt-size", `a packet of ${length} bytes, more than MQTT allows`);
	const header = length < 0x80 ? 2 : length < 0x4000 ? 3 : length < 0x200000 ? 4 : 5;
	const packet = new Uint8Array(header + held);
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
