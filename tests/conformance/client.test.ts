// Our MQTT client at byte level, and the same conversations held with MQTT.js.
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { clientCases } from "./client-cases";
import { compare, DOCUMENT, withComparison } from "./comparison";
import { runOurClient } from "./our-client";
import { runOurSession } from "./our-session";

for (const one of clientCases) test(one.name, () => (one.session ? runOurSession(one) : runOurClient(one)));

test("the table has each case once, and at least as many as Mosquitto's client library has scripts", () => {
	assert.is(new Set(clientCases.map(({ name }) => name)).size, clientCases.length);
	assert.ok(clientCases.length >= 57, `${clientCases.length} cases`);
});

test("the table is one that another client can hold to as well, and docs/conformance.md says how far", async () => {
	const comparison = await compare();
	const { version, rows } = comparison;
	const same = rows.reduce((sum, row) => sum + row.same, 0);
	const applicable = rows.reduce((sum, row) => sum + row.applicable, 0);
	process.stdout.write(
		`measured: ${clientCases.length} cases for our client; MQTT.js ${version}: ${same} of ${applicable} the same\n`,
	);
	assert.ok(same > applicable / 2, "a table that MQTT.js fails is a wrong one");
	const text = readFileSync(DOCUMENT, "utf8");
	assert.is(text, withComparison(text, comparison), "run node --import tsx tests/conformance/write-comparison.ts");
});

test.run();
