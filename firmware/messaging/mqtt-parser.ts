import { MqttError } from "./mqtt-error";
import { PacketType } from "./mqtt-packet";
import { readUtf8 } from "./utf8";

/** A control packet as a broker sends it. One object, reused: it is valid until the next `feed`. */
export interface IncomingPacket {
	/** See PacketType. */
	type: number;
	/** CONNACK: the broker kept our session. */
	sessionPresent: boolean;
	/** CONNACK: 0 is accepted. */
	returnCode: number;
	/** Packet identifier; 0 where there is none. */
	id: number;
	/** PUBLISH. */
	topic: string;
	qos: number;
	retain: boolean;
	duplicate: boolean;
	/** PUBLISH: the payload; SUBACK: the granted QoS of each filter, 0x80 for refused. A view. */
	payload: Uint8Array;
	/** PUBLISH: bytes of the payload that were dropped because the packet exceeds the limit. */
	missing: number;
}

/** Where the parser stands in a packet. */
const Stage = { type: 0, length: 1, body: 2 } as const;

/** Packets other than PUBLISH and SUBACK are this long after the fixed header; -1: a client never gets one. */
const LENGTHS: readonly number[] = [-1, -1, 2, -2, 2, 2, 2, 2, -1, -2, -1, 2, -1, 0, -1, -1];

/** Bytes of a packet that there is room for from the start: acknowledgements, short messages. */
const FIRST_ROOM = 128;

/**
 * Cuts a byte stream into control packets and checks them against MQTT 3.1.1. At most `limit` bytes of a packet are held;
 * the rest of a longer PUBLISH is counted and dropped, so that one oversized message does not end the connection (and,
 * when retained, every later one).
 */
export class PacketParser {
	readonly #limit: number;
	#body: Uint8Array;
	readonly #packet: IncomingPacket;
	#stage: number = Stage.type;
	#first = 0;
	/** Remaining length, and what of it was received. */
	#length = 0;
	#shift = 0;
	#received = 0;
	#isComplete = false;

