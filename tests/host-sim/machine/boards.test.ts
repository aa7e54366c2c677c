import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readBoards } from "../../../host-sim/machine/boards";
import { localMachine } from "../../../host-sim/machine/local-machine";
import { FAKE_ROOT, fakeMachine } from "../../support/fake-machine";

const PINS = { hz: 1, clock: 2, in: 3, out: 4, port: 1, select: 5, interrupt: 6, reset: 7 };
const CAMERA = { width: 160, height: 120 };
const file = (path: string, content: unknown) => [`${FAKE_ROOT}/${path}`, JSON.stringify(content)];

test("boards are what manifest.json has platforms for; one that the SDK lacks is named by its folder", () => {
	const files = Object.fromEntries([
		file("manifest.json", { platforms: { lin: {}, "esp32/known": {}, "esp32/own": {}, "...": {} } }),
		file("manifests/boards/known.json", { config: { accelerator: PINS, camera: CAMERA } }),
		file("manifests/boards/own.json", { config: { accelerator: PINS, camera: CAMERA } }),
		file("manifests/targets/own/manifest.json", {}),
	]);
	assert.equal(readBoards(fakeMachine({ files })), [
		{ name: "known", platform: "esp32/known", accelerator: PINS, camera: CAMERA },
		{ name: "own", platform: "esp32:./manifests/targets/own", accelerator: PINS, camera: CAMERA },
	]);
});

test("a board without pins, or a checkout without its file, is named", () => {
	const manifest = file("manifest.json", { platforms: { "esp32/x": {} } });
	assert.throws(() => readBoards(fakeMachine({ files: Object.fromEntries([manifest]) })), /boards\/x\.json is missing/);
	const files = Object.fromEntries([manifest, file("manifests/boards/x.json", { config: {} })]);
	assert.throws(() => readBoards(fakeMachine({ files })), /boards\/x\.json has no config\.accelerator/);
});

test("this project's boards: whole pins, none twice, and a file for each", () => {
	const boards = readBoards(localMachine());
	assert.ok(boards.length >= 5);
	for (const { name, accelerator } of boards) {
		const { clock, in: input, out, select, interrupt, reset, hz } = accelerator;
		const pins = [clock, input, out, select, interrupt, reset];
		assert.is(new Set(pins).size, pins.length, `${name} uses a pin twice`);
		for (const pin of pins) assert.ok(Number.isInteger(pin) && pin >= 0 && pin <= 48, `${name}: GPIO ${pin}`);
		assert.ok(hz >= 1_000_000 && hz <= 40_000_000, name);
	}
	const files = readdirSync("manifests/boards").filter(entry => entry.endsWith(".json") && entry !== "lin.json");
	assert.equal(boards.map(({ name }) => `${name}.json`).sort(), files.sort());
	assert.ok(readFileSync("manifest.json", "utf8").includes("lin.json"));
});

test.run();
