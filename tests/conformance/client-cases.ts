import type { ClientCase } from "./case";
import { longPublish } from "./packets";

const refusals = [1, 2, 3, 4, 5].map(
	(code): ClientCase => ({
		name: `refused with return code ${code}`,
		greet: false,
		steps: [
			{ expect: "10 0d 0004 'MQTT' 04 02 0000 0001 'd'" },
			{ send: `20 02 00 0${code}` },
			{ told: `refused ${code}` },
			{ closed: true },
		],
	}),
);

const connect: ClientCase[] = [
	{
		name: "CONNECT, CONNACK, DISCONNECT",
		greet: false,
		steps: [
			{ expect: "10 0d 0004 'MQTT' 04 02 0000 0001 'd'" },
			{ send: "20 02 0000" },
			{ told: "connected" },
			{ disconnect: true },
			{ expect: "e0 00" },
			{ closed: true },
		],
	},
	{
		name: "a session that is kept",
		options: { clean: false },
		greet: false,
		steps: [{ expect: "10 0d 0004 'MQTT' 04 00 0000 0001 'd'" }, { send: "20 02 0000" }, { told: "connected" }],
	},
	{
		name: "session present is told",
		options: { clean: false },
		greet: false,
		steps: [
			{ expect: "10 0d 0004 'MQTT' 04 00 0000 0001 'd'" },
			{ send: "20 02 0100" },
			{ told: "connected, session present" },
		],
	},
	{
		name: "user name and password",
		options: { user: "uname", password: ";'[08gn=#" },
		greet: false,
		steps: [{ expect: "10 1f 0004 'MQTT' 04 c2 0000 0001 'd' 0005 'uname' 0009 3b275b3038676e3d23" }],
	},
	{
		name: "user name alone",
		options: { user: "uname" },
		greet: false,
		steps: [{ expect: "10 14 0004 'MQTT' 04 82 0000 0001 'd' 0005 'uname'" }],
	},
	{
		name: "a will of QoS 0",
		options: { will: { topic: "w", message: "bye" } },
		greet: false,
		steps: [{ expect: "10 15 0004 'MQTT' 04 06 0000 0001 'd' 0001 'w' 0003 'bye'" }],
	},
	{
		name: "a retained will of QoS 1",
		options: { will: { topic: "w", message: "bye", QoS: 1, retain: true } },
		greet: false,
		steps: [{ expect: "10 15 0004 'MQTT' 04 2e 0000 0001 'd' 0001 'w' 0003 'bye'" }],
	},
	{
		name: "a will of QoS 2 with user name and password",
		options: { will: { topic: "w/t", message: "x", QoS: 2, retain: true }, user: "u", password: "p" },
		greet: false,
		steps: [{ expect: "10 1b 0004 'MQTT' 04 f6 0000 0001 'd' 0003 'w/t' 0001 'x' 0001 'u' 0001 'p'" }],
	},
	{
		name: "a will without payload",
		options: { will: { topic: "w", message: "" } },
		greet: false,
		steps: [{ expect: "10 12 0004 'MQTT' 04 06 0000 0001 'd' 0001 'w' 0000" }],
	},
	{
		name: "no client identifier in a clean session",
		options: { id: "" },
		greet: false,
		steps: [{ expect: "10 0c 0004 'MQTT' 04 02 0000 0000" }],
	},
	{
		name: "the keep-alive time is announced in seconds",
		options: { keepAlive: 300 },
		greet: false,
		steps: [{ expect: "10 0d 0004 'MQTT' 04 02 012c 0001 'd'" }],
	},
	{
		name: "names beyond ASCII",
		options: { id: "é", user: "日" },
		greet: false,
		steps: [{ expect: "10 13 0004 'MQTT' 04 82 0000 0002 c3a9 0003 e697a5" }],
	},
	{
		name: "a client identifier that makes the length two bytes long",
		options: { id: "i".repeat(200) },
		greet: false,
		steps: [{ expect: `10 d401 0004 'MQTT' 04 02 0000 00c8 '${"i".repeat(200)}'` }],
	},
	...refusals,
	{
		name: "CONNACK that comes byte by byte",
		greet: false,
		steps: [
			{ expect: "10 0d 0004 'MQTT' 04 02 0000 0001 'd'" },
			{ send: "20 02 0000", chunk: 1 },
			{ told: "connected" },
		],
	},
	...(
		[
			["CONNACK with a reserved return code", "20 02 0006"],
			["CONNACK with reserved flags", "20 02 0200"],
			["CONNACK that refuses and keeps the session [MQTT-3.2.2-4]", "20 02 0105"],
			["CONNACK of three bytes", "20 03 000000"],
			["a message before CONNACK [MQTT-3.2.0-1]", "30 04 0001 'a' '1'"],
			["PINGRESP before CONNACK [MQTT-3.2.0-1]", "d0 00"],
			["SUBACK before CONNACK [MQTT-3.2.0-1]", "90 03 0001 00"],
		] as const
	).map(
		([name, send]): ClientCase => ({
			name: `${name} ends the connection`,
			greet: false,
			steps: [{ expect: "10 0d 0004 'MQTT' 04 02 0000 0001 'd'" }, { send }, { closed: true }],
		}),
	),
	{ name: "a second CONNACK ends the connection", steps: [{ send: "20 02 0000" }, { closed: true }] },
	{
		name: "a broker that hangs up before CONNACK",
		greet: false,
		steps: [{ expect: "10 0d 0004 'MQTT' 04 02 0000 0001 'd'" }, { hangUp: true }, { closed: true }],
	},
	{ name: "a broker that hangs up", steps: [{ hangUp: true }, { closed: true }] },
	{
		name: "DISCONNECT comes after what was published before it",
		steps: [
			{ publish: "a", payload: "last" },
			{ disconnect: true },
			{ expect: "30 07 0001 'a' 'last'" },
			{ expect: "e0 00" },
			{ closed: true },
		],
	},
];

