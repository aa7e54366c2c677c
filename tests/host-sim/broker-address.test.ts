import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseBrokerAddress } from "../../host-sim/broker-address";
import { UsageError } from "../../host-sim/commands/command";

test("short and long forms", () => {
	const local = { host: "localhost", port: 1883, url: "mqtt://localhost:1883" };
	for (const text of ["localhost", "localhost:1883", "mqtt://localhost", "MQTT://localhost:1883/"])
		assert.equal(parseBrokerAddress(text), local, text);
	assert.equal(parseBrokerAddress("mqtt://[::1]:1884"), { host: "::1", port: 1884, url: "mqtt://[::1]:1884" });
});

test("TLS where it can be had", () => {
	assert.equal(parseBrokerAddress("mqtts://x", true), { host: "x", port: 8883, url: "mqtts://x:8883" });
	assert.equal(parseBrokerAddress("x", true), { host: "x", port: 1883, url: "mqtt://x:1883" });
	assert.throws(() => parseBrokerAddress("http://x", true), /only mqtt and mqtts are/);
});

test("what cannot be used is refused with the reason", () => {
	const refusals: [string, string][] = [
		["", "that is not an address"],
		["mqtts://x", "mqtts is not supported, only mqtt is"],
		["mqtt://x:99999", "that is not an address"],
		["mqtt://x:0", "port 0 cannot be reached"],
		["mqtt://me:secret@x", "user and password are not supported here"],
		["mqtt://x/topic", "that is not an address"],
	];
	for (const [text, words] of refusals)
		assert.throws(
			() => parseBrokerAddress(text),
			(error: Error) => error instanceof UsageError && error.message.includes(words),
			text,
		);
});

test.run();
