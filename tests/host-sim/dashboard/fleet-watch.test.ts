import { encode } from "cbor-x";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { FleetWatch } from "../../../host-sim/dashboard/fleet-watch";
import { Hub } from "../../../host-sim/dashboard/hub";
import type { FleetFact } from "../../../host-sim/dashboard/protocol";

/** What a page that opens the fleet is told, after these messages. */
function told(messages: [topic: string, payload: Uint8Array | string][]): FleetFact {
	const hub = new Hub();
	const watch = new FleetWatch(hub, { url: "mqtt://127.0.0.1:1" });
	for (const [topic, payload] of messages) watch.take({ topic, payload: Buffer.from(payload), retained: false });
	return watch.fact(true);
}

const birth = encode(
	new Map<string, unknown>([
		["firmware", "1.2"],
		["model", "letters"],
		["modelHash", 0xfb084256],
		[
			"missing",
			[
				new Map([
					["part", "camera"],
					["reason", "no cable"],
				]),
			],
		],
	]),
);

test("a tile says what a device's messages say", () => {
	const { tiles } = told([
		["cim/1/desk-1/status", "online"],
		["cim/1/desk-1/birth", birth],
		[
			"cim/1/desk-1/metrics",
			encode([
				new Map<number, unknown>([
					[0, "uptime"],
					[2, 17],
				]),
			]),
		],
	]);
	const [{ device, status, firmware, model, modelHash, missing, metrics, messages }] = tiles;
	assert.equal(
		[device, status, firmware, model, modelHash, missing, messages],
		["desk-1", "online", "1.2", "letters", 0xfb084256, "camera: no cable", 3],
	);
	assert.is(metrics?.uptime, 17);
});

test("a device that writes nonsense has a tile that says so, and keeps what was known", () => {
	const { tiles } = told([
		["cim/1/desk-1/birth", birth],
		["cim/1/desk-1/birth", "no CBOR \u001b[2J"],
		["cim/1/desk-2/result", new Uint8Array(200_000)],
		["cim/1/desk-3/status", Uint8Array.of(0xff, 0xfe)],
		["cim/1/desk-4/metrics", encode({ __proto__: 1 })],
	]);
	assert.match(tiles[0].problem ?? "", /^birth cannot be read/);
	assert.match(tiles[1].problem ?? "", /^result cannot be read: the payload has 200000 bytes/);
	assert.match(tiles[2].problem ?? "", /^status cannot be read/);
	assert.match(tiles[3].problem ?? "", /^metrics cannot be read/);
	assert.not.match(JSON.stringify(tiles), /\\u001b/);
});

test("text is cut and made harmless, names that nobody may have are only counted", () => {
	const { tiles, strays } = told([
		["cim/1/desk-1/status", `<script>\u202e${"x".repeat(5000)}`],
		[
			"cim/1/desk-1/birth",
			encode(
				new Map<string, unknown>([
					["firmware", "<b>".repeat(99)],
					["missing", "all"],
					["modelHash", "x"],
				]),
			),
		],
		["cim/1/<img onerror=1>/status", "online"],
		["cim/1/__proto__/birth", birth],
		["cim/1/constructor/status", "online"],
		["elsewhere", "x"],
	]);
	assert.equal(
		tiles.map(({ device }) => device),
		["desk-1", "constructor"],
	);
	assert.ok(tiles[0].status.length < 80 && !tiles[0].status.includes("\u202e"));
	assert.ok((tiles[0].firmware ?? "").length < 120);
	assert.is(strays?.count, 3);
});

test("more devices than can be shown are counted, each once", () => {
	const messages = Array.from({ length: 1500 }, (_, n): [string, string] => [`cim/1/d-${n}/status`, "online"]);
	const { tiles, beyond } = told([...messages, ...messages]);
	assert.equal([tiles.length, beyond], [1000, 500]);
});

test("commands, and the clearing of what was retained, make no tile", () => {
	const { tiles } = told([
		["cim/1/desk-1/cmd/ping", encode({})],
		["cim/1/all/cmd/ping", encode({})],
		["cim/1/desk-1/status", ""],
	]);
	assert.equal(tiles, []);
});

test.run();
