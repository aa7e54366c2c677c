import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../firmware/math/random";
import { frameByteLength, ImageType, toGray } from "../../../firmware/sensing/pixels";
import { SheetReader } from "../../../firmware/sensing/sheet-reader";
import { encode } from "../../../host-sim/node/camera";
import { glyph } from "../../../host-sim/scene/font";
import { randomText, type SceneKind, sceneFor } from "../../../host-sim/scene/scene";
import { SceneRenderer } from "../../../host-sim/scene/scene-renderer";
import { DEFAULT_TEXT } from "../../../host-sim/scene/sheet";
import { View } from "../../../host-sim/scene/view";
import { nearestText } from "../../support/letters";

const WIDTH = 160;
const HEIGHT = 120;
const SCENES = 300;
const renderer = new SceneRenderer(WIDTH, HEIGHT);
const reader = new SheetReader({ width: WIDTH, height: HEIGHT });

function measure(noise: number): void {
	let found = 0;
	let right = 0;
	let wrongPixels = 0;
	for (let i = 0; i < SCENES; i++) {
		const text = randomText(new Random(2024, i));
		const scene = sceneFor(2024, i, text);
		scene.noise = noise;
		if (!reader.read(renderer.render(scene))) continue;
		found++;
		const read = nearestText(reader.pictures);
		for (let k = 0; k < 16; k++) {
			if (read[k] === text[k]) right++;
			const truth = glyph(text[k]);
			for (let p = 0; p < 25; p++) if (reader.pictures[25 * k + p] >= 128 !== (truth[p] === 1)) wrongPixels++;
		}
	}
	process.stdout.write(
		`\nmeasured: noise ${noise}/255: sheet found in ${found} of ${SCENES}, letters right ${right} of ${16 * found}, glyph pixels wrong ${wrongPixels} of ${400 * found}\n`,
	);
	assert.ok(found >= 0.998 * SCENES, "found");
	assert.ok(right >= 0.9995 * 16 * found, "letters");
	assert.ok(wrongPixels <= 0.001 * 400 * found, "pixels");
}

test("random letters are read over the whole range at a noise of 4/255", () => measure(4));
test("random letters are read over the whole range at a noise of 8/255", () => measure(8));

test("the corners are where the camera's optics put them, within half a pixel", () => {
	let worst = 0;
	for (let i = 0; i < 40; i++) {
		const scene = sceneFor(5, i, DEFAULT_TEXT);
		assert.ok(reader.read(renderer.render(scene)));
		const m = new View(scene.pose, WIDTH, HEIGHT).toPicture;
		for (let corner = 0; corner < 4; corner++) {
			const u = corner === 1 || corner === 2 ? 15.5 : -15.5;
			const v = corner >= 2 ? 15.5 : -15.5;
			const w = m[6] * u + m[7] * v + m[8];
			const dx = (m[0] * u + m[1] * v + m[2]) / w - reader.corners[2 * corner];
			const dy = (m[3] * u + m[4] * v + m[5]) / w - reader.corners[2 * corner + 1];
			worst = Math.max(worst, Math.sqrt(dx * dx + dy * dy));
		}
	}
	process.stdout.write(`\nmeasured: largest error of a corner ${worst.toFixed(2)} pixels in 160 corners\n`);
	assert.ok(worst < 0.5, `${worst}`);
});

test("every camera format gives the same letters, and pictures within the format's precision", () => {
	const gray = new Uint8Array(WIDTH * HEIGHT);
	for (let i = 0; i < 20; i++) {
		const frame = renderer.render(sceneFor(8, i, DEFAULT_TEXT));
		assert.ok(reader.read(frame));
		const plain = reader.pictures.slice();
		for (const [name, type] of Object.entries(ImageType)) {
			const bytes = new Uint8Array(frameByteLength(type, gray.length));
			encode(frame, type, bytes);
			toGray(bytes, type, WIDTH, HEIGHT, gray);
			assert.ok(reader.read(gray), name);
			assert.is(nearestText(reader.pictures), DEFAULT_TEXT, name);
			let sum = 0;
			for (let k = 0; k < 400; k++) sum += Math.abs(reader.pictures[k] - plain[k]);
			// RGB565 has steps of 4 to 8 gray levels, of about 100 between paper and ink.
			assert.ok(sum / 400 <= (type === ImageType.Monochrome || type === ImageType.YUV422 ? 0 : 4), name);
		}
	}
});

test("the same frame gives the same pictures whatever was read before", () => {
	const frame = renderer.render(sceneFor(1, 0, DEFAULT_TEXT));
	const fresh = new SheetReader({ width: WIDTH, height: HEIGHT });
	assert.ok(fresh.read(frame));
	for (let i = 0; i < 5; i++) reader.read(renderer.render(sceneFor(77, i, DEFAULT_TEXT, "covered")));
	assert.ok(reader.read(frame));
	assert.equal(reader.pictures, fresh.pictures);
	assert.equal(reader.corners, fresh.corners);
});

test("a larger sensor is read too", () => {
	const large = new SceneRenderer(320, 240);
	const largeReader = new SheetReader({ width: 320, height: 240 });
	for (let i = 0; i < 10; i++) {
		assert.ok(largeReader.read(large.render(sceneFor(3, i, DEFAULT_TEXT))), `frame ${i}`);
		assert.is(nearestText(largeReader.pictures), DEFAULT_TEXT);
	}
});

test("without a whole sheet in view the verdict is a reason, not letters", () => {
	for (const kind of ["empty", "covered", "cut"] satisfies SceneKind[]) {
		const reasons = new Map<string, number>();
		for (let i = 0; i < 100; i++) {
			const read = reader.read(renderer.render(sceneFor(31, i, DEFAULT_TEXT, kind)));
			const reason = read ? "letters" : reader.failure!.code;
			reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
			assert.is(read, reader.failure === undefined);
		}
		process.stdout.write(`\nmeasured: ${kind}: ${[...reasons].map(([code, n]) => `${code} ${n}`).join(", ")} of 100\n`);
		assert.is(reasons.get("letters") ?? 0, 0, kind);
		if (kind === "cut") assert.ok((reasons.get("cut-off") ?? 0) >= 75);
	}
});

test("a frame of another size is a mistake of the caller", () => {
	assert.throws(() => reader.read(new Uint8Array(100)), /not of 100 bytes/);
	assert.throws(() => new SheetReader({ width: 4, height: 120 }), /4 x 120/);
});

test.run();
