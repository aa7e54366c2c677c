import { test } from "uvu";
import * as assert from "uvu/assert";
import { editDistance, suggest } from "../../../host-sim/commands/suggest";

const COMMANDS = ["start", "watch", "replay", "train", "experiments"];

test("distance counts inserted, deleted, replaced and swapped characters", () => {
	assert.is(editDistance("start", "start"), 0);
	assert.is(editDistance("strat", "start"), 1);
	assert.is(editDistance("", "start"), 5);
	assert.is(editDistance("watch", "match"), 1);
	assert.is(editDistance("kitten", "sitting"), 3);
});

test("near words and beginnings are suggested", () => {
	assert.is(suggest("strat", COMMANDS), "start");
	assert.is(suggest("WATCH", COMMANDS), "watch");
	assert.is(suggest("exp", COMMANDS), "experiments");
	assert.is(suggest("replya", COMMANDS), "replay");
});

test("far words are not", () => {
	assert.is(suggest("dashboard", COMMANDS), undefined);
	assert.is(suggest("x", COMMANDS), undefined);
	assert.is(suggest("", COMMANDS), undefined);
});

test.run();