const subscribing: ClientCase[] = [
	...([0, 1, 2] as const).map(
		(QoS): ClientCase => ({
			name: `subscribing at QoS ${QoS}`,
			steps: [
				{ subscribe: { "q/t": QoS } },
				{ expect: `82 08 0001 0003 'q/t' 0${QoS}` },
				{ send: `90 03 0001 0${QoS}` },
				{ told: `subscribed ${QoS}` },
			],
		}),
	),
	{
		name: "subscribing to several filters in one packet",
		steps: [
			{ subscribe: { "a/+": 0, b: 1, "c/#": 2 } },
			{ expect: "82 12 0001 0003 'a/+' 00 0001 'b' 01 0003 'c/#' 02" },
			{ send: "90 05 0001 00 01 02" },
			{ told: "subscribed 0 1 2" },
		],
	},
	{
		name: "a subscription granted at a lower QoS",
		steps: [
			{ subscribe: { a: 2 } },
			{ expect: "82 06 0001 0001 'a' 02" },
			{ send: "90 03 0001 00" },
			{ told: "subscribed 0" },
		],
	},
	{
		name: "a subscription that is refused",
		steps: [
			{ subscribe: { a: 1 } },
			{ expect: "82 06 0001 0001 'a' 01" },
			{ send: "90 03 0001 80" },
			{ told: "subscribed 128" },
		],
	},
	{
		name: "SUBACK for another identifier is passed over",
		steps: [
			{ subscribe: { a: 0 } },
			{ expect: "82 06 0001 0001 'a' 00" },
			{ send: "90 03 0063 00" },
			{ send: "90 03 0001 00" },
			{ told: "subscribed 0" },
		],
	},
	{
		name: "SUBACK with a reserved code ends the connection [MQTT-3.9.3-2]",
		steps: [{ subscribe: { a: 0 } }, { expect: "82 06 0001 0001 'a' 00" }, { send: "90 03 0001 03" }, { closed: true }],
	},
	{
		name: "SUBACK without a code ends the connection",
		steps: [{ subscribe: { a: 0 } }, { expect: "82 06 0001 0001 'a' 00" }, { send: "90 02 0001" }, { closed: true }],
	},
	{
		name: "unsubscribing",
		steps: [
			{ unsubscribe: ["unsubscribe/test"] },
			{ expect: "a2 14 0001 0010 'unsubscribe/test'" },
			{ send: "b0 02 0001" },
			{ told: "unsubscribed" },
		],
	},
	{
		name: "unsubscribing from several filters in one packet",
		steps: [
			{ unsubscribe: ["a", "b/#"] },
			{ expect: "a2 0a 0001 0001 'a' 0003 'b/#'" },
			{ send: "b0 02 0001" },
			{ told: "unsubscribed" },
		],
	},
	{
		name: "UNSUBACK for another identifier is passed over",
		steps: [
			{ unsubscribe: ["a"] },
			{ expect: "a2 05 0001 0001 'a'" },
			{ send: "b0 02 0009" },
			{ send: "b0 02 0001" },
			{ told: "unsubscribed" },
		],
	},
];