	constructor(limit: number) {
		this.#limit = limit;
		this.#body = new Uint8Array(Math.min(FIRST_ROOM, limit));
		this.#packet = {
			type: 0,
			sessionPresent: false,
			returnCode: 0,
			id: 0,
			topic: "",
			qos: 0,
			retain: false,
			duplicate: false,
			payload: this.#body.subarray(0, 0),
			missing: 0,
		};
	}

	/** The packet that the last `feed` completed, if it did. */
	get packet(): IncomingPacket | undefined {
		return this.#isComplete ? this.#packet : undefined;
	}

	/**
	 * Takes bytes from `at` on until they end or a packet is whole (see `packet`); returns where it stopped.
	 * Throws MqttError (`mqtt-protocol`) for what the standard does not allow: the connection must then be closed.
	 */
	feed(bytes: Uint8Array, at: number): number {
		this.#isComplete = false;
		while (at < bytes.length && !this.#isComplete) {
			if (this.#stage === Stage.type) this.#takeType(bytes[at++]);
			else if (this.#stage === Stage.length) this.#takeLength(bytes[at++]);
			else at = this.#takeBody(bytes, at);
		}
		return at;
	}

	#takeType(byte: number): void {
		const type = byte >> 4;
		if (LENGTHS[type] === -1) throw protocolError(`packet type ${type} is never sent to a client`);
		if (type === PacketType.publish) {
			const qos = (byte >> 1) & 3;
			if (qos === 3) throw protocolError("a PUBLISH with both QoS bits set [MQTT-3.3.1-4]");
			if (qos === 0 && byte & 8) throw protocolError("a PUBLISH with QoS 0 and DUP [MQTT-3.3.1-2]");
		} else if ((byte & 15) !== (type === PacketType.pubrel ? 2 : 0))
			throw protocolError(`reserved flags 0x${(byte & 15).toString(16)} in packet type ${type} [MQTT-2.2.2-2]`);
		this.#first = byte;
		this.#length = this.#shift = this.#received = 0;
		this.#stage = Stage.length;
	}

	#takeLength(byte: number): void {
		this.#length |= (byte & 0x7f) << this.#shift;
		this.#shift += 7;
		if (byte & 0x80) {
			if (this.#shift === 28) throw protocolError("remaining length of more than four bytes (2.2.3)");
			return;
		}
		const expected = LENGTHS[this.#first >> 4];
		if (expected >= 0 && this.#length !== expected)
			throw protocolError(`packet type ${this.#first >> 4} of ${this.#length} bytes, ${expected} are right`);
		const held = Math.min(this.#length, this.#limit);
		if (held > this.#body.length) this.#body = new Uint8Array(held);
		this.#stage = Stage.body;
		if (this.#length === 0) this.#finish();
	}

	#takeBody(bytes: Uint8Array, at: number): number {
		const count = Math.min(bytes.length - at, this.#length - this.#received);
		const room = this.#body.length - this.#received;
		if (room > 0) this.#body.set(bytes.subarray(at, at + Math.min(count, room)), this.#received);
		this.#received += count;
		if (this.#received === this.#length) this.#finish();
		return at + count;
	}

	#finish(): void {
		const packet = this.#packet;
		const body = this.#body;
		packet.type = this.#first >> 4;
		packet.id = 0;
		switch (packet.type) {
			case PacketType.connack:
				this.#finishConnack();
				break;
			case PacketType.publish:
				this.#finishPublish();
				break;
			case PacketType.suback:
				this.#finishSuback();
				break;
			case PacketType.pingresp:
				break;
			default:
				packet.id = readId(body, 0);
		}
		this.#stage = Stage.type;
		this.#isComplete = true;
	}

	#finishConnack(): void {
		const [flags, returnCode] = this.#body;
		if (flags > 1) throw protocolError("CONNACK with reserved flags (3.2.2.1)");
		if (returnCode > 5) throw protocolError(`CONNACK with reserved return code ${returnCode} (3.2.2.3)`);
		if (flags && returnCode) throw protocolError("CONNACK that refuses and keeps a session [MQTT-3.2.2-4]");
		this.#packet.sessionPresent = flags === 1;
		this.#packet.returnCode = returnCode;
	}

	#finishPublish(): void {
		const packet = this.#packet;
		const body = this.#body;
		const held = Math.min(this.#length, body.length);
		packet.qos = (this.#first >> 1) & 3;
		packet.retain = (this.#first & 1) === 1;
		packet.duplicate = (this.#first & 8) !== 0;
		const topicEnd = this.#length < 2 ? 0 : 2 + ((body[0] << 8) | body[1]);
		const payloadStart = topicEnd + (packet.qos ? 2 : 0);
		if (topicEnd < 2 || payloadStart > this.#length)
			throw protocolError("a PUBLISH that ends within its header (3.3.2)");
		if (payloadStart > held) throw protocolError(`a PUBLISH whose topic is longer than the limit of ${held} bytes`);
		const topic = readUtf8(body, 2, topicEnd);
		if (topic === undefined) throw protocolError("a topic that is not UTF-8 [MQTT-1.5.3-1]");
		if (topic === "") throw protocolError("an empty topic [MQTT-4.7.3-1]");
		for (let i = 2; i < topicEnd; i++) {
			if (body[i] === 0) throw protocolError("a topic with the null character [MQTT-1.5.3-2]");
			if (body[i] === 0x2b || body[i] === 0x23) throw protocolError("a topic name with a wildcard [MQTT-3.3.2-2]");
		}
		packet.topic = topic;
		if (packet.qos) packet.id = readId(body, topicEnd);
		packet.payload = body.subarray(payloadStart, held);
		packet.missing = this.#length - held;
	}

	#finishSuback(): void {
		const body = this.#body;
		if (this.#length < 3 || this.#length > body.length) throw protocolError(`a SUBACK of ${this.#length} bytes (3.9)`);
		this.#packet.id = readId(body, 0);
		this.#packet.payload = body.subarray(2, this.#length);
		for (let i = 2; i < this.#length; i++)
			if (body[i] > 2 && body[i] !== 0x80) throw protocolError(`a SUBACK with code ${body[i]} [MQTT-3.9.3-2]`);
	}
}

function readId(body: Uint8Array, at: number): number {
	const id = (body[at] << 8) | body[at + 1];
	if (id === 0) throw protocolError("packet identifier 0 [MQTT-2.3.1-1]");
	return id;
}

function protocolError(words: string): MqttError {
	return new MqttError("mqtt-protocol", `the broker sent ${words}`);
}
