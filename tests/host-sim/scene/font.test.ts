import { test } from "uvu";
import * as assert from "uvu/assert";
import { glyph } from "../../../host-sim/scene/font";

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

test("any two letters differ in at least five pixels", () => {
	for (const [i, a] of LETTERS.entries())
		for (const b of LETTERS.slice(i + 1)) {
			const other = glyph(b);
			const apart = glyph(a).filter((ink, pixel) => ink !== other[pixel]).length;
			assert.ok(apart >= 5, `${a} and ${b} differ in ${apart}`);
		}
});

test("every glyph has 25 pixels of 0 or 1; anything else has none", () => {
	for (const letter of LETTERS) {
		assert.is(glyph(letter).length, 25);
		assert.ok(glyph(letter).every(ink => ink === 0 || ink === 1));
	}
	for (const other of ["a", "1", "", "AB", " "]) assert.throws(() => glyph(other), /no glyph for/);
});

test.run();
