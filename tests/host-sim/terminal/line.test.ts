import { test } from "uvu";
import * as assert from "uvu/assert";
import { cut, fitting, paint, span, widthOf } from "../../../host-sim/terminal/line";

const LINE = [span("frame 12", "accent"), span(" · "), span("µ×!", "bad")];

test("width counts characters, not bytes or code units", () => {
	assert.is(widthOf(LINE), 14);
	assert.is(widthOf([span("𝔸𝔸")]), 2);
});

test("a line that fits stays as it is", () => {
	assert.is(cut(LINE, 14), LINE);
});

test("a cut line has exactly the width, and its end shows", () => {
	for (let width = 1; width < 14; width++) {
		const short = cut(LINE, width);
		assert.is(widthOf(short), width);
		assert.ok(paint(short, false).endsWith("…"));
	}
	assert.is(widthOf(cut(LINE, 0)), 0);
});

test("parts are left out from the end", () => {
	const parts = [[span("aaaa")], [span("bbbb")], [span("cccc")]];
	assert.is(paint(fitting(parts, 18), false), "aaaa · bbbb · cccc");
	assert.is(paint(fitting(parts, 17), false), "aaaa · bbbb");
	assert.is(paint(fitting(parts, 2), false), "aaaa");
});

test("no escape sequence without colour, and the same text with it", () => {
	const plain = paint(LINE, false);
	assert.is(plain, "frame 12 · µ×!");
	const coloured = paint(LINE, true);
	assert.ok(coloured.includes("\x1b["));
	// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
	assert.is(coloured.replace(/\x1b\[[\d;]*m/g, ""), plain);
});

test.run();
