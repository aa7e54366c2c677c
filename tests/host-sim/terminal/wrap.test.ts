import { test } from "uvu";
import * as assert from "uvu/assert";
import { wrap } from "../../../host-sim/terminal/wrap";

test("lines are as full as they can be and no word is lost", () => {
	const text = "the quick brown fox jumps over the lazy dog";
	assert.equal(wrap(text, 10), ["the quick", "brown fox", "jumps over", "the lazy", "dog"]);
	for (let width = 1; width < 50; width++) assert.is(wrap(text, width).join(" "), text);
});

test("a word that is too long has a line of its own", () => {
	assert.equal(wrap("a incomprehensibilities b", 5), ["a", "incomprehensibilities", "b"]);
});

test.run();
