import { test } from "uvu";
import * as assert from "uvu/assert";
import { BrokerProcess, freePort } from "../../../host-sim/brokers/broker-process";
import { configuration, withoutSection } from "../../../host-sim/brokers/configuration";

test("lines of a documented file are replaced or left out, and must be there", () => {
	const whole = configuration("mosquitto.conf");
	const text = configuration("mosquitto.conf", { "listener 8883": "listener 1 127.0.0.1", "certfile ": undefined });
	assert.match(whole, "listener 8883");
	assert.match(text, "\nlistener 1 127.0.0.1\n");
	assert.not.match(text, "certfile");
	assert.is(text.split("\n").length, whole.split("\n").length - 2, "both of them");
	assert.throws(
		() => configuration("mosquitto.conf", { "listener 99": undefined }),
		/no line that begins with listener 99/,
	);
});

test("a section is left out with all that it holds", () => {
	const text = withoutSection(configuration("nats.conf"), "authorization {");
	assert.not.match(text, "password");
	assert.match(text, "mqtt {");
	assert.is(text.split("{").length, text.split("}").length);
	assert.throws(() => withoutSection(text, "authorization {"), /no section begins/);
});

test("a program that ends at once, or is not there, is an error with its name", async () => {
	const port = await freePort();
	const options = { args: [], host: "127.0.0.1", port };
	for (const [command, words] of [
		["false", /broker ended with 1/],
		["no-such-program", /ENOENT/],
	] as const) {
		const error = await new BrokerProcess({ ...options, name: "broker", command }).start().then(
			() => undefined,
			(reason: Error) => reason,
		);
		assert.match(error!.message, words);
	}
});

test.run();
