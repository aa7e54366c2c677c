import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkSettings, defaultSettings, type Settings } from "../../firmware/config";
import {
	APP_MANIFEST,
	appLists,
	EMULATED_MANIFEST,
	emulatedLists,
	type ModuleLists,
	NETWORKS_MANIFEST,
	networksLists,
} from "../../host-sim/moddable/module-lists";
import { SCENE_FILE, sceneFile } from "../../host-sim/moddable/scene-file";

const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
const MODULES_COMMAND = "node --import tsx host-sim/moddable/module-lists.ts";
const boards = readdirSync("manifests/boards").map(file => file.replace(".json", ""));
const devices = boards.filter(board => board !== "lin");

for (const [path, lists] of [
	[APP_MANIFEST, appLists()],
	[EMULATED_MANIFEST, emulatedLists()],
	[NETWORKS_MANIFEST, networksLists()],
] as const)
	test(`${path} lists and preloads what is reached, no more and no less`, () => {
		const { modules, preload } = json(path) as ModuleLists;
		assert.equal({ modules, preload }, lists, `run: ${MODULES_COMMAND}`);
	});

test("an import of types alone is no module, one of a class is", () => {
	const { preload } = appLists();
	assert.ok(preload.includes("accelerator/wire") && preload.includes("main"));
	assert.not(preload.includes("hardware") || preload.includes("report"));
	assert.not(preload.some(name => name.startsWith("emulator/")));
});

test("a device for letters loads no network: one manifest of manifests/models says what is recognised", () => {
	const { modules, preload } = appLists();
	assert.not(preload.some(name => /^networks\/|recognise\/(network|kinds|all)/.test(name)));
	assert.ok(networksLists().preload.includes("networks/network-program"));
	for (const [model, kinds] of [
		["letters", "kinds"],
		["networks", "all-kinds"],
	]) {
		const manifest = json(`manifests/models/${model}.json`);
		assert.is(manifest.modules["recognise/kinds"], `../../firmware/recognise/${kinds}`);
		assert.ok(manifest.preload.includes("recognise/kinds") && !modules["recognise/kinds"]);
		assert.ok(existsSync(`manifests/models/${manifest.data["*"]}.cim`), manifest.data["*"]);
	}
});

test("nothing that the manifests bring undoes the SDK's strip", () => {
	for (const path of readdirSync("manifests", { recursive: true, encoding: "utf8" }))
		if (path.endsWith(".json")) assert.is(json(`manifests/${path}`).strip, undefined, path);
});

test("manifest.json knows every board in manifests/boards, and no other", () => {
	const known = Object.entries(json("manifest.json").platforms as Record<string, { include?: string }>)
		.filter(([platform]) => platform !== "...")
		.map(([platform, { include }]) => {
			const board = platform.replace("esp32/", "");
			assert.is(include, `./manifests/boards/${board}.json`);
			return board;
		});
	assert.equal(known.sort(), boards.sort());
});

for (const board of boards)
	test(`${board}: every pin is named once, and the firmware takes the settings`, () => {
		const { config } = json(`manifests/boards/${board}.json`);
		const { hz, port, ...pins } = config.accelerator as Settings["accelerator"];
		assert.equal(Object.keys(pins).sort(), ["clock", "in", "interrupt", "out", "reset", "select"]);
		assert.is(new Set(Object.values(pins)).size, 6);
		checkSettings({ ...defaultSettings, camera: config.camera, accelerator: { hz, port, ...pins } });
	});

/** What the board's sdkconfig asks for. */
function sdkconfig(board: string): Map<string, string> {
	const path = board === "esp32cam" ? "manifests/targets/esp32cam/sdkconfig" : `manifests/sdkconfig/${board}`;
	const lines = readFileSync(`${path}/sdkconfig.defaults`, "utf8").split("\n");
	return new Map(lines.filter(line => /^CONFIG_/.test(line)).map(line => line.split("=") as [string, string]));
}

for (const board of devices)
	test(`${board}: a stuck task is a restart; the firmware's heap lies in internal memory where there is enough`, () => {
		const options = sdkconfig(board);
		assert.is(options.get("CONFIG_ESP_TASK_WDT_EN"), "y");
		assert.is(options.get("CONFIG_ESP_TASK_WDT_PANIC"), "y");
		const external = board === "esp32cam" ? "CONFIG_SPIRAM_USE_MALLOC" : "CONFIG_SPIRAM_USE_CAPS_ALLOC";
		assert.is(options.get(external), "y");
	});

test("the virtual machine's sizes are our own and do not grow", () => {
	for (const accelerator of ["emulated", "silicon"]) {
		const { chunk, heap, stack } = json(`manifests/accelerator/${accelerator}.json`).creation;
		assert.equal([chunk.incremental, heap.incremental], [0, 0]);
		// 16 bytes a slot on a 32-bit processor; an ESP32-S3 has about 320 KB, of which Wi-Fi takes up to 70
		assert.ok(chunk.initial + 16 * (heap.initial + stack) <= 192 << 10, accelerator);
	}
});

test("the partitions follow each other, fit 4 MB, and the applications' begin on 64 KB", () => {
	const rows = readFileSync("manifests/partitions.csv", "utf8")
		.split("\n")
		.filter(line => line && !line.startsWith("#"))
		.map(line => line.split(",").map(cell => cell.trim()));
	assert.equal(
		rows.map(([name]) => name),
		["nvs", "phy_init", "ota_0", "ota_1", "otadata", "model_0", "model_1", "outbox"],
	);
	let end = 0x9000;
	for (const [name, type, , offset, size] of rows) {
		assert.is(Number(offset), end, name);
		assert.is(Number(offset) % (type === "app" ? 0x10000 : 0x1000), 0, name);
		end += Number(size);
	}
	assert.ok(end <= 4 << 20);
});

test("the frames of the simulator's camera are those of the scene they name", () => {
	assert.ok(
		Buffer.from(sceneFile()).equals(readFileSync(SCENE_FILE)),
		"run: node --import tsx host-sim/moddable/scene-file.ts",
	);
});

test.run();
