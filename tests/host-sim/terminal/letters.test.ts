import { test } from "uvu";
import * as assert from "uvu/assert";
import { countRight, lettersBlock } from "../../../host-sim/terminal/letters";
import { paint, widthOf } from "../../../host-sim/terminal/line";
import { someFrame } from "../../support/frame-record";

const { result, expected } = someFrame();
const LETTERS = { text: result.text, margins: result.margins, expected };

test("four rows of four, each letter with its margin", () => {
	const rows = lettersBlock(LETTERS, 80).map(line => paint(line, false));
	assert.is(rows.length, 4);
	assert.match(rows[0], /^ {2}N .* 61 {2}A .* 44 {2}I .* 72 {2}N .* 58$/);
	assert.match(rows[3], /19/);
});

test("weak, wrong and unsure letters are marked without colour too", () => {
	const block = lettersBlock(LETTERS, 80)
		.map(line => paint(line, false))
		.join("\n");
	assert.match(block, "N!");
	assert.match(block, "M×");
	assert.match(block, "? ");
});

test("a larger margin has a longer bar", () => {
	const bars = lettersBlock({ text: "AB", margins: [30, 60] }, 80)[0].map(piece => piece.text.trim().length);
	const [, , , first, , , , , second] = bars;
	assert.ok(second > first, `${first} ${second}`);
});

test("the block fits 60 and 40 columns, and every row is as wide as the others", () => {
	for (const width of [120, 80, 60, 40]) {
		const widths = lettersBlock(LETTERS, width).map(widthOf);
		assert.ok(widths[0] <= width, `${widths[0]} of ${width}`);
		for (const other of widths) assert.is(other, widths[0]);
	}
});

test("letters that are not as expected are not counted; nothing is counted where nothing is known", () => {
	assert.is(countRight(LETTERS), 14);
	assert.is(countRight({ ...LETTERS, expected: undefined }), undefined);
});

test.run();