const publishing: ClientCase[] = [
	{
		name: "publishing at QoS 0",
		steps: [{ publish: "pub/qos0/test", payload: "message" }, { expect: "30 16 000d 'pub/qos0/test' 'message'" }],
	},
	{ name: "publishing at QoS 0 without payload", steps: [{ publish: "a" }, { expect: "30 03 0001 'a'" }] },
	{
		name: "publishing a retained message",
		steps: [{ publish: "a", payload: "r", retain: true }, { expect: "31 04 0001 'a' 'r'" }],
	},
	{
		name: "clearing a retained message",
		steps: [{ publish: "a", retain: true }, { expect: "31 03 0001 'a'" }],
	},
	{
		name: "publishing to a topic beyond ASCII",
		steps: [{ publish: "é/日", payload: "1" }, { expect: "30 09 0006 c3a92fe697a5 '1'" }],
	},
	{
		name: "publishing to a topic with spaces and an empty level",
		steps: [{ publish: "/a b//", payload: "1" }, { expect: "30 09 0006 '/a b//' '1'" }],
	},
	...([124, 125, 16380, 16381] as const).map(
		(size): ClientCase => ({
			name: `publishing ${size} bytes, where the length's own length changes`,
			steps: [{ publish: "t", payload: "x".repeat(size) }, { expect: longPublish("t", size) }],
		}),
	),
	{
		name: "publishing at QoS 1",
		steps: [
			{ publish: "pub/qos1/test", payload: "message", QoS: 1, as: "m" },
			{ expect: "32 18 000d 'pub/qos1/test' 0001 'message'" },
			{ send: "40 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "publishing at QoS 1 without payload",
		steps: [
			{ publish: "a", QoS: 1, as: "m" },
			{ expect: "32 05 0001 'a' 0001" },
			{ send: "40 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "publishing at QoS 2",
		steps: [
			{ publish: "pub/qos2/test", payload: "message", QoS: 2, as: "m" },
			{ expect: "34 18 000d 'pub/qos2/test' 0001 'message'" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "a retained message of QoS 2",
		steps: [
			{ publish: "a", payload: "r", QoS: 2, retain: true, as: "m" },
			{ expect: "35 06 0001 'a' 0001 'r'" },
			{ send: "50 02 0001 " },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "a PUBACK that nobody waits for is passed over",
		steps: [
			{ publish: "a", payload: "1", QoS: 1, as: "m" },
			{ expect: "32 06 0001 'a' 0001 '1'" },
			{ send: "40 02 0050" },
			{ send: "40 02 0001" },
			{ told: "done m" },
			{ send: "40 02 0001" },
			{ publish: "a", payload: "2" },
			{ expect: "30 04 0001 'a' '2'" },
		],
	},
	{
		name: "a PUBCOMP that nobody waits for is passed over",
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "m" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ send: "70 02 0050" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "a PUBREC that nobody waits for is answered with PUBREL",
		steps: [{ send: "50 02 0007" }, { expect: "62 02 0007" }, { send: "70 02 0007" }, { silence: true }],
	},
	{
		name: "a repeated PUBREC is answered again, and the message is done once",
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "m" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
			{ send: "70 02 0001" },
			{ publish: "b", as: "n" },
			{ expect: "30 03 0001 'b'" },
		],
	},
	{
		name: "PUBACK ends a message of QoS 2 too: so a broker answers that has none (RabbitMQ)",
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "m" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ send: "40 02 0001" },
			{ told: "done m" },
			{ send: "40 02 0001" },
			{ publish: "b", as: "n" },
			{ expect: "30 03 0001 'b'" },
		],
	},
	{
		name: "PUBACK does not end a message of QoS 2 that the broker has to release",
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "m" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ send: "40 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "identifiers count up, and acknowledgements may come in any order",
		steps: [
			{ publish: "a", payload: "1", QoS: 1, as: "one" },
			{ publish: "a", payload: "2", QoS: 1, as: "two" },
			{ publish: "a", payload: "3", QoS: 1, as: "three" },
			{ expect: "32 06 0001 'a' 0001 '1'" },
			{ expect: "32 06 0001 'a' 0002 '2'" },
			{ expect: "32 06 0001 'a' 0003 '3'" },
			{ send: "40 02 0003 40 02 0001 40 02 0002" },
			{ told: "done three" },
			{ told: "done one" },
			{ told: "done two" },
		],
	},
	{
		name: "QoS 1 and 2 side by side",
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "two" },
			{ publish: "a", payload: "2", QoS: 1, as: "one" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ expect: "32 06 0001 'a' 0002 '2'" },
			{ send: "50 02 0001 40 02 0002" },
			{ told: "done one" },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done two" },
		],
	},
	{
		name: "a payload that is written in parts is one packet",
		options: { window: 64 },
		oursOnly: "MQTT.js takes whole payloads only",
		steps: [
			{ publish: "t", payload: "x".repeat(300), parts: [40, 50, 50, 50, 50, 50, 10] },
			{ expect: longPublish("t", 300) },
		],
	},
	{
		name: "an acknowledgement does not get into a payload that is written in parts",
		options: { window: 64 },
		oursOnly: "MQTT.js takes whole payloads only",
		steps: [
			{ publish: "t", payload: "x".repeat(30), parts: [10] },
			{ send: "32 05 0001 'a' 0009" },
			{ told: "message a '' q1" },
			{ silence: true },
			{ publish: "t", payload: "x".repeat(20), parts: [20] },
			{ expect: longPublish("t", 30) },
			{ expect: "40 02 0009" },
		],
	},
	{
		name: "packets are whole when the socket takes one byte at a time",
		options: { window: 1 },
		oursOnly: "the window of a socket is not in its hands",
		steps: [
			{ subscribe: { "a/b": 1 } },
			{ expect: "82 08 0001 0003 'a/b' 01" },
			{ send: "32 05 0001 'a' 0005" },
			{ told: "message a '' q1" },
			{ expect: "40 02 0005" },
		],
	},
	...(
		[
			["PUBACK of three bytes", "40 03 000100"],
			["PUBACK with identifier 0 [MQTT-2.3.1-1]", "40 02 0000"],
			["PUBACK with flags [MQTT-2.2.2-2]", "41 02 0001"],
			["PUBREC with flags [MQTT-2.2.2-2]", "52 02 0001"],
			["PUBCOMP with flags [MQTT-2.2.2-2]", "71 02 0001"],
			["UNSUBACK of one byte", "b0 01 01"],
		] as const
	).map(([name, send]): ClientCase => ({ name: `${name} ends the connection`, steps: [{ send }, { closed: true }] })),
];

const receiving: ClientCase[] = [
	{
		name: "a message of QoS 0",
		steps: [{ send: "30 06 0003 'a/b' '1'" }, { told: "message a/b '1' q0" }, { silence: true }],
	},
	{
		name: "messages without payload do not stop the ones after them",
		steps: [
			{ send: "30 03 0001 'a' 31 03 0001 'b' 30 04 0001 'c' '1'" },
			{ told: "message a '' q0" },
			{ told: "message b '' q0 retain" },
			{ told: "message c '1' q0" },
		],
	},
	{ name: "a retained message", steps: [{ send: "31 04 0001 'a' '1'" }, { told: "message a '1' q0 retain" }] },
	{
		name: "a message of QoS 1 is acknowledged",
		steps: [
			{ send: "32 18 000d 'pub/qos1/test' 007b 'message'" },
			{ told: "message pub/qos1/test 'message' q1" },
			{ expect: "40 02 007b" },
		],
	},
	{
		name: "a message of QoS 1 without payload is acknowledged",
		steps: [{ send: "32 05 0001 'a' ffff" }, { told: "message a '' q1" }, { expect: "40 02 ffff" }],
	},
	{
		name: "a message of QoS 1 that comes again is told and acknowledged again",
		steps: [
			{ send: "32 06 0001 'a' 0001 '1'" },
			{ told: "message a '1' q1" },
			{ expect: "40 02 0001" },
			{ send: "3a 06 0001 'a' 0001 '1'" },
			{ told: "message a '1' q1 dup" },
			{ expect: "40 02 0001" },
		],
	},
	{
		name: "a message of QoS 2",
		steps: [
			{ send: "34 18 000d 'pub/qos2/test' 000d 'message'" },
			{ told: "message pub/qos2/test 'message' q2" },
			{ expect: "50 02 000d" },
			{ send: "62 02 000d" },
			{ expect: "70 02 000d" },
		],
	},
	{
		name: "a message of QoS 2 that comes again before its release is told once",
		steps: [
			{ send: "34 06 0001 'a' 0001 '1'" },
			{ told: "message a '1' q2" },
			{ expect: "50 02 0001" },
			{ send: "3c 06 0001 'a' 0001 '1'" },
			{ expect: "50 02 0001" },
			{ send: "62 02 0001" },
			{ expect: "70 02 0001" },
			{ send: "30 04 0001 'b' '2'" },
			{ told: "message b '2' q0" },
		],
	},
	{
		name: "an identifier may be used again after its release",
		steps: [
			{ send: "34 06 0001 'a' 0001 '1'" },
			{ told: "message a '1' q2" },
			{ expect: "50 02 0001" },
			{ send: "62 02 0001" },
			{ expect: "70 02 0001" },
			{ send: "34 06 0001 'a' 0001 '2'" },
			{ told: "message a '2' q2" },
			{ expect: "50 02 0001" },
		],
	},
	{
		name: "a repeated PUBREL is answered again",
		steps: [
			{ send: "34 05 0001 'a' 0001" },
			{ told: "message a '' q2" },
			{ expect: "50 02 0001" },
			{ send: "62 02 0001" },
			{ expect: "70 02 0001" },
			{ send: "62 02 0001" },
			{ expect: "70 02 0001" },
		],
	},
	{
		name: "a PUBREL for nothing is answered with PUBCOMP",
		steps: [{ send: "62 02 0009" }, { expect: "70 02 0009" }],
	},
	{
		name: "two messages of QoS 2 that overlap",
		steps: [
			{ send: "34 06 0001 'a' 0001 '1' 34 06 0001 'a' 0002 '2'" },
			{ told: "message a '1' q2" },
			{ told: "message a '2' q2" },
			{ expect: "50 02 0001" },
			{ expect: "50 02 0002" },
			{ send: "62 02 0002 62 02 0001" },
			{ expect: "70 02 0002" },
			{ expect: "70 02 0001" },
		],
	},
	{
		name: "identifiers of the two directions are apart [MQTT-2.3.1]",
		steps: [
			{ publish: "a", payload: "1", QoS: 1, as: "m" },
			{ expect: "32 06 0001 'a' 0001 '1'" },
			{ send: "34 06 0001 'b' 0001 '2'" },
			{ told: "message b '2' q2" },
			{ expect: "50 02 0001" },
			{ send: "40 02 0001" },
			{ told: "done m" },
			{ send: "62 02 0001" },
			{ expect: "70 02 0001" },
		],
	},
	{
		name: "packets that come byte by byte",
		steps: [
			{ send: "32 07 0001 'a' 0005 'hi' 30 03 0001 'b'", chunk: 1 },
			{ told: "message a 'hi' q1" },
			{ told: "message b '' q0" },
			{ expect: "40 02 0005" },
		],
	},
	{
		name: "packets that come all at once",
		steps: [
			{ send: "30 04 0001 'a' '1' d0 00 32 05 0001 'b' 0003 30 04 0001 'a' '2'" },
			{ told: "message a '1' q0" },
			{ told: "message b '' q1" },
			{ told: "message a '2' q0" },
			{ expect: "40 02 0003" },
		],
	},
	{
		name: "a message of 20000 bytes",
		options: { packetLimit: 32768 },
		steps: [{ send: longPublish("t", 20000), chunk: 1400 }, { told: `message t '${"x".repeat(20000)}' q0` }],
	},
	{
		name: "a message to a topic beyond ASCII",
		steps: [{ send: "30 07 0005 c3a92f 'zz'" }, { told: "message é/zz '' q0" }],
	},
	{
		name: "a message with bytes that are not text",
		steps: [{ send: "30 07 0001 'a' 00ff80fe" }, { told: "message a '\0\xff\x80\xfe' q0" }],
	},
	{
		name: "a message above the limit is acknowledged and dropped, and the next one comes through",
		options: { packetLimit: 16 },
		oursOnly: "MQTT.js has no limit",
		steps: [
			{ send: `32 45 0001 'a' 0003 '${"x".repeat(64)}'` },
			{ told: "oversized a" },
			{ expect: "40 02 0003" },
			{ send: "30 04 0001 'b' '1'" },
			{ told: "message b '1' q0" },
		],
	},
	...(
		[
			["a topic with a wildcard [MQTT-3.3.2-2]", "30 05 0003 'a/#'"],
			["an empty topic [MQTT-4.7.3-1]", "30 03 0000 '1'"],
			["a topic with the null character [MQTT-1.5.3-2]", "30 05 0003 61 00 62"],
			["a topic that is not UTF-8 [MQTT-1.5.3-1]", "30 04 0002 c328"],
			["a topic with a surrogate [MQTT-1.5.3-1]", "30 05 0003 eda080"],
			["a topic longer than its packet", "30 03 0009 'a'"],
			["a packet too short for a topic", "30 01 00"],
			["QoS 3 [MQTT-3.3.1-4]", "36 05 0001 'a' 0001"],
			["DUP at QoS 0 [MQTT-3.3.1-2]", "38 03 0001 'a'"],
			["identifier 0 [MQTT-2.3.1-1]", "32 05 0001 'a' 0000"],
			["no room for an identifier", "32 03 0001 'a'"],
			["a length of five bytes", "30 ffffffff01"],
			["PUBREL without its flags [MQTT-3.6.1-1]", "60 02 0001"],
			["PUBREL with identifier 0 [MQTT-2.3.1-1]", "62 02 0000"],
			["PINGRESP with flags [MQTT-2.2.2-2]", "d1 00"],
			["PINGRESP with a body", "d0 01 00"],
			["CONNECT", "10 0d 0004 'MQTT' 04 02 0000 0001 'd'"],
			["SUBSCRIBE", "82 06 0001 0001 'a' 00"],
			["UNSUBSCRIBE", "a2 05 0001 0001 'a'"],
			["PINGREQ", "c0 00"],
			["DISCONNECT", "e0 00"],
			["packet type 0", "00 00"],
			["packet type 15", "f0 00"],
		] as const
	).map(
		([name, send]): ClientCase => ({
			name: `${name} from the broker ends the connection`,
			steps: [{ send }, { closed: true }],
		}),
	),
];

const IN_TIME = "MQTT.js keeps its own time";

const waiting: ClientCase[] = [
	{
		name: "PINGREQ when nothing was sent for a while, and again",
		options: { keepAlive: 4 },
		oursOnly: IN_TIME,
		steps: [
			{ advance: 2500 },
			{ silence: true },
			{ advance: 1500 },
			{ expect: "c0 00" },
			{ send: "d0 00" },
			{ advance: 4000 },
			{ expect: "c0 00" },
		],
	},
	{
		name: "no PINGRESP ends the connection",
		options: { keepAlive: 4 },
		oursOnly: IN_TIME,
		steps: [
			{ advance: 4000 },
			{ expect: "c0 00" },
			{ advance: 31_000 },
			{ told: "failed mqtt-timeout" },
			{ closed: true },
		],
	},
	{
		name: "a PINGRESP that nobody waits for is passed over",
		steps: [{ send: "d0 00 30 03 0001 'a'" }, { told: "message a '' q0" }],
	},
	{
		name: "no PINGREQ without a keep-alive time",
		oursOnly: IN_TIME,
		steps: [{ advance: 1_000_000 }, { silence: true }],
	},
	{
		name: "no CONNACK ends the connection",
		greet: false,
		oursOnly: IN_TIME,
		steps: [
			{ expect: "10 0d 0004 'MQTT' 04 02 0000 0001 'd'" },
			{ advance: 31_000 },
			{ told: "failed mqtt-timeout" },
			{ closed: true },
		],
	},
	...(
		[
			["PUBACK", { publish: "a", QoS: 1 }, "32 05 0001 'a' 0001"],
			["PUBREC", { publish: "a", QoS: 2 }, "34 05 0001 'a' 0001"],
			["SUBACK", { subscribe: { a: 0 } }, "82 06 0001 0001 'a' 00"],
			["UNSUBACK", { unsubscribe: ["a"] }, "a2 05 0001 0001 'a'"],
		] as const
	).map(
		([name, step, expect]): ClientCase => ({
			name: `no ${name} ends the connection`,
			oursOnly: IN_TIME,
			steps: [
				step as ClientCase["steps"][number],
				{ expect },
				{ advance: 31_000 },
				{ told: "failed mqtt-timeout" },
				{ closed: true },
			],
		}),
	),
	{
		name: "no PUBCOMP ends the connection",
		oursOnly: IN_TIME,
		steps: [
			{ publish: "a", QoS: 2 },
			{ expect: "34 05 0001 'a' 0001" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ advance: 31_000 },
			{ told: "failed mqtt-timeout" },
			{ closed: true },
		],
	},
];

const coming_back: ClientCase[] = [
	{
		name: "an unacknowledged message of QoS 1 comes again with DUP and the same identifier",
		session: true,
		steps: [
			{ publish: "pub/qos1/test", payload: "message", QoS: 1, as: "m" },
			{ expect: "32 18 000d 'pub/qos1/test' 0001 'message'" },
			{ hangUp: true },
			{ again: true },
			{ expect: "3a 18 000d 'pub/qos1/test' 0001 'message'" },
			{ send: "40 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "a message of QoS 2 that the broker has not received comes again with DUP",
		session: true,
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "m" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ hangUp: true },
			{ again: true },
			{ expect: "3c 06 0001 'a' 0001 '1'" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "of a message of QoS 2 that the broker has received only PUBREL comes again [MQTT-4.4.0-1]",
		session: true,
		steps: [
			{ publish: "a", payload: "1", QoS: 2, as: "m" },
			{ expect: "34 06 0001 'a' 0001 '1'" },
			{ send: "50 02 0001" },
			{ expect: "62 02 0001" },
			{ hangUp: true },
			{ again: true },
			{ expect: "62 02 0001" },
			{ send: "70 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "messages come again in the order in which they were sent [MQTT-4.6.0-1]",
		session: true,
		steps: [
			{ publish: "a", payload: "1", QoS: 1, as: "one" },
			{ publish: "a", payload: "2", QoS: 1, as: "two" },
			{ publish: "a", payload: "3", QoS: 1, as: "three" },
			{ expect: "32 06 0001 'a' 0001 '1'" },
			{ expect: "32 06 0001 'a' 0002 '2'" },
			{ expect: "32 06 0001 'a' 0003 '3'" },
			{ send: "40 02 0002" },
			{ told: "done two" },
			{ hangUp: true },
			{ again: true },
			{ expect: "3a 06 0001 'a' 0001 '1'" },
			{ expect: "3a 06 0001 'a' 0003 '3'" },
			{ send: "40 02 0001 40 02 0003" },
			{ told: "done one" },
			{ told: "done three" },
		],
	},
	{
		name: "what was published while there was no connection is sent on the next one",
		session: true,
		steps: [
			{ hangUp: true },
			{ publish: "a", payload: "1", QoS: 1, as: "m" },
			{ again: true },
			{ expect: "32 06 0001 'a' 0001 '1'" },
			{ send: "40 02 0001" },
			{ told: "done m" },
		],
	},
	{
		name: "it subscribes again",
		session: true,
		oursOnly: "any free identifier is right",
		steps: [
			{ subscribe: { "a/+": 1 } },
			{ expect: "82 08 0001 0003 'a/+' 01" },
			{ send: "90 03 0001 01" },
			{ told: "subscribed 1" },
			{ hangUp: true },
			{ again: true },
			{ expect: "82 08 0002 0003 'a/+' 01" },
		],
	},
	{
		name: "a connection lost in the middle of a packet: the next one begins afresh",
		session: true,
		steps: [
			{ send: "30 09 0001 'a' '12'" },
			{ hangUp: true },
			{ again: true },
			{ send: "30 04 0001 'b' '1'" },
			{ told: "message b '1' q0" },
		],
	},
	{
		name: "a message of QoS 2 told before the loss is not told again while the session is kept",
		session: true,
		options: { clean: false },
		steps: [
			{ send: "34 06 0001 'a' 0001 '1'" },
			{ told: "message a '1' q2" },
			{ expect: "50 02 0001" },
			{ hangUp: true },
			{ again: true },
			{ send: "3c 06 0001 'a' 0001 '1'" },
			{ expect: "50 02 0001" },
			{ send: "62 02 0001" },
			{ expect: "70 02 0001" },
			{ send: "30 04 0001 'b' '2'" },
			{ told: "message b '2' q0" },
		],
	},
];

/** Everything a broker may do to a client, by what it is about. */
export const sections: readonly [name: string, cases: readonly ClientCase[]][] = [
	["connecting", connect],
	["subscribing", subscribing],
	["publishing", publishing],
	["receiving", receiving],
	["waiting", waiting],
	["coming back", coming_back],
];

export const clientCases: readonly ClientCase[] = sections.flatMap(([, cases]) => cases);
