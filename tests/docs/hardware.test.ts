// docs/hardware.md says what manifests/boards and the sources say.
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { SHEET_SIDE } from "../../firmware/sensing/sheet-layout";
import { sheetPicture } from "../../host-sim/hardware/sheet-picture";
import { wiresOf } from "../../host-sim/hardware/wiring";
import { DOCUMENT, makeWiring } from "../../host-sim/hardware/write-wiring";
import { readBoards } from "../../host-sim/machine/boards";
import { localMachine } from "../../host-sim/machine/local-machine";
import { printSheet } from "../../host-sim/scene/sheet";

const text = readFileSync(DOCUMENT, "utf8");

/** Codes in the table under "### Codes". */
function documentedCodes(): string[] {
	const table = text.slice(text.indexOf("\n### Codes\n"));
	return [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
		[...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code),
	);
}

/** Every code in firmware/ that can reach a user: in the unions of codes, and in the first argument of an error (which three classes fix themselves). */
function codesInSources(): Set<string> {
	const codes = new Set<string>();
	for (const name of readdirSync("firmware", { recursive: true, encoding: "utf8" })) {
		// the emulated chip answers with an error code of the protocol, as a chip does: its own words stay inside
		if (!name.endsWith(".ts") || name.startsWith("emulator")) continue;
		const source = readFileSync(`firmware/${name}`, "utf8");
		const unions = source.match(/(type \w+ErrorCode =[^;]+|\bcode: ("[a-z-]+"( \| )?)+)/g) ?? [];
		for (const union of unions) for (const [, code] of union.matchAll(/"([a-z0-9-]+)"/g)) codes.add(code);
		for (const [, code] of source.matchAll(
			/(?:new (?!Message|Config|Topic)\w+Error|\bsuper)\(\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"/g,
		))
			codes.add(code);
	}
	return codes;
}

test("tables and pictures of the wiring are those that the pins of manifests/boards give", () => {
	const { document, pictures } = makeWiring(text);
	const advice = "run node --import tsx host-sim/hardware/write-wiring.ts";
	assert.ok(document === text, advice);
	for (const [path, svg] of Object.entries(pictures))
		assert.ok(readFileSync(path, "utf8") === svg, `${path}: ${advice}`);
});

test("each table has the six pins of its board, in the words of the protocol", () => {
	for (const board of readBoards(localMachine())) {
		const at = text.indexOf(`\`${board.name}\`\n`);
		const section = text.slice(at, text.indexOf("\n###", at));
		const { clock, out, in: input, select, interrupt, reset } = board.accelerator;
		const pins: Record<string, number> = { SCK: clock, MOSI: out, MISO: input, CS: select, INT: interrupt, RST: reset };
		for (const [chip, gpio] of Object.entries(pins))
			assert.match(section, new RegExp(`^\\| ${chip} \\| \\S+ \\| GPIO ${gpio} \\|`, "m"), board.name);
		assert.is(wiresOf(board).length, 8);
	}
});

test("every code that the firmware has is explained, and none that it has not", () => {
	const documented = documentedCodes();
	assert.ok(documented.length > 40);
	assert.is(new Set(documented).size, documented.length, "a code stands there twice");
	const codes = codesInSources();
	const missing = [...codes].filter(code => !documented.includes(code));
	assert.equal(missing, [], `docs/hardware.md, "Codes", must explain ${missing.join(", ")}`);
	assert.equal(
		documented.filter(code => !codes.has(code)),
		[],
		"nothing in firmware/ has these codes",
	);
});

test("the commands that it names exist", () => {
	const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
	const named = new Set([...text.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name));
	for (const name of named) assert.ok(scripts[name], `npm run ${name}`);
	assert.ok(named.has("flash") && named.has("doctor"));
});

test("the lines of the log that it shows are in the sources", () => {
	const sources = ["network/wifi-keeper", "device/serial-log", "device/device-settings", "runtime"]
		.map(name => readFileSync(`firmware/${name}.ts`, "utf8"))
		.join("\n");
	for (const words of [
		"address ${",
		"no connection to",
		"gave no address within",
		"no network is set (ssid)",
		"is ignored:",
		"offline: ${",
		"was given up: ${",
		"caught: ${",
		"please report this",
	])
		assert.ok(sources.includes(words), words);
});

test("the sheet to print has the ink that the simulated camera sees", () => {
	const path = /<path d="([^"]+)"/.exec(sheetPicture("ABCDEFGHIJKLMNOP"))?.[1] ?? "";
	const ink = new Uint8Array(SHEET_SIDE * SHEET_SIDE);
	for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
		ink.fill(1, Number(y) * SHEET_SIDE + Number(x), Number(y) * SHEET_SIDE + Number(x) + Number(length));
	assert.equal(ink, printSheet("ABCDEFGHIJKLMNOP"));
});

test.run();
