import { test } from "uvu";
import * as assert from "uvu/assert";
import { DrawingReader } from "../../../firmware/sensing/drawing-reader";
import { parseSource } from "../../../host-sim/scene/parse-source";
import { drawDigit } from "../../../host-sim/scene/pen-digits";
import { SceneSource } from "../../../host-sim/scene/scene-source";

test("a digit is drawn differently for each seed, and the same for the same", () => {
	for (let digit = 0; digit < 10; digit++) {
		const one = drawDigit(digit, 1, 96);
		assert.equal(one, drawDigit(digit, 1, 96));
		assert.not.equal(one, drawDigit(digit, 2, 96));
		const ink = one.reduce((sum, point) => sum + point, 0) / one.length;
		assert.ok(ink > 0.02 && ink < 0.25, `${ink} of the paper for ${digit}`);
	}
});

test("a source of digits tells what is in each frame, and its name shows the same frames again", () => {
	const source = new SceneSource({ kind: "digits", text: "42", seed: 5 });
	assert.is(source.expected(0) + source.expected(1) + source.expected(2), "424");
	const frame = source.frame(1).slice();
	assert.equal(parseSource(source.identification).frame(1), frame);
	assert.throws(() => new SceneSource({ kind: "digits", text: "4x" }), /digits are drawn one a frame/);
});

test("drawn digits are found, and their pictures are as MNIST's: a box of 20 of 28, the centre of mass in the middle", () => {
	const source = new SceneSource({ kind: "digits", text: "0123456789", seed: 9 });
	const reader = new DrawingReader({ width: 160, height: 120, side: 28 });
	const frames = 40;
	for (let n = 0; n < frames; n++) {
		assert.ok(reader.read(source.frame(n)), reader.failure?.message);
		let [left, right, top, bottom, mass, x, y] = [28, 0, 28, 0, 0, 0, 0];
		for (let at = 0; at < 784; at++) {
			const ink = reader.picture[at];
			const [column, row] = [at % 28, Math.floor(at / 28)];
			mass += ink;
			x += ink * column;
			y += ink * row;
			if (ink < 100) continue;
			left = Math.min(left, column);
			right = Math.max(right, column);
			top = Math.min(top, row);
			bottom = Math.max(bottom, row);
		}
		const size = Math.max(right - left, bottom - top) + 1;
		assert.ok(size >= 19 && size <= 21, `${size} pixels in frame ${n}`);
		assert.ok(
			Math.abs(x / mass - 13.5) < 0.6 && Math.abs(y / mass - 13.5) < 0.6,
			`${x / mass}, ${y / mass} in frame ${n}`,
		);
	}
});

test("without a sheet, or with a part of one, there is a reason", () => {
	const reader = new DrawingReader({ width: 160, height: 120, side: 28 });
	assert.not(reader.read(new SceneSource({ kind: "empty" }).frame(0)));
	assert.is(reader.failure?.code, "no-frame");
	assert.not(reader.read(new SceneSource({ kind: "cut" }).frame(0)));
	assert.ok(reader.failure);
	assert.not(reader.read(new Uint8Array(160 * 120).fill(200)));
	assert.is(reader.failure?.code, "no-frame");
});

test.run();
