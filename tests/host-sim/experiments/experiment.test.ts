import { test } from "uvu";
import * as assert from "uvu/assert";
import { allExperiments, findExperiments } from "../../../host-sim/experiments/all";
import { row } from "../../../host-sim/experiments/experiment";
import { boundsText, type Finished, format, passed, textTable } from "../../../host-sim/experiments/table";

test("a row passes within its bounds only, and never as NaN", () => {
	assert.ok(row("a", 1, "", "1", 1, 1).pass);
	assert.not(row("a", 0.99, "", "1", 1, 2).pass);
	assert.not(row("a", 2.01, "", "1", 1, 2).pass);
	assert.ok(row("a", 1e9, "", "large", 1).pass);
	assert.not(row("a", Number.NaN, "", "reported").pass);
});

test("every experiment has its own number and says what it mirrors and how it measures", () => {
	const ids = allExperiments.map(experiment => experiment.id);
	assert.is(new Set(ids).size, ids.length);
	for (const { id, title, mirrors, claim } of allExperiments)
		assert.ok(title.length > 5 && mirrors.length > 5 && claim.length > 40, id);
	assert.is(findExperiments([]).length, ids.length);
	assert.is(findExperiments(["e1"])[0].id, "E1");
	assert.throws(() => findExperiments(["E99"]), /no experiment E99: there are E1 /);
});

test("numbers have four significant digits", () => {
	assert.equal([0, 16, 1.23456, -31.649, 0.000123, 1234567.8, Number.NaN].map(format), [
		"0",
		"16",
		"1.235",
		"-31.65",
		"1.2e-4",
		"1.2e+6",
		"NaN",
	]);
	assert.is(boundsText(row("a", 1, "", "", 1, 2)), "1 to 2");
	assert.is(boundsText(row("a", 1, "", "", 1)), "at least 1");
	assert.is(boundsText(row("a", 1, "", "", undefined, 2)), "at most 2");
	assert.is(boundsText(row("a", 1, "", "")), "reported");
});

test("the table aligns its columns and marks what is out of bounds; a failure is shown and does not pass", () => {
	const [experiment] = allExperiments;
	const finished: Finished = {
		experiment,
		result: { rows: [row("short", 1, "%", "1 %", 0, 2), row("a longer one", 123.4, "%", "2 %", 0, 2)] },
	};
	const lines = textTable(finished).split("\n");
	assert.match(lines[2], /^ {2}✓ short {14}1 % {2}1 % {7}0 to 2$/);
	assert.match(lines[3], /^ {2}✗ a longer one {3}123.4 % {2}2 % {7}0 to 2$/);
	assert.not(passed(finished));
	const failure: Finished = { experiment, result: { rows: [] }, failure: "no model" };
	assert.not(passed(failure));
	assert.match(textTable(failure), /✗ no model/);
});

test.run();
