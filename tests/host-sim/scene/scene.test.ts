import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { RANGE, sceneFor } from "../../../host-sim/scene/scene";
import { SceneRenderer } from "../../../host-sim/scene/scene-renderer";
import { SceneSource } from "../../../host-sim/scene/scene-source";
import { DEFAULT_TEXT, printSheet, SheetError } from "../../../host-sim/scene/sheet";
import { View } from "../../../host-sim/scene/view";

const SIDE = 36;

test("the same seed gives the same bytes, on every machine", () => {
	const hash = createHash("sha256");
	const source = new SceneSource({ seed: 7 });
	for (let i = 0; i < 5; i++) hash.update(source.frame(i));
	// A change of this number changes what every recorded scene identification shows: say so in CHANGELOG.md.
	assert.is(hash.digest("hex").slice(0, 16), "82b0c3c90ff3d0a2");
});

test("frames, seeds and texts differ, and a frame is the same in any order", () => {
	const source = new SceneSource({ seed: 7 });
	const first = source.frame(0).slice();
	assert.not.equal(source.frame(1), first);
	assert.equal(source.frame(0), first);
	assert.not.equal(new SceneSource({ seed: 8 }).frame(0), first);
	assert.not.equal(new SceneSource({ seed: 7, text: "ABCDEFGHIJKLMNOP" }).frame(0), first);
});

test("the parameters cover the whole range", () => {
	const spans: Record<string, { values: number[]; least: number; most: number }> = {
		rotation: { values: [], least: -RANGE.rotation, most: RANGE.rotation },
		tilt: { values: [], least: 0, most: RANGE.tilt },
		blur: { values: [], least: 0, most: RANGE.blur },
		noise: { values: [], least: RANGE.noise[0], most: RANGE.noise[1] },
		direction: { values: [], least: 0, most: 1 },
	};
	for (let i = 0; i < 400; i++) {
		const scene = sceneFor(3, i, DEFAULT_TEXT);
		spans.rotation.values.push(scene.pose.rotation);
		spans.tilt.values.push(scene.pose.tilt);
		spans.blur.values.push(scene.blur);
		spans.noise.values.push(scene.noise);
		spans.direction.values.push(scene.lightDirection);
		assert.is(scene.lightRatio, 2);
	}
	for (const [name, { values, least, most }] of Object.entries(spans)) {
		const width = most - least;
		assert.ok(Math.min(...values) >= least && Math.min(...values) < least + 0.02 * width, `${name} starts at ${least}`);
		assert.ok(Math.max(...values) <= most && Math.max(...values) > most - 0.02 * width, `${name} ends at ${most}`);
		const mean = values.reduce((sum, value) => sum + value) / values.length;
		assert.ok(Math.abs(mean - (least + most) / 2) < 0.06 * width, `${name} is even`);
	}
});

test("the sheet is in view in every scene of letters, and is not in a cut one", () => {
	for (let i = 0; i < 400; i++) {
		const whole = new View(sceneFor(4, i, DEFAULT_TEXT).pose, 160, 120).corners;
		for (let k = 0; k < 8; k++) assert.ok(whole[k] >= 1 && whole[k] <= (k % 2 === 0 ? 158 : 118), `frame ${i}`);
		const cut = new View(sceneFor(4, i, DEFAULT_TEXT, "cut").pose, 160, 120).corners;
		assert.ok(
			[1, 3, 5, 7].some(k => cut[k] < -10 || cut[k] > 130),
			`cut frame ${i}`,
		);
	}
});

test("light falls 2 to 1 over the sheet, noise and exposure are as drawn", () => {
	const renderer = new SceneRenderer(160, 120);
	const scene = sceneFor(1, 0, DEFAULT_TEXT);
	Object.assign(scene, { noise: 0, blur: 0, lightDirection: 0, exposure: 240 });
	Object.assign(scene.pose, { rotation: 0, tilt: 0, size: 1, shiftX: 0, shiftY: 0 });
	const gray = renderer.render(scene);
	const [left, top, right] = new View(scene.pose, 160, 120).corners;
	const row = Math.ceil(top) + 3;
	const dark = gray[row * 160 + Math.ceil(left) + 1];
	const light = gray[row * 160 + Math.floor(right) - 1];
	assert.ok(light / dark > 1.85 && light / dark < 2.1, `${light} / ${dark}`);
	assert.ok(Math.abs(light - 240) < 12, `${light}`);
	scene.noise = 6;
	const noisy = renderer.render(scene);
	let square = 0;
	let n = 0;
	for (let i = 0; i < gray.length; i++) {
		if (gray[i] < 30 || gray[i] > 220) continue;
		square += (noisy[i] - gray[i]) ** 2;
		n++;
	}
	assert.ok(Math.abs(Math.sqrt(square / n) - 6) < 0.3, `${Math.sqrt(square / n)}`);
});

test("a printed sheet has a frame, paper between the letters, and the letters in order", () => {
	const ink = printSheet("ABCDEFGHIJKLMNOP");
	let rows = "";
	for (let y = 5; y < 10; y++) rows += `${[...ink.subarray(y * SIDE + 5, y * SIDE + 17)].join("")}\n`;
	assert.is(rows, "001000011110\n010100010001\n100010011110\n111110010001\n100010011110\n");
	for (let i = 0; i < SIDE; i++) {
		assert.is(ink[i], 0, "paper edge");
		assert.is(ink[2 * SIDE + i], i >= 2 && i < 34 ? 1 : 0, "frame line");
		if (i >= 3 && i < 33) assert.is(ink[3 * SIDE + i] + ink[10 * SIDE + i] + ink[11 * SIDE + i], 0, "gaps");
	}
});

test("a text that cannot be printed is refused in words", () => {
	for (const text of ["", "ABC", "ABCDEFGHIJKLMNOQR", "abcdefghijklmnop", "ABCDEFGHIJKLMNO1"])
		assert.throws(
			() => printSheet(text),
			(error: Error) => error instanceof SheetError && error.code === "sheet-text" && /16 letters/.test(error.message),
		);
});

test.run();
