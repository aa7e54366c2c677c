import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { SheetReader } from "../../../firmware/sensing/sheet-reader";
import { decodeImage, type GrayImage } from "../../../host-sim/scene/image-file";
import { fit } from "../../../host-sim/scene/photo-source";
import { sceneFor } from "../../../host-sim/scene/scene";
import { SceneRenderer } from "../../../host-sim/scene/scene-renderer";
import { DEFAULT_TEXT } from "../../../host-sim/scene/sheet";
import { sharedData } from "../../support/data";

const WIDTH = 160;
const HEIGHT = 120;
const PIXELS = WIDTH * HEIGHT;
const reader = new SheetReader({ width: WIDTH, height: HEIGHT });
const frame = new Uint8Array(PIXELS);

test("tables, cloth and noise are no sheet", () => {
	const renderer = new SceneRenderer(WIDTH, HEIGHT);
	const random = new Random(6);
	for (let i = 0; i < 150; i++)
		assert.not(reader.read(renderer.render(sceneFor(17, i, DEFAULT_TEXT, "empty"))), `${i}`);
	for (let i = 0; i < 150; i++) {
		const level = random.below(256);
		const deviation = random.below(120);
		for (let k = 0; k < PIXELS; k++) frame[k] = Math.max(0, Math.min(255, level + deviation * random.gaussian()));
		assert.not(reader.read(frame), `noise ${i}`);
	}
});

test("photographs without a sheet give no letters", () => {
	const folder = sharedData("camera");
	if (!folder) return;
	const random = new Random(4);
	let frames = 0;
	for (const name of readdirSync(folder).filter(name => /\.(png|jpg)$/.test(name))) {
		const image = decodeImage(readFileSync(`${folder}/${name}`), name);
		for (let i = 0; i < 100; i++, frames++) {
			fit(randomCrop(image, random), frame, WIDTH, HEIGHT);
			assert.not(reader.read(frame), `${name}, crop ${i}`);
		}
	}
	process.stdout.write(`\nmeasured: false alarms 0 of ${frames} crops of photographs\n`);
	assert.ok(frames > 0);
});

function randomCrop(image: GrayImage, random: Random): GrayImage {
	const scale = 0.2 + 0.8 * random.uniform();
	const width = Math.floor(Math.min(image.width, (image.height * 4) / 3) * scale);
	const height = Math.floor(width * 0.75);
	const left = random.below(image.width - width + 1);
	const top = random.below(image.height - height + 1);
	const gray = new Uint8Array(width * height);
	for (let y = 0; y < height; y++) {
		const from = (top + y) * image.width + left;
		gray.set(image.gray.subarray(from, from + width), y * width);
	}
	return { width, height, gray };
}

/** Frames made to hurt: many regions, nested rings, combs that join late, frames without letters, extreme contrast. */
const ADVERSARIES: ((random: Random) => void)[] = [
	random => fill(() => random.int32()),
	random => fill(() => (random.below(2) === 0 ? 0 : 255)),
	random => fill((x, y) => ((x ^ y) & 1) * random.below(256)),
	random => {
		const period = 2 + random.below(9);
		fill((x, y) => (Math.max(Math.abs(x - 80), Math.abs(y - 60)) % period < period / 2 ? 0 : 255));
	},
	random => {
		const teeth = 2 + random.below(6);
		fill((x, y) => (y > 110 || x % teeth === 0 ? 10 : 240));
	},
	random => {
		const spacing = 4 + random.below(6);
		fill((x, y) => (x % spacing < 2 && y % spacing < 2 ? 0 : 255));
	},
	random => drawFrames(random, 1),
	random => drawFrames(random, 12),
	random => {
		drawFrames(random, 1);
		for (let i = 0; i < 4000; i++) frame[random.below(PIXELS)] = random.int32();
	},
	random => frame.fill(random.below(256)),
];

function fill(value: (x: number, y: number) => number): void {
	for (let y = 0, i = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++, i++) frame[i] = value(x, y);
}

function drawFrames(random: Random, count: number): void {
	frame.fill(128 + random.below(128));
	for (let n = 0; n < count; n++) {
		const left = random.below(100);
		const top = random.below(70);
		const right = left + 20 + random.below(60);
		const bottom = top + 20 + random.below(50);
		const ink = random.below(100);
		const line = 1 + random.below(4);
		for (let y = top; y <= Math.min(bottom, HEIGHT - 1); y++)
			for (let x = left; x <= Math.min(right, WIDTH - 1); x++)
				if (x < left + line || x > right - line || y < top + line || y > bottom - line) frame[y * WIDTH + x] = ink;
	}
}

test("2,000 adversarial frames neither throw nor hang nor break the next reading", () => {
	const random = new Random(12);
	const good = new SceneRenderer(WIDTH, HEIGHT).render(sceneFor(1, 0, DEFAULT_TEXT));
	assert.ok(reader.read(good));
	const expected = reader.pictures.slice();
	for (let i = 0; i < 2000; i++) {
		ADVERSARIES[i % ADVERSARIES.length](random);
		const read = reader.read(frame);
		assert.is(read, reader.failure === undefined);
		for (const corner of reader.corners) assert.ok(Number.isFinite(corner));
	}
	assert.ok(reader.read(good));
	assert.equal(reader.pictures, expected);
});

test("sensors of any size are read within their bounds", () => {
	const random = new Random(13);
	for (let i = 0; i < 300; i++) {
		const width = 16 + random.below(90);
		const height = 16 + random.below(90);
		const gray = new Uint8Array(width * height);
		const block = 1 + random.below(9);
		for (let k = 0; k < gray.length; k++)
			gray[k] =
				((((k % width) / block) | 0) + ((k / width / block) | 0)) & 1 ? random.below(80) : 255 - random.below(80);
		const any = new SheetReader({ width, height });
		assert.is(any.read(gray), any.failure === undefined);
	}
});

test.run();
