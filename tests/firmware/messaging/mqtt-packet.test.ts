import { test } from "uvu";
import * as assert from "uvu/assert";
import { MqttError } from "../../../firmware/messaging/mqtt-error";
import {
	encodeAcknowledgement,
	encodeConnect,
	encodeDisconnect,
	encodePingreq,
	encodePublish,
	encodePublishHeader,
	encodeSubscribe,
	encodeUnsubscribe,
	PacketType,
	setPacketId,
} from "../../../firmware/messaging/mqtt-packet";
import { bytesOf } from "../../support/fake-broker";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));
const will = { topic: "w", payload: text("bye"), qos: 1, retain: true } as const;

const packets: [string, Uint8Array, string][] = [
	[
		"CONNECT, clean session",
		encodeConnect({ clientId: "ab", cleanSession: true, keepAlive: 10 }),
		"10 0e 0004 'MQTT' 04 02 000a 0002 'ab'",
	],
	[
		"CONNECT with will, user name and password",
		encodeConnect({ clientId: "d", cleanSession: false, keepAlive: 0xffff, will, user: "u", password: "pp" }),
		"10 1c 0004 'MQTT' 04 ec ffff 0001 'd' 0001 'w' 0003 'bye' 0001 'u' 0002 'pp'",
	],
	[
		"CONNECT with a will of QoS 0 that is not retained",
		encodeConnect({ clientId: "d", cleanSession: true, keepAlive: 0, will: { ...will, qos: 0, retain: false } }),
		"10 15 0004 'MQTT' 04 06 0000 0001 'd' 0001 'w' 0003 'bye'",
	],
	[
		"CONNECT without user name leaves the password out [MQTT-3.1.2-22]",
		encodeConnect({ clientId: "d", cleanSession: true, keepAlive: 0, password: "secret" }),
		"10 0d 0004 'MQTT' 04 02 0000 0001 'd'",
	],
	[
		"PUBLISH, QoS 0",
		encodePublish({ topic: "a/b", payload: text("hi"), qos: 0, retain: false }),
		"30 07 0003 'a/b' 'hi'",
	],
	[
		"PUBLISH, retained, empty",
		encodePublish({ topic: "a", payload: text(""), qos: 0, retain: true }),
		"31 03 0001 'a'",
	],
	[
		"PUBLISH, QoS 1",
		encodePublish({ topic: "é", payload: text("x"), qos: 1, retain: true }),
		"33 07 0002 c3a9 0000 'x'",
	],
	[
		"PUBLISH, QoS 2",
		encodePublish({ topic: "a", payload: text("x"), qos: 2, retain: false }),
		"34 06 0001 'a' 0000 'x'",
	],
	[
		"PUBLISH, the header alone",
		encodePublishHeader({ topic: "a", qos: 1, retain: false }, 200),
		"32 cd01 0001 'a' 0000",
	],
	[
		"PUBLISH, the header with room for three bytes of the payload",
		encodePublishHeader({ topic: "a", qos: 0, retain: false }, 9, 3),
		"30 0c 0001 'a' 000000",
	],
	["PUBACK", encodeAcknowledgement(PacketType.puback, 0x1234), "40 02 1234"],
	["PUBREC", encodeAcknowledgement(PacketType.pubrec, 1), "50 02 0001"],
	["PUBREL", encodeAcknowledgement(PacketType.pubrel, 0xffff), "62 02 ffff"],
	["PUBCOMP", encodeAcknowledgement(PacketType.pubcomp, 2), "70 02 0002"],
	["SUBSCRIBE", encodeSubscribe(10, [{ filter: "a/+", qos: 1 }]), "82 08 000a 0003 'a/+' 01"],
	[
		"SUBSCRIBE to two",
		encodeSubscribe(1, [
			{ filter: "a", qos: 2 },
			{ filter: "#", qos: 0 },
		]),
		"82 0a 0001 0001 'a' 02 0001 '#' 00",
	],
	["UNSUBSCRIBE", encodeUnsubscribe(10, ["a/b"]), "a2 07 000a 0003 'a/b'"],
	["UNSUBSCRIBE from two", encodeUnsubscribe(1, ["a", "b"]), "a2 08 0001 0001 'a' 0001 'b'"],
	["PINGREQ", encodePingreq(), "c0 00"],
	["DISCONNECT", encodeDisconnect(), "e0 00"],
];

for (const [what, packet, expected] of packets) test(what, () => assert.is(hex(packet), hex(bytesOf(expected))));

test("remaining lengths take one to four bytes (table 2.4)", () => {
	const lengths: [number, string][] = [
		[127, "7f"],
		[128, "8001"],
		[16383, "ff7f"],
		[16384, "808001"],
		[2097151, "ffff7f"],
		[2097152, "80808001"],
	];
	for (const [length, bytes] of lengths) {
		const packet = encodePublish({ topic: "t", payload: new Uint8Array(length - 3), qos: 0, retain: false });
		assert.is(hex(packet.subarray(1, 1 + bytes.length / 2)), bytes);
		assert.is(packet.length, 1 + bytes.length / 2 + length);
	}
});

test("a packet identifier and DUP are set in place, whatever the length of the header", () => {
	for (const size of [0, 200, 20000]) {
		const packet = encodePublish({ topic: "abc", payload: new Uint8Array(size).fill(7), qos: 1, retain: true });
		const header = packet.length - size - 7;
		setPacketId(packet, 0xfffe, true);
		assert.is(packet[0], 0x3b);
		assert.is(hex(packet.subarray(header, header + 7)), "0003616263fffe");
		setPacketId(packet, 1, false);
		assert.is(packet[0], 0x33);
		assert.is(hex(packet.subarray(header + 5)), `0001${"07".repeat(size)}`);
	}
});

test("text that no field can hold is refused", () => {
	const options = { clientId: "d", cleanSession: true, keepAlive: 0 };
	const isSize = (error: unknown) => error instanceof MqttError && error.code === "mqtt-size";
	assert.throws(() => encodeConnect({ ...options, clientId: "\ud800" }), isSize);
	assert.throws(() => encodeConnect({ ...options, user: "x".repeat(65536) }), isSize);
	const bigWill = { ...will, payload: new Uint8Array(65536) };
	assert.throws(() => encodeConnect({ ...options, will: bigWill }), isSize);
	assert.throws(() => encodePublishHeader({ topic: "a", qos: 0, retain: false }, 268_435_455), isSize);
});

test("a session that is kept needs a name [MQTT-3.1.3-7]", () => {
	assert.throws(
		() => encodeConnect({ clientId: "", cleanSession: false, keepAlive: 0 }),
		(error: unknown) => error instanceof MqttError && error.code === "mqtt-option",
	);
});

test.run();
