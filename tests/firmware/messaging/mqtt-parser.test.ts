import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { MqttError } from "../../../firmware/messaging/mqtt-error";
import { encodePublish, setPacketId } from "../../../firmware/messaging/mqtt-packet";
import { PacketParser } from "../../../firmware/messaging/mqtt-parser";
import { bytesOf } from "../../support/fake-broker";
import { mutate, pick, randomBytes } from "../../support/random-value";
import { rounds } from "../../support/rounds";

/** All packets in `bytes`, in words, fed `chunk` bytes at a time. */
function parse(bytes: Uint8Array, chunk = 65536, limit = 64): string[] {
	const parser = new PacketParser(limit);
	const packets: string[] = [];
	for (let start = 0; start < bytes.length; start += chunk) {
		const part = bytes.subarray(start, start + chunk);
		for (let at = 0; at < part.length; ) {
			at = parser.feed(part, at);
			const packet = parser.packet;
			if (!packet) continue;
			const { type, id, topic, qos, retain, duplicate, payload, missing, sessionPresent, returnCode } = packet;
			const text = Buffer.from(payload).toString("latin1");
			if (type === 2) packets.push(`CONNACK ${sessionPresent} ${returnCode}`);
			else if (type === 3)
				packets.push(
					`PUBLISH q${qos} ${retain ? "r" : "-"}${duplicate ? "d" : "-"} ${id} ${topic} ${text}${missing ? `+${missing}` : ""}`,
				);
			else if (type === 9) packets.push(`SUBACK ${id} ${Buffer.from(payload).toString("hex")}`);
			else packets.push(`${type} ${id}`);
		}
	}
	return packets;
}

const stream = bytesOf(
	"20 02 0100 31 03 0001 'a' 3a 07 0001 'b' 0007 'hi' 40 02 0001 90 05 0002 000180 b0 02 0003 d0 00 30 05 0003 'a/b' 20 02 0005",
);
const packets = [
	"CONNACK true 0",
	"PUBLISH q0 r- 0 a ",
	"PUBLISH q1 -d 7 b hi",
	"4 1",
	"SUBACK 2 000180",
	"11 3",
	"13 0",
	"PUBLISH q0 -- 0 a/b ",
	"CONNACK false 5",
];

test("packets are the same however the stream is cut", () => {
	for (let chunk = 1; chunk <= stream.length; chunk++)
		assert.equal(parse(stream, chunk), packets, `${chunk} bytes at a time`);
});

test("a message with no payload is an ordinary one, and so is what follows it", () => {
	assert.equal(parse(bytesOf("30 03 0001 'a' 31 03 0001 'b' 30 04 0001 'c' '!'")), [
		"PUBLISH q0 -- 0 a ",
		"PUBLISH q0 r- 0 b ",
		"PUBLISH q0 -- 0 c !",
	]);
});

test("what exceeds the limit of a PUBLISH is counted and dropped, and the next packet read", () => {
	const long = encodePublish({ topic: "t", payload: new Uint8Array(300).fill(65), qos: 1, retain: false });
	setPacketId(long, 9, false);
	const bytes = Uint8Array.from([...long, ...bytesOf("d0 00")]);
	for (const chunk of [1, 7, 65536])
		assert.equal(parse(bytes, chunk), [`PUBLISH q1 -- 9 t ${"A".repeat(59)}+241`, "13 0"], `${chunk} at a time`);
	const exact = encodePublish({ topic: "t", payload: new Uint8Array(61).fill(65), qos: 0, retain: false });
	assert.equal(parse(exact), [`PUBLISH q0 -- 0 t ${"A".repeat(61)}`]);
});

const violations: [string, string][] = [
	["10 00", "a CONNECT"],
	["00 00", "packet type 0"],
	["f0 00", "packet type 15"],
	["82 00", "a SUBSCRIBE"],
	["c0 00", "a PINGREQ"],
	["e0 00", "a DISCONNECT"],
	["21 02 0000", "reserved flags in CONNACK [MQTT-2.2.2-2]"],
	["42 02 0001", "reserved flags in PUBACK"],
	["60 02 0001", "PUBREL without its flags [MQTT-3.6.1-1]"],
	["20 03 000000", "a CONNACK of three bytes"],
	["20 02 0200", "reserved flags in CONNACK's acknowledge flags"],
	["20 02 0006", "a reserved return code"],
	["20 02 0101", "session present and refused [MQTT-3.2.2-4]"],
	["36 05 0001 'a' 0001", "QoS 3 [MQTT-3.3.1-4]"],
	["38 03 0001 'a'", "DUP with QoS 0 [MQTT-3.3.1-2]"],
	["30 ffffffff 01", "a remaining length of five bytes"],
	["30 00", "a PUBLISH with no topic length"],
	["30 01 00", "a PUBLISH with half a topic length"],
	["30 02 0000", "an empty topic [MQTT-4.7.3-1]"],
	["30 03 0002 'a'", "a topic longer than its packet"],
	["32 04 0001 'a' 00", "a PUBLISH cut in its identifier"],
	["32 05 0001 'a' 0000", "identifier 0 in PUBLISH [MQTT-2.3.1-1]"],
	["40 02 0000", "identifier 0 in PUBACK"],
	["30 03 0001 00", "a null character [MQTT-1.5.3-2]"],
	["30 03 0001 ff", "a topic that is not UTF-8 [MQTT-1.5.3-1]"],
	["30 05 0003 eda080", "a surrogate in a topic [MQTT-1.5.3-1]"],
	["30 05 0003 'a/+'", "a wildcard in a topic name [MQTT-3.3.2-2]"],
	["30 05 0003 'a/#'", "a wildcard in a topic name [MQTT-3.3.2-2]"],
	[`30 50 0045 '${"t".repeat(78)}'`, "a topic longer than the limit"],
	["90 02 0001", "a SUBACK with no code"],
	["90 03 0001 03", "a SUBACK with a reserved code [MQTT-3.9.3-2]"],
	["d0 01 00", "a PINGRESP with a body"],
];

for (const [bytes, what] of violations)
	test(`refuses ${what}`, () => {
		for (const chunk of [1, 65536])
			assert.throws(
				() => parse(bytesOf(bytes), chunk),
				(error: unknown) => error instanceof MqttError && error.code === "mqtt-protocol",
			);
	});

test("100,000 random and mutated streams: packets or a typed error, the same however the stream is cut", () => {
	// Almost every input ends in an error; nobody reads their stacks, and taking them is most of the time.
	Error.stackTraceLimit = 0;
	const random = new Random(31);
	let parsed = 0;
	let refused = 0;
	for (let i = 0; i < rounds(100_000); i++) {
		const input = i % 4 === 0 ? randomBytes(random, pick(random, 64)) : mutate(random, stream);
		const [whole, cut] = [65536, 1 + pick(random, 9)].map(chunk => {
			try {
				const found = parse(input, chunk);
				parsed += found.length;
				return found.join("\n");
			} catch (error) {
				if (!(error instanceof MqttError)) throw error;
				refused++;
				return error.message;
			}
		});
		if (whole !== cut) assert.unreachable(`${Buffer.from(input).toString("hex")}: ${whole}, in pieces ${cut}`);
	}
	assert.ok(parsed > rounds(100_000), `${parsed} packets`);
	assert.ok(refused > rounds(50_000), `${refused} refused`);
});

test.run();
