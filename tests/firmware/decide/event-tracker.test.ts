import { test } from "uvu";
import * as assert from "uvu/assert";
import { EventTracker } from "../../../firmware/decide/event-tracker";

/** Events of a row of verdicts, "." where there is none. */
function events(verdicts: string[], tracker = new EventTracker()): string {
	return verdicts.map(text => tracker.observe(text) ?? ".").join(" ");
}

test("what three frames agree on is new once, another text an update, four frames of nothing the end", () => {
	const verdicts = ["", "AB", "AB", "AB", "AB", "AC", "AC", "AC", "", "", "", "", ""];
	assert.is(events(verdicts), ". . . new . . . update . . . end .");
});

test("a frame that differs starts the count anew; a short gap is no end", () => {
	assert.is(events(["AB", "AB", "AC", "AB", "AB", "AB", "", "", "", "AB", "AB", "AB"]), ". . . . . new . . . . . .");
});

test("a text that is partly unsure needs more frames", () => {
	assert.is(events(Array(8).fill("A?")), ". . . . . . . new");
});

test("it is settled when the last frames agree, on nothing too", () => {
	const tracker = new EventTracker();
	const settled = ["", "", "", "", "A", "A", "A"].map(text => {
		tracker.observe(text);
		return tracker.settled;
	});
	assert.equal(settled, [false, false, false, true, false, false, true]);
	assert.is(tracker.standing, "A");
});

test.run();
