import { test } from "uvu";
import * as assert from "uvu/assert";
import { hexDump, printable } from "../../host-sim/printable";

test("ordinary text of any language stays as it is", () => {
	assert.is(printable("online · µ 微 é"), "online · µ 微 é");
});

test("what a terminal would act on is escaped", () => {
	assert.is(printable("a\x1b[2Jb\r\n\x07\x9b"), "a\\u{1b}[2Jb\\u{d}\\u{a}\\u{7}\\u{9b}");
	assert.is(printable("a\u202eb\u2028c\ud800"), "a\\u{202e}b\\u{2028}c\\u{d800}");
});

test("long text and long bytes are cut, and say how long they were", () => {
	assert.is(printable("x".repeat(300), 10), `${"x".repeat(10)}… (300 characters)`);
	assert.is(hexDump(new Uint8Array(100).fill(0xab), 2), "ab ab … (100 bytes)");
	assert.is(hexDump(Uint8Array.of(1, 2)), "01 02");
	assert.is(hexDump(new Uint8Array(0)), "");
});

test.run();
