import { test } from "uvu";
import * as assert from "uvu/assert";
import { EventTracker } from "../../../firmware/events/event-tracker";

/** Events of a row of verdicts, ten seconds apart, "." where there is none. */
function events(verdicts: string[]): string {
	const tracker = new EventTracker();
	return verdicts.map((text, n) => tracker.observe(text, 10_000 * n) ?? ".").join(" ");
}

test("what three frames agree on is new once, another text an update, a minute of nothing the end", () => {
	const verdicts = ["", "AB", "AB", "AB", "AB", "AC", "AC", "AC", "", "", "", "", "", "", "", ""];
	assert.is(events(verdicts), ". . . new . . . update . . . . . . end .");
});

test("a frame that differs starts the count anew; somebody in front of the sheet is no end", () => {
	assert.is(events(["AB", "AB", "AC", "AB", "AB", "AB", "", "", "", "AB", "AB", "AB"]), ". . . . . new . . . . . .");
});

test("a sheet that follows another after a moment of nothing is an update", () => {
	assert.is(events(["AB", "AB", "AB", "", "", "AC", "AC", "AC"]), ". . new . . . . update");
});

test("a moment of nothing that is over does not count towards the end", () => {
	const tracker = new EventTracker();
	for (let n = 0; n < 3; n++) tracker.observe("AB", n);
	assert.is(tracker.observe("", 10_000), undefined);
	tracker.unchanged();
	assert.is(tracker.observe("", 100_000), undefined);
	assert.is(tracker.observe("", 160_000), "end");
});

test("a text that is partly unsure needs more frames", () => {
	assert.is(events(Array(8).fill("A?")), ". . . . . . . new");
});

test("it is settled when the last frames agree, on nothing too", () => {
	const tracker = new EventTracker();
	const settled = ["", "", "", "A", "A", "A", "A", "B"].map((text, n) => {
		tracker.observe(text, n);
		return tracker.settled;
	});
	assert.equal(settled, [false, false, true, false, false, true, true, false]);
	assert.is(tracker.standing, "A");
});

test.run();
