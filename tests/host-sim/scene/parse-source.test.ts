import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode as encodeJpeg } from "jpeg-js";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { SheetReader } from "../../../firmware/sensing/sheet-reader";
import { ImageError } from "../../../host-sim/scene/image-file";
import { parseSource, SourceError } from "../../../host-sim/scene/parse-source";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { nearestText } from "../../support/letters";

const folder = mkdtempSync(join(tmpdir(), "cim-edge-photos "));
test.after(() => rmSync(folder, { recursive: true }));

function rgba(gray: Uint8Array, width: number, height: number): { width: number; height: number; data: Buffer } {
	const data = Buffer.alloc(4 * width * height, 255);
	for (let i = 0; i < gray.length; i++) data.fill(gray[i], 4 * i, 4 * i + 3);
	return { width, height, data };
}

function writePng(name: string, gray: Uint8Array, width: number, height: number): string {
	const path = join(folder, name);
	writeFileSync(path, PNG.sync.write(Object.assign(new PNG({ width, height }), rgba(gray, width, height))));
	return path;
}

const refuses = (source: string, code: string, words: RegExp): void =>
	assert.throws(
		() => parseSource(source),
		(error: Error & { code?: string }) =>
			(error instanceof SourceError || error instanceof ImageError) && error.code === code && words.test(error.message),
		`${source} is refused with ${code}`,
	);

test("a scene's identification shows the same frames again", () => {
	const scenes = [
		new SceneSource(),
		new SceneSource({ text: "ABCDEFGHIJKLMNOP", seed: 4294967295 }),
		new SceneSource({ kind: "cut", seed: 3, width: 320, height: 240, noise: 12.5 }),
	];
	for (const scene of scenes) {
		const again = parseSource(scene.identification, { text: "ZZZZZZZZZZZZZZZZ", seed: 99 });
		assert.is(again.identification, scene.identification);
		assert.equal(again.frame(2), scene.frame(2));
	}
});

test("defaults fill in what a scene does not say", () => {
	assert.is(
		parseSource("scene:letters", { text: "AAAAAAAAAAAAAAAA", seed: 5 }).identification,
		"scene:letters?text=AAAAAAAAAAAAAAAA&seed=5",
	);
});

test("a photograph of the sheet is read, as PNG and as JPEG, and its identification shows it again", () => {
	const scene = new SceneSource({ seed: 2, width: 640, height: 480, noise: 5 });
	const reader = new SheetReader({ width: 160, height: 120 });
	const png = writePng("sheet 1.png", scene.frame(0), 640, 480);
	const jpeg = join(folder, "sheet-2.jpeg");
	writeFileSync(jpeg, encodeJpeg(rgba(scene.frame(1), 640, 480), 80).data);
	for (const path of [png, jpeg]) {
		const photo = parseSource(path);
		assert.ok(reader.read(photo.frame(0)), path);
		assert.is(nearestText(reader.pictures), scene.text);
		const again = parseSource(photo.identification);
		assert.is(again.identification, photo.identification);
		assert.equal(again.frame(7), photo.frame(0), "a single image repeats");
	}
});

test("a folder shows its images by name, round and round, and leaves other files alone", () => {
	const names = mkdtempSync(join(folder, "set-"));
	for (const [name, level] of [
		["b.png", 20],
		["a.PNG", 10],
		["c.png", 30],
	] as const)
		writePng(`${names.slice(folder.length + 1)}/${name}`, new Uint8Array(12).fill(level), 4, 3);
	writeFileSync(join(names, "notes.txt"), "no image");
	const source = parseSource(names);
	assert.equal(
		[0, 1, 2, 3].map(index => source.frame(index)[0]),
		[10, 20, 30, 10],
	);
	const again = parseSource(source.identification);
	assert.is(again.frame(4)[0], 20);
	writePng(`${names.slice(folder.length + 1)}/d.png`, new Uint8Array(12), 4, 3);
	refuses(source.identification, "image-changed", /not what it was/);
});

test("what cannot be shown is refused with its name and what to do", () => {
	refuses(join(folder, "absent.png"), "image-missing", /absent\.png/);
	mkdtempSync(join(folder, "empty-"));
	const empty = mkdtempSync(join(folder, "empty-"));
	refuses(empty, "image-folder-empty", /\.png, \.jpg/);
	writeFileSync(join(folder, "text.png"), "not an image");
	refuses(join(folder, "text.png"), "image-format", /text\.png .*PNG or JPEG/);
	const whole = PNG.sync.write(new PNG({ width: 8, height: 8 }));
	writeFileSync(join(folder, "half.png"), whole.subarray(0, whole.length - 30));
	refuses(join(folder, "half.png"), "image-broken", /half\.png/);
	const huge = Buffer.from(whole);
	huge.writeUInt32BE(100_000, 16);
	huge.writeUInt32BE(100_000, 20);
	writeFileSync(join(folder, "huge.png"), huge);
	refuses(join(folder, "huge.png"), "image-too-large", /100000 x 100000/);
	refuses("scene:table", "source", /letters, digits, empty, covered, cut/);
	refuses("scene:letters?sed=3", "source", /sed/);
	refuses("scene:letters?seed=x", "source", /seed/);
	refuses("scene:letters?width=1e9", "source", /width/);
	refuses("photo:%", "source", /%/);
});

test.run();
