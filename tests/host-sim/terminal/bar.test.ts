import { test } from "uvu";
import * as assert from "uvu/assert";
import { bar } from "../../../host-sim/terminal/bar";

test("eighths of a column, always the same width", () => {
	assert.is(bar(0, 4), "    ");
	assert.is(bar(1, 4), "████");
	assert.is(bar(0.5, 4), "██  ");
	assert.is(bar(17 / 32, 4), "██▏ ");
	for (let step = 0; step <= 100; step++) assert.is([...bar(step / 100, 7)].length, 7);
});

test("more than full is full, less than nothing is nothing", () => {
	assert.is(bar(3, 4), "████");
	assert.is(bar(-1, 4), "    ");
});

test.run();
