// Our MQTT client at byte level, and the same conversations held with MQTT.js.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { clientCases } from "./client-cases";
import { runMqttJs, STAYED_CONNECTED } from "./mqttjs-client";
import { runOurClient } from "./our-client";
import { runOurSession } from "./our-session";

for (const one of clientCases) test(one.name, () => (one.session ? runOurSession(one) : runOurClient(one)));

test("the table has each case once, and at least as many as Mosquitto's client library has scripts", () => {
	assert.is(new Set(clientCases.map(({ name }) => name)).size, clientCases.length);
	assert.ok(clientCases.length >= 57, `${clientCases.length} cases`);
});

test("the table is one that another client can hold to as well", async () => {
	const { version } = JSON.parse(readFileSync("node_modules/mqtt/package.json", "utf8")) as { version: string };
	const applicable = clientCases.filter(({ oursOnly }) => oursOnly === undefined);
	const differences: string[] = [];
	for (const one of applicable) {
		const difference = await runMqttJs(one);
		if (difference) differences.push(difference);
	}
	const same = applicable.length - differences.length;
	process.stdout.write(
		`measured: ${clientCases.length} cases for our client; MQTT.js ${version}: ${same} of ${applicable.length} the same\n`,
	);
	const lenient = differences.filter(difference => difference.endsWith(STAYED_CONNECTED));
	process.stdout.write(`measured: MQTT.js goes on after ${lenient.length} packets that ours ends the connection for\n`);
	for (const difference of differences)
		if (!lenient.includes(difference)) process.stdout.write(`measured: MQTT.js differs, ${difference}\n`);
	assert.ok(same > applicable.length / 2, "a table that MQTT.js fails is a wrong one");
});

test.run();
